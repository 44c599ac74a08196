"""Importing leads: nothing is overwritten, nobody is there twice, and a new one may start at once."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.deps import Deps
from app.domain.vocabulary import EnrollmentStatus, ImportAction
from app.errors import Code, Refused
from app.models import Enrollment, Lead
from app.services import people, sequences
from app.services.paging import Slice, Window
from app.services.people import Imported, LeadFilter, NewLead
from tests.factories import fixed, make_account, make_partner, make_sequence

PHONE = "+14155551234"


@dataclass
class Desk:
    """Where one account's leads are imported."""

    deps: Deps
    partner_id: UUID
    account_id: UUID

    async def take(self, phone: str = PHONE, **said: Any) -> Imported:
        return await people.import_lead(self.deps, self.partner_id, self.account_id, NewLead(phone=phone, **said))


@pytest.fixture
async def desk(deps: Deps) -> Desk:
    partner = await make_partner()
    return Desk(deps, partner.id, (await make_account(deps, partner.id)).id)


async def find(partner_id: UUID, account_id: UUID, text: str | None, window: Window) -> Slice[Lead]:
    return await people.find_leads(partner_id, account_id, LeadFilter(search=text), window)


async def refused(desk: Desk, **said: Any) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as error:
        await desk.take(**said)
    return [(refusal.code, refusal.path) for refusal in error.value.refusals]


async def test_an_import_creates_then_fills_then_skips(desk: Desk) -> None:
    made = await desk.take("(415) 555-1234", first_name=" Ann ", last_name="")
    assert (made.action, made.lead.phone, made.lead.first_name) == (ImportAction.CREATED, PHONE, "Ann")
    filled = await desk.take(first_name="Bob", last_name="Lee", metadata={"loan": 7})
    assert (filled.action, filled.lead.id) == (ImportAction.UPDATED, made.lead.id)
    stored = await Lead.get(id=made.lead.id)
    assert (stored.first_name, stored.last_name, stored.metadata) == ("Ann", "Lee", {"loan": 7})
    assert (await desk.take(first_name="Bob", metadata={"loan": 8})).action is ImportAction.SKIPPED
    assert (await Lead.get(id=made.lead.id)).metadata == {"loan": 7}


async def test_an_import_fills_the_values_that_metadata_lacks(desk: Desk) -> None:
    made = await desk.take(metadata={"loan": 7, "rate": None})
    more = await desk.take(metadata={"loan": 8, "rate": 6.25, "city": "Reno", "zip": None})
    assert (more.action, more.kept) == (ImportAction.UPDATED, ("metadata",))
    assert (await Lead.get(id=made.lead.id)).metadata == {"loan": 7, "rate": 6.25, "city": "Reno"}
    same = await desk.take(metadata={"loan": 7, "rate": 6.25, "city": "Reno"})
    assert (same.action, same.kept) == (ImportAction.SKIPPED, ())
    assert (await desk.take(metadata={"much": "x" * 16_350})).action is ImportAction.SKIPPED, "there is no room for it"


async def test_a_lead_is_known_by_its_external_id_too(desk: Desk) -> None:
    made = await desk.take(external_id="crm-1")
    again = await desk.take("+14155559999", external_id="crm-1", email="ann@example.com")
    assert (again.action, again.lead.id, again.lead.phone) == (ImportAction.UPDATED, made.lead.id, PHONE)


async def test_phone_of_one_and_external_id_of_another_is_a_duplicate(desk: Desk) -> None:
    await desk.take(external_id="crm-1")
    await desk.take("+14155559999")
    assert await refused(desk, phone="+14155559999", external_id="crm-1", notes="x") == [
        (Code.DUPLICATE, ("input", "externalId"))
    ]
    assert not await Lead.filter(notes="x").exists()


async def test_imports_at_once_make_one_lead(desk: Desk) -> None:
    await make_sequence(desk.deps, desk.partner_id, desk.account_id, is_default=True)
    said: dict[str, Any] = {"external_id": "crm-1", "auto_sequence": True}
    done = await asyncio.gather(*(desk.take(**said, notes=f"note {number}") for number in range(10)))
    assert sorted(one.action for one in done) == ["CREATED"] + ["SKIPPED"] * 9
    assert await Lead.all().count() == 1
    assert await Enrollment.all().count() == 1


async def test_external_ids_at_once_never_end_in_an_accident(desk: Desk) -> None:
    numbers = [f"+1415555{number}" for number in range(2000, 2006)]
    for number in numbers:
        await desk.take(number)
    done = await asyncio.gather(*(desk.take(number, external_id="crm-1") for number in numbers), return_exceptions=True)
    assert sum(isinstance(one, Imported) for one in done) == 1
    codes = {one.refusals[0].code for one in done if isinstance(one, Refused)}
    assert codes == {Code.DUPLICATE}


async def test_auto_sequence_starts_a_new_lead_and_no_other(desk: Desk) -> None:
    sequence = await make_sequence(
        desk.deps, desk.partner_id, desk.account_id, is_default=True, steps=[fixed(delay_hours=5)]
    )
    assert (await desk.take("+14155550001")).enrollment is None
    assert (await desk.take("+14155550001", auto_sequence=True)).enrollment is None
    begun = (await desk.take("+14155550002", auto_sequence=True)).enrollment
    assert begun is not None
    assert (begun.sequence_id, begun.status) == (sequence.id, EnrollmentStatus.ACTIVE)


async def test_auto_sequence_sends_the_first_step_at_once(desk: Desk) -> None:
    await make_sequence(desk.deps, desk.partner_id, desk.account_id, is_default=True, steps=[fixed(), fixed("2")])
    begun = (await desk.take(auto_sequence=True, first_name="Ann")).enrollment
    assert begun is not None
    assert begun.position == 1
    assert [message.body for message in desk.deps.sms.sent] == ["Hi Ann, this is Acme."]  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", ["none", "inactive", "deleted"])
async def test_auto_sequence_without_a_default_that_is_open_starts_nothing(desk: Desk, state: str) -> None:
    if state != "none":
        made = await make_sequence(
            desk.deps, desk.partner_id, desk.account_id, is_default=True, is_active=state != "inactive"
        )
        if state == "deleted":
            await sequences.delete(desk.deps, desk.partner_id, made.id)
    done = await desk.take(auto_sequence=True)
    assert (done.action, done.enrollment) == (ImportAction.CREATED, None)


async def test_everything_wrong_is_refused_at_once(desk: Desk) -> None:
    found = await refused(
        desk,
        phone="12",
        first_name="n" * 201,
        email="ann at example",
        property_address="\x00",
        time_zone="Moon",
        metadata=["no object"],
    )
    names = ["phone", "firstName", "email", "propertyAddress", "timeZone", "metadata"]
    assert [path for _, path in found] == [("input", name) for name in names]
    assert await Lead.all().count() == 0


@pytest.mark.parametrize(
    "metadata",
    [
        "text",
        7,
        [],
        {"a": "\x00"},
        {"\x00": 1},
        {"deep": [{"er": "\x00"}]},
        {"a": "\ud800"},
        {"big": 2**70},
        {"long": "x" * 17_000},
        {"number": float("nan")},
    ],
)
async def test_metadata_that_cannot_be_kept_is_refused(desk: Desk, metadata: Any) -> None:
    assert await refused(desk, metadata=metadata) == [(Code.INVALID_INPUT, ("input", "metadata"))]


async def test_metadata_comes_back_as_it_was(desk: Desk) -> None:
    metadata = {"text": "\\u0000 is no NUL", "list": [1, 2.5, None, True], "object": {"é": "😀"}}
    await desk.take(metadata=metadata)
    assert (await Lead.get(phone=PHONE)).metadata == metadata


async def test_leads_are_found_by_what_people_type(desk: Desk) -> None:
    ann = (await desk.take(first_name="Ann", email="ann@example.com", external_id="crm_1")).lead
    await desk.take("+14155550000", first_name="Bob")
    for text in ("ann", "example.com", "1234", "crm_1"):
        found = await find(desk.partner_id, desk.account_id, text, Window(50, 0))
        assert [row.id for row in found.rows] == [ann.id]
    assert (await find(desk.partner_id, desk.account_id, "\x00", Window(50, 0))).total == 0
    everybody = await find(desk.partner_id, desk.account_id, None, Window(1, 1))
    assert ([row.first_name for row in everybody.rows], everybody.total) == (["Bob"], 2)


@pytest.mark.parametrize(
    "text",
    [
        *("(415) 555-2001", "415-555-2001", "+1 415.555.2001", "\uff14\uff11\uff15 5552001", "555-2001", "1415 555"),
        *("Ana ", " ana", "Ana L", "ana lopez", "lopez ana", "L", "lop", "ana.lopez@example.com", "crm-77"),
    ],
)
async def test_a_lead_is_found_by_any_spelling_of_its_phone_and_by_parts_of_its_names(desk: Desk, text: str) -> None:
    ana = await desk.take(
        "+14155552001", first_name="Ana", last_name="Lopez", email="ana.lopez@example.com", external_id="crm-77"
    )
    await desk.take("+12125550123", first_name="Anabel", last_name="Ruiz", email="mail@ruiz.example")
    found = await find(desk.partner_id, desk.account_id, text, Window(50, 0))
    assert ana.lead.id in [row.id for row in found.rows]
    if text.strip().lower() not in ("ana",):  # Anabel too
        assert len(found.rows) == 1


async def test_a_number_as_dialed_in_the_accounts_country_is_found(deps: Deps) -> None:
    partner = await make_partner()
    account = await make_account(deps, partner.id, phone_number="+4915112345678")
    lead = (await people.import_lead(deps, partner.id, account.id, NewLead(phone="+4915187654321"))).lead
    for text in ("0151 87654321", "0151/87654321", "87654321"):
        assert [row.id for row in (await find(partner.id, account.id, text, Window(50, 0))).rows] == [lead.id]


@pytest.mark.parametrize("text", ["ann lee bob", "555-9999", "x", "zz", "(", "()"])
async def test_a_text_that_nobody_has_finds_nobody(desk: Desk, text: str) -> None:
    await desk.take(first_name="Ann", last_name="Lee", email="al@example.com")
    assert (await find(desk.partner_id, desk.account_id, text, Window(50, 0))).rows == []


async def test_an_import_says_which_values_it_did_not_take(desk: Desk) -> None:
    made = await desk.take(external_id="crm-1", first_name="Ann", metadata={"loan": 7})
    assert made.kept == ()
    moved = await desk.take("+14155559999", external_id="crm-1", first_name="Ann", notes="moved", metadata={"loan": 8})
    assert (moved.action, moved.lead.phone, moved.kept) == (ImportAction.UPDATED, PHONE, ("phone", "metadata"))
    again = await desk.take("+14155559999", external_id="crm-1")
    assert (again.action, again.kept) == (ImportAction.SKIPPED, ("phone",))


async def test_another_partner_finds_and_makes_nothing(desk: Desk) -> None:
    await desk.take()
    stranger = await make_partner("Stranger")
    assert await people.find_by_phone(stranger.id, desk.account_id, PHONE) is None
    assert (await find(stranger.id, desk.account_id, None, Window(50, 0))).total == 0
    with pytest.raises(Refused) as error:
        await people.import_lead(desk.deps, stranger.id, desk.account_id, NewLead(phone=PHONE))
    assert error.value.refusals[0].code is Code.NOT_FOUND

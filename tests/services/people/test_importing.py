"""Importing a thousand leads in one call: each row as if it were imported alone."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import ImportAction
from app.errors import Code, Refused
from app.models import Enrollment, Lead, Record
from app.services import people
from app.services.enrollment import enroll_leads
from app.services.people import Imported, NewLead
from tests.clock import FixedClock
from tests.factories import Alarms, TakesAll, fixed, make_account, make_partner, make_sequence
from tests.services.enrollment.test_enroll import is_held_up, somebody
from tests.waiting import until

NUMBERS = [f"+1415555{number}" for number in range(1000, 2000)]
ANN, BOB, CID, DAN = NUMBERS[:4]


@dataclass
class Desk:
    """Where one account's leads are imported."""

    deps: Deps
    partner_id: UUID
    account_id: UUID

    async def take(self, *rows: NewLead) -> Sequence[Imported | Refused]:
        return await people.import_leads(self.deps, self.partner_id, self.account_id, rows)

    async def told(self, *rows: NewLead) -> list[str]:
        return [told(one) for one in await self.take(*rows)]


def told(one: Imported | Refused) -> str:
    return one.action.value if isinstance(one, Imported) else one.refusals[0].code.value


def row(phone: str, **said: Any) -> NewLead:
    return NewLead(phone=phone, **said)


@pytest.fixture
async def desk(deps: Deps) -> Desk:
    partner = await make_partner()
    return Desk(deps, partner.id, (await make_account(deps, partner.id)).id)


async def test_each_row_has_its_answer_and_a_bad_one_changes_nothing(desk: Desk) -> None:
    await desk.take(row(ANN, external_id="a", first_name="Ann"), row(BOB, external_id="b"))
    found = await desk.take(
        row(ANN, first_name="Bea", notes="kept"),
        row("12", email="no address"),
        row(BOB, external_id="a", notes="lost"),
        row("(415) 555-1002", metadata={"loan": 7}),
        row(CID, first_name="Cid"),
        row(DAN, external_id="b", last_name="Bobson"),
        row(ANN, notes="late"),
    )
    assert [told(one) for one in found] == [
        "UPDATED",
        "INVALID_PHONE",
        "DUPLICATE",
        "CREATED",
        "UPDATED",
        "UPDATED",
        "SKIPPED",
    ]
    wrong = [one for one in found if isinstance(one, Refused)]
    assert [refusal.path for one in wrong for refusal in one.refusals] == [
        ("leads", "1", "phone"),
        ("leads", "1", "email"),
        ("leads", "2", "externalId"),
    ]
    stored = {lead.phone: lead for lead in await Lead.all()}
    assert stored.keys() == {ANN, BOB, CID}
    assert (stored[ANN].first_name, stored[ANN].notes) == ("Ann", "kept")
    assert [stored[BOB].last_name, stored[BOB].notes] == ["Bobson", None]
    assert (stored[CID].first_name, stored[CID].metadata) == ("Cid", {"loan": 7})
    for one in found:
        if isinstance(one, Imported):
            assert Record.of(one.lead) == Record.of(stored[one.lead.phone]), "the answer shows the lead as it is"


async def test_everything_that_is_said_is_stored(desk: Desk) -> None:
    said = {
        "first_name": "Ann",
        "last_name": "Lee",
        "name": "Ann Lee",
        "email": "ann@example.com",
        "property_address": "1 Main St",
        "external_id": "crm-1",
        "source": "web",
        "notes": "\\u0000 is no NUL; 'quoted', {braced}, \"NULL\"",
        "time_zone": "Europe/Paris",
        "metadata": {"text": "é😀", "list": [1, 2.5, None]},
    }
    await desk.take(row(ANN))
    assert await desk.told(row(ANN, **said), row(BOB, **said | {"external_id": "NULL"})) == ["UPDATED", "CREATED"]
    for lead in await Lead.all():
        assert {name: getattr(lead, name) for name in said} == said | {"external_id": lead.external_id}


async def test_only_leads_whom_the_call_makes_are_started(desk: Desk, clock: FixedClock) -> None:
    await desk.take(row(ANN))
    await make_sequence(desk.deps, desk.partner_id, desk.account_id, is_default=True, steps=[fixed(), fixed()])
    found = await desk.take(
        row(ANN, auto_sequence=True), row(BOB, auto_sequence=True), row(CID), row(CID, auto_sequence=True)
    )
    runs = [one.run for one in found if isinstance(one, Imported)]
    assert [run is not None for run in runs] == [False, True, False, False]
    stored = await Enrollment.get().select_related("lead")
    assert (stored.lead.phone, stored.wake_at) == (BOB, clock.now())
    assert isinstance(desk.deps.queue, Alarms)
    assert isinstance(desk.deps.sms, TakesAll)
    assert desk.deps.queue.planted == [clock.now()]
    assert desk.deps.sms.sent == []


async def test_without_a_default_sequence_nobody_is_started(desk: Desk) -> None:
    await make_sequence(desk.deps, desk.partner_id, desk.account_id, is_default=True, is_active=False)
    assert await desk.told(row(ANN, auto_sequence=True)) == ["CREATED"]
    assert await Enrollment.all().count() == 0


async def test_another_partners_account_refuses_the_whole_call(desk: Desk) -> None:
    stranger = await make_partner("Stranger")
    with pytest.raises(Refused) as refused:
        await people.import_leads(desk.deps, stranger.id, desk.account_id, [row(ANN), row("12")])
    assert [(one.code, one.path) for one in refused.value.refusals] == [(Code.NOT_FOUND, ("accountId",))]
    assert await Lead.all().count() == 0


async def test_a_call_without_a_good_row_does_nothing(desk: Desk) -> None:
    assert await desk.told() == []
    assert await desk.told(row("12", auto_sequence=True)) == ["INVALID_PHONE"]
    assert await Lead.all().count() == 0


async def test_a_thousand_take_as_many_statements_as_one(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await make_sequence(desk.deps, desk.partner_id, desk.account_id, is_default=True, steps=[fixed(delay_hours=1)])
    counted = []
    for known, new in ((NUMBERS[:1], NUMBERS[1:2]), (NUMBERS[2:500], NUMBERS[500:])):
        await desk.take(*map(row, known))
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
            rows = [row(phone, notes="x", auto_sequence=True) for phone in (*known, *new)]
            assert set(await desk.told(*rows)) == {"UPDATED", "CREATED"}
        counted.append(len([one for one in caplog.records if one.name == "tortoise.db_client"]))
    said = "the account, the turn, the sequence, the erased, the leads, the new, the filled, the runs"
    assert counted == [8, 8], said
    assert await Enrollment.all().count() == 501


# ---------------------------------------------------------------- at the same time


async def test_imports_and_enrollments_at_once_make_each_lead_once(desk: Desk) -> None:
    sequence = await make_sequence(
        desk.deps, desk.partner_id, desk.account_id, is_default=True, steps=[fixed(delay_hours=1)]
    )
    some = NUMBERS[:300]

    def rows(phones: list[str], shift: int) -> list[NewLead]:
        return [
            row(phone, external_id=f"crm-{(at + shift) % len(phones)}", auto_sequence=True)
            for at, phone in enumerate(phones)
        ]

    found = await asyncio.gather(
        desk.take(*rows(some, 0)),
        desk.take(*rows(some[::-1], 0)),
        desk.take(*rows(some, 150)),
        enroll_leads(desk.deps, desk.partner_id, sequence.id, some[::-1]),
        enroll_leads(desk.deps, desk.partner_id, sequence.id, some),
    )
    assert [len(one) for one in found] == [300] * 5
    assert await Lead.all().count() == await Enrollment.all().count() == 300
    assert len({lead.external_id for lead in await Lead.all()}) == 300


async def test_a_lead_whom_somebody_makes_at_this_moment_is_filled(
    desk: Desk, database_url: str, clock: FixedClock
) -> None:
    async with somebody(database_url) as other:
        await write_in(other, desk, BOB, clock)
        call = asyncio.create_task(desk.told(row(ANN), row(BOB, first_name="Bob"), row(CID)))
        await until(is_held_up)
    assert await call == ["CREATED", "UPDATED", "CREATED"]
    assert (await Lead.get(phone=BOB)).first_name == "Bob"
    assert await Lead.all().count() == 3


async def write_in(other: asyncpg.Connection, desk: Desk, phone: str, clock: FixedClock) -> None:
    await other.execute(
        "INSERT INTO lead (id, account_id, phone, created_at, inbound_count) VALUES ($1, $2, $3, $4, 1)",
        new_id(),
        desk.account_id,
        phone,
        clock.now(),
    )


async def test_imports_into_one_account_take_turns_and_no_external_id_is_given_twice(desk: Desk) -> None:
    """Each knows the other's ids in another order: without turns they would wait for each other in a circle."""
    one = [row(phone, external_id=f"x{at}") for at, phone in enumerate(NUMBERS[:200])]
    other = [row(phone, external_id=f"x{199 - at}") for at, phone in enumerate(NUMBERS[200:400])]
    first, second = await asyncio.gather(desk.told(*one), desk.told(*other))
    assert sorted((first[0], second[0])) == [ImportAction.CREATED, ImportAction.SKIPPED]
    assert len(set(first)) == len(set(second)) == 1
    assert await Lead.all().count() == 200


async def test_an_import_of_no_rows_is_refused_for_an_account_that_is_not_there(desk: Desk) -> None:
    for rows in ([], [row(ANN)]):
        with pytest.raises(Refused) as refused:
            await people.import_leads(desk.deps, desk.partner_id, new_id(), rows)
        assert [(one.code, one.path) for one in refused.value.refusals] == [(Code.NOT_FOUND, ("accountId",))]

"""Leads over REST, with the field names of the API that Nudge follows."""

import asyncio
from typing import Any

import httpx2
import pytest

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.http import identify
from app.models import Enrollment, Lead
from app.providers.redis.limiter import RedisLimiter
from app.services import accounts
from app.services.people import MAX_METADATA_BYTES
from tests.factories import Holder, fixed, make_account, make_deps, make_partner, make_sequence
from tests.rest.door import Json, RestDoor, failed

PHONE = "+14155551234"
FULL: Json = {
    "phone": "(415) 555-1234",
    "name": "Ann Lee",
    "first_name": "Ann",
    "last_name": "Lee",
    "email": "ann@example.com",
    "company": "Lee & Sons",
    "notes": "called twice",
    "source": "web",
    "external_id": "crm-1",
    "property_address": "1 Main St",
    "time_zone": "America/Los_Angeles",
    "state": "California",
    "postal_code": "94105",
    "status": "qualified",
    "metadata": {"loan": 7},
}


async def post(rest: RestDoor, account: str, more: str = "", key: str | None = None, **said: Any) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await rest.http.post(f"/v1/accounts/{account}/leads{more}", json=said, headers=headers)


async def listed(rest: RestDoor, account: str, query: str = "") -> Json:
    response = await rest.http.get(f"/v1/accounts/{account}/leads?{query}")
    assert response.status_code == 200
    return dict(response.json())


async def test_a_lead_is_created_then_filled_then_skipped(rest: RestDoor, account: str) -> None:
    made = await post(rest, account, phone="(415) 555-1234", first_name="Ann")
    assert (made.status_code, made.json()["success"], made.json()["action"]) == (201, True, "created")
    assert made.json()["lead"]["status"] == "new"
    filled = await post(rest, account, **FULL | {"first_name": "Bob"})
    lead = filled.json()["lead"]
    assert (filled.status_code, filled.json()["action"]) == (200, "updated")
    assert lead == {
        **FULL,
        "phone": PHONE,
        "state": "CA",
        "metadata": {"loan": 7, "company": "Lee & Sons"},
        "id": made.json()["lead"]["id"],
        "sequence_enrolled": False,
        "opted_out_at": None,
        "created_at": lead["created_at"],
        "updated_at": lead["updated_at"],
    }
    again = await post(rest, account, **FULL)
    assert (again.status_code, again.json()["action"], again.json()["lead"]) == (200, "skipped", lead)


async def test_the_external_id_of_another_lead_is_a_duplicate(rest: RestDoor, account: str) -> None:
    await post(rest, account, phone=PHONE, external_id="crm-1")
    for phone in ("+14155550002", "+14155550003"):  # of nobody, and of another lead
        if phone.endswith("3"):
            await post(rest, account, phone=phone)
        response = await post(rest, account, phone=phone, external_id="crm-1", notes="x")
        assert failed(response) == ("duplicate_lead", 409)
        assert response.json()["error"]["message"].startswith("external_id: Another lead has this external_id")
    assert not await Lead.filter(notes="x").exists()


async def test_auto_sequence_enrolls_a_new_lead_only(rest: RestDoor, account: str, deps: Deps, partner: Holder) -> None:
    key = ids.decode(ids.ACCOUNT, account)
    assert key
    await make_sequence(deps, partner.id, key, is_default=True, steps=[fixed(), fixed("2", delay_hours=1)])
    plain = await post(rest, account, phone="+14155550001")
    assert plain.json()["lead"]["sequence_enrolled"] is False
    known = await post(rest, account, phone="+14155550001", auto_sequence=True)
    assert (known.json()["action"], known.json()["lead"]["sequence_enrolled"]) == ("skipped", False)
    made = await post(rest, account, phone="+14155550002", auto_sequence=True)
    assert made.json()["lead"]["sequence_enrolled"] is True
    assert await Enrollment.all().count() == 1
    shown = {lead["phone"]: lead for lead in (await listed(rest, account))["leads"]}
    assert {phone: (lead["status"], lead["sequence_enrolled"]) for phone, lead in shown.items()} == {
        "+14155550001": ("new", False),
        "+14155550002": ("contacted", True),
    }


async def test_many_leads_are_imported_at_once(rest: RestDoor, account: str) -> None:
    rows = [{"phone": PHONE, "first_name": "Ann"}, {"phone": "12"}, {"phone": PHONE, "last_name": "Lee"}]
    rows += [{"phone": PHONE}, {"phone": "+14155550002", "state": "Bavaria", "email": "x"}]
    done = (await post(rest, account, "/bulk", leads=rows)).json()
    assert {name: done[name] for name in ("imported", "updated", "skipped")} == {
        "imported": 1,
        "updated": 1,
        "skipped": 1,
    }
    assert [(one["index"], one["code"]) for one in done["errors"]] == [(1, "invalid_phone"), (4, "validation_error")]
    assert done["errors"][0]["message"].startswith("phone: ")
    assert "state: " in done["errors"][1]["message"]
    assert [lead["name"] for lead in (await listed(rest, account))["leads"]] == ["Ann Lee"]


@pytest.mark.parametrize("count", [0, 1001])
async def test_a_bulk_call_has_1_to_1000_leads(rest: RestDoor, account: str, count: int) -> None:
    rows = [{"phone": f"+1415{5550000 + number}"} for number in range(count)]
    response = await post(rest, account, "/bulk", leads=rows)
    assert failed(response) == ("validation_error", 422)
    assert "1,000" in response.json()["error"]["message"]
    assert await Lead.all().count() == 0


async def test_a_thousand_leads_fit(rest: RestDoor, account: str) -> None:
    rows = [{"phone": f"+1415{5550000 + number}", "name": "Ann Lee", "source": "web"} for number in range(1000)]
    done = (await post(rest, account, "/bulk", leads=rows)).json()
    assert done == {"imported": 1000, "updated": 0, "skipped": 0, "errors": []}


async def test_a_list_has_filters_and_pages(rest: RestDoor, account: str) -> None:
    for number in range(5):
        status = "lost" if number == 3 else "new"
        await post(rest, account, phone=f"+1415555000{number}", name=f"Person {number}", status=status)
    page = await listed(rest, account, "limit=2&offset=1")
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)
    assert [lead["name"] for lead in page["leads"]] == ["Person 1", "Person 2"]
    assert [lead["name"] for lead in (await listed(rest, account, "status=lost"))["leads"]] == ["Person 3"]
    assert (await listed(rest, account, "status=new"))["total"] == 4
    assert (await listed(rest, account, "status=contacted"))["leads"] == []
    assert [lead["name"] for lead in (await listed(rest, account, "search=555-0002"))["leads"]] == ["Person 2"]
    assert [lead["name"] for lead in (await listed(rest, account, "search=person%204"))["leads"]] == ["Person 4"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "phone: This field is required."),
        ({"phone": 4155551234}, "phone: Write a text, in quotation marks."),
        ({"phone": PHONE, "fisrt_name": "A"}, "fisrt_name: There is no field with this name."),
        ({"phone": PHONE, "auto_sequence": "yes"}, "auto_sequence: Write true or false"),
        ({"phone": PHONE, "metadata": [1]}, "metadata: Write a JSON object."),
        ({"phone": PHONE, "status": "NEW"}, "status: Write 'new', 'contacted'"),
        ({"phone": PHONE, "external_id": "x" * 201}, "external_id: The external_id may have at most 200"),
        ({"phone": PHONE, "postal_code": "2134"}, "postal_code: A ZIP code has five digits."),
        ({"phone": PHONE, "metadata": {"a": "x" * MAX_METADATA_BYTES}}, "metadata: Metadata may have at most"),
    ],
)
async def test_what_is_wrong_is_told(rest: RestDoor, account: str, said: Json, told: str) -> None:
    response = await post(rest, account, **said)
    assert failed(response) == ("validation_error", 422)
    assert told in response.json()["error"]["message"]
    assert await Lead.all().count() == 0


@pytest.mark.parametrize("query", ["limit=251", "offset=-1", "status=NEW", "status=none"])
async def test_a_list_that_makes_no_sense_is_refused(rest: RestDoor, account: str, query: str) -> None:
    response = await rest.http.get(f"/v1/accounts/{account}/leads?{query}")
    assert failed(response) == ("validation_error", 422)


async def test_the_same_call_again_is_answered_as_the_first_time(rest: RestDoor, account: str) -> None:
    first = await post(rest, account, key="one", phone=PHONE)
    again = await post(rest, account, key="one", phone=PHONE)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert failed(await post(rest, account, key="one", phone="+14155550002")) == ("idempotency_conflict", 422)
    rows = [{"phone": "+14155550003"}, {"phone": "1"}]
    done = [await post(rest, account, "/bulk", key="two", leads=rows) for _ in range(2)]
    assert done[0].json() == done[1].json()
    assert done[0].json()["imported"] == 1


async def test_the_leads_of_another_partner_do_not_exist(rest: RestDoor, deps: Deps, account: str) -> None:
    other = await make_account(deps, (await make_partner("Other")).id)
    for where in (ids.encode(ids.ACCOUNT, other.id), ids.encode(ids.ACCOUNT, ids.new_id()), "acc_x"):
        assert failed(await post(rest, where, phone=PHONE)) == ("not_found", 404)
        assert failed(await post(rest, where, "/bulk", leads=[{"phone": PHONE}])) == ("not_found", 404)
        assert failed(await rest.http.get(f"/v1/accounts/{where}/leads")) == ("not_found", 404)
    assert await Lead.all().count() == 0


async def test_a_key_that_may_not_send_may_not_begin_a_sequence(deps: Deps, account: str, partner: Holder) -> None:
    holder = await identify(partner.key, "127.0.0.1", deps.clock.now())
    scopes = [KeyScope.READ, KeyScope.WRITE]
    _, secret = await accounts.create_key(deps, holder, accounts.NewKey(name="Import", scopes=scopes))
    async with RestDoor(deps, secret) as door:
        assert (await post(door, account, phone=PHONE)).status_code == 201
        assert failed(await post(door, account, phone="+14155550002", auto_sequence=True)) == ("forbidden", 403)
        rows = [{"phone": "+14155550003"}]
        assert failed(await post(door, account, "/bulk", leads=rows, auto_sequence=True)) == ("forbidden", 403)
    assert await Lead.all().count() == 1


async def test_bulk_imports_are_counted_apart(redis_url: str, account: str, partner: Holder) -> None:
    limiter = RedisLimiter(redis_url)
    deps = make_deps(limiter=limiter, nudge_bulk_imports_per_minute=2, nudge_burst_seconds=60)
    async with RestDoor(deps, partner.key) as door:
        done = await asyncio.gather(*(post(door, account, "/bulk", leads=[{"phone": PHONE}]) for _ in range(4)))
        assert sorted(response.status_code for response in done) == [200, 200, 429, 429]
        refused = next(response for response in done if response.status_code == 429)
        assert failed(refused) == ("rate_limited", 429)
        assert "bulk calls" in refused.json()["error"]["message"]
        assert int(refused.headers["Retry-After"]) >= 1
        assert (await post(door, account, phone=PHONE)).status_code in (200, 201)
    await limiter.close()

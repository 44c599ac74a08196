"""REST calls with an `Idempotency-Key`: the same call again is answered as the first time and changes nothing."""

import asyncio
from datetime import timedelta

import httpx2

from app.deps import Deps
from app.models import IdempotencyKey
from tests.clock import FixedClock
from tests.factories import TakesAll
from tests.rest.door import Json, RestDoor, address, failed
from tests.rest.test_both_doors import PHONE, RECOVERY


async def keyed(rest: RestDoor, method: str, where: str, said: Json | None = None, key: str = "k") -> httpx2.Response:
    return await rest.http.request(method, where, json=said, headers={"Idempotency-Key": key})


async def test_the_same_call_again_is_answered_as_the_first_time(rest: RestDoor, account: str, deps: Deps) -> None:
    made = await keyed(rest, "POST", address(account), RECOVERY, "make")
    sequence = made.json()["id"]
    calls = [
        ("POST", address(account), RECOVERY, "make"),
        ("POST", address(account, sequence, "enroll"), {"phone": PHONE}, "enroll"),
        ("PATCH", address(account, sequence), {"name": "Renamed"}, "name"),
        ("DELETE", address(account, sequence), None, "delete"),
    ]
    first = [await keyed(rest, *call) for call in calls]
    again = [await keyed(rest, *call) for call in calls]
    assert [one.headers.get("Idempotent-Replayed") for one in first] == ["true", None, None, None]
    assert {one.headers.get("Idempotent-Replayed") for one in again} == {"true"}
    assert [one.status_code for one in again] == [201, 200, 200, 200]
    assert [one.json() for one in again] == [one.json() for one in first]
    assert again[1].json()["action"] == "enrolled"
    assert again[3].json() == {"success": True, "cancelled_enrollments": 1}
    assert isinstance(deps.sms, TakesAll)
    assert len(deps.sms.sent) == 1


async def test_an_answer_that_was_lost_is_made_again(rest: RestDoor, account: str) -> None:
    sequence = (await rest.create(account, RECOVERY))["id"]
    await rest.enroll(account, sequence, PHONE)
    first = await keyed(rest, "DELETE", address(account, sequence))
    await IdempotencyKey.all().update(answer=None, created_at=FixedClock().moment - timedelta(minutes=1))
    again = await keyed(rest, "DELETE", address(account, sequence))
    assert (again.status_code, again.json()) == (200, first.json())


async def test_a_key_belongs_to_one_input(rest: RestDoor, account: str) -> None:
    await keyed(rest, "POST", address(account), RECOVERY)
    other = await keyed(rest, "POST", address(account), RECOVERY | {"name": "Another"})
    assert failed(other) == ("idempotency_conflict", 422)
    assert failed(await keyed(rest, "POST", address(account), RECOVERY, "")) == ("bad_request", 400)
    assert (await rest.listed(account))["total"] == 1


async def test_twins_are_carried_out_once(rest: RestDoor, account: str) -> None:
    answers = await asyncio.gather(*(keyed(rest, "POST", address(account), RECOVERY) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await rest.listed(account))["total"] == 1

"""The use cases of sequences, told once and played through each door."""

from collections.abc import Callable
from typing import Any

import pytest

from app.deps import Deps
from app.domain import ids
from app.models import Account, Enrollment, Lead, Sequence
from tests.clock import FixedClock
from tests.factories import Holder, TakesAll, make_account, make_partner
from tests.rest.door import Door, GraphqlDoor, Json, Refused, RestDoor

PHONE = "+14155551234"
STEPS: list[Json] = [
    {"type": "fixed", "message": "Hi {{first_name}}, this is {{company}}.", "skip_if_replied": False},
    {"type": "ai", "instructions": "Follow up warmly.", "delay_hours": 24},
    {"type": "fixed", "message": "Just checking in, {{first_name}}.", "delay_hours": 72},
]
RECOVERY: Json = {"name": "Application Recovery", "description": "Bring them back", "steps": STEPS}


async def refusal(call: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        await call
    return refused.value


async def test_what_is_made_has_the_source_documents_fields_and_defaults(door: Door, account: str) -> None:
    made = await door.create(account, RECOVERY)
    assert made.pop("id").startswith("seq_")
    assert made == {
        "name": "Application Recovery",
        "description": "Bring them back",
        "is_active": True,
        "is_default": False,
        "steps": [
            {
                "order": 0,
                "type": "fixed",
                "message": "Hi {{first_name}}, this is {{company}}.",
                "delay_hours": 0,
                "skip_if_replied": False,
            },
            {
                "order": 1,
                "type": "ai",
                "instructions": "Follow up warmly.",
                "delay_hours": 24,
                "skip_if_replied": True,
            },
            {
                "order": 2,
                "type": "fixed",
                "message": "Just checking in, {{first_name}}.",
                "delay_hours": 72,
                "skip_if_replied": True,
            },
        ],
        "enrolled_count": 0,
        "completed_count": 0,
        "created_at": "2026-02-16T15:00:00Z",
    }


async def test_an_ai_step_keeps_its_fallback_when_it_is_sent_back(door: Door, account: str) -> None:
    made = await door.create(account, RECOVERY | {"steps": [STEPS[1] | {"fallback_message": "Any questions?"}]})
    assert made["steps"][0]["fallback_message"] == "Any questions?"
    steps = [{name: value for name, value in step.items() if name != "order"} for step in made["steps"]]
    changed = await door.change(account, made["id"], {"name": "Renamed", "steps": steps})
    assert changed["steps"] == made["steps"]
    refused = await refusal(door.change(account, made["id"], {"steps": [STEPS[0] | {"fallback_message": "No"}]}))
    assert refused.code == "validation_error"


async def test_lists_have_parts_and_totals(door: Door, account: str) -> None:
    made = [await door.create(account, RECOVERY | {"name": f"Number {n}", "is_active": n != 1}) for n in range(3)]
    assert await door.listed(account) == {"sequences": made, "total": 3, "limit": 50, "offset": 0}
    assert await door.listed(account, limit=1, offset=1) == {
        "sequences": [made[1]],
        "total": 3,
        "limit": 1,
        "offset": 1,
    }
    assert await door.listed(account, is_active=True) == {
        "sequences": [made[0], made[2]],
        "total": 2,
        "limit": 50,
        "offset": 0,
    }
    assert (await door.listed(account, is_active=False))["sequences"] == [made[1]]
    for window in ({"limit": 0}, {"limit": 251}, {"offset": -1}):
        assert (await refusal(door.listed(account, **window))).code == "validation_error"


async def test_enrolling_tells_what_was_done(door: Door, account: str, deps: Deps, clock: FixedClock) -> None:
    sequence = (await door.create(account, RECOVERY))["id"]
    enrolled = {"success": True, "message_sent": True, "next_step_at": "2026-02-17T15:00:00Z"}
    assert await door.enroll(account, sequence, PHONE) == enrolled | {"action": "enrolled"}
    assert [message.body for message in taken(deps)] == ["Hi, this is Acme Lending."]
    again = await door.enroll(account, sequence, "(415) 555-1234")
    assert again == enrolled | {"action": "already_enrolled", "message_sent": False}
    await Enrollment.all().update(status="CANCELLED", cancel_reason="REQUESTED", ended_at=clock.moment, wake_at=None)
    clock.advance(hours=1)
    back = await door.enroll(account, sequence, PHONE)
    assert back == enrolled | {"action": "reactivated", "next_step_at": "2026-02-17T16:00:00Z"}
    assert (await door.listed(account))["sequences"][0]["enrolled_count"] == 1


def taken(deps: Deps) -> list[Any]:
    assert isinstance(deps.sms, TakesAll)
    return deps.sms.sent


async def test_nothing_to_come_has_no_time(door: Door, account: str) -> None:
    short = await door.create(account, RECOVERY | {"steps": STEPS[:1]})
    done = await door.enroll(account, short["id"], PHONE)
    assert done == {"success": True, "action": "enrolled", "message_sent": True, "next_step_at": None}
    assert (await door.listed(account))["sequences"][0]["completed_count"] == 1


async def test_an_edit_changes_what_it_mentions(door: Door, account: str) -> None:
    made = await door.create(account, RECOVERY)
    changed = await door.change(account, made["id"], {"is_active": False})
    assert changed == made | {"is_active": False}
    changed = await door.change(account, made["id"], {"name": "Renamed", "description": None, "steps": STEPS[1:]})
    assert (changed["name"], changed["description"]) == ("Renamed", None)
    assert [step["type"] for step in changed["steps"]] == ["ai", "fixed"]
    assert await door.change(account, made["id"], {}) == changed
    assert (await door.listed(account))["sequences"] == [changed]


async def test_there_is_one_default(door: Door, account: str) -> None:
    first = await door.create(account, RECOVERY | {"is_default": True})
    second = await door.create(account, RECOVERY)
    assert (await door.change(account, second["id"], {"is_default": True}))["is_default"] is True
    defaults = {one["id"]: one["is_default"] for one in (await door.listed(account))["sequences"]}
    assert defaults == {first["id"]: False, second["id"]: True}


async def test_deleting_cancels_and_counts(door: Door, account: str) -> None:
    made = await door.create(account, RECOVERY)
    for number in range(3):
        await door.enroll(account, made["id"], f"+1415555123{number}")
    assert await door.delete(account, made["id"]) == {"success": True, "cancelled_enrollments": 3}
    assert (await door.listed(account))["total"] == 0
    assert (await refusal(door.delete(account, made["id"]))).code == "not_found"
    assert (await refusal(door.change(account, made["id"], {"name": "Back"}))).code == "not_found"
    assert (await refusal(door.enroll(account, made["id"], PHONE))).code == "not_found"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "200"),
        ({"name": "A\x00"}, "name"),
        ({"steps": []}, "1 to 50 steps"),
        ({"steps": [{"type": "fixed"}]}, "needs a message"),
        ({"steps": [{"type": "ai"}]}, "needs instructions"),
        ({"steps": [{"type": "ai", "instructions": "A", "message": "B"}]}, "message"),
        ({"steps": [STEPS[0] | {"delay_hours": -1}]}, "0 to 8,760 hours"),
        ({"steps": [STEPS[0], STEPS[0] | {"message": "Hi {{frist_name}}"}]}, "Line 1, column 6"),
        ({"steps": [STEPS[0] | {"message": "Hi {{first_name"}]}, "Line 1, column 4"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(door: Door, account: str, said: Json, told: str) -> None:
    made = await door.create(account, RECOVERY)
    for call in (door.create(account, RECOVERY | said), door.change(account, made["id"], said)):
        refused = await refusal(call)
        assert refused.code == "validation_error"
        assert told in refused.message
    assert (await door.listed(account))["sequences"] == [made]


@pytest.mark.parametrize("phone", ["", "no number", "+1", "123", "+1415555123\x00", "+1" + "4" * 60])
async def test_a_phone_that_is_none_is_refused(door: Door, account: str, phone: str) -> None:
    made = await door.create(account, RECOVERY)
    assert (await refusal(door.enroll(account, made["id"], phone))).code == "invalid_phone"
    assert await Lead.all().count() == 0


async def test_nobody_is_enrolled_in_what_is_switched_off(door: Door, account: str) -> None:
    made = await door.create(account, RECOVERY | {"is_active": False})
    refused = await refusal(door.enroll(account, made["id"], PHONE))
    assert (refused.code, "not active" in refused.message) == ("validation_error", True)


async def test_who_opted_out_is_not_enrolled(door: Door, account: str, deps: Deps, clock: FixedClock) -> None:
    made = await door.create(account, RECOVERY)
    await door.enroll(account, made["id"], PHONE)
    await Lead.all().update(opted_out_at=clock.moment)
    refused = await refusal(door.enroll(account, made["id"], "4155551234"))
    assert (refused.code, "opted out" in refused.message) == ("validation_error", True)
    assert len(taken(deps)) == 1


async def test_another_partners_things_are_things_that_do_not_exist(
    door: Door, account: str, deps: Deps, kind: Callable[[Deps, str], GraphqlDoor | RestDoor]
) -> None:
    made = await door.create(account, RECOVERY)
    unknown = (ids.encode(ids.ACCOUNT, ids.new_id()), ids.encode(ids.SEQUENCE, ids.new_id()))
    async with kind(deps, (await make_partner("Somebody else")).key) as stranger:
        for where, what in ((account, made["id"]), unknown, ("7", "seq_")):
            calls = (
                stranger.listed(where),
                stranger.create(where, RECOVERY),
                stranger.change(where, what, {"name": "Mine now"}),
                stranger.delete(where, what),
                stranger.enroll(where, what, PHONE),
            )
            assert [(await refusal(call)).code for call in calls] == ["not_found"] * 5
    assert (await door.listed(account))["sequences"] == [made]
    assert await Lead.all().count() == 0


async def test_a_sequence_is_found_in_its_own_account_only(
    rest: RestDoor, account: str, deps: Deps, partner: Holder
) -> None:
    made = await rest.create(account, RECOVERY)
    other = ids.encode(ids.ACCOUNT, (await make_account(deps, partner.id)).id)
    for call in (
        rest.change(other, made["id"], {"name": "Moved"}),
        rest.delete(other, made["id"]),
        rest.enroll(other, made["id"], PHONE),
    ):
        assert (await refusal(call)).code == "not_found"
    assert (await rest.listed(account))["sequences"] == [made]
    assert (await Account.all().count(), await Sequence.all().count()) == (2, 1)

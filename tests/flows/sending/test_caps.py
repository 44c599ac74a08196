"""A cap limits the automated messages to one person, over all sequences of the account."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.db import connection
from app.domain.calendar import state_hours
from app.domain.calendar.caps import Cap
from app.domain.vocabulary import HourRules, StepReason, StepRunStatus
from app.errors import Refused
from app.models import Enrollment
from app.services import accounts
from app.services.accounts import AccountChanges, HoursChanges
from app.services.enrollment import enroll_leads, preview_sequence
from app.services.people import LeadChanges, update_lead
from app.services.sending import caps as sending_caps
from tests.world import LEAD, World, ai, fixed

FLORIDA, OTHER = "+13055551234", "+14155551235"
MONDAY_NINE = datetime(2036, 3, 17, 13, 0, tzinfo=UTC)  # in Florida
DAY = timedelta(hours=24)


async def caps(world: World, *pairs: tuple[int, int]) -> None:
    changes = AccountChanges(caps=[Cap(*pair) for pair in pairs])
    world.account = await accounts.update(world.deps, world.partner_id, world.account.id, changes)


async def state_rules(world: World) -> None:
    changes = AccountChanges(hours=HoursChanges(rules=HourRules.US_STATES, strict=False))
    world.account = await accounts.update(world.deps, world.partner_id, world.account.id, changes)


async def due(world: World, text: str, phone: str = LEAD, **what: Any) -> Enrollment:
    """A sequence of its own, whose one step is due now."""
    sequence = await world.sequence(fixed(text), **what)
    [run] = await enroll_leads(world.deps, world.partner_id, sequence.id, [phone])
    assert not isinstance(run, Refused)
    return run.enrollment


def texts(world: World, phone: str = LEAD) -> list[str]:
    return [sms.body for sms in world.twilio.ledger if sms.to == phone]


async def test_the_third_of_two_waits_until_the_first_leaves_the_window(world: World) -> None:
    await caps(world, (2, 24))
    for text in ("One", "Two"):
        await due(world, text)
        await world.work()
        world.clock.advance(hours=1)
    begin = (await world.messages())[0].sent_at
    assert begin is not None
    third = await due(world, "Three")
    await due(world, "To somebody else", OTHER)
    await world.work()
    assert (texts(world), texts(world, OTHER)) == (["One", "Two"], ["To somebody else"])
    [held] = await world.timeline(third)
    assert (held.status, held.reason, held.due_at) == (StepRunStatus.PENDING, StepReason.CAPPED, begin + DAY)
    assert held.explanation == (
        f"Held until {begin + DAY:%Y-%m-%d %H:%M:%S} UTC: the account allows 2 automated texts to a person in 24 hours."
    )
    world.clock.moment = begin + DAY - timedelta(seconds=1)
    await world.work()
    assert texts(world) == ["One", "Two"]
    world.clock.moment = begin + DAY
    await world.work()
    assert texts(world) == ["One", "Two", "Three"]


async def test_florida_has_a_cap_of_its_own_and_names_it(world: World) -> None:
    await state_rules(world)
    world.clock.moment = MONDAY_NINE
    for text in ("One", "Two", "Three"):
        await world.enrolled(await world.sequence(fixed(text)), FLORIDA)
    assert texts(world, FLORIDA) == ["One", "Two", "Three"]
    fourth = await world.enrolled(await world.sequence(fixed("Four")), FLORIDA)
    [held] = await world.timeline(fourth)
    assert (held.reason, held.due_at) == (StepReason.CAPPED, MONDAY_NINE + DAY)
    assert held.explanation.endswith(
        f": Florida allows 3 automated texts to a person in 24 hours (rules of {state_hours.version()})."
    )
    await world.later(hours=24)
    assert texts(world, FLORIDA)[3:] == ["Four"]


async def test_room_in_the_night_waits_for_the_hours_too(world: World) -> None:
    """Room after 12 hours is at 3:00: the step says the cap, and the time at which it is really sent."""
    await state_rules(world)
    await caps(world, (1, 12))
    world.clock.moment = MONDAY_NINE + timedelta(hours=6)
    await due(world, "One", FLORIDA)
    await world.work()
    second = await due(world, "Two", FLORIDA)
    await world.work()
    [held] = await world.timeline(second)
    assert (held.reason, held.due_at) == (StepReason.CAPPED, MONDAY_NINE + timedelta(hours=23))
    assert "the account allows 1 automated text to a person in 12 hours" in held.explanation
    world.clock.advance(hours=13)
    [held] = await world.timeline(second)
    assert " allows texts from 8:00 " in held.explanation, "there is room, and the hours are not open"


async def test_a_step_that_expires_while_it_is_capped_is_skipped_when_its_hours_open_as_expected(world: World) -> None:
    await state_rules(world)
    await caps(world, (1, 12))
    world.clock.moment = MONDAY_NINE + timedelta(hours=6)
    await due(world, "One", FLORIDA)
    await world.work()
    second = await due(world, "Two", FLORIDA, expire_after_hours=1)
    [expected] = await world.timeline(second)
    assert (expected.expected_at, expected.expected_status) == (
        MONDAY_NINE + timedelta(hours=23),
        StepRunStatus.SKIPPED,
    )
    for hours in (0, 12, 5):
        world.clock.advance(hours=hours)
        await world.work()
    [skipped] = await world.timeline(second)
    assert (skipped.settled_at, skipped.status) == (expected.expected_at, expected.expected_status)


async def test_hours_that_open_after_there_is_room_are_the_reason(world: World) -> None:
    await state_rules(world)
    await caps(world, (1, 12))
    world.clock.moment = MONDAY_NINE + timedelta(hours=10)  # 19:00
    await due(world, "One", FLORIDA)
    await world.work()
    world.clock.advance(hours=2)
    second = await due(world, "Two", FLORIDA)
    await world.work()
    [held] = await world.timeline(second)
    assert (held.reason, held.due_at) == (StepReason.QUIET_HOURS, MONDAY_NINE + timedelta(hours=23))


async def test_a_persons_message_neither_counts_nor_waits(world: World) -> None:
    await caps(world, (1, 24))
    await world.write("Hi, it's Ana.")
    await due(world, "One")
    await world.work()
    await world.write("Me again.")
    assert texts(world) == ["Hi, it's Ana.", "One", "Me again."]


async def test_a_change_of_the_caps_applies_to_what_waits(world: World) -> None:
    await caps(world, (1, 24))
    for text in ("One", "Two"):
        await due(world, text)
    await world.work()
    await world.later(seconds=1)
    assert texts(world) == ["One"]
    await caps(world, (2, 24))
    await world.work()
    assert texts(world) == ["One", "Two"]
    third = await due(world, "Three")
    await world.work()
    assert [entry.reason for entry in await world.timeline(third)] == [StepReason.CAPPED]
    await caps(world)
    await world.work()
    assert texts(world) == ["One", "Two", "Three"]


async def test_a_lead_who_lives_elsewhere_leaves_the_cap_of_the_state(world: World) -> None:
    await state_rules(world)
    world.clock.moment = MONDAY_NINE
    for text in ("One", "Two", "Three", "Four"):
        await world.enrolled(await world.sequence(fixed(text)), FLORIDA)
    assert texts(world, FLORIDA) == ["One", "Two", "Three"]
    lead = await world.lead(FLORIDA)
    await update_lead(world.deps, world.partner_id, lead.id, LeadChanges(state="NY"))
    await world.work()
    assert texts(world, FLORIDA)[3:] == ["Four"]


async def test_a_person_with_a_new_phone_keeps_what_was_sent(world: World) -> None:
    await caps(world, (1, 24))
    await due(world, "One")
    await world.work()
    lead = await world.lead()
    await update_lead(world.deps, world.partner_id, lead.id, LeadChanges(phone=OTHER))
    held = await due(world, "Two", OTHER)
    await world.work()
    assert texts(world, OTHER) == []
    assert [entry.reason for entry in await world.timeline(held)] == [StepReason.CAPPED]


async def test_the_higher_priority_takes_the_room(world: World) -> None:
    await caps(world, (1, 24))
    low = await due(world, "Low", priority=-1)
    high = await due(world, "High", priority=1)
    await world.work()
    await world.later(seconds=1)
    assert texts(world) == ["High"]
    assert [entry.reason for entry in await world.timeline(low)] == [StepReason.CAPPED]
    assert await world.statuses(high) == ["SENT"]
    await world.later(hours=24)
    assert texts(world) == ["High", "Low"]


async def test_of_two_that_wait_the_higher_priority_takes_the_room(world: World) -> None:
    await caps(world, (1, 24))
    await due(world, "First")
    await world.work()
    low = await due(world, "Low", priority=-1)
    await world.work()
    await due(world, "High", priority=1)
    await world.work()
    await world.later(hours=24)
    assert texts(world) == ["First", "High"]
    await world.later(seconds=1)
    assert [entry.reason for entry in await world.timeline(low)] == [StepReason.CAPPED]
    await world.later(hours=24)
    assert texts(world) == ["First", "High", "Low"]


async def test_a_refused_message_gives_its_room_back(world: World) -> None:
    await caps(world, (1, 24))
    world.twilio.plans.append("reject:30007")
    first = await due(world, "One")
    await due(world, "Two")
    await world.work()
    await world.later(seconds=1)
    assert await world.statuses(first) == ["FAILED"]
    assert texts(world) == ["Two"]


async def test_no_text_is_written_for_a_step_without_room(world: World) -> None:
    await caps(world, (1, 24))
    await due(world, "One")
    await world.work()
    sequence = await world.sequence(ai("Say hello."))
    [run] = await enroll_leads(world.deps, world.partner_id, sequence.id, [LEAD])
    assert not isinstance(run, Refused)
    await world.work()
    assert [entry.reason for entry in await world.timeline(run.enrollment)] == [StepReason.CAPPED]
    assert world.claude.requests == []


async def test_a_preview_counts_what_was_sent_and_what_it_would_send(world: World) -> None:
    await caps(world, (2, 24))
    await due(world, "Before")
    await world.work()
    sequence = await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 1))
    now = world.clock.now()
    plan = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, [])
    assert [step.foreseen.at for step in plan] == [now, now + DAY, now + DAY + timedelta(hours=1)]
    assert "the account allows 2 automated texts to a person in 24 hours" in plan[1].foreseen.explanation


@pytest.mark.parametrize("pairs", [[(0, 24)], [(1001, 24)], [(1, 0)], [(1, 2161)], [(1, 24), (2, 24)], [(1, 1)] * 6])
async def test_caps_that_make_no_sense_are_refused(world: World, pairs: list[tuple[int, int]]) -> None:
    await caps(world, (1, 24))
    with pytest.raises(Refused) as refused:
        await caps(world, *pairs)
    assert {one.path[:2] for one in refused.value.refusals} == {("input", "caps")}
    assert (await accounts.require(world.partner_id, world.account.id)).caps == "1/24"


async def test_what_counts_is_looked_up_by_the_index_in_a_table_believed_to_be_small(world: World) -> None:
    """The statistics are those of an empty table, and a drain among many that wait reads no more rows than it needs."""
    await connection().execute_script("ANALYZE enrollment, lead, message")
    rows = await enroll_leads(
        world.deps,
        world.partner_id,
        (await world.sequence(fixed("Hello", 1))).id,
        [f"+1415555{number:04d}" for number in range(1000)],
    )
    ids = [str(run.enrollment.id) for run in rows if not isinstance(run, Refused)][:3]
    leads = [str(run.enrollment.lead_id) for run in rows if not isinstance(run, Refused)][:3]
    count = sending_caps.COUNT.replace("$1", f"'{{{','.join(ids)}}}'").replace("$2", f"'{{{','.join(leads)}}}'")
    count = count.replace("$3", "ARRAY[0,0,0]").replace("$6", "ARRAY[1,1,1]").replace("$7", "now()")
    count = count.replace("$4", "ARRAY[now(),now(),now()]").replace("$5", "ARRAY[now(),now(),now()]")
    lock = sending_caps.LOCK.replace("$1", f"'{{{','.join(leads)}}}'")
    for statement in (count, lock):
        found = await connection().execute_query_dict(f"EXPLAIN (ANALYZE, TIMING off) {statement}")
        plan = "\n".join(row["QUERY PLAN"] for row in found)
        assert "Seq Scan on enrollment" not in plan, plan
        assert "Seq Scan on lead" not in plan, plan

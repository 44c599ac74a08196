"""What a timeline says of steps that are not sent yet is what will happen, as far as that is known."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.domain import ids
from app.domain.engine.explain import utc
from app.domain.vocabulary import EnrollmentStatus, StepReason, StepRunStatus
from app.models import Enrollment
from app.services.enrollment import Entry, pause_lead
from tests.world import World, ai, fixed

HOUR = timedelta(hours=1)


async def told(world: World, enrollment: Enrollment) -> tuple[datetime | None, list[Entry]]:
    """`nextStepAt`, and the entries."""
    return (await Enrollment.get(id=enrollment.id)).next_step_at, await world.timeline(enrollment)


async def test_behind_a_closed_window_later_steps_are_planned_behind_the_opening(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    await world.account.save()
    world.clock.advance(hours=12)  # 05:00 UTC: 21:00 in San Francisco, closed since just now
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 2)))
    opens = world.clock.now() + timedelta(hours=11)
    next_step_at, entries = await told(world, enrollment)
    assert [entry.due_at for entry in entries] == [opens, opens + HOUR, opens + 3 * HOUR]
    assert next_step_at == opens == entries[0].due_at
    assert entries[0].reason is StepReason.OUTSIDE_WINDOW


async def test_behind_a_step_that_is_long_due_nothing_is_planned_in_the_past(world: World) -> None:
    await world.voice(review=True)
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1), fixed("Two", 1)))
    await world.later(hours=1)
    world.clock.advance(days=3)
    next_step_at, (waiting, later) = await told(world, enrollment)
    assert (waiting.reason, waiting.due_at) == (StepReason.AWAITING_REVIEW, next_step_at)
    assert later.due_at == world.clock.now() + HOUR
    assert "at the earliest" in later.explanation
    assert "waits for a person" in later.explanation


async def test_behind_a_pause_with_an_end_later_steps_are_planned_behind_it(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 1)))
    until = world.clock.now() + timedelta(days=2)
    await pause_lead(world.deps, world.partner_id, (await world.lead()).id, until, None)
    next_step_at, (_, paused, later) = await told(world, enrollment)
    assert (paused.reason, paused.due_at, next_step_at) == (StepReason.PAUSED, until, until)
    assert later.due_at == until + HOUR


@pytest.mark.parametrize("is_due", [False, True])
async def test_a_pause_that_ends_at_night_is_told_beside_the_hours(world: World, is_due: bool) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    await world.account.save()
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    until = world.clock.now() + timedelta(days=2, hours=15)  # midnight in San Francisco
    await pause_lead(world.deps, world.partner_id, (await world.lead()).id, until, "Ann")
    if is_due:
        await world.later(hours=2)
    _, (_, held) = await told(world, enrollment)
    assert held.due_at == held.expected_at == until + 8 * HOUR
    assert held.reason is StepReason.OUTSIDE_WINDOW
    assert held.explanation.endswith(f" It is held by a pause too, until {utc(until)}: the lead is paused by Ann.")


async def test_a_pause_that_ends_before_the_step_is_due_is_not_told(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    await world.account.save()
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 20)))
    until = world.clock.now() + timedelta(hours=15)
    await pause_lead(world.deps, world.partner_id, (await world.lead()).id, until, None)
    _, (_, held) = await told(world, enrollment)
    assert held.reason is StepReason.OUTSIDE_WINDOW
    assert "pause" not in held.explanation


async def test_after_a_reply_the_steps_that_it_skips_say_so(world: World) -> None:
    plan = fixed("One"), fixed("Two", 24, skip=True), fixed("Three", 24), fixed("Four", 24, skip=True)
    enrollment = await world.enrolled(await world.sequence(*plan))
    begun = world.clock.now()
    world.clock.advance(hours=2)
    await world.reply("Yes, call me")
    _, (_, two, three, four) = await told(world, enrollment)
    assert [entry.reason for entry in (two, three, four)] == [
        StepReason.REPLIED,
        StepReason.NOT_DUE,
        StepReason.REPLIED,
    ]
    assert {entry.status for entry in (two, three, four)} == {StepRunStatus.PENDING}
    assert two.due_at == begun + 24 * HOUR
    assert "Will be skipped" in two.explanation
    assert "replied at 2036-03-03 19:00:00 UTC" in two.explanation
    assert "skipped" not in three.explanation
    for _ in range(3):
        await world.later(hours=24)
    assert await world.statuses(enrollment) == ["SENT", "SKIPPED", "SENT", "SKIPPED"]


async def test_a_run_that_ends_with_failed_steps_says_of_each_what_happened(world: World) -> None:
    world.twilio.plans.extend(["reject:30007", "reject:30008"])
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.later(hours=1)
    assert (await Enrollment.get(id=enrollment.id)).status is EnrollmentStatus.COMPLETED
    for entry in await world.timeline(enrollment):
        assert entry.status is StepRunStatus.FAILED
        assert entry.explanation.startswith("Not sent:")


async def test_a_step_that_is_being_written_says_so_and_not_when_its_reservation_ends(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    await world.account.save()
    world.clock.advance(hours=12)  # 05:00 UTC: 21:00 in San Francisco, closed since just now
    enrollment = await world.enrolled(await world.sequence(ai("Ask."), fixed("Two", 1)))
    world.clock.advance(hours=11)
    due_at = (await Enrollment.get(id=enrollment.id)).due_at
    world.claude.texts.append("!wait")
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    next_step_at, (writing, later) = await told(world, enrollment)
    assert (writing.status, writing.reason) == (StepRunStatus.PENDING, StepReason.BEING_WRITTEN)
    assert "the AI is writing its text" in writing.explanation
    assert next_step_at == writing.due_at == due_at
    assert later.due_at == world.clock.now() + HOUR
    world.claude.gate.set()
    await work
    assert await world.statuses(enrollment) == ["SENT", "PENDING"]


async def test_the_log_names_a_message_as_the_api_does(world: World, caplog: pytest.LogCaptureFixture) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One", 1)))
    world.twilio.plans.append("fail")
    await world.later(hours=1)
    [unknown] = await world.timeline(enrollment)
    assert unknown.message_id is not None
    assert f"attempt {ids.encode(ids.MESSAGE, unknown.message_id)}: unclear" in caplog.text


async def test_behind_an_unknown_outcome_later_steps_are_planned_behind_its_look_up(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    world.twilio.plans.append("fail")
    await world.later(hours=1)
    _, (unknown, later) = await told(world, enrollment)
    assert unknown.reason is StepReason.OUTCOME_UNKNOWN
    stored = await Enrollment.get(id=enrollment.id)
    assert stored.wake_at is not None
    assert stored.wake_at > world.clock.now()
    assert later.due_at == stored.wake_at + HOUR

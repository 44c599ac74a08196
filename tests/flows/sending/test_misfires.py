"""Steps that fell due while nothing could be sent: sent late, skipped or moved, as their sequence says."""

from datetime import timedelta

import pytest

from app.domain.engine import explain
from app.domain.vocabulary import EnrollmentStatus, MisfirePolicy, StepReason
from app.models import Enrollment, Sequence
from app.services.accounts import pause_account, resume_account
from app.services.enrollment import pause_lead, resume_lead
from app.services.sequences import pause_sequence, resume_sequence
from tests.world import World, fixed

HOUR = timedelta(hours=1)
HOLDERS = pytest.mark.parametrize("what", ["sequence", "account", "lead", "no worker"])


async def nothing_is_sent(world: World, what: str, sequence: Sequence, **how_long: float) -> None:
    """Time passes in which nothing could be sent. Its end is not worked on yet."""
    deps, partner = world.deps, world.partner_id
    lead = await world.lead()
    match what:
        case "sequence":
            await pause_sequence(deps, partner, sequence.id, None)
            await world.later(**how_long)
            await resume_sequence(deps, partner, sequence.id)
        case "account":
            await pause_account(deps, partner, world.account.id, None)
            await world.later(**how_long)
            await resume_account(deps, partner, world.account.id)
        case "lead":
            await pause_lead(deps, partner, lead.id, None, None)
            await world.later(**how_long)
            await resume_lead(deps, partner, lead.id)
        case _:
            world.clock.advance(**how_long)


@HOLDERS
async def test_a_sequence_that_skips_late_steps_goes_on_with_the_next(world: World, what: str) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 2), fixed("Three", 2), misfire=MisfirePolicy.SKIP)
    run = await world.enrolled(sequence)
    await nothing_is_sent(world, what, sequence, hours=5)
    await world.work()
    assert world.twilio.bodies() == ["One"]
    _, skipped, _ = await world.timeline(run)
    assert (skipped.status, skipped.reason) == ("SKIPPED", StepReason.MISFIRED)
    assert "nothing could be sent then" in skipped.explanation
    await world.later(hours=2)
    assert world.twilio.bodies() == ["One", "Three"]


@pytest.mark.parametrize("what", ["sequence", "account", "lead"])
async def test_a_sequence_that_shifts_serves_the_rest_of_the_delay_after_a_pause(world: World, what: str) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 24), fixed("Three", 24), misfire=MisfirePolicy.SHIFT)
    run = await world.enrolled(sequence)
    await world.later(hours=18)
    await nothing_is_sent(world, what, sequence, hours=50)
    await world.work()
    row = await Enrollment.get(id=run.id)
    assert row.due_at == row.next_step_at == world.clock.now() + 6 * HOUR
    await world.later(hours=6)
    await world.later(hours=24)
    assert world.twilio.bodies() == ["One", "Two", "Three"]


@HOLDERS
async def test_a_step_that_is_hardly_late_is_sent_by_every_policy(world: World, what: str) -> None:
    for policy in MisfirePolicy:
        sequence = await world.sequence(fixed(policy, 1), misfire=policy)
        await world.enrolled(sequence)
        world.clock.advance(minutes=50)
        await nothing_is_sent(world, what, sequence, minutes=25)
        await world.work()
    assert world.twilio.bodies() == list(MisfirePolicy)


async def test_a_pause_that_ends_before_the_step_is_due_does_not_make_a_later_one_longer(world: World) -> None:
    sequence = await world.sequence(fixed("One", 24), misfire=MisfirePolicy.SHIFT)
    run = await world.enrolled(sequence)
    await nothing_is_sent(world, "lead", sequence, hours=3)
    assert (await Enrollment.get(id=run.id)).blocked_since is None
    await world.later(hours=17)
    await nothing_is_sent(world, "lead", sequence, hours=10)
    await world.work()
    assert (await Enrollment.get(id=run.id)).due_at == world.clock.now() + 4 * HOUR


async def test_a_step_later_than_its_expiry_is_skipped_and_the_next_counts_from_that(world: World) -> None:
    sequence = await world.sequence(fixed("One", 1), fixed("Two", 1), expire_after_hours=24)
    run = await world.enrolled(sequence)
    await nothing_is_sent(world, "sequence", sequence, hours=26)
    await world.work()
    expired, _ = await world.timeline(run)
    assert (expired.status, expired.reason) == ("SKIPPED", StepReason.EXPIRED)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["Two"]


async def test_a_step_expires_outside_its_hours_too(world: World) -> None:
    """Hours are no misfire, but what is said only in the morning after may be of no use any longer."""
    world.account.window_start, world.account.window_end = "09:00", "20:00"
    await world.account.save()
    sequence = await world.sequence(fixed("One", 14), expire_after_hours=4, misfire=MisfirePolicy.SKIP)
    run = await world.enrolled(sequence)
    for _ in range(5):
        await world.later(hours=6)
    [step] = await world.timeline(run)
    assert step.reason is StepReason.EXPIRED, (await Enrollment.get(id=run.id)).due_at


@HOLDERS
async def test_the_late_steps_of_one_person_come_an_hour_apart_in_their_order(world: World, what: str) -> None:
    sequences = [await world.sequence(fixed(text, hours)) for text, hours in (("A", 1), ("C", 3), ("B", 2))]
    runs = [await world.enrolled(sequence) for sequence in sequences]
    what = "account" if what == "sequence" else what
    await nothing_is_sent(world, what, sequences[0], hours=30)
    await world.work()
    sent_at = world.clock.now()
    await world.later(seconds=2)
    assert world.twilio.bodies() == ["A"]
    [waiting] = await world.timeline(runs[2])
    assert (waiting.reason, waiting.due_at) == (StepReason.CAPPED, sent_at + HOUR)
    assert "a person gets one in an hour" in waiting.explanation
    await world.later(minutes=59)
    assert world.twilio.bodies() == ["A"]
    await world.later(minutes=1)
    assert world.twilio.bodies() == ["A", "B"]
    await world.later(hours=1, minutes=1)
    assert world.twilio.bodies() == ["A", "B", "C"]


async def test_steps_that_are_in_time_keep_no_distance(world: World) -> None:
    for text in ("A", "B"):
        await world.enrolled(await world.sequence(fixed(text, 1)))
    await world.later(hours=1)
    assert sorted(world.twilio.bodies()) == ["A", "B"]


async def test_a_step_behind_one_that_keeps_its_distance_is_not_looked_at_each_second(world: World) -> None:
    """The cap has room for one more, which is that of the late step before it."""
    world.account.caps = "2/24"
    await world.account.save()
    for text, hours in (("A", 1), ("B", 2), ("In time", 30)):
        await world.enrolled(await world.sequence(fixed(text, hours)))
    world.clock.advance(hours=30)
    await world.work()
    for _ in range(2):
        await world.later(seconds=2)
    assert world.twilio.bodies() == ["A"]
    late, in_time = await Enrollment.filter(status=EnrollmentStatus.ACTIVE).order_by("due_at")
    assert late.hold_reason is in_time.hold_reason is StepReason.CAPPED
    assert late.wake_at == in_time.wake_at == world.clock.now() - timedelta(seconds=4) + HOUR
    await world.later(hours=1)
    assert world.twilio.bodies() == ["A", "B"]


async def test_a_held_step_that_will_be_too_late_says_so_from_the_beginning(world: World) -> None:
    """It said until when it was held, and not that it would be skipped then."""
    run = await world.enrolled(await world.sequence(fixed("One", 1), expire_after_hours=4))
    due_at, until = world.clock.now() + timedelta(hours=1), world.clock.now() + timedelta(hours=9)
    await pause_lead(world.deps, world.partner_id, run.lead_id, until, None)
    says = (
        f"Will be skipped at {explain.utc(until)}: it was due at {explain.utc(due_at)}, and the sequence sends nothing "
        "later than 4 hours after that. It waits until then: the lead is paused."
    )
    for _ in range(3):  # before it is due, and held twice
        [entry] = await world.timeline(run)
        assert (entry.status.value, entry.reason, entry.expected_at) == ("PENDING", StepReason.EXPIRED, until)
        assert entry.explanation == says
        await world.later(hours=2)
    await world.later(hours=3)
    assert await world.statuses(run) == ["SKIPPED"]


async def test_a_hold_that_is_over_is_not_told_any_more(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1)))
    until = world.clock.now() + timedelta(hours=3)
    await pause_lead(world.deps, world.partner_id, run.lead_id, until, None)
    await world.later(hours=2)
    assert (await world.timeline(run))[0].explanation.startswith("Held until")
    world.clock.advance(hours=2)  # and no worker runs
    [entry] = await world.timeline(run)
    assert (entry.reason, entry.explanation) == (None, f"Due since {explain.utc(until)}; it is being made ready.")

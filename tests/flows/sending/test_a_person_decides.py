"""A person skips the step that waits, or has it sent now: what becomes of it, and what its sentence says."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.calendar.caps import Cap
from app.domain.ids import new_id
from app.domain.vocabulary import HourRules, StepReason, StepRunStatus
from app.errors import Code, Refused
from app.models import Draft, Enrollment, Sender
from app.services import accounts
from app.services.accounts import AccountChanges, HoursChanges
from app.services.conversations import opt_out_lead
from app.services.enrollment import (
    DecidedStep,
    Entry,
    cancel_enrollment,
    pause_enrollment,
    pause_lead,
    send_step_now,
    skip_step,
)
from app.services.people import erase_lead
from tests.world import LEAD, World, ai, fixed

OTHER = "+14155551235"


async def skip(world: World, run: Enrollment, position: int, by: str = "Ann") -> DecidedStep:
    return await skip_step(world.deps, world.partner_id, run.id, position, by)


async def send_now(world: World, run: Enrollment, position: int, by: str = "Ann") -> DecidedStep:
    return await send_step_now(world.deps, world.partner_id, run.id, position, by)


async def refused(
    world: World, run: Enrollment, position: int, decide: Any = skip, by: str = "Ann"
) -> tuple[Code, str]:
    with pytest.raises(Refused) as error:
        await decide(world, run, position, by)
    [refusal] = error.value.refusals
    return refusal.code, refusal.message


async def step(world: World, run: Enrollment, position: int) -> Entry:
    return (await world.timeline(run))[position]


async def test_a_skipped_step_is_never_sent_and_the_next_one_counts_from_the_skip(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 24), fixed("Three", 24)))
    await world.later(hours=1)
    done = await skip(world, run, 1, " Ann ")
    assert (done.enrollment.position, done.message_sent) == (2, False)
    assert done.enrollment.due_at == world.clock.now() + timedelta(hours=24)
    says = await step(world, run, 1)
    assert (says.status, says.reason, says.by) == (StepRunStatus.SKIPPED, StepReason.SKIPPED_BY_PERSON, "Ann")
    assert says.explanation == "Skipped by Ann."
    await world.later(days=3)
    assert world.twilio.bodies() == ["One", "Three"]
    assert [entry.by for entry in await world.timeline(run)] == [None, "Ann", None]


async def test_a_second_skip_changes_nothing(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    await skip(world, run, 0)
    again = await skip(world, run, 0, "Ben")
    assert again.enrollment.position == 1
    assert (await step(world, run, 0)).by == "Ann"
    await world.later(hours=1)
    assert world.twilio.bodies() == ["Two"]


async def test_only_the_step_that_the_person_saw_is_skipped(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 1)))
    sent = f"The step was sent at {world.clock.now():%Y-%m-%d %H:%M:%S} UTC."
    assert await refused(world, run, 0) == (Code.STEP_NOT_WAITING, sent)
    not_next = "The step is not the next one: the enrollment is at the step with the order 1."
    for position in (2, 50, 10**9, -1):
        assert await refused(world, run, position) == (Code.STEP_NOT_WAITING, not_next)
        assert await refused(world, run, position, send_now) == (Code.STEP_NOT_WAITING, not_next)
    await Enrollment.filter(id=run.id).update(attempt_id=new_id())
    assert await refused(world, run, 1) == (Code.STEP_NOT_WAITING, "The step is being sent at this moment.")
    assert not (await send_now(world, run, 1)).message_sent, "it is on its way already"
    await Enrollment.filter(id=run.id).update(attempt_id=None)
    await skip(world, run, 1)
    skipped = f"The step was skipped at {world.clock.now():%Y-%m-%d %H:%M:%S} UTC."
    assert await refused(world, run, 1, send_now) == (Code.STEP_NOT_WAITING, skipped)
    await cancel_enrollment(world.deps, world.partner_id, run.id)
    ended = (Code.STEP_NOT_WAITING, "The enrollment has ended: no step of it is sent.")
    assert await refused(world, run, 2) == await refused(world, run, 2, send_now) == ended
    for decide in (skip, send_now):
        assert (await refused(world, run, 2, decide, " "))[0] is Code.INVALID_INPUT
        with pytest.raises(Refused, match="no enrollment"):
            await decide(world, Enrollment(id=new_id()), 0)
    assert world.twilio.bodies() == ["One"]


async def test_a_skip_ends_the_hold_of_the_step(world: World) -> None:
    """The text of a skipped step waits for no person any longer, and a pause holds the next step instead."""
    await world.voice(review=True)
    run = await world.enrolled(await world.sequence(ai("Ask.", 1), fixed("After", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    await skip(world, run, 0)
    assert (await world.drafts(), (await Draft.get(id=draft.id)).state) == ([], "REJECTED")
    await pause_enrollment(world.deps, world.partner_id, run.id, None, None)
    await world.later(hours=2)
    await skip(world, run, 1)
    assert await world.statuses(run) == ["SKIPPED", "SKIPPED"]
    assert (await Enrollment.get(id=run.id)).status == "COMPLETED"
    assert world.twilio.bodies() == []


async def test_a_step_that_is_sent_now_does_not_wait_for_its_delay(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 24), fixed("Three", 24)))
    await world.later(hours=1)
    done = await send_now(world, run, 1)
    assert done.message_sent
    assert world.twilio.bodies() == ["One", "Two"]
    assert done.enrollment.due_at == world.clock.now() + timedelta(hours=24), "the next delay begins now"
    says = await step(world, run, 1)
    assert (says.status, says.by) == (StepRunStatus.SENT, "Ann")
    assert says.explanation.endswith("after it was due. Ann asked to send it now.")
    again = await send_now(world, run, 1, "Ben")
    assert again.message_sent
    assert (await step(world, run, 1)).by == "Ann"
    await world.later(hours=24)
    assert world.twilio.bodies() == ["One", "Two", "Three"]
    assert (await step(world, run, 2)).by is None


async def test_the_text_of_a_step_that_is_sent_now_is_written_first(world: World) -> None:
    run = await world.enrolled(await world.sequence(ai("Ask.", 24)))
    assert (await send_now(world, run, 0)).message_sent
    assert len(world.twilio.bodies()) == 1


async def nothing(world: World, run: Enrollment) -> None: ...


async def paused(world: World, run: Enrollment) -> None:
    await pause_lead(world.deps, world.partner_id, run.lead_id, None, "Ben")


async def without_consent(world: World, run: Enrollment) -> None:
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(require_consent=True))


async def capped(world: World, run: Enrollment) -> None:
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(caps=[Cap(1, 24)]))
    await world.enrolled(await world.sequence(fixed("Another")))


async def at_night(world: World, run: Enrollment) -> None:
    hours = AccountChanges(hours=HoursChanges(rules=HourRules.FEDERAL))
    await accounts.update(world.deps, world.partner_id, world.account.id, hours)
    world.clock.moment = world.clock.now().replace(hour=9)  # 01:00 in California


async def reviewed(world: World, run: Enrollment) -> None:
    await world.voice(review=True)


async def blocked(world: World, run: Enrollment) -> None:
    await Sender.filter(account_id=world.account.id).update(status="PAUSED")


@pytest.mark.parametrize(
    ("plan", "hold", "reason", "sentence", "has_time"),
    [
        (fixed("A", 24), paused, StepReason.PAUSED, "the lead is paused by Ben.", False),
        (fixed("A", 24), without_consent, StepReason.NO_CONSENT, "the lead has none.", False),
        (fixed("A", 24), capped, StepReason.CAPPED, "1 automated text to a person in 24 hours.", True),
        (fixed("A", 24), at_night, StepReason.QUIET_HOURS, "America/Los_Angeles", True),
        (fixed("A {{custom.x}}", 24), nothing, StepReason.MISSING_VARIABLE, "{{custom.x}} has no value", False),
        (ai("A", 24), reviewed, StepReason.AWAITING_REVIEW, "Waits for a person", False),
        (fixed("A", 24), blocked, StepReason.SENDER_PAUSED, "paused the number", False),
    ],
)
async def test_every_gate_holds_a_step_that_a_person_has_sent_now(
    world: World, plan: dict[str, Any], hold: Any, reason: StepReason, sentence: str, has_time: bool
) -> None:
    run = await world.enrolled(await world.sequence(plan))
    await hold(world, run)
    before = world.twilio.bodies()
    for _ in range(2):  # a second click changes nothing
        assert not (await send_now(world, run, 0)).message_sent
        [says] = await world.timeline(run)
        assert (says.status, says.reason, says.by) == (StepRunStatus.PENDING, reason, "Ann")
        assert sentence in says.explanation
        assert says.explanation.endswith(" Ann asked to send it now.")
        assert (says.expected_at is not None and says.expected_at > world.clock.now()) == has_time
    assert world.twilio.bodies() == before


async def test_a_lead_who_opted_out_gets_nothing_now(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("A", 24)))
    await opt_out_lead(world.deps, world.partner_id, world.account.id, LEAD, "On the phone")
    assert (await refused(world, run, 0, send_now))[0] is Code.STEP_NOT_WAITING
    assert world.twilio.bodies() == []


async def test_a_step_that_its_lead_has_answered_is_skipped_and_not_sent(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("A", 24, skip=True)))
    await world.reply("I am here")
    assert not (await send_now(world, run, 0)).message_sent
    [says] = await world.timeline(run)
    assert (says.status, says.reason, says.by) == (StepRunStatus.SKIPPED, StepReason.REPLIED, None)


async def test_a_step_that_is_sent_now_keeps_the_pace_of_its_sender(world: World) -> None:
    await Sender.filter(account_id=world.account.id).update(segments_per_day=1)
    sequence = await world.sequence(fixed("A", 24))
    runs = [await world.enrolled(sequence, phone) for phone in (LEAD, OTHER)]
    assert (await send_now(world, runs[0], 0)).message_sent
    assert not (await send_now(world, runs[1], 0)).message_sent
    [says] = await world.timeline(runs[1])
    assert (says.reason, says.expected_status) == (StepReason.SENDER_BUSY, StepRunStatus.SENT)
    place = (await Enrollment.get(id=runs[1].id)).line_rank
    await send_now(world, runs[1], 0)
    assert (await Enrollment.get(id=runs[1].id)).line_rank == place, "it keeps its place in the line"
    await world.later(hours=24)
    assert [sent.to for sent in world.twilio.ledger] == [LEAD, OTHER]


async def test_the_name_of_the_operator_goes_with_the_lead_that_is_erased(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1), fixed("Three", 1)))
    await skip(world, run, 0, "Quentin")
    await send_now(world, run, 1, "Quentin")
    await erase_lead(world.deps, world.partner_id, run.lead_id)
    for entry in await world.timeline(run):
        assert (entry.by, "Quentin" in entry.explanation) == (None, False)

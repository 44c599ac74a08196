"""Pauses of an enrollment, a sequence and an account: what is held, what each step says, and how it goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from app.db import connection
from app.domain.vocabulary import EnrollmentAction, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Code, Refused
from app.models import Enrollment, Sequence
from app.services.accounts import pause_account, resume_account
from app.services.enrollment import (
    Entry,
    next_steps_at,
    pause_enrollment,
    pause_lead,
    preview_sequence,
    resume_enrollment,
    resume_lead,
)
from app.services.sending import wake_resumed
from app.services.sequences import pause_sequence, resume_sequence
from tests.world import LEAD, World, fixed

OTHER = "+14155551235"
HOUR = timedelta(hours=1)


async def pause(world: World, what: str, sequence: Sequence, run: Enrollment, by: str | None = "Ann") -> None:
    deps, partner = world.deps, world.partner_id
    match what:
        case "enrollment":
            await pause_enrollment(deps, partner, run.id, None, by)
        case "sequence":
            await pause_sequence(deps, partner, sequence.id, by)
        case "account":
            await pause_account(deps, partner, world.account.id, by)


async def resume(world: World, what: str, sequence: Sequence, run: Enrollment) -> None:
    deps, partner = world.deps, world.partner_id
    match what:
        case "enrollment":
            await resume_enrollment(deps, partner, run.id)
        case "sequence":
            await resume_sequence(deps, partner, sequence.id)
        case "account":
            await resume_account(deps, partner, world.account.id)


async def step(world: World, run: Enrollment, position: int = -1) -> Entry:
    return (await world.timeline(run))[position]


EACH = pytest.mark.parametrize("what", ["enrollment", "sequence", "account"])


@EACH
async def test_what_falls_due_in_a_pause_is_held_and_goes_on_after_it(world: World, what: str) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 24), fixed("Three", 24))
    run = await world.enrolled(sequence)
    due_at = run.due_at
    await pause(world, what, sequence, run)
    says = await step(world, run, 1)
    assert (says.reason, says.due_at) == (StepReason.PAUSED, due_at)
    assert says.explanation == f"Held until somebody resumes it: the {what} is paused by Ann."
    assert "at the earliest" in (await step(world, run)).explanation
    await world.later(days=5)
    row = await Enrollment.get(id=run.id)
    assert (row.status, row.hold_reason, row.wake_at) == (EnrollmentStatus.ACTIVE, StepReason.PAUSED, None)
    assert world.twilio.bodies() == ["One"]

    await resume(world, what, sequence, run)
    await world.work()
    assert world.twilio.bodies() == ["One", "Two"], "later steps count from the step before them"
    assert (await Enrollment.get(id=run.id)).due_at == world.clock.now() + 24 * HOUR
    await world.later(hours=24)
    assert await world.statuses(run) == ["SENT", "SENT", "SENT"]


@EACH
async def test_a_resume_before_the_step_is_due_changes_nothing_of_it(world: World, what: str) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 24))
    run = await world.enrolled(sequence)
    due_at = run.due_at
    await pause(world, what, sequence, run)
    await world.later(hours=20)
    await resume(world, what, sequence, run)
    row = await Enrollment.get(id=run.id)
    assert (row.due_at, row.wake_at) == (due_at, due_at)
    assert row.hold_reason is None
    assert (await step(world, run)).reason is StepReason.NOT_DUE
    await world.later(hours=4)
    assert world.twilio.bodies() == ["One", "Two"]


@pytest.mark.parametrize("what", ["sequence", "account"])
async def test_a_lead_that_is_enrolled_in_a_pause_waits_for_its_end(world: World, what: str) -> None:
    sequence = await world.sequence(fixed("One"))
    await pause(world, what, sequence, Enrollment())
    done = await world.enroll(sequence)
    assert (done.action, done.message_sent) == (EnrollmentAction.ENROLLED, False)
    assert (done.enrollment.hold_reason, done.enrollment.wake_at) == (StepReason.PAUSED, None)
    assert (await step(world, done.enrollment)).explanation.endswith(f"the {what} is paused by Ann.")
    await world.write("I write myself")
    assert world.twilio.bodies() == ["I write myself"], "a pause is of what is automated"
    await resume(world, what, sequence, done.enrollment)
    await world.work()
    assert world.twilio.bodies() == ["I write myself", "One"]


async def test_a_pause_of_one_enrollment_leaves_the_leads_other_enrollments_alone(world: World) -> None:
    first, second = await world.sequence(fixed("A", 1)), await world.sequence(fixed("B", 1))
    held, other = await world.enrolled(first), await world.enrolled(second)
    await pause(world, "enrollment", first, held)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["B"]
    assert (await Enrollment.get(id=other.id)).status is EnrollmentStatus.COMPLETED


async def test_a_pause_of_one_sequence_leaves_the_others_alone(world: World) -> None:
    first, second = await world.sequence(fixed("A", 1)), await world.sequence(fixed("B", 1))
    await world.enrolled(first)
    await world.enrolled(second)
    await pause_sequence(world.deps, world.partner_id, first.id, None)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["B"]


async def test_a_pause_of_an_enrollment_may_have_an_end(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    until = world.clock.now() + 5 * HOUR
    await pause_enrollment(world.deps, world.partner_id, run.id, until, None)
    assert (await Enrollment.get(id=run.id)).next_step_at == until
    first, second = await world.timeline(run)
    assert (first.reason, first.due_at, second.due_at) == (StepReason.PAUSED, until, until + HOUR)
    assert first.explanation == "Held until 2036-03-03 22:00:00 UTC: the enrollment is paused."
    await world.later(hours=5)
    assert world.twilio.bodies() == ["One"]
    assert (await Enrollment.get(id=run.id)).pause == await _pause_that_is_over(run)


async def _pause_that_is_over(run: Enrollment) -> object:
    row = await Enrollment.get(id=run.id)
    assert row.pause is not None
    assert row.paused_until is not None
    assert not row.pause.in_force(row.paused_until)
    return row.pause


PAIRS = [("account", "sequence"), ("sequence", "enrollment"), ("enrollment", "account")]


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_of_two_pauses_the_one_that_is_left_holds_the_step(world: World, first: str, second: str) -> None:
    sequence = await world.sequence(fixed("One", 1))
    run = await world.enrolled(sequence)
    await pause(world, first, sequence, run)
    await pause(world, second, sequence, run)
    await world.later(hours=2)
    await resume(world, first, sequence, run)
    await world.work()
    assert world.twilio.bodies() == []
    assert (await step(world, run)).explanation == f"Held until somebody resumes it: the {second} is paused by Ann."
    await resume(world, second, sequence, run)
    await world.work()
    assert world.twilio.bodies() == ["One"]


@pytest.mark.parametrize("ends", [True, False])
async def test_a_step_that_a_leads_pause_holds_too_goes_on_when_both_have_ended(world: World, ends: bool) -> None:
    sequence = await world.sequence(fixed("One", 1))
    run = await world.enrolled(sequence)
    until = world.clock.now() + timedelta(days=3) if ends else None
    await pause_sequence(world.deps, world.partner_id, sequence.id, None)
    await world.later(hours=2)
    lead = await world.lead()
    await pause_lead(world.deps, world.partner_id, lead.id, until, "Bob")
    await resume_sequence(world.deps, world.partner_id, sequence.id)
    await world.work()
    assert (await step(world, run)).explanation.endswith("the lead is paused by Bob.")
    assert world.twilio.bodies() == []
    if not ends:
        await resume_lead(world.deps, world.partner_id, lead.id)
    await world.later(days=3)
    assert world.twilio.bodies() == ["One"]


async def test_pausing_and_resuming_twice_changes_nothing_more(world: World) -> None:
    sequence = await world.sequence(fixed("One", 1))
    first = await pause_sequence(world.deps, world.partner_id, sequence.id, "Ann")
    world.clock.advance(hours=1)
    assert (await pause_sequence(world.deps, world.partner_id, sequence.id, "Bob")).pause == first.pause
    assert (await resume_sequence(world.deps, world.partner_id, sequence.id)).pause is None
    assert (await resume_sequence(world.deps, world.partner_id, sequence.id)).pause is None
    account = await pause_account(world.deps, world.partner_id, world.account.id, "Ann")
    assert (await pause_account(world.deps, world.partner_id, world.account.id, None)).pause == account.pause
    assert (await resume_account(world.deps, world.partner_id, world.account.id)).pause is None
    assert (await resume_account(world.deps, world.partner_id, world.account.id)).pause is None


async def test_an_enrollment_that_has_ended_is_not_paused(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One")))
    assert (await pause_enrollment(world.deps, world.partner_id, run.id, None, None)).pause is None


async def test_what_cannot_be_paused_is_refused(world: World) -> None:
    run = await world.enrolled(sequence := await world.sequence(fixed("One", 1)))
    deps, partner, stranger, now = world.deps, world.partner_id, sequence.id, world.clock.now()
    for use_case, code in (
        (pause_enrollment(deps, stranger, run.id, None, None), Code.NOT_FOUND),
        (resume_enrollment(deps, stranger, run.id), Code.NOT_FOUND),
        (pause_enrollment(deps, partner, run.id, now, None), Code.INVALID_INPUT),
        (pause_sequence(deps, stranger, sequence.id, None), Code.NOT_FOUND),
        (resume_sequence(deps, stranger, sequence.id), Code.NOT_FOUND),
        (pause_sequence(deps, partner, sequence.id, "x" * 201), Code.INVALID_INPUT),
        (pause_account(deps, stranger, world.account.id, None), Code.NOT_FOUND),
        (resume_account(deps, stranger, world.account.id), Code.NOT_FOUND),
        (pause_account(deps, partner, world.account.id, "x" * 201), Code.INVALID_INPUT),
    ):
        with pytest.raises(Refused) as refused:
            await use_case
        assert refused.value.refusals[0].code is code
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]


@pytest.mark.parametrize("what", ["sequence", "account"])
async def test_a_preview_says_what_is_paused(world: World, what: str) -> None:
    sequence = await world.sequence(fixed("One"))
    await pause(world, what, sequence, Enrollment())
    [previewed] = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, ())
    assert (previewed.foreseen.status, previewed.foreseen.reason) == (StepRunStatus.PENDING, StepReason.PAUSED)
    assert previewed.foreseen.explanation == f"Would wait until a person resumes it: the {what} is paused by Ann."


async def test_what_a_process_did_not_wake_after_a_resume_the_next_sweep_wakes(world: World) -> None:
    """The process ends after the commit of the resume: only what the commit wrote is there."""
    sequence = await world.sequence(fixed("One", 1))
    await world.enrolled(sequence)
    await world.enrolled(sequence, OTHER)
    await pause_sequence(world.deps, world.partner_id, sequence.id, None)
    await world.later(hours=1)
    await Sequence.filter(id=sequence.id).update(paused_at=None, resumed_at=world.clock.now())
    await wake_resumed(world.deps)
    assert (await Sequence.get(id=sequence.id)).resumed_at is None
    await world.work()
    assert world.twilio.bodies() == ["One", "One"]


async def test_many_steps_are_woken_in_chunks_in_the_order_in_which_they_were_due(world: World) -> None:
    sequence = await world.sequence(fixed("One", 1))
    runs = []
    for number in range(7):
        runs.append(await world.enrolled(sequence, f"+1415555{number:04d}"))
        world.clock.advance(minutes=1)
    await pause_sequence(world.deps, world.partner_id, sequence.id, None)
    await world.later(hours=2)
    await Sequence.filter(id=sequence.id).update(paused_at=None, resumed_at=world.clock.now())
    await wake_resumed(world.deps, 2)
    woken = await Enrollment.filter(wake_at__lte=world.clock.now()).order_by("wake_at")
    assert [row.id for row in woken] == [run.id for run in runs]
    assert (await Sequence.get(id=sequence.id)).resumed_at is None


@pytest.mark.parametrize("until", ["9999-12-31 23:59:59+00", "infinity"])
@pytest.mark.parametrize("table", ["lead", "enrollment"])
async def test_a_stored_pause_at_the_end_of_all_times_has_no_end(world: World, table: str, until: str) -> None:
    """Of a release that did not bound them: what is planned after such a time cannot be reckoned."""
    sequence = await world.sequence(fixed("One"), fixed("Two", 24), fixed("Three", 24) | {"delay_days": 2})
    run = await world.enrolled(sequence)
    reason = ", pause_reason = 'REQUESTED'" if table == "lead" else ""
    begin = f"UPDATE {table} SET paused_at = now(), paused_until = '{until}'{reason}"
    await connection().execute_query(begin)
    for _ in range(2):
        assert [(entry.status.value, entry.expected_at) for entry in (await world.timeline(run))[1:]] == [
            ("PENDING", None)
        ] * 2
        await next_steps_at(world.deps, [await Enrollment.get(id=run.id)])
        await world.later(days=2)
        await Enrollment.filter(id=run.id).update(wake_at=datetime(9999, 12, 31, tzinfo=UTC))
    assert (await Enrollment.get(id=run.id)).hold_reason is StepReason.PAUSED
    if table == "lead":
        await resume_lead(world.deps, world.partner_id, run.lead_id)
    else:
        await resume_enrollment(world.deps, world.partner_id, run.id)
    await world.work()
    assert world.twilio.bodies() == ["One", "Two"]

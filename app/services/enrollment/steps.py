"""A person skips the step that waits, or has it sent now.

Either is about the step that the caller saw. The rows of the lead and of the enrollment are locked in the order of an
inbound message, and the claim reads the position of the enrollment: after the commit of a skip the step is not claimed.
A step that is sent now passes the same gates as every step: only its delay is over.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine import by_person
from app.domain.engine.moves import Moved
from app.domain.vocabulary import DraftState, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Code, Refused, not_found, refuse
from app.failpoints import Failpoint
from app.models import Draft, Enrollment, Lead, StepRun
from app.services import sending
from app.services.checks import Checks
from app.services.enrollment.enroll import run_first_step
from app.services.enrollment.pause import MAX_NAME
from app.services.idempotency import idempotent, writing

_DECIDED = "UPDATE enrollment SET decided_by = $2, decided_position = position WHERE id = $1"
_DUE = """
UPDATE enrollment SET decided_by = $2, decided_position = position, due_at = least(due_at, $3),
                      hold_reason = CASE WHEN $4 THEN hold_reason END, wake_at = CASE WHEN $4 THEN wake_at ELSE $3 END
WHERE id = $1
"""
_IN_HAND = (StepReason.AWAITING_REVIEW, StepReason.BEING_WRITTEN)
_ON_THEIR_WAY = (StepRunStatus.SENT, StepRunStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DecidedStep:
    """The enrollment after the decision about its step at `position`; `message_sent`: whether the provider has accepted
    the message of the step."""

    enrollment: Enrollment
    position: int
    message_sent: bool


async def _as_it_is(done: DecidedStep) -> DecidedStep:
    """The decision of an earlier call with the same key. That call got no answer, so this one reports its message."""
    sent = StepRun.filter(enrollment_id=done.enrollment.id, position=done.position, status=StepRunStatus.SENT)
    return replace(done, message_sent=await sent.exists())


@idempotent(refresh=_as_it_is)
async def skip_step(deps: Deps, partner_id: UUID, enrollment_id: UUID, position: int, by: str) -> DecidedStep:
    """Skips the step that waits, if it is the one at `position`; the next step counts from now.

    A step that is skipped already stays as it is. Refuses with NOT_FOUND, INVALID_INPUT or STEP_NOT_WAITING.
    """
    name, now = _name(by), deps.clock.now()
    async with writing(deps) as made:
        run = await _lock(partner_id, enrollment_id)
        made(DecidedStep(run, position, message_sent=False))
        is_next = _waits(run, position)
        moved = await _skip(deps, run, name, now) if is_next else await _skipped_before(run, position)
        failpoints.reach(Failpoint.DECIDED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.DECIDED_AFTER_COMMIT)
    if moved:
        await deps.queue.wake(one.wake_at for one in moved if one.wake_at)
        deps.events.tell([run.lead_id, run.account_id])
    return DecidedStep(await Enrollment.get(id=run.id), position, message_sent=False)


async def _skip(deps: Deps, run: Enrollment, by: str, now: datetime) -> list[Moved]:
    waiting = Draft.filter(enrollment_id=run.id, position=run.position, state=DraftState.WAITING)
    await waiting.update(state=DraftState.REJECTED)
    await connection().execute_query(_DECIDED, [run.id, by])
    move = by_person.skipped(run.id, run.position, await sending.following_of(run.id), now, by)
    return await sending.apply_moves(connection(), [move], deps.settings.hour_seconds)


async def _skipped_before(run: Enrollment, position: int) -> list[Moved]:
    """Nothing, for a step that is skipped already."""
    ended = await _ended(run, position)
    if ended is None or ended.status is not StepRunStatus.SKIPPED:
        raise _too_late(run, position, ended)
    return []


@idempotent(refresh=_as_it_is)
async def send_step_now(deps: Deps, partner_id: UUID, enrollment_id: UUID, position: int, by: str) -> DecidedStep:
    """Ends the delay of the step that waits, if it is the one at `position`, and decides on it at once: it is sent if
    every gate lets it through, and otherwise waits for what its entry in the timeline says.

    A step whose text waits for a person, or that is in the line of a sender, stays there. A step that is being sent or
    was sent stays as it is. Refuses with NOT_FOUND, INVALID_INPUT or STEP_NOT_WAITING.
    """
    name, now, is_due = _name(by), deps.clock.now(), False
    async with writing(deps) as made:
        run = await _lock(partner_id, enrollment_id)
        made(DecidedStep(run, position, message_sent=False))
        if _waits(run, position):
            is_due = not run.is_in_line and run.hold_reason not in _IN_HAND
            await connection().execute_query(_DUE, [run.id, name, now, not is_due])
        elif not _is_in_flight(run, position):
            ended = await _ended(run, position)
            if ended is None or ended.status not in _ON_THEIR_WAY:
                raise _too_late(run, position, ended)
        failpoints.reach(Failpoint.DECIDED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.DECIDED_AFTER_COMMIT)
    if is_due:
        await run_first_step(deps, await Enrollment.get(id=run.id), ahead=False)
    deps.events.tell([run.lead_id, run.account_id])
    return await _as_it_is(DecidedStep(await Enrollment.get(id=run.id), position, message_sent=False))


def _name(by: str) -> str:
    checks = Checks(())
    name = checks.text(by, "The name", MAX_NAME, "by")
    checks.done()
    return name


async def _lock(partner_id: UUID, enrollment_id: UUID) -> Enrollment:
    """The enrollment, with the rows of its lead and of itself locked."""
    if (run := await Enrollment.of(partner_id).get_or_none(id=enrollment_id)) is None:
        raise not_found("enrollment", "enrollmentId")
    await Lead.filter(id=run.lead_id).select_for_update(no_key=True).get()
    return await Enrollment.filter(id=run.id).select_for_update(no_key=True).get()


def _waits(run: Enrollment, position: int) -> bool:
    return run.status is EnrollmentStatus.ACTIVE and run.position == position and run.attempt_id is None


def _is_in_flight(run: Enrollment, position: int) -> bool:
    return run.position == position and run.attempt_id is not None


async def _ended(run: Enrollment, position: int) -> StepRun | None:
    """How the step ended, if it has."""
    if not 0 <= position < run.position:
        return None
    return await StepRun.filter(enrollment_id=run.id, position=position).get_or_none()


def _too_late(run: Enrollment, position: int, ended: StepRun | None) -> Refused:
    status, settled_at = (ended.status, ended.settled_at) if ended else (None, None)
    return refuse(
        Code.STEP_NOT_WAITING, by_person.too_late(position, run.position, run.status, status, settled_at), "step"
    )

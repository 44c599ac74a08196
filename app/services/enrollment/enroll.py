"""Enrolling one lead or a thousand: one transaction, and the wake-up after its commit."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from app import failpoints
from app.deps import Deps
from app.domain.calendar import delays
from app.domain.calendar.delays import Pace
from app.domain.engine.moves import Move
from app.domain.vocabulary import EnrollmentAction, StepRunStatus
from app.errors import (
    Code,
    Path,
    Refused,
    lead_erased,
    lead_opted_out,
    lead_suppressed,
    lead_unreachable,
    only,
    refuse,
)
from app.failpoints import Failpoint
from app.models import Enrollment, StepRun
from app.services import sending
from app.services.checks import Checks
from app.services.enrollment import plain, store
from app.services.enrollment.erased import keys_of
from app.services.enrollment.store import LockedLead, LockedSequence, Run
from app.services.enrollment.variables import MAX_BYTES, MAX_VARIABLES
from app.services.enrollment.variables import checked as checked_variables
from app.services.idempotency import idempotent

log = logging.getLogger("nudge.enrollments")

T = TypeVar("T")

FIRST_STEP_SECONDS = 4.0
"""How long a call waits for the outcome of a first step without delay."""
FIRST_STEP_GRACE = timedelta(seconds=6)
"""How long the workers leave a first step to the process that answers the call. Longer than that process waits."""
NO_GRACE = timedelta(0)
MOST_PER_HOUR = 1_000_000
_CHANGED = itemgetter("lead_id", "account_id")


@dataclass(frozen=True, slots=True)
class How:
    """How a call enrolls. `grace`: how long the workers leave first steps to this process. `if_never`: only leads who
    were never on the sequence. `variables`: the values of `{{custom.NAME}}`, as the caller gives them."""

    grace: timedelta
    per_hour: int | None = None
    if_never: bool = False
    variables: Any = None


@dataclass(frozen=True, slots=True)
class Target:
    """One phone of a call: its number in E.164, or why it is refused, and its path in the input."""

    number: str
    path: Path
    refused: Refused | None


async def _current(done: Run) -> Run:
    """The run of an earlier call with the same key. That call got no answer, so this one reports its message."""
    sent = StepRun.filter(enrollment_id=done.enrollment.id, position=0, status=StepRunStatus.SENT)
    return replace(done, message_sent=done.is_new and await sent.exists())


@idempotent(refresh=_current)
async def enroll_lead(
    deps: Deps,
    partner_id: UUID,
    sequence_id: UUID,
    phone: str,
    *,
    if_never_enrolled: bool = False,
    variables: Any = None,
) -> Run:
    """Enrolls the lead with this phone, and creates the lead if the phone is unknown.

    `if_never_enrolled`: a lead who was on the sequence before stays as it is, with the action SKIPPED.
    `variables` is a flat JSON object: the values of `{{custom.NAME}}` in this run. An active run keeps the values that
    it has, and gets those that it has not.
    Refuses with NOT_FOUND, INVALID_PHONE, INVALID_INPUT, SEQUENCE_INACTIVE, LEAD_OPTED_OUT or LEAD_ERASED. Two calls at
    once enroll once.
    """
    how = How(FIRST_STEP_GRACE, if_never=if_never_enrolled, variables=variables)
    done = await _in_one_round_trip(deps, partner_id, sequence_id, phone, how)
    if done is None:
        done = await _committed(deps, partner_id, sequence_id, {("phone",): phone}, how, only)
    if done.is_new:
        return await begin_run(deps, done)
    if variables:
        await wake_for(deps, [done])
    return done


@idempotent()
async def enroll_leads(
    deps: Deps,
    partner_id: UUID,
    sequence_id: UUID,
    phones: Sequence[str],
    per_hour: int | None = None,
    *,
    if_never_enrolled: bool = False,
    variables: Any = None,
) -> list[Run | Refused]:
    """Enrolls the leads with these phones in one transaction; an answer for each, in order, as if called one by one.

    A phone that is refused stops no other. First steps without delay are left to the workers, which start at once: the
    call does not wait for a thousand messages. With `per_hour`, so many runs begin in each hour, the first one now.
    Refuses the whole call with NOT_FOUND, SEQUENCE_INACTIVE or INVALID_INPUT.
    """
    checks = Checks(())
    check_per_hour(checks, per_hour, "perHour")
    checks.done()
    by_path: dict[Path, str] = {("phones", str(index)): phone for index, phone in enumerate(phones)}
    how = How(NO_GRACE, per_hour, if_never_enrolled, variables)
    done = await _committed(deps, partner_id, sequence_id, by_path, how, list)
    await wake_for(deps, (run for run in done if isinstance(run, Run) and (run.is_new or variables)))
    return done


async def _in_one_round_trip(deps: Deps, partner_id: UUID, sequence_id: UUID, phone: str, how: How) -> Run | None:
    """The run, committed; None if nothing was changed, and `_committed` is to decide."""
    if deps.idempotency is not None:  # its key and a snapshot are committed together with the run
        return None
    given = _checked(how.variables)
    done = await plain.enroll(deps, partner_id, sequence_id, phone, how.grace, given, if_never=how.if_never)
    if done is not None:
        failpoints.reach(Failpoint.ENROLLED_AFTER_COMMIT)
    return done


def _checked(variables: Any) -> dict[str, Any] | None:
    checks = Checks(())
    given = checked_variables(checks, variables)
    checks.done()
    return given


async def _committed(
    deps: Deps,
    partner_id: UUID,
    sequence_id: UUID,
    by_path: dict[Path, str],
    how: How,
    answer: Callable[[list[Run | Refused]], T],
) -> T:
    given = _checked(how.variables)

    async def work() -> T:
        sequence = await store.lock_sequence(partner_id, sequence_id)
        targets = _targets(by_path, sequence.number)
        if not sequence.is_active:
            raise sequence_inactive("sequenceId")
        pace = delays.pace(deps.clock.now(), how.per_hour, deps.settings.hour_seconds)
        done = answer(await enroll_targets(deps, sequence, targets, how.grace, pace, given, if_never=how.if_never))
        failpoints.reach(Failpoint.ENROLLED_BEFORE_COMMIT)
        return done

    done = await store.in_one_transaction(deps, work)
    failpoints.reach(Failpoint.ENROLLED_AFTER_COMMIT)
    return done


def _targets(by_path: Mapping[Path, str], sender: str) -> list[Target]:
    found, checks = list[Target](), Checks(())
    for path, phone in by_path.items():
        number = checks.lead_phone(phone, sender, *path)
        refused = checks.refused()
        found.append(Target(number, path, refused))
        if refused:
            checks = Checks(())
    return found


def _too_many_variables() -> Refused:
    message = (
        f"The lead is enrolled, and with these its variables would be more than {MAX_VARIABLES}, "
        f"or have more than {MAX_BYTES:,} bytes."
    )
    return refuse(Code.INVALID_INPUT, message, "variables")


def check_per_hour(checks: Checks, per_hour: int | None, *path: str) -> None:
    """Refuses a pace that is none."""
    if per_hour is not None and not 1 <= per_hour <= MOST_PER_HOUR:
        checks.refuse(Code.INVALID_INPUT, f"`perHour` is a number from 1 to {MOST_PER_HOUR:,}.", *path)


def sequence_inactive(*path: str) -> Refused:
    """The refusal to enroll in a sequence that accepts no new enrollments."""
    message = "The sequence is not active: set isActive to true to enroll leads."
    return refuse(Code.SEQUENCE_INACTIVE, message, *path)


async def enroll_targets(
    deps: Deps,
    sequence: LockedSequence,
    targets: Sequence[Target],
    grace: timedelta,
    pace: Pace | None = None,
    given: Mapping[str, Any] | None = None,
    *,
    if_never: bool = False,
) -> list[Run | Refused]:
    """Enrolls these phones with the given variables, as part of the transaction that has locked the sequence.

    A result for each, in order.
    """
    now = deps.clock.now()
    numbers = [target.number for target in targets if not target.refused]
    leads = await store.lock_leads(sequence.account_id, sequence.senders, numbers, now, keys_of(deps))
    allowed = [lead.id for lead in leads.values() if lead.may_be_enrolled]
    hour = deps.settings.hour_seconds
    runs = await store.begin_runs(sequence, allowed, now, hour, grace, pace, given, if_never=if_never)
    without_room = await store.add_variables(runs, given, now) if given and not if_never else set()
    done, answered = list[Run | Refused](), set[UUID]()
    for target in targets:
        if target.refused:
            done.append(target.refused)
            continue
        lead_id = leads[target.number].id
        if lead_id in without_room:
            done.append(_too_many_variables())
        elif (run := runs.get(lead_id)) is not None:
            # The same phone a second time in one call finds the run that its first time has begun.
            again = lead_id in answered and run.is_new
            done.append(Run(EnrollmentAction.ALREADY_ENROLLED, run.stored) if again else run)
            answered.add(lead_id)
        else:
            done.append(_refusal(deps, leads[target.number], target.path))
    return done


def _refusal(deps: Deps, lead: LockedLead, path: Path) -> Refused:
    """Why a lead that is not enrolled is not: the do-not-contact lists are the last reason."""
    if lead.is_erased:
        return lead_erased(*path)
    if lead.opted_out_at is not None:
        return lead_opted_out(*path)
    if lead.dead_number_code is not None:
        return lead_unreachable(deps.sms.explain(lead.dead_number_code).sentence, lead.dead_number_code, *path)
    return lead_suppressed(*path)


async def wake_for(deps: Deps, runs: Iterable[Run]) -> None:
    """Plants the alarms of these runs, and tells subscribers of them. Called after their commit."""
    changed = list(runs)
    _tell(deps, changed)
    await deps.queue.wake({run.wake_at for run in changed if run.wake_at is not None})


def _tell(deps: Deps, runs: Iterable[Run]) -> None:
    if changed := {key for run in runs for key in _CHANGED(run.stored.values)}:
        deps.events.tell(changed)


async def begin_run(deps: Deps, run: Run) -> Run:
    """Sends the first step of a run that was just committed, if the step has no delay; the run as it is afterwards."""
    _tell(deps, [run])
    sent = await run_first_step(deps, run.enrollment)
    return await store.reload(run, message_sent=sent) if _is_due(deps, run.enrollment) else run


async def run_first_step(deps: Deps, enrollment: Enrollment, *, ahead: bool = True) -> bool:
    """Takes a step that is due through the engine now; whether the provider has its message within a few seconds.

    With `ahead` it leaves before the line of its sender. After those seconds the work goes on without the caller, and
    the workers take over if this process dies.
    """
    if enrollment.wake_at is not None:
        await deps.queue.wake([enrollment.wake_at])
    if not _is_due(deps, enrollment):
        return False
    work = deps.concurrency.start(sending.run_one(deps, enrollment.id, ahead=ahead))
    await asyncio.wait({work}, timeout=FIRST_STEP_SECONDS)
    return _sent(work)


def _is_due(deps: Deps, enrollment: Enrollment) -> bool:
    return enrollment.due_at is not None and enrollment.due_at <= deps.clock.now()


def _sent(work: "asyncio.Task[list[Move]]") -> bool:
    if not work.done():
        return False
    if work.exception() is not None:
        log.error("the first step failed here and is left to a worker", exc_info=work.exception())
        return False
    return any(move.run_status is StepRunStatus.SENT for move in work.result())

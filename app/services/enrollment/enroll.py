"""Enrolling leads, one or a thousand, and cancelling."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine.moves import Move
from app.domain.ids import new_id
from app.domain.sms import phones
from app.domain.vocabulary import CancelReason, EnrollmentAction, StepRunStatus
from app.errors import Code, Path, Refused, not_found, only, refuse
from app.failpoints import Failpoint
from app.models import Enrollment, Lead, StepRun
from app.services.enrollment import cancel as endings
from app.services.enrollment import store
from app.services.enrollment.store import Open, Run
from app.services.enrollment.timeline import Entry
from app.services.enrollment.timeline import timelines as timeline
from app.services.idempotency.calls import idempotent, writing
from app.services.sending import steps
from app.services.validation import Checks, opted_out

__all__ = ["Entry", "Run", "begin", "cancel", "cancel_all", "enroll", "enroll_all", "first_step", "timeline", "wake"]

log = logging.getLogger("nudge.enrollments")

T = TypeVar("T")

FIRST_STEP_PATIENCE = 4.0
GRACE = timedelta(seconds=6)
AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One phone of a call: its number if it is one, else why not, and the path to it."""

    number: str
    path: Path
    refused: Refused | None


async def _as_it_stands(done: Run) -> Run:
    """What an earlier call with the same key made. That call was not answered, so this answer tells of its message."""
    sent = StepRun.filter(enrollment_id=done.enrollment.id, position=0, status=StepRunStatus.SENT)
    begun = done.action is not EnrollmentAction.ALREADY_ENROLLED
    return replace(done, message_sent=begun and await sent.exists())


@idempotent(again=_as_it_stands)
async def enroll(deps: Deps, partner_id: UUID, sequence_id: UUID, phone: str) -> Run:
    """Enrols the lead with this phone, who is created if unknown.

    Refuses with NOT_FOUND, INVALID_PHONE, SEQUENCE_INACTIVE or LEAD_OPTED_OUT. Two calls at once enrol once.
    """
    done = await _committed(deps, partner_id, sequence_id, {("phone",): phone}, GRACE, only)
    if done.action is EnrollmentAction.ALREADY_ENROLLED:
        return done
    return await begin(deps, done)


@idempotent()
async def enroll_all(deps: Deps, partner_id: UUID, sequence_id: UUID, phones: Sequence[str]) -> list[Run | Refused]:
    """Enrols the leads with these phones in one transaction: an answer for each, in order, as if one by one.

    What is wrong with one phone is its own answer, and keeps no other from being enrolled. A first step without delay
    is left to the workers, who begin at once: nobody waits for a thousand messages. Refuses the whole call with
    NOT_FOUND or SEQUENCE_INACTIVE.
    """
    asked: dict[Path, str] = {("phones", str(index)): phone for index, phone in enumerate(phones)}
    done = await _committed(deps, partner_id, sequence_id, asked, AT_ONCE, list)
    await wake(deps, (one for one in done if isinstance(one, Run)))
    return done


async def _committed(
    deps: Deps,
    partner_id: UUID,
    sequence_id: UUID,
    written: dict[Path, str],
    grace: timedelta,
    answer: Callable[[list[Run | Refused]], T],
) -> T:
    async def work() -> T:
        sequence = await store.held(partner_id, sequence_id)
        region = phones.region_of(sequence.sender)
        asked = [_asked(path, phone, region) for path, phone in written.items()]
        if not sequence.is_active:
            raise _inactive()
        done = answer(await _enrolled(deps, sequence, asked, grace))
        failpoints.reach(Failpoint.ENROLLED_BEFORE_COMMIT)
        return done

    done = await store.settled(deps, work)
    failpoints.reach(Failpoint.ENROLLED_AFTER_COMMIT)
    return done


def _asked(path: Path, phone: str, region: str | None) -> Asked:
    checks = Checks(())
    number = checks.phone(phone, region, *path)
    return Asked(number, path, checks.refused())


def _inactive() -> Refused:
    message = "The sequence is not active: set isActive to true to enrol leads."
    return refuse(Code.SEQUENCE_INACTIVE, message, "sequenceId")


async def _enrolled(deps: Deps, sequence: Open, asked: Sequence[Asked], grace: timedelta) -> list[Run | Refused]:
    now = deps.clock.now()
    people = await store.people(sequence.account_id, [one.number for one in asked if not one.refused], now)
    open_to_us = [person.id for person in people.values() if person.opted_out_at is None]
    runs = await store.runs(sequence, open_to_us, now, deps.settings.hour_seconds, grace)
    done: list[Run | Refused] = []
    for one in asked:
        if one.refused:
            done.append(one.refused)
        elif (lead_id := people[one.number].id) in runs:
            done.append(runs[lead_id])
            runs[lead_id] = Run(EnrollmentAction.ALREADY_ENROLLED, runs[lead_id].stored)  # for who is named once more
        else:
            done.append(opted_out(*one.path))
    return done


async def wake(deps: Deps, runs: Iterable[Run]) -> None:
    """Has somebody look at these runs in time, after their commit."""
    await deps.queue.wake({run.wake_at for run in runs if run.wake_at is not None})


async def begin(deps: Deps, run: Run) -> Run:
    """Takes a run that has just begun through a first step without delay. The run as it stands then."""
    sent = await first_step(deps, run.enrollment)
    return await store.again(run, message_sent=sent) if _is_due(deps, run.enrollment) else run


async def first_step(deps: Deps, enrollment: Enrollment) -> bool:
    """Takes a step that is due through the engine now; whether the provider has its message within a few seconds.

    Giving up waiting is not giving up the send: the work goes on, and behind it stand the workers.
    """
    if enrollment.wake_at is not None:
        await deps.queue.wake([enrollment.wake_at])
    if not _is_due(deps, enrollment):
        return False
    work = deps.concurrency.start(steps.run_one(deps, enrollment.id))
    await asyncio.wait({work}, timeout=FIRST_STEP_PATIENCE)
    return _sent(work)


def _is_due(deps: Deps, enrollment: Enrollment) -> bool:
    return enrollment.due_at is not None and enrollment.due_at <= deps.clock.now()


def _sent(work: "asyncio.Task[list[Move]]") -> bool:
    if not work.done():
        return False
    if work.exception() is not None:
        log.error("the first step goes on in a worker", exc_info=work.exception())
        return False
    return any(move.run_status is StepRunStatus.SENT for move in work.result())


async def lead_for_update(account_id: UUID, phone: str, now: datetime) -> Lead:
    """The lead with this phone, made if there is none, locked until the transaction ends."""
    await connection().execute_query(
        "INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (account_id, phone) DO NOTHING",
        [new_id(), account_id, phone, now],
    )
    return await Lead.filter(account_id=account_id, phone=phone).select_for_update(no_key=True).get()


@idempotent()
async def cancel(deps: Deps, partner_id: UUID, enrollment_id: UUID) -> Enrollment:
    """Cancels an active enrolment. One that has ended stays as it is: asking twice is no error."""
    async with writing(deps) as made:
        enrollment = await Enrollment.of(partner_id).get_or_none(id=enrollment_id)
        if enrollment is None:
            raise not_found("enrolment", "id")
        made(enrollment)
        await endings.cancel(CancelReason.REQUESTED, deps.clock.now(), "id", enrollment_id)
    enrollment = await Enrollment.get(id=enrollment_id)
    deps.events.tell([enrollment.lead_id])
    return enrollment


async def cancel_all(sequence_id: UUID, reason: CancelReason, now: datetime) -> int:
    """Cancels the sequence's active enrolments; how many. Inside the caller's transaction, the sequence locked."""
    return await endings.cancel(reason, now, "sequence_id", sequence_id)

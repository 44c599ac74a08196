"""`timer.RECORD` and the model that the state machine plays on say the same, of every row and every move."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

from app.db import connection
from app.domain.engine import decide, moves, timeouts
from app.domain.engine.decide import Due
from app.domain.engine.effects import Effect, Meaning
from app.domain.engine.moves import Attempt, Move
from app.domain.engine.timeouts import Timeouts
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageStatus, StepReason
from app.models import Enrollment, Lead, Message, Sequence, SequenceVersion, Step
from app.services.sending import store
from tests.domain.engine.model import BEGIN, Plan, Row, begun, record
from tests.world import World, fixed

TIMEOUTS: Timeouts = timeouts.timeouts(10)
HOUR = timedelta(hours=1)
STEPS = [Plan(), Plan(delay=HOUR)]
NOW = BEGIN + timedelta(minutes=7)
WAKE_AT = BEGIN + timedelta(minutes=5)


@dataclass(frozen=True)
class Case:
    row: Row
    move: Move


def rows() -> Iterator[Row]:
    """Every row that the database's checks allow, as far as recording looks at it."""
    for status, position, in_flight, attempts, tries in product(
        EnrollmentStatus, (0, 1), (False, True), (1, 2), (0, 2)
    ):
        due = replace(
            begun(STEPS, status=status).due,
            due_at=BEGIN,
            position=position,
            attempt_id=uuid4() if in_flight else None,
            attempts=attempts,
            tries=tries,
            looks=1 if in_flight else 0,
            hold_reason=StepReason.OUTCOME_UNKNOWN if in_flight else None,
        )
        asleep = status is not EnrollmentStatus.ACTIVE and not in_flight
        yield Row(due, None if asleep else WAKE_AT, STEPS)


def moves_of(due: Due) -> Iterator[Move]:
    """Every move that the core makes of this row, and the same ones made for a row that has moved on meanwhile."""
    pause = timedelta(seconds=9)
    attempt = Attempt(
        due.enrollment_id, due.position, due.attempt_id or uuid4(), due.attempts, due.looks, tries=due.tries
    )
    made = [
        moves.accepted(attempt, NOW, f"SM{attempt.attempt_id.hex}", MessageStatus.QUEUED),
        moves.busy(attempt, NOW, pause),
        *(moves.rejected(attempt, NOW, 99999, Meaning(effect, "no")) for effect in Effect),
        moves.outcome_unknown(attempt, NOW, TIMEOUTS),
        moves.not_asked(attempt, NOW, TIMEOUTS),
        moves.not_listed(attempt, NOW, TIMEOUTS),
        moves.not_listed(replace(attempt, looks=0), NOW, TIMEOUTS),
        moves.being_looked_up(due, NOW, TIMEOUTS),
    ]
    if due.attempt_id is None:
        made += [
            moves.skipped(due, decide.Skip(StepReason.REPLIED, "The lead replied."), NOW),
            moves.postponed(due, NOW + pause, StepReason.OUTSIDE_WINDOW, NOW),
            moves.stopped(due, decide.Stop(CancelReason.OPTED_OUT), NOW),
            moves.broken(due, NOW),
            moves.unwritten(due, NOW, pause),
            moves.rejected_by_person(due.enrollment_id, due.position, NOW),
        ]
    yield from made
    yield from (replace(move, position=1 - move.position) for move in made)
    yield from (replace(move, attempt_id=uuid4()) for move in made)


async def test_every_move_does_to_the_row_what_the_model_says(world: World) -> None:
    cases = [Case(row, move) for row in rows() for move in moves_of(row.due)]
    cases = [_apart(case) for case in cases]
    assert len(cases) > 1000
    await _store(world, cases)

    moved = await store.record(connection(), [case.move for case in cases], HOUR.total_seconds())

    expected = {case.row.due.enrollment_id: record(case.row, case.move) for case in cases}
    assert {one.enrollment_id for one in moved} == {key for key, changed in expected.items() if changed is not None}
    found = {row.id: row for row in await Enrollment.all()}
    runs = {row["enrollment_id"]: row for row in await _runs()}
    for case in cases:
        changed = expected[case.row.due.enrollment_id]
        assert _of_database(found[case.row.due.enrollment_id]) == _of_model(changed or case.row), case
        run = runs.get(case.row.due.enrollment_id)
        told = case.move.run_status if changed is not None else None
        assert (run and (run["position"], run["status"])) == (told and (case.move.position, told)), case


def _apart(case: Case) -> Case:
    """The same case of an enrolment of its own."""
    key = uuid4()
    attempt_id = uuid4() if case.row.due.attempt_id else None
    same = case.move.attempt_id is not None and case.move.attempt_id == case.row.due.attempt_id
    return Case(
        replace(case.row, due=replace(case.row.due, enrollment_id=key, attempt_id=attempt_id)),
        replace(case.move, enrollment_id=key, attempt_id=attempt_id if same else case.move.attempt_id),
    )


async def _store(world: World, cases: list[Case]) -> None:
    """The rows, on the first version of a sequence that has been edited since: today's steps are others."""
    sequence = await world.sequence(fixed("One"), fixed("Two", 1))
    version = await SequenceVersion.get(sequence_id=sequence.id)
    edited = await SequenceVersion.create(sequence_id=sequence.id, version=2)
    await Step.create(
        version_id=edited.id, position=0, type="FIXED", message="Other", delay_hours=7, skip_if_replied=True
    )
    await Sequence.filter(id=sequence.id).update(version=2)
    leads = [Lead(account_id=world.account.id, phone=f"+1415{number:07d}") for number in range(len(cases))]
    await Lead.bulk_create(leads)
    await Enrollment.bulk_create(
        [_row(world, sequence.id, version.id, lead, case.row) for lead, case in zip(leads, cases, strict=True)]
    )
    await Message.bulk_create(
        [
            _message(world, lead, case.row.due)
            for lead, case in zip(leads, cases, strict=True)
            if case.row.due.attempt_id is not None
        ]
    )


def _row(world: World, sequence_id: UUID, version_id: UUID, lead: Lead, row: Row) -> Enrollment:
    due, ended = row.due, row.due.status is not EnrollmentStatus.ACTIVE
    return Enrollment(
        id=due.enrollment_id,
        account_id=world.account.id,
        lead_id=lead.id,
        sequence_id=sequence_id,
        version_id=version_id,
        status=due.status,
        cancel_reason=CancelReason.REQUESTED if due.status is EnrollmentStatus.CANCELLED else None,
        started_at=BEGIN,
        ended_at=BEGIN if ended else None,
        position=due.position,
        due_at=due.due_at,
        wake_at=row.wake_at,
        hold_reason=due.hold_reason,
        tries=due.tries,
        attempt_id=due.attempt_id,
        attempts=due.attempts,
        looks=due.looks,
    )


def _message(world: World, lead: Lead, due: Due) -> Message:
    return Message(
        id=due.attempt_id,
        account_id=world.account.id,
        lead_id=lead.id,
        enrollment_id=due.enrollment_id,
        position=due.position,
        direction="OUTBOUND",
        source="SEQUENCE",
        status="SENDING",
        body="One",
        segments=1,
        created_at=BEGIN,
    )


async def _runs() -> list[dict[str, object]]:
    return await connection().execute_query_dict("SELECT enrollment_id, position, status FROM step_run")


def _of_database(row: Enrollment) -> tuple[object, ...]:
    return (
        row.status,
        row.position,
        row.due_at,
        row.wake_at,
        row.hold_reason,
        row.attempt_id,
        row.attempts,
        row.tries,
        row.looks,
    )


def _of_model(row: Row) -> tuple[object, ...]:
    due = row.due
    return (
        due.status,
        due.position,
        due.due_at,
        row.wake_at,
        due.hold_reason,
        due.attempt_id,
        due.attempts,
        due.tries,
        due.looks,
    )

"""`outcomes.RECORD` and the model that the state machine plays on say the same, of every row and every move."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from app.db import connection
from app.domain.engine.decide import Due
from app.domain.engine.moves import Move
from app.domain.vocabulary import CancelReason, EnrollmentStatus
from app.models import Enrollment, Lead, Message, Sequence, SequenceVersion, Step
from app.services.sending import outcomes
from tests.domain.engine.cases import HOUR, moves_of, rows
from tests.domain.engine.model import BEGIN, Row, record
from tests.world import World, fixed


@dataclass(frozen=True)
class Case:
    row: Row
    move: Move


async def test_every_move_does_to_the_row_what_the_model_says(world: World) -> None:
    cases = [Case(row, move) for row in rows() for move in moves_of(row.due)]
    cases = [_apart(case) for case in cases]
    assert len(cases) > 1000
    await _store(world, cases)
    await connection().execute_script("ANALYZE enrollment; ANALYZE message; ANALYZE lead")

    moved = await outcomes.record(connection(), [case.move for case in cases], HOUR.total_seconds())

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
    """The same case of an enrollment of its own."""
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
        failed_writings=due.failed_writings,
        failed_preparations=due.failed_preparations,
        attempt_id=due.attempt_id,
        attempts=due.attempts,
        looks=due.looks,
        blocked_since=due.blocked_since,
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
        row.failed_writings,
        row.failed_preparations,
        row.looks,
        row.blocked_since,
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
        due.failed_writings,
        due.failed_preparations,
        due.looks,
        due.blocked_since,
    )

"""The diagrams of docs/states.md show the transitions that the code makes, all of them and no others."""

import re
from dataclasses import replace
from pathlib import Path

from app.domain.engine.moves import Kind
from app.domain.vocabulary import EnrollmentStatus, MessageStatus, StepReason, rank
from tests.domain.engine.cases import moves_of, rows
from tests.domain.engine.model import Row, record

DIAGRAMS = Path(__file__).parents[3] / "docs" / "states.md"
Edges = set[tuple[str, str]]


def drawn(title: str) -> Edges:
    """The arrows of one diagram between two states."""
    section = DIAGRAMS.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\s+(\w+) --> (\w+)", section, re.MULTILINE))


def _state(row: Row, position: int) -> str:
    """What the timeline says of a step that has no run yet."""
    due = row.due
    if due.attempt_id is not None:
        return "UNKNOWN" if due.hold_reason is StepReason.OUTCOME_UNKNOWN else "SENDING"
    return "PENDING" if due.status is EnrollmentStatus.ACTIVE else "CANCELLED"


def _in_flight(row: Row) -> list[Row]:
    """The row, and, while an attempt is in flight, the same before anybody looked it up."""
    plain = replace(row, due=replace(row.due, hold_reason=None))
    return [row, plain] if row.due.attempt_id is not None else [row]


def walked() -> tuple[Edges, Edges]:
    """The transitions of enrollments and of steps, by every move of every row."""
    enrollments: Edges = set()
    steps: Edges = set()
    for row in (each for one in rows() for each in _in_flight(one)):
        for move in moves_of(row.due):
            changed = record(row, move)
            if changed is None:
                continue
            enrollments.add((row.due.status, changed.due.status))
            steps.add((_state(row, move.position), move.run_status or _state(changed, move.position)))
    return {(a, b) for a, b in enrollments if a != b}, {(a, b) for a, b in steps if a != b}


def test_an_enrollment_changes_as_it_is_drawn() -> None:
    enrollments, _ = walked()
    assert enrollments == drawn("Enrollment")


def test_a_step_changes_as_it_is_drawn() -> None:
    _, steps = walked()
    claimed = ("PENDING", "SENDING")  # by the claim's statement, which no move makes
    assert steps | {claimed} == drawn("Step")


def test_a_message_changes_as_it_is_drawn() -> None:
    outbound = [status for status in MessageStatus if status is not MessageStatus.RECEIVED]
    forward = {(a.value, b.value) for a in outbound for b in outbound if rank(a) < rank(b)}
    assert forward == drawn("Message")


def test_a_step_that_is_postponed_says_why() -> None:
    postponed = [move for row in rows() for move in moves_of(row.due) if move.kind is Kind.POSTPONE]
    assert postponed
    assert [move for move in postponed if (move.hold_reason is None) == (move.again is None)] == []

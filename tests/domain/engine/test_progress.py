"""The pure core in any order of events: each step at most once, in order, nothing after the last word, and an end.

The machine below keeps one enrollment's row as `model.py` says, and a provider with a ledger. Hypothesis plays the
workers (any number of them, dying at any moment), the provider, the lead and the operator, in any order. An edit makes
a version of its own, which no run under way ever sees; so there is none here, and one in the test of the SQL.
The machine is one class, so the file is not split.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.engine import by_person, decide, moves, timeouts
from app.domain.engine.decide import Due
from app.domain.engine.effects import Effect, Meaning
from app.domain.engine.moves import Attempt, Kind, Move
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageStatus, StepReason, StepRunStatus, StepType
from tests.domain.engine.model import BEGIN, WINDOW, Plan, Row, begun, record
from tests.examples import examples

TIMEOUTS = timeouts.timeouts(10)
ENOUGH_TURNS = 300


plans = st.lists(
    st.builds(
        Plan,
        st.sampled_from(StepType),
        st.booleans(),
        st.sampled_from([timedelta(), timedelta(seconds=30), timedelta(hours=30)]),
    ),
    min_size=1,
    max_size=3,
)


@dataclass
class InFlight:
    """A claimed step in the hands of one process."""

    attempt: Attempt
    lease_until: datetime
    text: int | None  # how many messages the lead had sent when the text was written
    posted_at: datetime | None = None


@dataclass
class Drafting:
    due: Due
    inbound_count: int


@dataclass
class Story:
    """What happened, for the promises to be read off."""

    ledger: list[tuple[int, UUID]] = field(default_factory=list)
    unheard: dict[int, set[UUID]] = field(default_factory=dict)
    runs: dict[int, StepRunStatus] = field(default_factory=dict)
    last_word: bool = False


class Enrollment(RuleBasedStateMachine):
    @initialize(steps=plans, window=st.booleans())
    def enroll(self, steps: list[Plan], window: bool) -> None:
        self.now = BEGIN
        self.steps = steps
        self.story = Story()
        self.in_flight: list[InFlight] = []
        self.on_the_way: list[InFlight] = []
        self.results: list[Move] = []
        self.drafting: list[Drafting] = []
        self.looking: list[Due] = []
        row = begun(steps, window=window)
        self.row = row.due
        self.wake_at = row.wake_at

    # -------------------------------------------------------------- the row

    def _apply(self, move: Move) -> None:
        changed = record(Row(self.row, self.wake_at, self.steps), move)
        if changed is None:
            return
        if move.run_status is not None:
            assert move.position not in self.story.runs
            self.story.runs[move.position] = move.run_status
        self.row, self.wake_at = changed.due, changed.wake_at

    def _cancel(self) -> None:
        """As `services.enrollment.cancel`: a message in flight keeps its attempt."""
        self.story.last_word = True
        if self.row.status is EnrollmentStatus.ACTIVE:
            self.row = replace(self.row, status=EnrollmentStatus.CANCELLED)
            if self.row.attempt_id is None:
                self.wake_at = None

    # -------------------------------------------------------------- workers

    @precondition(lambda self: self.wake_at is not None and self.wake_at <= self.now)
    @rule()
    def a_worker_looks(self) -> None:
        due, now = self.row, self.now
        match decide.decide(due, now):
            case decide.Send():
                self._claim(due)
            case decide.Write():
                assert due.step_type is StepType.AI
                self._apply(moves.postponed(due, now + TIMEOUTS.writing, StepReason.BEING_WRITTEN, now))
                self.drafting.append(Drafting(due, due.inbound_count))
            case decide.Wait(until, reason):
                assert due.calendar.parts
                assert until is not None
                assert until > now, "a wait that is over at once is no wait"
                self._apply(moves.postponed(due, until, reason, now))
            case decide.Skip() as skip:
                assert due.skip_if_replied
                assert due.replied_at is not None
                self._apply(moves.skipped(due, skip, now))
            case decide.LookUp():
                self._apply(moves.being_looked_up(due, now, TIMEOUTS))
                self.looking.append(self.row)
            case decide.Stop() as stop:
                self._apply(moves.stopped(due, stop, now))

    def _claim(self, due: Due) -> None:
        """As `timer.CLAIM` without its gates: in this transaction nobody could have closed one since `decide`."""
        assert due.attempt_id is None, "an attempt is under way"
        assert due.status is EnrollmentStatus.ACTIVE
        assert not self.story.last_word, "nothing is claimed after an opt-out, a delete or a cancel"
        assert not (due.skip_if_replied and due.replied_at), "the lead has replied"
        assert due.step_type is not StepType.AI or due.draft_inbound_count == due.inbound_count
        if due.calendar.parts:
            assert WINDOW.start <= self.now.time() < WINDOW.end
        lease_until = self.now + TIMEOUTS.lease
        attempt = Attempt(due.enrollment_id, due.position, uuid4(), None, due.attempts + 1)
        assert attempt.attempts <= moves.ATTEMPTS, "too many attempts"
        self.row = replace(due, attempt_id=attempt.attempt_id, attempts=due.attempts + 1, looks=0, hold_reason=None)
        self.wake_at = lease_until
        self.in_flight.append(InFlight(attempt, lease_until, due.draft_inbound_count))

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def a_claim_is_submitted(self, data: st.DataObject) -> None:
        claim = self._take(data, self.in_flight)
        if timeouts.in_time(self.now, claim.lease_until, TIMEOUTS):
            claim.posted_at = self.now
            self.on_the_way.append(claim)
        else:
            self.results.append(
                moves.not_taken(claim.attempt, self.now, self.now + timedelta(seconds=1), moves.Again.NOT_TAKEN)
            )

    @precondition(lambda self: self.drafting)
    @rule(data=st.data(), written=st.booleans())
    def a_text_is_written(self, data: st.DataObject, written: bool) -> None:
        drafting = self._take(data, self.drafting)
        if not written:
            self._apply(moves.unwritten(drafting.due, self.now, timedelta(seconds=30)))
            return
        row = self.row
        if row.position == drafting.due.position and row.status is EnrollmentStatus.ACTIVE and row.attempt_id is None:
            self.row = replace(row, draft="Hello", draft_inbound_count=drafting.inbound_count, hold_reason=None)
            self.wake_at = self.now

    @precondition(lambda self: self.looking)
    @rule(data=st.data(), answered=st.booleans())
    def the_list_is_read(self, data: st.DataObject, answered: bool) -> None:
        due = self._take(data, self.looking)
        assert due.attempt_id is not None
        attempt = Attempt(due.enrollment_id, due.position, due.attempt_id, None, due.attempts, due.looks)
        if not answered:
            self.results.append(moves.not_asked(attempt, self.now, TIMEOUTS))
        elif (due.position, due.attempt_id) in self.story.ledger:
            self.results.append(self._accepted(attempt))
        else:
            self.results.append(moves.not_listed(attempt, self.now, TIMEOUTS))

    @precondition(lambda self: self.results)
    @rule(data=st.data(), again=st.booleans())
    def a_result_is_recorded(self, data: st.DataObject, again: bool) -> None:
        """Perhaps the commit was reported as failed, and it is recorded once more, now or later."""
        move = self._take(data, self.results)
        self._apply(move)
        if again:
            self.results.append(move)

    @rule(data=st.data())
    def a_process_dies(self, data: st.DataObject) -> None:
        for held in (self.in_flight, self.results, self.drafting, self.looking):
            if held and data.draw(st.booleans()):
                self._take(data, held)

    # -------------------------------------------------------------- the provider

    @precondition(lambda self: self.on_the_way)
    @rule(
        data=st.data(),
        answer=st.sampled_from(["accepts", "accepts, unheard", "is busy", "refuses", "opted out", "fails", "nothing"]),
    )
    def a_submission_arrives(self, data: st.DataObject, answer: str) -> None:
        self._arrive(self._take(data, self.on_the_way), answer)

    def _arrive(self, claim: InFlight, answer: str) -> None:
        attempt = claim.attempt
        if answer.startswith("accepts"):
            self.story.ledger.append((attempt.position, attempt.attempt_id))
        if answer in ("accepts, unheard", "fails", "nothing"):
            self.story.unheard.setdefault(attempt.position, set()).add(attempt.attempt_id)
        match answer:
            case "accepts":
                self.results.append(self._accepted(attempt))
            case "is busy":
                self.results.append(
                    moves.not_taken(attempt, self.now, self.now + timedelta(seconds=2), StepReason.PROVIDER_BUSY)
                )
            case "refuses":
                self.results.append(
                    moves.rejected(attempt, self.now, 30007, Meaning(Effect.NONE, "the carrier filtered the message"))
                )
            case "opted out":
                self.results.append(
                    moves.rejected(attempt, self.now, 21610, Meaning(Effect.OPT_OUT, "the lead has opted out"))
                )
            case "nothing":
                pass  # the process died with it
            case _:
                self.results.append(moves.outcome_unknown(attempt, self.now, TIMEOUTS))

    @precondition(lambda self: self.story.ledger)
    @rule(data=st.data())
    def a_callback_comes(self, data: st.DataObject) -> None:
        """Early, late, doubled and in any order."""
        position, attempt_id = data.draw(st.sampled_from(self.story.ledger))
        self._apply(self._accepted(Attempt(self.row.enrollment_id, position, attempt_id, None)))

    def _accepted(self, attempt: Attempt) -> Move:
        return moves.accepted(attempt, self.now, f"SM{attempt.attempt_id.hex}", MessageStatus.SENT)

    # -------------------------------------------------------------- the lead, the operator, the time

    @rule()
    def the_lead_replies(self) -> None:
        replied = self.now if self.row.status is EnrollmentStatus.ACTIVE else self.row.replied_at
        self.row = replace(self.row, inbound_count=self.row.inbound_count + 1, replied_at=replied)

    @rule(word=st.sampled_from(["opt-out", "delete", *[""] * 8]))
    def the_last_word(self, word: str) -> None:
        """A rare one, because there is not much of a story after it."""
        if word == "opt-out":
            self.row = replace(self.row, inbound_count=self.row.inbound_count + 1, opted_out_at=self.now)
        if word:
            self._cancel()

    @rule(delta=st.sampled_from([0.001, 0.4, 4.9, 5, 5.001, 9, 10, 19.999, 20, 60, 61, 90, 3600, 40_000]))
    def time_passes(self, delta: float) -> None:
        """A submission arrives within the time for its answer or never; so it arrives now, and nobody hears of it."""
        then = self.now + timedelta(seconds=delta)
        for claim in [one for one in self.on_the_way if one.posted_at and one.posted_at + TIMEOUTS.answer < then]:
            self.on_the_way.remove(claim)
            assert claim.posted_at is not None
            self.now = max(self.now, claim.posted_at + TIMEOUTS.answer)
            self._arrive(claim, "accepts, unheard")
        self.now = then

    @precondition(lambda self: self.wake_at is not None and self.wake_at > self.now)
    @rule()
    def the_next_moment_comes(self) -> None:
        assert self.wake_at is not None
        self.time_passes((self.wake_at - self.now).total_seconds())

    @staticmethod
    def _take(data: st.DataObject, held: list[Any]) -> Any:
        return held.pop(data.draw(st.integers(0, len(held) - 1)))

    # -------------------------------------------------------------- the promises

    @invariant()
    def each_step_once_and_in_order(self) -> None:
        positions = [position for position, _ in self.story.ledger]
        assert positions == sorted(set(positions))

    @invariant()
    def never_a_blind_retry(self) -> None:
        for attempts in self.story.unheard.values():
            assert len(attempts) <= moves.ATTEMPTS

    @invariant()
    def the_row_keeps_its_constraints(self) -> None:
        if self.row.status is EnrollmentStatus.ACTIVE:
            assert self.wake_at is not None
        else:
            assert (self.wake_at is None) == (self.row.attempt_id is None)

    @invariant()
    def what_was_accepted_is_never_called_failed(self) -> None:
        for position, _ in self.story.ledger:
            assert self.story.runs.get(position, StepRunStatus.SENT) in (StepRunStatus.SENT, StepRunStatus.UNKNOWN)

    def teardown(self) -> None:
        """From wherever it got to, a healthy worker brings it to an end."""
        if not hasattr(self, "row"):
            return
        for claim in self.on_the_way:
            self._arrive(claim, "accepts, unheard")
        self.on_the_way.clear()
        self.results.clear()  # everybody died
        for _ in range(ENOUGH_TURNS):
            if self.wake_at is None:
                break
            self._healthy_turn()
        assert self.wake_at is None, "it never ends"
        assert self.row.status is not EnrollmentStatus.ACTIVE
        self.each_step_once_and_in_order()
        self.what_was_accepted_is_never_called_failed()
        for position, _ in self.story.ledger:
            assert self.story.runs[position] is StepRunStatus.SENT, "what the provider has is found"

    def _healthy_turn(self) -> None:
        assert self.wake_at is not None
        self.now = max(self.now, self.wake_at)
        self.in_flight.clear()
        self.looking.clear()
        self.drafting.clear()
        self.a_worker_looks()
        for drafting in self.drafting:
            self.row = replace(self.row, draft="Hello", draft_inbound_count=drafting.inbound_count)
            self.wake_at = self.now
        for claim in self.in_flight:
            self._arrive(claim, "accepts")
        for due in self.looking:
            assert due.attempt_id is not None
            attempt = Attempt(due.enrollment_id, due.position, due.attempt_id, None, due.attempts, due.looks)
            listed = (due.position, due.attempt_id) in self.story.ledger
            self._apply(self._accepted(attempt) if listed else moves.not_listed(attempt, self.now, TIMEOUTS))
        for move in self.results:
            self._apply(move)
        self.results.clear()


TestEnrollment = Enrollment.TestCase
TestEnrollment.settings = settings(
    max_examples=examples(150),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def a_due(**what: Any) -> Due:
    return begun([Plan()], **what).due


def test_every_gate_is_looked_at_again_when_the_text_is_there() -> None:
    written = a_due(step_type=StepType.AI, draft="Hello", draft_inbound_count=1, inbound_count=1, skip_if_replied=True)
    assert isinstance(decide.decide(written, BEGIN), decide.Send)
    assert isinstance(decide.decide(replace(written, replied_at=BEGIN), BEGIN), decide.Skip)
    assert isinstance(decide.decide(replace(written, inbound_count=2), BEGIN), decide.Write)
    assert isinstance(decide.decide(replace(written, opted_out_at=BEGIN), BEGIN), decide.Stop)
    assert isinstance(decide.decide(replace(written, attempt_id=uuid4()), BEGIN), decide.LookUp)


def test_absent_twice_well_apart_is_proof_and_once_is_not() -> None:
    attempt = Attempt(uuid4(), 0, uuid4(), None)
    first = moves.not_listed(attempt, BEGIN, TIMEOUTS)
    assert first.kind is Kind.LOOK_UP
    assert first.wake_at == BEGIN + TIMEOUTS.next_look_up
    second = moves.not_listed(replace(attempt, looks=first.looks), BEGIN, TIMEOUTS)
    assert second.kind is Kind.POSTPONE
    third = moves.not_listed(replace(attempt, looks=first.looks, attempts=moves.ATTEMPTS), BEGIN, TIMEOUTS)
    assert (third.kind, third.run_status) == (Kind.ADVANCE, StepRunStatus.UNKNOWN)


@pytest.mark.parametrize("seconds", [0.2, 1, 10, 60])
def test_every_wait_is_longer_than_what_it_waits_for(seconds: float) -> None:
    pace = timeouts.timeouts(seconds)
    latest = BEGIN + pace.lease - pace.answer - pace.margin
    assert timeouts.in_time(latest, BEGIN + pace.lease, pace)
    assert not timeouts.in_time(latest + timedelta.resolution, BEGIN + pace.lease, pace)
    assert pace.lease >= pace.answer + pace.margin
    assert min(pace.first_look_up, pace.next_look_up, pace.look_up) > pace.answer


def test_a_broken_step_fails_after_three_tries_and_the_run_goes_on() -> None:
    row = a_due()
    kinds = []
    for _ in range(moves.BROKEN_AFTER_TRIES):
        move = moves.broken(row, BEGIN)
        kinds.append(move.kind)
        row = replace(row, failed_preparations=move.failed_preparations)
    assert kinds == [Kind.POSTPONE, Kind.POSTPONE, Kind.ADVANCE]


def test_a_text_that_a_person_rejects_skips_its_step() -> None:
    move = by_person.rejected(uuid4(), 2, None, BEGIN)
    assert (move.kind, move.run_status) == (Kind.ADVANCE, StepRunStatus.SKIPPED)
    assert move.reason is StepReason.REJECTED_BY_PERSON


def test_the_providers_stop_list_ends_the_run() -> None:
    move = moves.rejected(
        Attempt(uuid4(), 0, uuid4(), None), BEGIN, 21610, Meaning(Effect.OPT_OUT, "the lead has opted out")
    )
    assert (move.kind, move.cancel_reason) == (Kind.STOP, CancelReason.OPTED_OUT)

"""What would become of every step, if runs began at some moments and their lead replied at some others.

The engine decides (`decide.decide`) and the renderer writes, as for a run that is real; only the clock is handed
on from one decision to the next, and a message that may be sent counts as sent at once. The runs of one lead share the
room under caps, so they are foreseen together, in the order in which the engine looks at them (`sending/claim.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.calendar import delays
from app.domain.calendar.delays import Delay, LocalDays
from app.domain.engine import decide, explain, misfire
from app.domain.engine.decide import Due
from app.domain.sms import templates
from app.domain.sms.segments import MAX_BODY
from app.domain.values import changed
from app.domain.vocabulary import CancelReason, StepReason, StepRunStatus, StepType

MOST_WAITS = 200
"""How many waits of one step are followed. A step that waits still then is told as waiting without an end."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step as the engine would see it, and its delay after the step before it."""

    due: Due
    delay: Delay


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a step: `at` is when, `due_at` when its delay is over. Without a text nothing is sent, or
    it is not known yet what.

    PENDING: the step waits for something that has no time; `at` is the earliest time. `held_by` is the reason of the
    last of its waits after `due_at`, and `because` says it as a part of a sentence.
    """

    due_at: datetime
    at: datetime
    status: StepRunStatus
    explanation: str
    reason: StepReason | None = None
    text: str | None = None
    held_by: StepReason | None = None
    because: str = ""


@dataclass(slots=True)
class Past:
    """What was sent to a person so far, as caps count it, and when the last automated message was sent."""

    sent: tuple[datetime, ...] = ()
    last_automated_at: datetime | None = None

    def with_one(self, at: datetime) -> None:
        self.sent, self.last_automated_at = (*self.sent, at), at


@dataclass(slots=True)
class Course:
    """A run of a lead on its way: its waiting steps, and what is foreseen of those that are done (`found`).

    `at` is when the engine looks at the next step. `past` is shared by the runs of the lead, but not by a run that
    waits for something without a time: what it sends after that nobody knows.
    """

    steps: Sequence[Ahead]
    at: datetime
    replies: Sequence[datetime]
    days: LocalDays
    past: Past
    found: list[Foreseen] = field(default_factory=list)
    is_certain: bool = True
    _step: Ahead | None = None
    _held: StepReason | None = None
    _waited: str = ""
    _waits: int = 0

    @property
    def is_done(self) -> bool:
        return len(self.found) == len(self.steps)

    @property
    def step(self) -> Ahead:
        """The next step, as it is held."""
        if self._step is None:
            self._step = self.steps[len(self.found)]
        return self._step

    @property
    def rank(self) -> tuple[Any, ...]:
        """The order in which steps of a person that are due take their room."""
        due = self.step.due
        return -due.priority, due.due_at, due.enrollment_id

    def decision(self, now: datetime, others: Iterable["Course"]) -> decide.Decision:
        """What the engine would decide now, with what was sent so far, and these runs of the same person beside it."""
        replied_at = self.replies[0] if self.replies and self.replies[0] <= now else None
        counted = self.step.due.counted
        if counted is not None:
            ahead = [one for one in others if one is not self and one.goes_before(self, now)]
            at = min((one.at if one.is_capped else now for one in ahead), default=None)
            counted = changed(counted, sent=self.past.sent, ahead=len(ahead), ahead_at=at)
        last = self.past.last_automated_at
        due = changed(self.step.due, replied_at=replied_at, last_automated_at=last, counted=counted)
        self._step = Ahead(due, self.step.delay)
        return decide.decide(due, now)

    @property
    def is_capped(self) -> bool:
        return self.step.due.hold_reason is StepReason.CAPPED

    @property
    def is_counted(self) -> bool:
        return bool(decide.limits(self.step.due, self.at))

    def goes_before(self, other: "Course", now: datetime) -> bool:
        """Whether the step of this run takes its room before that of the other: `caps.COUNT` says the same in SQL."""
        if self.is_done or not self.is_certain or self.step.due.due_at > now:
            return False
        return (self.at <= now or self.is_capped) and self.rank < other.rank

    def waits(self, until: datetime, reason: StepReason | None, now: datetime) -> bool:
        """Holds the step for this reason; without one, it is looked at again then. False: it has waited too often."""
        self._waits += 1
        if self._waits > MOST_WAITS:
            return False
        due = self.step.due
        if reason is not None:
            self._held, self._waited = reason, because(due, reason, now)
        self.at = max(now, until)
        since = misfire.after_hold(due, reason, now)
        held = changed(due, blocked_since=since, wake_at=self.at, hold_reason=reason)
        self._step = Ahead(held, self.step.delay)
        return True

    def shifts(self, due_at: datetime) -> bool:
        """The step is due later, as if the time in which nothing could be sent had not been. False: too often."""
        self._waits += 1
        if self._waits > MOST_WAITS:
            return False
        self._waited = explain.shifted(self._waited)
        due = changed(self.step.due, due_at=due_at, wake_at=due_at, blocked_since=None, hold_reason=None)
        self._step, self.at = Ahead(due, self.step.delay), due_at
        return True

    def ends(self, decision: decide.Decision, now: datetime, hour_seconds: float) -> Foreseen:
        """The step ends so, and the next one has its delay begin."""
        found = _ended(self.step, decision, now, self._waited)
        if self._held is not None:
            found = replace(found, held_by=self._held, because=self._waited)
        self.goes_on(found, hour_seconds)
        return found

    def goes_on(self, found: Foreseen, hour_seconds: float) -> None:
        """The next step after this one, of which that is foreseen."""
        self.found.append(found)
        if found.status is StepRunStatus.PENDING and self.is_certain:
            self.is_certain, self.past = False, replace(self.past)
        self._held, self._waited, self._waits = None, "", 0
        self.begins_at(found.at, hour_seconds)

    def begins_at(self, since: datetime, hour_seconds: float) -> None:
        """The delay of the next step begins at this moment."""
        self._step = None
        if not self.is_done:
            self.at = delays.after(since, self.step.delay, self.days, hour_seconds)
            self._step = Ahead(changed(self.step.due, due_at=self.at), self.step.delay)


def forecast(
    steps: Sequence[Ahead], begins: datetime, replies: Sequence[datetime], hour_seconds: float, days: LocalDays
) -> list[Foreseen]:
    """Every step of a run that begins at a moment, of a lead with no other run. A reply counts from the moment it comes
    in, if the run has begun."""
    course = begun(steps, begins, replies, hour_seconds, days)
    together([course], hour_seconds)
    return course.found


def begun(
    steps: Sequence[Ahead], begins: datetime, replies: Sequence[datetime], hour_seconds: float, days: LocalDays
) -> Course:
    """A run that begins at a moment, of a lead with no other run."""
    due = steps[0].due if steps else None
    past = Past(due.counted.sent if due.counted else (), due.last_automated_at) if due else Past()
    course = Course(steps, begins, sorted(reply for reply in replies if reply >= begins), days, past)
    course.begins_at(begins, hour_seconds)
    return course


def together(courses: Sequence[Course], hour_seconds: float, first_of: Sequence[Course] = ()) -> None:
    """Foresees the runs of one lead, if nothing else happens than the replies: all their steps, or as far as is needed
    for the first step of each of some runs."""
    for _ in looks(courses, hour_seconds, first_of):
        pass


def looks(courses: Sequence[Course], hour_seconds: float, first_of: Sequence[Course] = ()) -> Iterator[None]:
    """`together`, in parts: after each decision its caller may do something else."""
    while going := [one for one in courses if not one.is_done]:
        if first_of and all(one.found or one.is_done for one in first_of):
            return
        now = min(one.at for one in going)
        due = sorted((one for one in going if one.at == now), key=lambda one: one.rank)
        yield from _look(due, courses, now, hour_seconds)


def _look(due: Sequence[Course], courses: Sequence[Course], now: datetime, hour_seconds: float) -> Iterator[None]:
    """The engine looks at these steps in one batch: all are decided on by what was sent before. Of those that a cap
    counts one is sent, and nothing beside a first message to the person; the others are looked at again after that."""
    decisions = list[tuple[Course, decide.Decision]]()
    for one in due:
        decisions.append((one, one.decision(now, courses)))
        yield
    sent = list[Past]()
    took_room = introduced = False
    for one, decision in sorted(decisions, key=lambda pair: pair[0].is_counted):
        match decision:
            case decide.Send() | decide.Wait(reason=StepReason.CAPPED) if took_room and one.is_counted:
                is_over = not one.waits(now + decide.AFTER_FIRST, None, now)
            case decide.Send() if introduced:
                is_over = not one.waits(now + decide.AFTER_FIRST, None, now)
            case decide.Wait(until, reason) if until is not None:
                is_over = not one.waits(until, reason, now)
            case decide.Shift(due_at):
                is_over = not one.shifts(due_at)
            case _:
                is_over = True
        if not is_over:
            continue
        if isinstance(decision, decide.Send) and one.is_certain:
            took_room, introduced = took_room or one.is_counted, introduced or decide.is_first(one.step.due, now)
        if one.ends(decision, now, hour_seconds).status is StepRunStatus.SENT:
            sent.append(one.past)
    for past in sent:
        past.with_one(now)


def _ended(step: Ahead, decision: decide.Decision, now: datetime, waited: str) -> Foreseen:
    due_at = step.due.due_at
    match decision:
        case decide.Wait(None, StepReason.MISSING_VARIABLE as reason):
            return Foreseen(due_at, now, StepRunStatus.PENDING, explain.would_lack(why_lacking(step.due)), reason)
        case decide.Wait(_, reason):
            sentence = explain.would_wait(reason, because(step.due, reason, now))
            return Foreseen(due_at, now, StepRunStatus.PENDING, sentence, reason)
        case decide.Skip(reason, explanation):
            return Foreseen(due_at, now, StepRunStatus.SKIPPED, explanation, reason)
        case decide.Write() if step.due.ai_review:
            reason = StepReason.AWAITING_REVIEW
            return Foreseen(due_at, now, StepRunStatus.PENDING, explain.would_await_review(now), reason)
        case decide.Write():
            return Foreseen(due_at, now, StepRunStatus.SENT, explain.would_write(now))
        case decide.Send():
            return _sent(step, now, waited)
        case decide.Stop(CancelReason.SUPPRESSED):
            return _never(step, now, StepReason.SUPPRESSED)
        case _:
            return _never(step, now, StepReason.OPTED_OUT)


def _never(step: Ahead, now: datetime, reason: StepReason) -> Foreseen:
    return Foreseen(step.due.due_at, now, StepRunStatus.CANCELLED, explain.would_not(reason), reason)


def why_lacking(due: Due) -> str:
    """What a fixed step lacks, as a sentence's part."""
    names = decide.lacking(due)
    return explain.lacking(names, [name for name in names if name in due.values])


def because(due: Due, reason: StepReason, now: datetime) -> str:
    """Why a step waits at `now`, as a part of a sentence."""
    if reason is StepReason.CAPPED and (full := decide.full_at(due, now)):
        return full.limit.sentence
    if reason in explain.HOURS:
        return due.calendar.closed(now).sentence
    if due.pause is not None and due.pause.step_reason is reason and due.pause.in_force(now):
        return explain.paused(due.pause)
    return explain.HELD_BECAUSE[reason]


def rule(hold: StepReason | None, due: Due, now: datetime) -> str | None:
    """Which rule, cap or time of the account a held step waits for, as a sentence's part. A capped step that has room
    by now may wait for the hours."""
    if hold is StepReason.CAPPED and (full := decide.full_at(due, now)):
        return full.limit.sentence
    if (hold is StepReason.CAPPED or hold in explain.HOURS) and due.calendar.sendable(now)[0] != now:
        return due.calendar.closed(now).sentence
    # A step with room has left it to another step of the person, and is decided on again within a second.
    limits = decide.limits(due, now) if hold is StepReason.CAPPED else ()
    return limits[0].sentence if limits else None


def _sent(step: Ahead, now: datetime, waited: str) -> Foreseen:
    due = step.due
    if due.step_type is StepType.AI:
        text = due.draft or ""
    else:
        text = templates.render(templates.parse(due.message or ""), due.values)
    if not text.strip():
        sentence = explain.would_not(StepReason.BROKEN)
        return Foreseen(due.due_at, now, StepRunStatus.FAILED, sentence, StepReason.BROKEN)
    text = decide.complete(due, text, now)
    if len(text) > MAX_BODY:
        sentence = f"Would not be sent: {explain.too_long(len(text), MAX_BODY)}."
        return Foreseen(due.due_at, now, StepRunStatus.FAILED, sentence, StepReason.TOO_LONG, text)
    sentence = explain.would_send(due.due_at, now, step.delay, due.position, waited)
    return Foreseen(due.due_at, now, StepRunStatus.SENT, sentence, text=text)

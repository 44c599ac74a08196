"""A pause of a lead, of an enrollment, of a sequence or of an account: no automated step of it is sent while the pause
is in force. What a person writes is sent all the same. A database that is a restored copy pauses everything, and what a
person writes too."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.domain.values import value
from app.domain.vocabulary import PauseReason, StepReason

LONGEST_ABSENCE = timedelta(days=60)
"""An out-of-office answer that names a later day than this is read wrongly, so it pauses nothing."""

_ENDLESS_YEAR = 9000
"""A pause in a row that ends in this year or later has no end: no plan can be made from the last of all times on."""

BY_PERSON = (PauseReason.REQUESTED, PauseReason.TAKEN_OVER)
"""The pauses that a person begins. No other pause takes their place or shortens them."""
HANDED_BACK = (PauseReason.TAKEN_OVER, PauseReason.UNCLEAR_REPLY)
"""The pauses that end when a person hands the conversation back to automation."""

_STEP_REASONS = {
    PauseReason.REQUESTED: StepReason.PAUSED,
    PauseReason.AWAY: StepReason.PAUSED,
    PauseReason.TAKEN_OVER: StepReason.TAKEN_OVER,
    PauseReason.UNCLEAR_REPLY: StepReason.UNCLEAR_REPLY,
    PauseReason.SENDER_BLOCKED: StepReason.SENDER_BLOCKED,
    PauseReason.OPT_OUTS: StepReason.PAUSED,
}


class Paused(StrEnum):
    """What is paused."""

    LEAD = "lead"
    ENROLLMENT = "enrollment"
    SEQUENCE = "sequence"
    ACCOUNT = "account"
    INSTALLATION = "installation"


@value
class Pause:
    """`until` None: the pause ends only when a person ends it. `by` is the operator's name, if a person began it."""

    since: datetime
    until: datetime | None
    reason: PauseReason
    by: str | None = None
    of: Paused = Paused.LEAD

    def in_force(self, now: datetime) -> bool:
        """The claim checks the same in SQL: `sending/rules.py`, NOT_PAUSED."""
        return self.until is None or self.until > now

    @property
    def step_reason(self) -> StepReason:
        """What a step that waits for the end of this pause says."""
        return _STEP_REASONS[self.reason]


def stored(since: datetime | None, until: datetime | None, reason: str | None, by: str | None = None) -> Pause | None:
    """The pause in a lead's row, in force or not; None if there is none."""
    return None if since is None or reason is None else Pause(since, _end(until), PauseReason(reason), by)


def requested(
    of: Paused,
    since: datetime | None,
    until: datetime | None = None,
    by: str | None = None,
    reason: str | None = None,
) -> Pause | None:
    """The pause in the row of an enrollment, a sequence, an account or the installation, in force or not; None if there
    is none. Without a reason, a person requested it."""
    return None if since is None else Pause(since, _end(until), PauseReason(reason or PauseReason.REQUESTED), by, of)


def _end(until: datetime | None) -> datetime | None:
    return None if until is not None and until.year >= _ENDLESS_YEAR else until


_NEVER = datetime.max.replace(tzinfo=UTC)


def last_to_end(*pauses: Pause | None) -> Pause | None:
    """The pause of these that a step waits for: the one that ends last, and of two that end together the first. If it
    is not in force, none of them is."""
    return max((pause for pause in pauses if pause), key=lambda pause: pause.until or _NEVER, default=None)


def after_unclear(current: Pause | None, now: datetime, hours: int | None) -> Pause:
    """The pause after an unclear text. It ends after so many hours without another word; None: a person ends it.

    A pause that a person has to end stays as it is. A pause that a person began stays that person's, and ends no
    earlier than this one. Any other pause becomes this one, and never ends earlier.
    """
    until = None if hours is None else now + timedelta(hours=hours)
    if current is None or not current.in_force(now):
        return Pause(now, until, PauseReason.UNCLEAR_REPLY)
    if current.until is None:
        return current
    later = _later(until, current.until)
    if current.reason in BY_PERSON:
        return Pause(current.since, later, current.reason, current.by)
    since = current.since if current.reason is PauseReason.UNCLEAR_REPLY else now
    return Pause(since, later, PauseReason.UNCLEAR_REPLY)


def taken_over(current: Pause | None, now: datetime, until: datetime, by: str | None) -> Pause:
    """The pause after a person took the conversation over. It never ends earlier than the pause before it.

    A pause that somebody requested and that lasts longer stays as it is.
    """
    if current is None or not current.in_force(now):
        return Pause(now, until, PauseReason.TAKEN_OVER, by)
    later = _later(until, current.until)
    if current.reason is PauseReason.REQUESTED and later == current.until:
        return current
    since = current.since if current.reason is PauseReason.TAKEN_OVER else now
    return Pause(since, later, PauseReason.TAKEN_OVER, by)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later end; None, no end, is the latest."""
    return None if one is None or other is None else max(one, other)


def after_word(current: Pause | None, now: datetime, hours: int | None) -> Pause | None:
    """The pause after any other text of the lead: an unclear one's time begins again; None: no change."""
    if current and current.reason is PauseReason.UNCLEAR_REPLY and current.in_force(now) and current.until:
        return after_unclear(current, now, hours)
    return None


def while_away(current: Pause | None, now: datetime, back_at: datetime) -> Pause | None:
    """The pause after an answer that says until when the lead is away; None: no change."""
    if not now < back_at <= now + LONGEST_ABSENCE:
        return None
    if current and current.in_force(now) and (current.until is None or current.until >= back_at):
        return None
    if current and current.in_force(now) and current.reason is not PauseReason.AWAY:
        return Pause(current.since, back_at, current.reason, current.by)
    return Pause(now, back_at, PauseReason.AWAY)

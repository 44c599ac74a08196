"""Steps that are late because nothing could be sent: in a pause, while no worker ran, while the sender took nothing.

Hours, caps, a review and a missing value make a step late too, and that is no misfire. `blocked_since` in the row is
since when nothing could be sent, if the step was due then or fell due after it. It is stored when the step is held, and
it stays until the step has ended or is due anew, so that a misfire is still known as such when its hours begin. A step
that can be sent again before it is a misfire is like any other.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from app.domain.calendar.caps import Cap, Limit
from app.domain.calendar.hours import Calendar
from app.domain.vocabulary import StepReason

if TYPE_CHECKING:
    from app.domain.engine.decide import Due

HOUR = timedelta(hours=1)
LATE = 0.25
"""A step is a misfire if it is more than this part of an hour late."""
LATE_AT_LEAST = timedelta(seconds=5)
"""Where an hour lasts a second, in a demo, a step is not late before this."""

SPACING = Limit(Cap(1, 1), "of the steps that are late because nothing could be sent, a person gets one in an hour")
"""The cap that a misfire keeps, so that the late steps of one person do not come all at once."""

PAUSED = {StepReason.PAUSED, StepReason.TAKEN_OVER, StepReason.UNCLEAR_REPLY}
BLOCKED = {
    StepReason.SENDER_BLOCKED,
    StepReason.ACCOUNT_BLOCKED,
    StepReason.SENDER_PAUSED,
    StepReason.PROVIDER_BUSY,
}


class Waiting(Protocol):
    """What says of a step whether it is late: a `Due`, or less."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def wake_at(self) -> datetime | None: ...
    @property
    def blocked_since(self) -> datetime | None: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def hour(self) -> timedelta: ...


def blocked_since(step: Waiting, now: datetime) -> datetime | None:
    """Since when nothing could be sent; None if that is not known. Without a hold in the row, a step that nobody picked
    for so long was waiting for a worker."""
    if step.blocked_since is not None:
        return step.blocked_since
    if step.wake_at is not None and now - step.wake_at > _late(step.hour):
        return max(step.wake_at, step.due_at)
    return None


def is_misfire(step: Waiting, now: datetime) -> bool:
    """Whether the step could have been sent before, at an hour at which it may be sent, and nothing could be sent."""
    since = blocked_since(step, now)
    if since is None:
        return False
    since, late = max(since, step.due_at), _late(step.hour)
    if now - since <= late:
        return False
    missed = step.calendar.sendable(since)[0]
    return missed is not None and now - missed > late


def kept(step: Waiting, now: datetime) -> datetime | None:
    """`blocked_since` of a step that waits for something else from now on: what held it for less is forgotten."""
    return blocked_since(step, now) if is_misfire(step, now) else None


def after_hold(due: Due, reason: StepReason | None, now: datetime) -> datetime | None:
    """`blocked_since` of a step that is held for this reason now; without a reason it is decided on again at once."""
    if reason is None:
        return blocked_since(due, now)
    if reason in PAUSED and due.pause is not None:
        return due.blocked_since or max(due.pause.since, min(_not_before(due) or due.pause.since, now))
    return blocked_since(due, now) or now if reason in BLOCKED else kept(due, now)


def _not_before(due: Due) -> datetime | None:
    """Until when something else kept a due step from being sent: its hours, a cap, or the pace of its sender."""
    if due.wake_at is None:
        return datetime.max.replace(tzinfo=UTC) if due.hold_reason is StepReason.SENDER_BUSY else None
    return due.wake_at if due.wake_at > due.due_at else None


def is_expired(due: Due, now: datetime) -> bool:
    """Whether the step is later than its sequence permits, whatever the cause.

    By less than a minute it is not later: hours begin at whole minutes, and the engine comes a moment after that.
    """
    return due.expire_after_hours is not None and now - due.due_at >= due.expire_after_hours * due.hour + due.hour / 60


def shifted(due: Due, now: datetime) -> datetime:
    """When the step is due if the time in which nothing could be sent does not count: what was left of its delay when
    that began is left now."""
    since = blocked_since(due, now)
    if since is None or due.own_delay is None:
        return due.due_at
    return due.own_delay.resumed(due.due_at, since, now, due.hour.total_seconds())


@lru_cache(maxsize=8)
def _late(hour: timedelta) -> timedelta:
    return max(LATE * hour, LATE_AT_LEAST)

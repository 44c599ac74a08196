"""Caps: at most so many automated messages to one person in any so many hours, over all sequences of the account.

The window slides: a message leaves it exactly so many hours after it was sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from app.domain.plurals import plural
from app.domain.values import value
from app.domain.vocabulary import STATUS_ORDER, MessageSource, MessageStatus

MAX_CAPS = 5
MAX_MESSAGES = 1000
MAX_HOURS = 2160  # 90 days

COUNTED = (*STATUS_ORDER, MessageStatus.DELIVERED)
"""The statuses of the messages that count: the person has the message, or may have it."""

TURN = timedelta(seconds=1)
"""How long a step leaves the room under a cap to a step of the same person that is sent first."""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `messages` automated messages to one person in any `hours` hours."""

    messages: int
    hours: int


@value
class Limit:
    """A cap, and its source as a part of a sentence: "Florida allows 3 automated texts to a person in 24 hours"."""

    cap: Cap
    sentence: str


@value
class Counted:
    """What was sent to a person, as a cap counts it.

    `sent`: when, oldest first; at least the newest, as many as the largest cap has messages. `ahead`: how many due
    steps of the person are sent before the step in question. `ahead_at`: when the first of them is decided on, if all
    of them wait for room or for the hour between late steps. `hour` is how long an hour lasts.
    """

    sent: tuple[datetime, ...]
    hour: timedelta
    ahead: int = 0
    ahead_at: datetime | None = None


@value
class Full:
    """There is no room for a step. `until`: when there is, if nothing else happens. `wakes_at`: when there is room for
    the first of the person's due steps, at which the step is decided on again."""

    until: datetime
    wakes_at: datetime
    limit: Limit


def counts(source: MessageSource, status: MessageStatus) -> bool:
    """Whether a message counts. A message with an unknown outcome does: it may have arrived. A person's does not.
    `sending/rules.py` says the same in SQL."""
    return source is not MessageSource.OPERATOR and status in COUNTED


def full(limits: Sequence[Limit], counted: Counted, now: datetime) -> Full | None:
    """Whether the caps leave no room for a step at `now`: None if there is room."""
    at, limit = _room(limits, counted.sent, counted.hour, now)
    first, sent = at, counted.sent
    for _ in range(counted.ahead):
        sent = (*sent, at)
        at, limit = _room(limits, sent, counted.hour, at)
    if limit is None or at <= now:
        return None
    return Full(at, max(first, now + TURN, counted.ahead_at or now), limit)


def _room(
    limits: Sequence[Limit], sent: Sequence[datetime], hour: timedelta, now: datetime
) -> tuple[datetime, Limit | None]:
    """When there is room for one more message, and for which cap it waits until then."""
    at, last = now, None
    for limit in limits:
        window = limit.cap.hours * hour
        within = [moment for moment in sent if moment + window > now]
        if len(within) >= limit.cap.messages and within[-limit.cap.messages] + window > at:
            at, last = within[-limit.cap.messages] + window, limit
    return at, last


def said(allows: str, cap: Cap, note: str = "") -> str:
    """A cap as a part of a sentence. `allows`: whose it is."""
    texts = plural(cap.messages, "automated text")
    return f"{allows} allows {texts} to a person in {plural(cap.hours, 'hour')}{note}"


def written(caps: Iterable[Cap]) -> str | None:
    """An account's caps as they are stored: "3/24,10/720"; None for none."""
    return ",".join(f"{cap.messages}/{cap.hours}" for cap in caps) or None


@lru_cache(maxsize=1024)
def stored(text: str | None) -> tuple[Limit, ...]:
    """An account's caps, as `written` writes them."""
    pairs = [part.split("/") for part in text.split(",")] if text else []
    caps = [Cap(int(messages), int(hours)) for messages, hours in pairs]
    return tuple(Limit(cap, said("the account", cap)) for cap in caps)

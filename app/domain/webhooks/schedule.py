"""What follows an attempt to deliver: success, another attempt, or none; and when an endpoint is disabled."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.domain.values import value
from app.domain.vocabulary import WebhookDeliveryStatus as Status

ANSWER_BYTES = 1024
"""How much of a receiver's answer is kept."""
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""How long after each failure the next attempt is made. The first attempt is made at once, so there are ten."""
JITTER = 0.1
"""A pause is longer by up to this share, so that what failed together is not tried again together."""
LONGEST_REQUEST = PAUSES[-1]
"""The longest wait that a receiver can ask for with Retry-After."""
FAILING_FOR = timedelta(days=5)
LATELY, FAILURES_LATELY = timedelta(hours=24), 10
"""An endpoint is disabled when every attempt of five days failed, more than ten of those for events of the last day."""
ABORT = "abort-message"
"""What a receiver answers in the header `webhook-delivery` when it never wants this event again."""
ASKS_FOR_TIME = (429, 503)
GONE = 410


@value
class Attempt:
    """How one attempt ended: the answer's status, or None and a sentence that says why there is none.

    `answer` is the beginning of the answer's body; `retry_after` and `delivery` are the headers of that name.
    """

    status: int | None
    error: str | None = None
    answer: str | None = None
    retry_after: str | None = None
    delivery: str | None = None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@value
class Following:
    """What follows: the delivery's new status, when it is tried again if it is, and a sentence if it has failed."""

    status: Status
    next_at: datetime | None = None
    error: str | None = None


def following(attempt: Attempt, attempts: int, now: datetime, jitter: float) -> Following:
    """What follows the attempt with this number, from 1. `jitter` is random, from 0 to 1."""
    if attempt.succeeded:
        return Following(Status.DELIVERED)
    error = attempt.error or sentence(attempt.status)
    if attempt.status == GONE:
        return Following(Status.ABANDONED, None, f"{error} This says that the endpoint is gone.")
    if (attempt.delivery or "").strip().lower() == ABORT:
        return Following(Status.ABANDONED, None, f"{error} It asked not to be sent this event again.")
    if attempts > len(PAUSES):
        return Following(Status.ABANDONED, None, f"{error} This was attempt {attempts}, the last.")
    pause = PAUSES[attempts - 1] * (1 + JITTER * jitter)
    return Following(Status.FAILED, now + max(pause, requested_pause(attempt, now)), error)


def sentence(status: int | None) -> str:
    """What a status other than 2xx says."""
    redirect = " Redirects are not followed." if status is not None and 300 <= status < 400 else ""
    return f"The receiver answered {status}.{redirect}"


def requested_pause(attempt: Attempt, now: datetime) -> timedelta:
    """How long the receiver asks not to be called (RFC 9110, 10.2.3), at most a day; zero if it does not ask."""
    text = (attempt.retry_after or "").strip()
    if attempt.status not in ASKS_FOR_TIME or not text:
        return timedelta(0)
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), LONGEST_REQUEST.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    if until.tzinfo is None:  # "-0000": a time in UTC, of a place that is not told
        until = until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_REQUEST)


def has_failed_for_long(failing_since: datetime | None, now: datetime) -> bool:
    """Whether nothing has been delivered for five days, so that the failures of the last day are worth counting."""
    return failing_since is not None and now - failing_since >= FAILING_FOR


def why_disabled(attempt: Attempt, failing_since: datetime | None, failures_lately: int, now: datetime) -> str | None:
    """The reason for which the endpoint is disabled after this attempt; None if it stays enabled."""
    if attempt.status == GONE:
        return "The receiver answered 410: the endpoint is gone."
    if has_failed_for_long(failing_since, now) and failures_lately > FAILURES_LATELY:
        return (
            f"Every attempt failed for {FAILING_FOR.days} days, more than {FAILURES_LATELY} of them for events of the "
            f"last {LATELY.total_seconds() / 3600:.0f} hours."
        )
    return None

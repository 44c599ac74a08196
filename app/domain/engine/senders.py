"""When a sender's messages are postponed, for how long, and when one of them is tried again.

The provider's refusals are counted for the sender, in a row, and not for each step: a provider that is busy is asked
less and less, whoever's step is due. A success resets the count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.engine import retry
from app.domain.engine.effects import Effect
from app.domain.values import value
from app.domain.vocabulary import SenderStatus, StepReason

BLOCKED_PAUSE = timedelta(hours=1)
"""How long a blocked sender waits until one message is tried, unless a person resumes it first."""

ACCOUNT_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long the steps of an account wait whose credentials are refused, after the first refusal, the second, and on."""

FILTERED_OF = 100
FILTERED_AT_LEAST = 20
FILTERED_SHARE = 0.05
"""A carrier filters a sender if at least this share of its last `FILTERED_OF` messages was filtered, and it has sent at
least `FILTERED_AT_LEAST`."""

UNKNOWN_IN_A_ROW = 5
"""After so many messages in a row that the provider refused with the same code, a code that is not in its table here,
the sender is blocked."""

UNKNOWN_CODE = (
    f"{UNKNOWN_IN_A_ROW} messages in a row were refused with a code that Nudge does not know: look it up in the "
    "provider's documentation"
)

HOLDS = {
    Effect.TRY_LATER: StepReason.PROVIDER_BUSY,
    Effect.SENDER_BLOCKED: StepReason.SENDER_BLOCKED,
    Effect.ACCOUNT_BLOCKED: StepReason.ACCOUNT_BLOCKED,
}
"""The effects that postpone a sender's steps, and the reason that each postponed step gives."""

WITH_ALARM = {StepReason.PROVIDER_BUSY}
"""Steps postponed for this reason have a time in `wake_at`. Steps with another reason are woken by the sweep."""


@value
class SenderHold:
    """The state of a sender that takes no messages at present."""

    reason: StepReason
    refusals: int
    retry_at: datetime

    def in_force(self, now: datetime) -> bool:
        """Whether nothing is sent. Afterwards one message is tried; `sending/rules.py` says the same in SQL."""
        return now < self.retry_at

    @property
    def wakes_at(self) -> datetime | None:
        """When a postponed step is decided again; None if the sweep or a person wakes it."""
        return self.retry_at if self.reason in WITH_ALARM else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal does to its sender."""

    status: SenderStatus
    reason: StepReason
    retry_at: datetime


def refused(effect: Effect, refusals: int, now: datetime, retry_after: float | None, random: float) -> Refusal:
    """After this many refusals in a row, this one included. `retry_after` is in seconds, if the provider sent it."""
    reason = HOLDS[effect]
    match reason:
        case StepReason.SENDER_BLOCKED:
            return Refusal(SenderStatus.BLOCKED, reason, now + BLOCKED_PAUSE)
        case StepReason.ACCOUNT_BLOCKED:
            pause = ACCOUNT_PAUSES[min(refusals, len(ACCOUNT_PAUSES)) - 1]
            return Refusal(SenderStatus.BLOCKED, reason, now + pause)
    pause = retry.sender_pause(refusals, random)
    if retry_after is not None:
        pause = max(pause, retry.clamp_retry_after(retry_after))
    return Refusal(SenderStatus.READY, reason, now + pause)


def is_filtered(filtered: int, sent: int) -> bool:
    """Whether a carrier filters a sender, by how many of its last messages were filtered."""
    return sent >= FILTERED_AT_LEAST and filtered >= FILTERED_SHARE * sent

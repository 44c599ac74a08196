"""The state of a sender: what the provider's refusals do to it, and how its steps go on afterwards.

The provider's refusals are the sender's and not a step's. While a sender cannot send, nothing of it is submitted: that
is a gate of the claim. At `retry_at` one message is tried, and a success wakes every step that waited.
"""

import logging
import random
from datetime import datetime
from typing import Any
from uuid import UUID

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine import senders
from app.domain.engine.effects import Effect, Meaning
from app.domain.engine.senders import Refusal, SenderHold
from app.domain.vocabulary import SenderStatus, StepReason
from app.failpoints import Failpoint
from app.models import Message, Sender
from app.observability.metrics import SENDERS_HELD
from app.providers.sms import Accepted, Outcome, Rejected, TryLater
from app.services.sending.pacing import clocks
from app.services.sending.refusals import Refused, refusal_in, refusal_of
from app.services.sending.submit import TooLate

log = logging.getLogger("nudge.senders")

POSTPONED = "hold_reason IN ('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED')"


# Compare-and-set on the count: many messages are in flight at once, and all of them are refused together. A message
# that is refused as busy says nothing about why a blocked sender is blocked.
_REFUSE = """
UPDATE sender SET
    refusals = least(refusals + 1, 1000), retry_at = $3,
    status = CASE WHEN $6 = 'PROVIDER_BUSY' THEN status ELSE $2 END,
    status_code = CASE WHEN $6 = 'PROVIDER_BUSY' THEN status_code ELSE $4 END,
    status_reason = CASE WHEN $6 = 'PROVIDER_BUSY' THEN status_reason ELSE $5 END,
    hold_reason = CASE WHEN $6 = 'PROVIDER_BUSY' AND status = 'BLOCKED' THEN hold_reason ELSE $6 END
WHERE id = $1 AND refusals = $7
RETURNING hold_reason, refusals, retry_at
"""
_STATE = "SELECT hold_reason, refusals, retry_at FROM sender WHERE id = $1"


async def refused(deps: Deps, sender_id: UUID, refusals: int, refusal: Refused) -> SenderHold:
    """Stores a refusal of the sender, whose count was `refusals` when the message was claimed. Returns its state."""
    now = deps.clock.now()
    # Jitter, so that the senders that were refused together are not tried together.
    after = senders.refused(refusal.effect, refusals + 1, now, refusal.retry_after, random.random())  # noqa: S311
    hold = SenderHold(after.reason, refusals + 1, after.retry_at)
    try:
        stored = await _refuse(sender_id, refusals, after, refusal)
    except Exception:
        log.exception("the refusal of a sender could not be stored")
        return hold
    if stored is None:
        rows = await connection().execute_query_dict(_STATE, [sender_id])
        return _hold(rows[0]) or hold
    failpoints.reach(Failpoint.SENDER_HELD)
    SENDERS_HELD.labels(after.reason.lower()).inc()
    if after.status is SenderStatus.BLOCKED:
        log.error("a sender is blocked (code %s): %s", refusal.code, refusal.sentence, extra={"sender": str(sender_id)})
    return stored


async def _refuse(sender_id: UUID, refusals: int, after: Refusal, refusal: Refused) -> SenderHold | None:
    values = [sender_id, after.status, after.retry_at, refusal.code, refusal.sentence, after.reason, refusals]
    rows = await connection().execute_query_dict(_REFUSE, values)
    return _hold(rows[0]) if rows else None


def _hold(row: dict[str, Any]) -> SenderHold | None:
    """The stored state of a sender; None if it is ready."""
    if row["retry_at"] is None:
        return None
    return SenderHold(StepReason(row["hold_reason"]), row["refusals"], row["retry_at"])


def concerns_sender(outcome: Outcome) -> bool:
    """Whether the sender answers for this outcome, and not the message."""
    return refusal_in(outcome) is not None


async def blocked_because(account_id: UUID, phone_number: str) -> str | None:
    """Why nothing can be sent from this number; None if it is not blocked."""
    sender = await Sender.get(account_id=account_id, phone_number=phone_number)
    return (sender.status_reason or "it is blocked") if sender.status is SenderStatus.BLOCKED else None


async def apply_to_sender(deps: Deps, account_id: UUID, phone_number: str, outcome: Outcome | TooLate) -> None:
    """What the outcome of a person's message does to its sender."""
    if not isinstance(outcome, Accepted | Rejected | TryLater):
        return
    sender = await Sender.get(account_id=account_id, phone_number=phone_number)
    if refusal := await refusal_of(deps, sender.id, outcome):
        await refused(deps, sender.id, sender.refusals, refusal)
    elif isinstance(outcome, Accepted) and sender.retry_at is not None:
        await ready(deps, sender.id)


# ------------------------------------------------------------------ reports of messages that had been accepted

# The last messages of the number, of this account alone: another account may have had the number before.
_FILTERED = """
SELECT count(*) AS sent, count(*) FILTER (WHERE error_code = $4) AS filtered
FROM (SELECT account_id, error_code FROM message WHERE sender = $2 ORDER BY id DESC LIMIT $3) m
WHERE account_id = $1
"""
_OF_MESSAGE = """
SELECT s.id, s.refusals FROM message m JOIN sender s ON s.account_id = m.account_id AND s.phone_number = m.sender
WHERE m.id = $1 AND s.status <> 'BLOCKED'
"""


async def reported(deps: Deps, attempt_id: UUID, code: int, meaning: Meaning) -> None:
    """A report says that an accepted message was not delivered, with a code that concerns its sender."""
    blocks = meaning.effect in (Effect.SENDER_BLOCKED, Effect.ACCOUNT_BLOCKED)
    if not blocks and not (meaning.effect is Effect.FILTERED and await _is_filtered(attempt_id, code)):
        return
    rows = await connection().execute_query_dict(_OF_MESSAGE, [attempt_id])
    for row in rows:
        effect = meaning.effect if blocks else Effect.SENDER_BLOCKED
        await refused(deps, row["id"], row["refusals"], Refused(effect, code, meaning.sentence))


async def _is_filtered(attempt_id: UUID, code: int) -> bool:
    message = await Message.get(id=attempt_id)
    values = [message.account_id, message.sender, senders.FILTERED_OF, code]
    [row] = await connection().execute_query_dict(_FILTERED, values)
    return senders.is_filtered(row["filtered"], row["sent"])


# ------------------------------------------------------------------ going on

_READY = """
UPDATE sender SET status = 'READY', status_code = NULL, status_reason = NULL, hold_reason = NULL, refusals = 0,
                  retry_at = NULL
WHERE id = $1 AND retry_at IS NOT NULL
RETURNING account_id
"""
# Only steps without a sooner time of their own.
_WAKE = f"""
UPDATE enrollment SET wake_at = $2, hold_reason = NULL
WHERE account_id = $1 AND {POSTPONED} AND status = 'ACTIVE' AND attempt_id IS NULL AND (wake_at IS NULL OR wake_at > $2)
"""


async def ready(deps: Deps, sender_id: UUID) -> None:
    """The provider takes this sender's messages: the steps that it postponed go on at once.

    Two statements, so that none waits for enrollments while it keeps the sender locked. The sweep wakes the steps
    that are postponed between them, and all of them if the process ends there.
    """
    now = deps.clock.now()
    if await _make_ready(sender_id, now):
        await deps.queue.wake([now])


async def _make_ready(sender_id: UUID, now: datetime) -> bool:
    rows = await connection().execute_query_dict(_READY, [sender_id])
    for row in rows:
        await connection().execute_query(_WAKE, [row["account_id"], now])
    return bool(rows)


async def resume(phone_number: str, now: datetime) -> Sender | None:
    """A person says that the cause is mended: the sender is ready, and each step that waited for it is sent once, from
    the next sweep on. None if no account has this number; else the sender as it was before."""
    sender = await Sender.filter(phone_number=phone_number, account__phone_number=phone_number).first()
    if sender is not None:
        await _make_ready(sender.id, now)
    return sender


# The postponed steps of each sender that is ready, and one step of each sender that is to be tried.
_WAKE_POSTPONED = f"""
WITH sender_now AS (
    SELECT a.id AS account_id, s.retry_at FROM account a
    JOIN sender s ON s.account_id = a.id AND s.phone_number = a.phone_number),
ready AS (
    SELECT e.id FROM enrollment e JOIN sender_now s ON s.account_id = e.account_id AND s.retry_at IS NULL
    WHERE e.{POSTPONED} AND e.wake_at IS NULL),
tried AS (
    SELECT e.id FROM sender_now s
    CROSS JOIN LATERAL (SELECT id FROM enrollment WHERE account_id = s.account_id AND {POSTPONED} AND wake_at IS NULL
                        AND status = 'ACTIVE' LIMIT 1) e
    WHERE s.retry_at <= $1)
UPDATE enrollment SET wake_at = $1
WHERE id IN (SELECT id FROM ready UNION SELECT id FROM tried) AND status = 'ACTIVE' AND wake_at IS NULL
"""


async def wake_postponed(deps: Deps) -> int:
    """Wakes the steps that no alarm wakes: those of senders that are ready again, and one step for each sender that is
    to be tried. Returns how many."""
    now = deps.clock.now()
    await clocks.heal(now)
    count, _ = await connection().execute_query(_WAKE_POSTPONED, [now])
    if count:
        await deps.queue.wake([now])
    return int(count)

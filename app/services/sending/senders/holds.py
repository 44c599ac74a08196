"""What the provider's refusals do to a sender.

The provider's refusals are the sender's and not a step's. While a sender cannot send, nothing of it is submitted: that
is a gate of the claim. At `retry_at` one message is tried, and a success wakes every step that waited (`waking.py`).

A refusal of the account is one of all its senders. A sender that a person has paused stays paused.
"""

import logging
import random
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
from app.services.sending.senders.refusals import Refused, refusal_in, refusal_of
from app.services.sending.senders.waking import ready
from app.services.sending.submit import TooLate

log = logging.getLogger("nudge.senders")

# Compare-and-set on the count: many messages are in flight at once, and all of them are refused together. A message
# that is refused as busy says nothing about why a blocked sender is blocked. A message that was claimed before the
# sender was resumed says nothing about the sender as it is now.
_REFUSE = """
UPDATE sender SET
    refusals = least(refusals + 1, 1000), retry_at = $3,
    status = CASE WHEN $6 = 'PROVIDER_BUSY' THEN status ELSE $2 END,
    status_code = CASE WHEN $6 = 'PROVIDER_BUSY' THEN status_code ELSE $4 END,
    status_reason = CASE WHEN $6 = 'PROVIDER_BUSY' THEN status_reason ELSE $5 END,
    hold_reason = CASE WHEN $6 = 'PROVIDER_BUSY' AND status = 'BLOCKED' THEN hold_reason ELSE $6 END
WHERE id = $1 AND refusals = $7 AND status <> 'PAUSED'
  AND ($8::uuid IS NULL OR resumed_at IS NULL OR resumed_at <= (SELECT created_at FROM message WHERE id = $8))
RETURNING hold_reason, refusals, retry_at
"""
_REFUSE_ACCOUNT = """
UPDATE sender SET refusals = $2, retry_at = $3, status = 'BLOCKED', status_code = $4, status_reason = $5,
                  hold_reason = 'ACCOUNT_BLOCKED'
WHERE id IN (
    SELECT id FROM sender
    WHERE account_id = (SELECT account_id FROM sender WHERE id = $1) AND id <> $1 AND removed_at IS NULL
      AND status <> 'PAUSED' AND hold_reason IS DISTINCT FROM 'SENDER_BLOCKED'
    ORDER BY id FOR NO KEY UPDATE)
"""
_STATE = "SELECT hold_reason, refusals, retry_at FROM sender WHERE id = $1"


async def refused(
    deps: Deps, sender_id: UUID, refusals: int, refusal: Refused, attempt_id: UUID | None = None
) -> SenderHold:
    """Stores a refusal of the sender, whose count was `refusals` when the message `attempt_id` was claimed. Returns its
    state."""
    now = deps.clock.now()
    # Jitter, so that the senders that were refused together are not tried together.
    after = senders.refused(refusal.effect, refusals + 1, now, refusal.retry_after, random.random())  # noqa: S311
    hold = SenderHold(after.reason, refusals + 1, after.retry_at)
    try:
        stored = await _refuse(sender_id, refusals, after, refusal, attempt_id)
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


async def _refuse(
    sender_id: UUID, refusals: int, after: Refusal, refusal: Refused, attempt_id: UUID | None
) -> SenderHold | None:
    told = [after.status, after.retry_at, refusal.code, refusal.sentence, after.reason]
    values = [sender_id, *told, refusals, attempt_id]
    rows = await connection().execute_query_dict(_REFUSE, values)
    if rows and after.reason is StepReason.ACCOUNT_BLOCKED:
        values = [sender_id, rows[0]["refusals"], after.retry_at, refusal.code, refusal.sentence]
        await connection().execute_query(_REFUSE_ACCOUNT, values)
    return _hold(rows[0]) if rows else None


def _hold(row: dict[str, Any]) -> SenderHold | None:
    """The stored state of a sender; None if it is ready."""
    if row["retry_at"] is None:
        return None
    return SenderHold(StepReason(row["hold_reason"]), row["refusals"], row["retry_at"])


def concerns_sender(outcome: Outcome) -> bool:
    """Whether the sender answers for this outcome, and not the message."""
    return refusal_in(outcome) is not None


async def apply_to_sender(deps: Deps, sender_id: UUID, outcome: Outcome | TooLate, attempt_id: UUID) -> None:
    """What the outcome of a person's message does to its sender."""
    if not isinstance(outcome, Accepted | Rejected | TryLater):
        return
    sender = await Sender.get(id=sender_id)
    if refusal := await refusal_of(deps, sender.id, outcome):
        await refused(deps, sender.id, sender.refusals, refusal, attempt_id)
    elif isinstance(outcome, Accepted) and sender.retry_at is not None:
        await ready(deps, sender.id)


# ------------------------------------------------------------------ reports of messages that had been accepted

_FILTERED = """
SELECT count(*) AS sent, count(*) FILTER (WHERE error_code = $4) AS filtered
FROM (SELECT error_code FROM message WHERE account_id = $1 AND sender = $2 ORDER BY id DESC LIMIT $3) m
"""
_OF_MESSAGE = """
SELECT s.id, s.refusals FROM message m JOIN sender s ON s.account_id = m.account_id AND s.address = m.sender
WHERE m.id = $1 AND s.status = 'READY' AND (s.retry_at IS NULL OR $2)
"""


async def reported(deps: Deps, attempt_id: UUID, code: int, meaning: Meaning) -> None:
    """A report says that an accepted message was not delivered, with a code that concerns its sender."""
    blocks = meaning.effect in senders.HOLDS
    if not blocks and not (meaning.effect is Effect.FILTERED and await _is_filtered(attempt_id, code)):
        return
    # Of a queue that overflowed there are many reports at once: they are one refusal of the sender.
    rows = await connection().execute_query_dict(_OF_MESSAGE, [attempt_id, meaning.effect is not Effect.TRY_LATER])
    for row in rows:
        effect = meaning.effect if blocks else Effect.SENDER_BLOCKED
        await refused(deps, row["id"], row["refusals"], Refused(effect, code, meaning.sentence), attempt_id)


async def _is_filtered(attempt_id: UUID, code: int) -> bool:
    message = await Message.get(id=attempt_id)
    values = [message.account_id, message.sender, senders.FILTERED_OF, code]
    [row] = await connection().execute_query_dict(_FILTERED, values)
    return senders.is_filtered(row["filtered"], row["sent"])

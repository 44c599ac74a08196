"""The part of an outcome that the sender answers for, and not the message."""

import logging
from dataclasses import dataclass
from uuid import UUID

from app.db import rows
from app.deps import Deps
from app.domain import ids
from app.domain.engine import senders
from app.domain.engine.effects import UNEXPLAINED, Effect, Meaning
from app.providers.sms import Accepted, Outcome, Rejected, TryLater

log = logging.getLogger("nudge.senders")


@dataclass(frozen=True, slots=True)
class Refused:
    """An outcome that the sender answers for, and not the message: its effect, code and sentence."""

    effect: Effect
    code: int | None
    sentence: str
    retry_after: float | None = None


def refusal_in(outcome: Outcome) -> Refused | None:
    """The part of an outcome that concerns the sender, if there is one."""
    match outcome:
        case TryLater(detail, after):
            return Refused(Effect.TRY_LATER, None, detail, after)
        case Rejected(code, Meaning(effect, sentence)) if effect in senders.HOLDS:
            return Refused(effect, code, sentence)
    return None


async def refusal_of(deps: Deps, sender_id: UUID, outcome: Outcome) -> Refused | None:
    """The same, after the messages before this one: a code that nobody knows fails its message, and the sender answers
    for it once `senders.UNKNOWN_IN_A_ROW` messages in a row were refused with it. Each process counts for itself."""
    match outcome:
        case Accepted():
            deps.concurrency.refused_alike.pop(sender_id, None)
        case Rejected(int() as code, meaning) if meaning == UNEXPLAINED:
            if await _is_the_senders(deps, sender_id, code):
                return Refused(Effect.SENDER_BLOCKED, code, senders.UNKNOWN_CODE)
    return refusal_in(outcome)


# A sender that was blocked for this code, by any process; and whether a message was taken since the first refusal.
_STATE = """
SELECT s.status = 'BLOCKED' AND s.status_code = $2 AS is_blocked,
       EXISTS (SELECT FROM message m WHERE m.account_id = s.account_id AND m.id > $3 AND m.sender = s.address
               AND m.sent_at IS NOT NULL) AS has_sent
FROM sender s WHERE s.id = $1
"""


async def _is_the_senders(deps: Deps, sender_id: UUID, code: int) -> bool:
    alike = deps.concurrency.refused_alike
    code_before, count, since = alike.get(sender_id, (code, 0, ids.bound()))
    if code_before != code:
        count, since = 0, ids.bound()
    alike[sender_id] = (code, count + 1, since)
    try:
        [state] = await rows(_STATE, sender_id, code, since)
    except Exception:
        log.exception("the state of a sender could not be read")
        return False
    if state["is_blocked"]:
        return True
    if state["has_sent"]:
        alike[sender_id] = (code, 1, ids.bound())
    return alike[sender_id][1] >= senders.UNKNOWN_IN_A_ROW

"""What became of an attempt whose outcome nobody heard: the provider's own list is asked, never the line."""

import logging
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain import sealing
from app.domain.engine import moves
from app.domain.engine.decide import Due
from app.domain.engine.moves import Attempt, Move
from app.domain.vocabulary import MessageStatus
from app.failpoints import Failpoint
from app.models import Message
from app.observability.metrics import LOOK_UPS
from app.providers.sms import Listed, ListingFailed
from app.services.connections import Ended, sms_like

log = logging.getLogger("nudge.look_up")

CLOCKS_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Found:
    """The provider has the message."""

    sid: str
    status: MessageStatus


@dataclass(frozen=True, slots=True)
class Absent:
    """The provider's list does not show the message."""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The provider could not be asked."""


LookedUp = Found | Absent | NotAsked


async def look_up(deps: Deps, message: Message, to: str, account_number: str) -> LookedUp:
    """The attempt as a report has described it already, else as the provider lists it: by numbers, text and time.

    `to` and `account_number` are the phone of the lead and the account's number now, for a message that does not store
    which phone it was sent to and which number it left from.
    """
    if message.provider_sid:  # a report came in, and the process that noted it did not live to record the step
        LOOK_UPS.labels("reported").inc()
        return Found(message.provider_sid, message.status)
    try:
        sms = await sms_like(deps, message.connection_id)
        listed = await sms.sent_to(
            message.recipient or to, message.sender or account_number, message.created_at - CLOCKS_DIFFER
        )
    except (ListingFailed, Ended, sealing.Unreadable) as failed:
        LOOK_UPS.labels("not_asked").inc()
        log.warning("the provider could not be asked: %s", failed, extra={"attempt": str(message.id)})
        return NotAsked()
    found = await _match(message, listed)
    LOOK_UPS.labels("found" if found else "absent").inc()
    failpoints.reach(Failpoint.LOOKED_UP)
    return Found(found.sid, found.status) if found else Absent()


def folded(text: str) -> str:
    """A text as it is compared: providers change the line ends, the blanks at the end, and the Unicode form."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()


async def _match(message: Message, listed: list[Listed]) -> Listed | None:
    """The listed message with this text that is not already another message of ours."""
    body = folded(message.body)
    same = [one for one in listed if folded(one.body) == body]
    if not same:
        return None
    others = await connection().execute_query_dict(
        "SELECT provider_sid FROM message WHERE provider_sid = ANY($1) AND id <> $2",
        [[one.sid for one in same], message.id],
    )
    taken = {row["provider_sid"] for row in others}
    return next((one for one in same if one.sid not in taken), None)


def attempt_of(due: Due) -> Attempt:
    """The attempt that is in flight for this step."""
    if due.attempt_id is None:
        raise ValueError("nothing is in flight for this step")
    return Attempt(
        due.enrollment_id,
        due.position,
        due.attempt_id,
        due.following,
        due.attempts,
        due.looks,
        due.failed_writings,
        due.failed_preparations,
        due.blocked_since,
    )


async def move_of(deps: Deps, due: Due) -> Move:
    """Looks up a step's attempt; what becomes of the step."""
    attempt = attempt_of(due)
    message = await Message.get(id=attempt.attempt_id).select_related("lead")
    if message.lead.erased_at is not None and not message.provider_sid:
        return moves.erased(attempt, deps.clock.now())
    found = await look_up(deps, message, due.phone, due.sender)
    now = deps.clock.now()
    match found:
        case Found(sid, status):
            return moves.accepted(attempt, now, sid, status)
        case Absent():
            return moves.not_listed(attempt, now, deps.timeouts)
        case NotAsked():
            return moves.not_asked(attempt, now, deps.timeouts)

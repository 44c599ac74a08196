"""What became of an attempt whose outcome nobody heard: the provider's own list is asked, never the line."""

import logging
from datetime import timedelta

from app.db import connection
from app.deps import Deps
from app.domain.engine import moves, timeouts
from app.domain.engine.decide import Due
from app.domain.engine.moves import Attempt, Move
from app.domain.provider_codes import status_of
from app.models import Message
from app.observability.metrics import SETTLED
from app.providers.sms import Listed, ListingFailed

log = logging.getLogger("nudge.settling")

CLOCKS_DIFFER = timedelta(minutes=2)


async def look_up(deps: Deps, due: Due) -> Move:
    """What a report has said of the attempt already, else what the provider lists: found by number, text and time."""
    if due.attempt_id is None:
        raise ValueError("only an attempt can be looked up")
    attempt = Attempt(due.enrollment_id, due.position, due.attempt_id, due.attempts, due.looks, due.tries)
    message = await Message.get(id=due.attempt_id)
    if message.provider_sid:  # a report came in, and whoever noted it did not live to settle the step
        SETTLED.labels("reported").inc()
        return moves.accepted(attempt, deps.clock.now(), message.provider_sid, message.status)
    pace = timeouts.timeouts(deps.sms.timeout_seconds)
    try:
        listed = await deps.sms.sent_to(due.phone, due.sender, message.created_at - CLOCKS_DIFFER)
    except ListingFailed as failed:
        SETTLED.labels("not_asked").inc()
        log.warning("the provider could not be asked: %s", failed, extra={"attempt": str(due.attempt_id)})
        return moves.not_asked(attempt, deps.clock.now(), pace)
    found = await match(message, listed)
    SETTLED.labels("found" if found else "absent").inc()
    if found is None:
        return moves.not_listed(attempt, deps.clock.now(), pace)
    return moves.accepted(attempt, deps.clock.now(), found.sid, status_of(found.status))


async def match(message: Message, listed: list[Listed]) -> Listed | None:
    """The one with this text that is not already another message of ours."""
    same = [one for one in listed if one.body == message.body]
    if not same:
        return None
    known = await connection().execute_query_dict(
        "SELECT provider_sid FROM message WHERE provider_sid = ANY($1) AND id <> $2",
        [[one.sid for one in same], message.id],
    )
    taken = {row["provider_sid"] for row in known}
    return next((one for one in same if one.sid not in taken), None)

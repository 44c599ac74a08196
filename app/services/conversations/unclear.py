"""Unclear texts are put to the model, which may find an opt-out in them: a worker's side work after the commit.

The lead is paused already. So nothing waits for this, and nothing is lost when it fails: a person decides.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app.db import connection
from app.deps import Deps
from app.domain.vocabulary import ConsentChange, MessageDirection, PauseReason, ReadAs
from app.models import Account, ConsentEvent, Lead, Message
from app.providers.writer import UnclearReading
from app.services.ai import read_unclear
from app.services.conversations import consent

log = logging.getLogger("nudge.inbound")

RULE = "model"
"""The rule of an opt-out that the model found."""

AT_A_TIME = 20
OLDEST = timedelta(days=3)
"""An older text is left to a person."""

# A text is put to the model once: whoever takes it marks it first, and takes the mark away if there was no answer.
_TAKE = """
UPDATE message SET classified_at = $1 WHERE id IN (
    SELECT id FROM message WHERE read_as = 'UNCLEAR' AND classified_at IS NULL AND created_at > $2
    ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, account_id, body
"""
_AGAIN = "UPDATE message SET classified_at = NULL WHERE id = $1"


async def classify_unclear(deps: Deps) -> int:
    """Puts the unclear texts that are new to the model; how many opt-outs it found. Nothing without a model's key."""
    if not deps.settings.writes_by_claude:
        return 0
    now = deps.clock.now()
    taken = await connection().execute_query_dict(_TAKE, [now, now - OLDEST, AT_A_TIME])
    return sum([await _classify(deps, row) for row in taken])


async def _classify(deps: Deps, row: dict[str, Any]) -> bool:
    now = deps.clock.now()
    account = await Account.get(id=row["account_id"])
    match await read_unclear(deps, account, row["body"], now):
        case None:
            await connection().execute_query(_AGAIN, [row["id"]])
            return False
        case UnclearReading.UNCLEAR:
            return False
    found = await _opt_out(deps, row["id"])
    if found:
        deps.events.tell([found.id, found.account_id], [row["id"]])
    return found is not None


async def _opt_out(deps: Deps, message_id: UUID) -> Lead | None:
    """Opts the lead out by this text, unless a person has decided meanwhile or the lead has opted in since."""
    now = deps.clock.now()
    async with in_transaction():
        message = await Message.get(id=message_id)
        lead = await Lead.filter(id=message.lead_id).select_for_update(no_key=True).get()
        if lead.pause_reason is not PauseReason.UNCLEAR_REPLY or await _opted_in_since(lead, message):
            return None
        await Message.filter(id=message.id).update(read_as=ReadAs.OPT_OUT, read_rule=RULE)
        await consent.opt_out(lead, RULE, message.id, await _told(message), now, message.created_at)
    log.info("the model read an unclear text as an opt-out", extra={"message": str(message_id)})
    return lead


async def _opted_in_since(lead: Lead, message: Message) -> bool:
    later = ConsentEvent.filter(account_id=lead.account_id, phone=lead.phone, change=ConsentChange.OPT_IN)
    return await later.filter(created_at__gt=message.created_at).exists()


async def _told(message: Message) -> list[str]:
    """What our last message before this text left from, a number and perhaps its Messaging Service: the lead answered
    it."""
    sent = Message.filter(lead_id=message.lead_id, direction=MessageDirection.OUTBOUND, sender__isnull=False)
    last = await sent.filter(created_at__lte=message.created_at).order_by("-created_at").first()
    if last and last.sender:
        return [one for one in (last.left_from, last.sender) if one]
    account = await Account.get(id=message.account_id)
    return [str(account.phone_number)]

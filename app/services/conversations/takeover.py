"""Takeover: a person speaks with the lead, and no automated step is sent until the person hands back or the time ends.

A takeover is a pause of the lead. The claim reads the lead's row, which is locked here first: after the commit nothing
automated is claimed.
"""

from datetime import datetime, timedelta
from uuid import UUID

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.people import pause as pauses
from app.errors import not_found
from app.failpoints import Failpoint
from app.models import Account, Conversation, Lead
from app.services.checks import Checks
from app.services.conversations.handling import MAX_NAME, told
from app.services.conversations.inbox import find_conversation
from app.services.enrollment import end_pause, set_pause
from app.services.idempotency import idempotent, writing

_DECIDED = """
UPDATE conversation SET decided_id = last_inbound_id, unclear_at = NULL, handoff_at = NULL WHERE id = $1
"""


@idempotent()
async def take_over(
    deps: Deps, partner_id: UUID, conversation_id: UUID, by: str, until: datetime | None
) -> Conversation:
    """Pauses the lead's automated steps until this time, by default for the account's `takeoverHours`.

    A pause that lasts longer is not shortened. Refuses with NOT_FOUND or INVALID_INPUT.
    """
    now = deps.clock.now()
    checks = Checks(())
    name = checks.text(by, "The name", MAX_NAME, "by")
    checks.ends(until, now, "until")
    checks.done()
    async with writing(deps) as made:
        conversation, lead = await _lock(partner_id, conversation_id)
        made(conversation)
        account = await Account.get(id=conversation.account_id)
        await pause(lead, until or end_of(account, now), now, name)
        failpoints.reach(Failpoint.TAKEN_OVER_BEFORE_COMMIT)
    failpoints.reach(Failpoint.TAKEN_OVER_AFTER_COMMIT)
    return await told(deps, conversation)


@idempotent()
async def hand_back(deps: Deps, partner_id: UUID, conversation_id: UUID) -> Conversation:
    """Ends the takeover: waiting steps are sent at their time, and overdue ones go on from now.

    It is also a person's decision on an unclear text, whose pause it ends. A pause that somebody requested, and an
    absence of the lead, stay. Refuses with NOT_FOUND.
    """
    alarms = set[datetime]()
    async with writing(deps) as made:
        conversation, lead = await _lock(partner_id, conversation_id)
        made(conversation)
        if lead.pause and lead.pause.reason in pauses.HANDED_BACK:
            alarms = await end_pause(lead.id, deps.clock.now())
        failpoints.reach(Failpoint.TAKEN_OVER_BEFORE_COMMIT)
    failpoints.reach(Failpoint.TAKEN_OVER_AFTER_COMMIT)
    await deps.queue.wake(alarms)
    return await told(deps, conversation)


def end_of(account: Account, now: datetime) -> datetime:
    """When a takeover ends that begins now and has no end of its own."""
    return now + timedelta(hours=account.takeover_hours)


async def pause(lead: Lead, until: datetime, now: datetime, by: str | None) -> None:
    """Pauses the lead for the person, who decides on everything that the lead wrote. In the caller's transaction, with
    the lead locked."""
    await set_pause(lead.id, pauses.taken_over(lead.pause, now, until, by))
    await connection().execute_query(_DECIDED, [lead.id])


async def _lock(partner_id: UUID, conversation_id: UUID) -> tuple[Conversation, Lead]:
    """The conversation and its lead, whose row is locked."""
    conversation = await find_conversation(partner_id, conversation_id)
    if conversation is None:
        raise not_found("conversation", "conversationId")
    lead = await Lead.filter(id=conversation.id).select_for_update(no_key=True).get()
    if lead.erased_at is not None:
        raise not_found("conversation", "conversationId")
    return conversation, lead

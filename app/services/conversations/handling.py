"""What people do with a conversation: read it, assign it, close it. Nothing of this sends or holds anything."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from app.db import connection, rows
from app.deps import Deps
from app.errors import Code, not_found
from app.models import Conversation, Message
from app.services.checks import Checks
from app.services.conversations.inbox import find_conversation
from app.services.idempotency import idempotent, writing

MAX_NAME = 200

# A row that would stay as it is is not written: subscribers would hear of it, and a screen that marks a conversation as
# read whenever it hears of it would never come to rest. An inbound message that is stored meanwhile waits for the row,
# and makes it unread or open again.
_READ = """
WITH read AS (
    UPDATE conversation SET read_id = greatest(read_id, coalesce($2, last_inbound_id))
    WHERE id = $1 AND read_id IS DISTINCT FROM greatest(read_id, coalesce($2, last_inbound_id)) RETURNING id)
SELECT id FROM read
"""
_COUNT = "SELECT count_conversations(ARRAY[$1::uuid])"
_ASSIGN = "UPDATE conversation SET assignee = $2 WHERE id = $1 AND assignee IS DISTINCT FROM $2"
_CLOSE = """
UPDATE conversation c
SET status = 'DONE', closed_at = $2, read_id = last_inbound_id, answered_id = last_inbound_id,
    decided_id = last_inbound_id, dismissed_id = CASE
        WHEN not_delivered_at IS NULL THEN dismissed_id
        ELSE (SELECT id FROM message WHERE lead_id = c.id AND direction = 'OUTBOUND' AND NOT superseded
              ORDER BY created_at DESC, id DESC LIMIT 1) END
WHERE id = $1
"""


@idempotent()
async def mark_read(deps: Deps, partner_id: UUID, conversation_id: UUID, message_id: UUID | None) -> Conversation:
    """Marks the lead's messages as read: all that are stored, or those that were stored before this one and itself.

    Refuses with NOT_FOUND.
    """

    async def mark() -> None:
        if message_id and not await Message.filter(id=message_id, lead_id=conversation_id).exists():
            raise not_found("message", "messageId")
        if await rows(_READ, conversation_id, message_id):
            await connection().execute_query(_COUNT, [conversation_id])

    return await _changed(deps, partner_id, conversation_id, mark)


@idempotent()
async def assign(deps: Deps, partner_id: UUID, conversation_id: UUID, assignee: str | None) -> Conversation:
    """Gives the conversation to somebody; None: to nobody. Refuses with NOT_FOUND or INVALID_INPUT."""
    checks = Checks(())
    name = checks.optional(assignee, "The assignee", MAX_NAME, "assignee")
    if name and len(name.splitlines()) > 1:
        checks.refuse(Code.INVALID_INPUT, "The assignee is a name on one line: take the line break out.", "assignee")
    checks.done()

    async def give() -> None:
        await connection().execute_query(_ASSIGN, [conversation_id, name])

    return await _changed(deps, partner_id, conversation_id, give)


@idempotent()
async def close(deps: Deps, partner_id: UUID, conversation_id: UUID) -> Conversation:
    """Closes the conversation: everything in it is read, and nothing needs attention. Refuses with NOT_FOUND."""

    async def done() -> None:
        await connection().execute_query(_CLOSE, [conversation_id, deps.clock.now()])
        await connection().execute_query(_COUNT, [conversation_id])

    return await _changed(deps, partner_id, conversation_id, done)


async def _changed(
    deps: Deps, partner_id: UUID, conversation_id: UUID, change: Callable[[], Awaitable[None]]
) -> Conversation:
    """The conversation after the change, which is made in one transaction."""
    async with writing(deps) as made:
        conversation = await find_conversation(partner_id, conversation_id)
        if conversation is None:
            raise not_found("conversation", "conversationId")
        made(conversation)
        await change()
    return await told(deps, conversation)


async def told(deps: Deps, conversation: Conversation) -> Conversation:
    """The conversation as it is after the commit, of which subscribers are told."""
    deps.events.tell([conversation.id, conversation.account_id])
    return await Conversation.get(id=conversation.id)

"""The rows of an inbox with all that a line of it shows, in one statement for each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.db import rows
from app.models import Conversation, Lead, Message
from app.services.enrollment import active_leads


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A conversation with its lead, its newest message, how many messages it has, and whether the lead is in a
    sequence now."""

    conversation: Conversation
    lead: Lead
    last_message: Message
    messages: int
    in_sequence: bool


# By index, for the leads of one page.
_COUNTS = """
SELECT wanted.id, (SELECT count(*) FROM message m WHERE m.lead_id = wanted.id AND NOT m.superseded) AS count
FROM unnest($1::uuid[]) AS wanted(id)
"""


async def inbox_entries(found: Sequence[Conversation]) -> list[InboxEntry]:
    """The entries of these conversations, in their order."""
    leads = await Lead.in_bulk([row.id for row in found], "id")
    newest = await Message.in_bulk([row.last_message_id for row in found], "id")
    active, counts = await active_leads(leads), await _counts(list(leads))
    return [
        InboxEntry(row, leads[row.id], newest[row.last_message_id], counts[row.id], row.id in active)
        for row in found
        if row.id in leads and row.last_message_id in newest
    ]


async def _counts(lead_ids: Sequence[UUID]) -> dict[UUID, int]:
    return {row["id"]: row["count"] for row in await rows(_COUNTS, list(lead_ids))} if lead_ids else {}

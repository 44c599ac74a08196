"""Reading conversations."""

from collections.abc import Iterable
from uuid import UUID

from app.models import Message
from app.services import people
from app.services.paging import NEWEST_FIRST, Listing, Slice, Window, part

_OF_LEAD = Listing(Message, "lead_id", NEWEST_FIRST, "NOT x.superseded")


async def messages_of_phone(partner_id: UUID, account_id: UUID, phone: str, window: Window) -> Slice[Message]:
    """The conversation with one phone, newest first, without attempts that the provider proved absent."""
    lead = await people.find_by_phone(partner_id, account_id, phone)
    if lead is None:
        return Slice([], 0)
    query = Message.of(partner_id).filter(lead_id=lead.id, superseded=False)
    return await part(query, window, NEWEST_FIRST)


async def messages_of_leads(lead_ids: Iterable[UUID], window: Window) -> dict[UUID, Slice[Message]]:
    """The same part of the conversation with each of these leads, newest first, in one statement."""
    return await _OF_LEAD.of_each(lead_ids, window)


async def last_messages(lead_ids: Iterable[UUID]) -> dict[UUID, Message]:
    """The newest message of each of these leads that has one, in one statement."""
    found = await _OF_LEAD.of_each(lead_ids, Window(1, counted=False))
    return {lead_id: of_it.rows[0] for lead_id, of_it in found.items() if of_it.rows}

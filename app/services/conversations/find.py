"""Reading conversations."""

from uuid import UUID

from app.models import Message
from app.services import people
from app.services.paging import NEWEST_FIRST, Slice, Window, part


async def messages_of_phone(partner_id: UUID, account_id: UUID, phone: str, window: Window) -> Slice[Message]:
    """The conversation with one phone, newest first, without attempts that the provider proved absent."""
    lead = await people.find_by_phone(partner_id, account_id, phone)
    if lead is None:
        return Slice([], 0)
    query = Message.of(partner_id).filter(lead_id=lead.id, superseded=False)
    return await part(query, window, NEWEST_FIRST)

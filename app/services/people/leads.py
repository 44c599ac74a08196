"""Finding a lead by its phone."""

from uuid import UUID

from app.domain.sms import phones
from app.models import Account, Lead


async def find_by_phone(partner_id: UUID, account_id: UUID, phone: str) -> Lead | None:
    """The lead with this phone, in any spelling that the account's country understands."""
    account = await Account.of(partner_id).get_or_none(id=account_id)
    if account is None:
        return None
    number = phones.normalize(phone, phones.region_of(account.phone_number) or "US")
    return await Lead.of(partner_id).get_or_none(account_id=account_id, phone=number) if number else None

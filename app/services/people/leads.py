"""Finding leads."""

from uuid import UUID

from tortoise.expressions import Q

from app.domain.sms import phones
from app.models import Account, Lead
from app.services.checks import storable
from app.services.paging import Slice, Window, part

_SEARCHED = ("first_name", "last_name", "name", "email", "external_id")


async def search(partner_id: UUID, account_id: UUID, text: str | None, window: Window) -> Slice[Lead]:
    """The leads of the account, oldest first; with a text, those that have it in a name, email, phone or externalId."""
    query = Lead.of(partner_id)
    if text and not storable(text):
        return Slice([], 0)
    if text:
        hits = [Q(**{f"{column}__icontains": text}) for column in _SEARCHED]
        query = query.filter(Q(*hits, Q(phone__contains=text), join_type="OR"))
    return await part(query, window, account_id=account_id)


async def find_by_phone(partner_id: UUID, account_id: UUID, phone: str) -> Lead | None:
    """The lead with this phone, in any spelling that the account's country understands."""
    account = await Account.of(partner_id).get_or_none(id=account_id)
    if account is None:
        return None
    number = phones.normalize(phone, phones.region_of(account.phone_number) or "US")
    return await Lead.of(partner_id).get_or_none(account_id=account_id, phone=number) if number else None

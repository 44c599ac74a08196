"""Finding leads."""

from uuid import UUID

from tortoise.expressions import Q

from app.domain.sms import phones
from app.models import Account, Lead
from app.services.checks import storable
from app.services.paging import Slice, Window, part
from app.services.searching import digits_of_phone, in_words

_SEARCHED = ("first_name", "last_name", "name", "email", "external_id")


async def search(partner_id: UUID, account_id: UUID, text: str | None, window: Window) -> Slice[Lead]:
    """The leads of the account, oldest first; with a text, those that have each of its words in a name, email or
    externalId, or those whose phone has its digits in any spelling."""
    query = Lead.of(partner_id)
    if text and not storable(text):
        return Slice([], 0)
    if text and text.strip():
        query = query.filter(await _matches(partner_id, account_id, text))
    return await part(query, window, account_id=account_id)


async def _matches(partner_id: UUID, account_id: UUID, text: str) -> Q:
    found = in_words(text, _SEARCHED)
    if (digits := digits_of_phone(text)) is None:
        return found
    # A national number ("0151 …", "07700 …") is not a part of the same number in E.164.
    account = await Account.of(partner_id).get_or_none(id=account_id)
    number = phones.normalize(text, phones.region_of(account.phone_number) or "US") if account else None
    return found | Q(phone__contains=digits) | Q(phone=number or "")


async def find_by_phone(partner_id: UUID, account_id: UUID, phone: str) -> Lead | None:
    """The lead with this phone, in any spelling that the account's country understands."""
    account = await Account.of(partner_id).get_or_none(id=account_id)
    if account is None:
        return None
    number = phones.normalize(phone, phones.region_of(account.phone_number) or "US")
    return await Lead.of(partner_id).get_or_none(account_id=account_id, phone=number) if number else None

"""A reply that is played: the same way as a webhook of the provider, after its signature was checked."""

import secrets
from urllib.parse import urlsplit
from uuid import UUID

from app.deps import Deps
from app.errors import Code, lead_erased
from app.models import Lead, Message, Sender
from app.providers.webhooks import InboundSms
from app.services import accounts
from app.services.checks import Checks
from app.services.conversations import receive_sms
from app.services.simulation.gate import require_simulator

MAX_BODY = 1600
MAX_URL = 2000


async def simulate_reply(
    deps: Deps, partner_id: UUID, account_id: UUID, phone: str, body: str, media_url: str | None
) -> Message:
    """The lead with this phone writes to the account; the stored message.

    It is written to the number that the lead was last written to from, else to the account's own. Refuses with
    NOT_FOUND, SIMULATOR_ONLY, INVALID_PHONE, INVALID_INPUT, or LEAD_ERASED for an erased phone, of which nothing is
    stored.
    """
    account = await accounts.require(partner_id, account_id)
    await require_simulator(deps)
    checks = Checks(())
    number = checks.lead_phone(phone, account.phone_number, "phone")
    if len(body) > MAX_BODY:
        checks.refuse(Code.INVALID_INPUT, f"A text message has at most {MAX_BODY:,} characters.", "body")
    if not body.strip() and media_url is None:
        checks.refuse(Code.INVALID_INPUT, "Write a text, or give a mediaUrl: nobody sends an empty message.", "body")
    if media_url is not None and not _is_link(media_url):
        checks.refuse(Code.INVALID_INPUT, "Write an address that begins with https:// or http://.", "mediaUrl")
    checks.done()
    told = await _told(account_id, number) or account.phone_number
    sms = InboundSms(f"SM{secrets.token_hex(16)}", number, told, body, (media_url,) if media_url else ())
    await receive_sms(deps, sms)
    stored = await Message.get_or_none(provider_sid=sms.sid)
    if stored is None:
        raise lead_erased("phone")
    return stored


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and len(text) <= MAX_URL


async def _told(account_id: UUID, phone: str) -> str | None:
    """The number that the lead keeps, if there is one: the person answers it."""
    lead = await Lead.get_or_none(account_id=account_id, phone=phone)
    if lead is None or lead.sender_id is None:
        return None
    sender = await Sender.get_or_none(id=lead.sender_id, removed_at__isnull=True)
    return sender.phone_number if sender is not None else None

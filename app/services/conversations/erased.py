"""Messages of people who were erased in the account: each is read for the answer, and nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db import rows
from app.domain import replies
from app.domain.people.erased import HashKey
from app.domain.sms import phones
from app.models import Lead
from app.providers.webhooks import InboundSms
from app.services.conversations.reading import Recipient, arrived, read
from app.services.enrollment import block


@dataclass(frozen=True, slots=True)
class FromErased:
    """A message of somebody who was erased in the account: it is read for the answer, and nothing of it is stored."""

    company: str
    verdict: replies.Verdict


# The account that has the number ($4) or else the Messaging Service ($7); if none has, the account that wrote to this
# phone ($2) from it last.
ACCOUNT_TOLD = """
    SELECT id, company_name, time_zone, unclear_pause_hours, connection_id FROM account WHERE phone_number = $4
    UNION ALL
    (SELECT f.id, f.company_name, f.time_zone, f.unclear_pause_hours, f.connection_id
     FROM sender s JOIN account f ON f.id = s.account_id WHERE s.address = $4 AND s.removed_at IS NULL LIMIT 1)
    UNION ALL
    (SELECT f.id, f.company_name, f.time_zone, f.unclear_pause_hours, f.connection_id
     FROM sender s JOIN account f ON f.id = s.account_id WHERE s.address = $7 AND s.removed_at IS NULL LIMIT 1)
    UNION ALL
    (SELECT f.id, f.company_name, f.time_zone, f.unclear_pause_hours, f.connection_id
     FROM sender s JOIN account f ON f.id = s.account_id
     LEFT JOIN lead l ON l.account_id = f.id AND l.phone = $2
     WHERE s.address IN ($4, $7)
     ORDER BY (SELECT max(created_at) FROM message
               WHERE lead_id = l.id AND direction = 'OUTBOUND' AND $4 IN (sender, left_from))
              DESC NULLS LAST, l.id IS NULL, s.created_at DESC)
    LIMIT 1
"""
IS_ERASED = "EXISTS (SELECT FROM erased_phone WHERE hash = ANY({hashes}::bytea[]) AND scope = {account}::text)"
_ERASED_IN = f"""
WITH a AS ({ACCOUNT_TOLD.replace("$2", "$1").replace("$4", "$2").replace("$7", "$4")})
SELECT company_name FROM a WHERE {IS_ERASED.format(hashes="$3", account="a.id")}
"""


async def from_erased(
    sms: InboundSms, now: datetime, keys: Sequence[HashKey], hashes: list[bytes]
) -> FromErased | None:
    """The message of an erased sender; None if the sender was not erased. A STOP binds the number, by the hash."""
    sender = phones.canonical(sms.sender)
    found = await rows(_ERASED_IN, sender, sms.to, hashes, sms.service)
    if not found:
        return None
    company = found[0].company_name
    verdict = read(Lead(phone=sender), Recipient(company, "UTC", None), sms, now)
    if isinstance(verdict, replies.OptOut):
        for told in sms.told:
            await block(keys[0], sender, told, None, arrived(sms, now))
    return FromErased(company, verdict)

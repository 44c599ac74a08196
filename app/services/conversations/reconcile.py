"""Missed webhooks: the provider hardly retries them, so its list of inbound messages is read, and what is missing is
stored.

Each account's row holds when it is reconciled next and up to when it is reconciled. A worker moves the first before it
reads the list, and the second after it has stored everything. Reading a list twice does no harm: a SID is stored once.
"""

import asyncio
import logging
from datetime import timedelta
from operator import attrgetter

from app.db import connection
from app.deps import Deps
from app.domain.sms import phones
from app.models import Account
from app.observability.metrics import INBOUND_FOUND
from app.providers.sms import ListingFailed, Received
from app.services.conversations.receive import InboundSms, receive_sms

log = logging.getLogger("nudge.reconcile")

EVERY = timedelta(seconds=90)  # the job runs every two minutes
OVERLAP = timedelta(minutes=15)  # the provider's list may be late, and its clock may differ
TOO_YOUNG = timedelta(minutes=1)  # its webhook may still arrive
LONGEST = timedelta(days=3)  # the oldest message that is looked for
AT_ONCE = 20

_RESERVE = """
UPDATE account SET reconcile_at = $2
WHERE id IN (SELECT id FROM account WHERE reconcile_at IS NULL OR reconcile_at <= $1
             ORDER BY reconcile_at NULLS FIRST LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
"""
_KNOWN = "SELECT provider_sid FROM message WHERE provider_sid = ANY($1)"


async def run(deps: Deps) -> int:
    """Reconciles every account that is due, each in one worker at a time; how many messages were missing."""
    found = 0
    while not deps.concurrency.stopping.is_set():
        accounts = await _reserve(deps)
        if not accounts:
            break
        found += sum(await asyncio.gather(*(_logged(deps, account) for account in accounts)))
    return found


async def _reserve(deps: Deps) -> list[Account]:
    now = deps.clock.now()
    rows = await connection().execute_query_dict(_RESERVE, [now, now + EVERY, AT_ONCE])
    return await Account.filter(id__in=[row["id"] for row in rows])


async def _logged(deps: Deps, account: Account) -> int:
    try:
        return await _reconcile(deps, account)
    except ListingFailed as failed:
        log.warning(
            "the provider's list of inbound messages could not be read: %s", failed, extra={"account": str(account.id)}
        )
    except Exception:
        log.exception("the missed inbound messages of account %s could not be stored", account.id)
    return 0


async def _reconcile(deps: Deps, account: Account) -> int:
    now = deps.clock.now()
    since = max(account.reconciled_at or account.created_at, now - LONGEST) - OVERLAP
    listed = await deps.sms.received_since(account.phone_number, since)
    missing = await _missing([sms for sms in listed if sms.at <= now - TOO_YOUNG])
    for sms in missing:
        await _store(deps, sms)
    await Account.filter(id=account.id).update(reconciled_at=now)
    if missing:
        INBOUND_FOUND.inc(len(missing))
        log.warning("%d inbound messages were missed and are stored now", len(missing))
    return len(missing)


async def _missing(listed: list[Received]) -> list[Received]:
    """The messages that are not stored, in the order of arrival. Senders that are no phone number are left out."""
    rows = await connection().execute_query_dict(_KNOWN, [[sms.sid for sms in listed]])
    known = {row["provider_sid"] for row in rows}
    missing = [sms for sms in listed if sms.sid not in known and phones.normalize(sms.sender, None)]
    return sorted(missing, key=attrgetter("at"))


async def _store(deps: Deps, sms: Received) -> None:
    media = await deps.sms.media_of(sms.sid) if sms.media else ()
    body = sms.body.replace("\x00", "")
    await receive_sms(deps, InboundSms(sms.sid, sms.sender, sms.to, body, media, missed_at=sms.at))

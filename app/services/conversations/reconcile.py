"""Missed webhooks: the provider hardly tries again, so it is asked what came in, and what is missing is stored.

Each account says when it is asked next and until when it was asked; the asking worker moves the first before it
asks and the second after it has stored everything. To ask twice does no harm: a message's SID is stored once.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from app.db import connection
from app.deps import Deps
from app.domain.sms import phones
from app.models import Account
from app.observability.metrics import INBOUND_FOUND
from app.providers.sms import ListingFailed, Received
from app.services.conversations import receive as inbound

log = logging.getLogger("nudge.reconcile")

EVERY = timedelta(seconds=90)  # the job looks each two minutes
OVERLAP = timedelta(minutes=15)  # the provider's list may lag, and its clock differ
UNDER_WAY = timedelta(minutes=1)  # so young that its webhook may still be coming
LONGEST = timedelta(days=3)  # how far back an account is asked for that was never asked for, or long ago
AT_ONCE = 20

_TAKE = """
UPDATE account SET reconcile_at = $2
WHERE id IN (SELECT id FROM account WHERE reconcile_at IS NULL OR reconcile_at <= $1
             ORDER BY reconcile_at NULLS FIRST LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
"""
_KNOWN = "SELECT provider_sid FROM message WHERE provider_sid = ANY($1)"


async def run(deps: Deps) -> int:
    """Asks for every account whose time has come, each by one worker at a time; how many messages were missing."""
    found = 0
    while not deps.concurrency.stopping.is_set():
        accounts = await _take(deps)
        if not accounts:
            break
        found += sum(await asyncio.gather(*(_logged(deps, account) for account in accounts)))
    return found


async def _take(deps: Deps) -> list[Account]:
    now = deps.clock.now()
    rows = await connection().execute_query_dict(_TAKE, [now, now + EVERY, AT_ONCE])
    return await Account.filter(id__in=[row["id"] for row in rows])


async def _logged(deps: Deps, account: Account) -> int:
    try:
        return await _reconcile(deps, account)
    except ListingFailed as failed:
        log.warning("the provider could not be asked what came in: %s", failed, extra={"account": str(account.id)})
    except Exception:
        log.exception("what came in for account %s could not be stored", account.id)
    return 0


async def _reconcile(deps: Deps, account: Account) -> int:
    now = deps.clock.now()
    since = max(account.reconciled_at or account.created_at, now - LONGEST) - OVERLAP
    listed = await deps.sms.received_since(account.phone_number, since)
    missing = await _missing([one for one in listed if one.at <= now - UNDER_WAY])
    for one in missing:
        await _store(deps, one)
    await Account.filter(id=account.id).update(reconciled_at=now)
    if missing:
        INBOUND_FOUND.inc(len(missing))
        log.warning("%d inbound messages had been missed, and are stored", len(missing))
    return len(missing)


async def _missing(listed: list[Received]) -> list[Received]:
    """Those that are not stored, in the order in which they came in. What is no person's number is none of ours."""
    rows = await connection().execute_query_dict(_KNOWN, [[one.sid for one in listed]])
    known = {row["provider_sid"] for row in rows}
    missing = [one for one in listed if one.sid not in known and phones.normalise(one.sender, None)]
    return sorted(missing, key=_arrival)


def _arrival(one: Received) -> datetime:
    return one.at


async def _store(deps: Deps, one: Received) -> None:
    media = await deps.sms.media_of(one.sid) if one.media else ()
    body = one.body.replace("\x00", "")
    await inbound.receive(deps, inbound.Sms(one.sid, one.sender, one.to, body, media, missed_at=one.at))

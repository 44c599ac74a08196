"""Missed webhooks: the provider hardly retries them, so its list of inbound messages is read, and what is missing is
stored.

One list for each provider account, the server's and those of connections, however many accounts of ours send through
it. The row of the provider's account holds when it is read next, and up to when everything is stored. A worker moves
the first before it reads the list, and the second afterwards. Reading a list twice does no harm: a SID is stored once.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

import orjson

from app.db import connection
from app.deps import Deps
from app.domain import sealing
from app.domain.sms import phones
from app.models import Message
from app.observability.metrics import INBOUND_FOUND, INBOUND_STUCK
from app.providers.sms import ListingFailed, Received, Sms
from app.providers.webhooks import InboundSms
from app.services import connections
from app.services.conversations.provider_accounts import TELLS_OF
from app.services.conversations.receive import receive_sms
from app.services.media import INSERT_MEDIA, rows_of

log = logging.getLogger("nudge.reconcile")

EVERY = timedelta(seconds=90)  # the job runs every two minutes
OVERLAP = timedelta(minutes=15)  # the provider's list may be late, and its clock may differ
TOO_YOUNG = timedelta(minutes=1)  # its webhook may still arrive
LONGEST = timedelta(days=3)  # the oldest message that is looked for
MEDIA_EVERY = timedelta(minutes=10)  # how long until media that could not be listed are listed again
MEDIA_FOR = timedelta(days=1)  # the age of a message at which that ends
MEDIA_AT_ONCE = 20
LISTS_AT_ONCE = 8
MOST_FAILURES = 20
"""So many messages that cannot be stored are no matter of one message: the run ends, and the next one tries again."""

NOT_LISTED = (ListingFailed, connections.Ended, sealing.Unreadable)

_RESERVE = """
INSERT INTO reconciliation AS r (provider, next_at) SELECT $1, $3 WHERE EXISTS (SELECT FROM account)
ON CONFLICT (provider) DO UPDATE SET next_at = $3 WHERE r.next_at <= $2
RETURNING coalesce(stored_until, (SELECT min(created_at) FROM account)) AS stored_until
"""
_STORED_UNTIL = "UPDATE reconciliation SET stored_until = $2 WHERE provider = $1"
# A message to a number or Messaging Service that no account has or had is not ours, nor is a message to a number of an
# account that uses another account at the provider; and a stored message is not missing.
_MISSING = f"""
SELECT l.sid FROM unnest($1::text[], $2::text[], $4::text[]) AS l(sid, recipient, service)
WHERE EXISTS (SELECT FROM account a
              WHERE a.id IN (SELECT account_id FROM sender WHERE address IN (l.recipient, l.service))
                AND {TELLS_OF.format(account="a", number="ANY(ARRAY[l.recipient, l.service])", signer="$3::text")})
  AND NOT EXISTS (SELECT FROM message WHERE provider_sid = l.sid)
"""
# The newest connection of each account at the provider.
_CONNECTIONS = """
SELECT DISTINCT ON (provider, provider_account) id, provider, provider_account FROM connection
WHERE ended_at IS NULL ORDER BY provider, provider_account, id DESC
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A provider's account with a list of its own: that of the server's credentials, or that of a connection, by the
    provider's id of it."""

    name: str
    account: str | None = None
    connection_id: UUID | None = None


async def run(deps: Deps) -> int:
    """Stores the messages whose webhooks were missed, if it is time to look for them; how many they were."""
    turn = asyncio.Semaphore(LISTS_AT_ONCE)

    async def in_turn(source: Source) -> int:
        async with turn:
            return await _reconcile(deps, source)

    return sum(await asyncio.gather(*(in_turn(source) for source in await sources(deps))))


async def sources(deps: Deps) -> list[Source]:
    """Every account at a provider that has a list of ours, that of the server's credentials first."""
    rows = await connection().execute_query_dict(_CONNECTIONS)
    own = [Source(f"{row['provider']} {row['provider_account']}", row["provider_account"], row["id"]) for row in rows]
    return [Source(deps.sms.name), *own]


async def store_missed(deps: Deps, source: Source, since: datetime) -> tuple[int, int]:
    """Stores what came in since then and is missing, however long ago that is and however young; how many messages were
    stored, and how many could not be. Raises what is in `NOT_LISTED`."""
    provider = await connections.sms_of(deps, source.connection_id)
    missing = await _missing(source, await provider.received_since(since))
    found, failed_at = await _store(deps, source, provider, missing)
    INBOUND_FOUND.inc(found)
    return found, len(failed_at)


async def _reconcile(deps: Deps, source: Source) -> int:
    now = deps.clock.now()
    rows = await connection().execute_query_dict(_RESERVE, [source.name, now, now + EVERY])
    if not rows:
        return 0
    if source.account is None:
        await _list_media_again(deps, now)
    since = max(rows[0]["stored_until"], now - LONGEST) - OVERLAP
    try:
        provider = await connections.sms_of(deps, source.connection_id)
        listed = await provider.received_since(since)
    except NOT_LISTED as failed:
        log.warning("the provider's list of inbound messages could not be read: %s", failed)
        return 0
    missing = await _missing(source, [sms for sms in listed if sms.at <= now - TOO_YOUNG])
    found, failed_at = await _store(deps, source, provider, missing)
    await connection().execute_query(_STORED_UNTIL, [source.name, min([now, *failed_at])])
    if found:
        INBOUND_FOUND.inc(found)
        log.warning("%d inbound messages were missed and are stored now", found)
    return found


async def _missing(source: Source, listed: list[Received]) -> list[Received]:
    """The messages to our numbers that are not stored, in the order of arrival. Senders without a number are left
    out."""
    columns = [[sms.sid for sms in listed], [sms.to for sms in listed]]
    values = [*columns, source.account, [sms.service for sms in listed]]
    rows = await connection().execute_query_dict(_MISSING, values)
    sids = {row["sid"] for row in rows}
    missing = [sms for sms in listed if sms.sid in sids and phones.is_e164(sms.sender)]
    return sorted(missing, key=attrgetter("at"))


async def _store(deps: Deps, source: Source, provider: Sms, missing: list[Received]) -> tuple[int, list[datetime]]:
    """How many of the messages are stored now, and when those that could not be stored arrived."""
    found, failed_at = 0, list[datetime]()
    for sms in missing:
        if await _is_stored(deps, source, provider, sms):
            found += 1
        else:
            failed_at.append(sms.at)
        if len(failed_at) == MOST_FAILURES:
            break
    return found, failed_at


async def _is_stored(deps: Deps, source: Source, provider: Sms, sms: Received) -> bool:
    """Stores the message. One that cannot be stored keeps no other waiting, and is tried again with the next list."""
    try:
        media = await _media(provider, sms.sid) if sms.media else ()
        missed = InboundSms(sms.sid, sms.sender, sms.to, sms.body, media or (), missed_at=sms.at, service=sms.service)
        missed = replace(missed, signer=source.account)
        await receive_sms(deps, missed)
        if media is None:
            await Message.filter(provider_sid=sms.sid).update(media_look_at=deps.clock.now() + MEDIA_EVERY)
    except Exception:
        INBOUND_STUCK.inc()
        log.exception("a missed inbound message could not be stored", extra={"sid": sms.sid})
        return False
    return True


# ------------------------------------------------------------------ media


async def _media(provider: Sms, sid: str) -> tuple[str, ...] | None:
    """The addresses of a message's files. None if they cannot be listed: the message is stored without them, because
    the words matter more, and they are listed again later."""
    try:
        return await provider.media_of(sid)
    except ListingFailed as failed:
        log.warning("the media of an inbound message could not be listed: %s", failed, extra={"sid": sid})
        return None


# The next time is set before the provider is asked, so that two workers do not ask for the same message. A message
# that is older than $2 is asked for a last time.
_RESERVE_MEDIA = """
UPDATE message SET media_look_at = CASE WHEN created_at > $2 THEN $3::timestamptz END
WHERE id IN (SELECT id FROM message WHERE media_look_at <= $1 ORDER BY media_look_at LIMIT $4 FOR UPDATE SKIP LOCKED)
RETURNING id, account_id, provider_sid
"""


# A lead may be erased while its media are listed: then nothing of them is stored.
_STORE_MEDIA = f"""
WITH stored AS (
    UPDATE message m SET media = $2::jsonb, media_look_at = NULL
    FROM lead l WHERE m.id = $1 AND l.id = m.lead_id AND l.erased_at IS NULL RETURNING m.id, m.account_id)
{INSERT_MEDIA.format(account="stored.account_id", ids="$3", addresses="$4", now="$5::timestamptz")}
"""


async def _list_media_again(deps: Deps, now: datetime) -> None:
    values = [now, now - MEDIA_FOR, now + MEDIA_EVERY, MEDIA_AT_ONCE]
    for row in await connection().execute_query_dict(_RESERVE_MEDIA, values):
        media = await _media_now(deps, row["account_id"], row["provider_sid"])
        if media is not None:
            listed = orjson.dumps(media).decode()
            await connection().execute_query(_STORE_MEDIA, [row["id"], listed, *rows_of(media), now])


async def _media_now(deps: Deps, account_id: UUID, sid: str) -> tuple[str, ...] | None:
    """The same, by the credentials that the account has now."""
    try:
        return await _media(await connections.sms_of_account(deps, account_id), sid)
    except NOT_LISTED as failed:
        log.warning("the media of an inbound message could not be listed: %s", failed, extra={"sid": sid})
        return None

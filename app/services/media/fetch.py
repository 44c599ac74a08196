"""The work on files beside everything else: fetch what leads sent, delete at the provider what is stored here, and
delete here what nobody has any more.

Each row is taken for a while (`LEASE`) before it is worked on, so that workers do not do the same at once, and what a
dead worker had is taken again. Doing it twice does no harm: a file's name is the hash of its content.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.domain import sealing
from app.domain.media.fetching import LEASE, next_try
from app.domain.media.types import SNIFFED_BYTES, sniff
from app.domain.values import value
from app.domain.vocabulary import MediaStatus
from app.failpoints import Failpoint
from app.observability.metrics import MEDIA
from app.providers.files import FilesFailed
from app.providers.sms import MediumUnavailable
from app.services import connections

log = logging.getLogger("nudge.media")

AT_ONCE = 4
"""Files of a process in memory at the same time: each has up to 5 MB."""
ORPHANED_AFTER = timedelta(hours=1)
"""A file whose row was never written, because the worker died, is deleted after so long."""

_TAKE = """
UPDATE medium SET next_at = $2, tries = LEAST(tries + 1, 1000)
WHERE id IN (SELECT id FROM medium WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, account_id, address, status, tries, created_at
"""
# What is in the store has a row, also if this process ends before it says whose file it is.
_EXPECT = "INSERT INTO stored_file (digest, check_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING"
_LOCK = "SELECT digest FROM stored_file WHERE digest = $1 FOR UPDATE"
_STORED = """
UPDATE medium m SET status = 'STORED', digest = $2, content_type = $3, bytes = $4, problem = NULL, tries = 0,
                    next_at = CASE WHEN $5 THEN $6::timestamptz END
FROM message s WHERE m.id = $1 AND m.status = 'PENDING' AND s.id = m.message_id RETURNING s.lead_id
"""
_NOBODYS = "UPDATE stored_file SET check_at = $2 WHERE digest = $1"
_FAILED = """
UPDATE medium SET status = 'FAILED', next_at = NULL, problem = $2
WHERE id = $1 AND status = 'PENDING' AND message_id IS NOT NULL
"""
_LATER = "UPDATE medium SET next_at = $2, problem = $3 WHERE id = $1 AND next_at IS NOT NULL"
_DELETED = "UPDATE medium SET address = NULL, next_at = NULL, problem = NULL WHERE id = $1 AND status <> 'PENDING'"
# What stayed of an erased person, also if the erasure was committed while the provider was asked.
_GONE = "DELETE FROM medium WHERE id = $1 AND message_id IS NULL"
_KEPT_THERE = "UPDATE medium SET next_at = NULL WHERE id = $1"


@value
class Taken:
    """A row that this worker has for a while. `tries` counts this try too."""

    id: UUID
    account_id: UUID
    address: str
    status: str
    tries: int
    created_at: datetime


async def work_on_media(deps: Deps) -> int:
    """Works on all that is due, unless this process is at it already; how many files that were. A restored copy leaves
    the files as they are: the installation that it was copied from may have them too.

    A file that fails delays no other. It ends early when the process is told to stop.
    """
    if deps.concurrency.fetching.locked() or deps.generation.restored:
        return 0
    count = 0
    async with deps.concurrency.fetching:
        while not deps.concurrency.stopping.is_set():
            now = deps.clock.now()
            found = await connection().execute_query_dict(_TAKE, [now, now + LEASE, AT_ONCE])
            taken = [Taken(**row) for row in found]
            await asyncio.gather(*(_work_on(deps, row) for row in taken))
            count += len(taken)
            if not taken:
                break
        return count + await _delete_unused(deps)


async def _work_on(deps: Deps, row: Taken) -> None:
    try:
        if row.status == MediaStatus.PENDING:
            sms = await connections.sms_of_account(deps, row.account_id)
            await _store(deps, row, await sms.fetch_medium(row.address))
        else:
            await _delete_at_provider(deps, row)
    except MediumUnavailable as failed:
        await _failed(deps, row, failed.sentence, failed.again)
    except (sealing.Unreadable, connections.Ended) as failed:
        await _failed(deps, row, f"The account's credentials cannot be used: {failed}.", again=True)
    except FilesFailed as failed:
        log.warning("the store of files failed: %s", failed)
        await _failed(deps, row, "The file cannot be stored at the moment.", again=True)
    except Exception:
        log.exception("a file could not be worked on; it is tried again", extra={"medium": str(row.id)})


async def _store(deps: Deps, row: Taken, content: bytes) -> None:
    failpoints.reach(Failpoint.MEDIUM_FETCHED)
    now, digest, kind = deps.clock.now(), sha256(content).hexdigest(), sniff(content[:SNIFFED_BYTES])
    await connection().execute_query(_EXPECT, [digest, now + ORPHANED_AFTER])
    async with in_transaction():
        if not await rows(_LOCK, digest):
            return  # it was nobody's until now and has just been deleted: the next try writes it again
        await deps.files.put(name_of(digest), content)
        failpoints.reach(Failpoint.MEDIUM_WRITTEN)
        deletes = deps.settings.nudge_delete_provider_media
        values = [row.id, digest, kind.name, len(content), deletes, now]
        found = await connection().execute_query_dict(_STORED, values)
        if not found:  # the person was erased meanwhile, or another worker was faster
            await connection().execute_query(_NOBODYS, [digest, now])
    failpoints.reach(Failpoint.MEDIUM_STORED)
    for message in found:
        MEDIA.labels("stored").inc()
        deps.events.tell([message["lead_id"], row.account_id])


async def _delete_at_provider(deps: Deps, row: Taken) -> None:
    sms = await connections.sms_of_account(deps, row.account_id)
    await sms.delete_medium(row.address)
    failpoints.reach(Failpoint.MEDIUM_DELETED)
    for statement in (_DELETED, _GONE):
        await connection().execute_query(statement, [row.id])


async def _failed(deps: Deps, row: Taken, sentence: str, again: bool) -> None:
    """Plans the next try, or ends the tries, so that everybody sees how it ended."""
    now = deps.clock.now()
    if again and (at := next_try(row.tries, row.created_at, now)) is not None:
        problem = sentence if row.status == MediaStatus.PENDING else None
        await connection().execute_query(_LATER, [row.id, at, problem])
        return
    MEDIA.labels("failed" if row.status == MediaStatus.PENDING else "kept_at_provider").inc()
    log.warning("a file is given up: %s", sentence, extra={"medium": str(row.id)})
    if row.status == MediaStatus.PENDING:
        await connection().execute_query(_FAILED, [row.id, sentence])
    else:
        for statement in (_KEPT_THERE, _GONE):
            await connection().execute_query(statement, [row.id])


# ------------------------------------------------------------------ what nobody has any more

_UNUSED = """
SELECT digest FROM stored_file WHERE check_at <= $1 ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_IS_USED = "SELECT FROM medium WHERE digest = $1 LIMIT 1"
_KEEP = "UPDATE stored_file SET check_at = NULL WHERE digest = $1"
_FORGET = "DELETE FROM stored_file WHERE digest = $1"
UNUSED_AT_ONCE = 100


async def _delete_unused(deps: Deps) -> int:
    """Deletes files that no row has any more; how many were looked at. The row of a file is locked while it is written
    and while it is deleted, so that a file in use is never deleted."""
    for count in range(UNUSED_AT_ONCE):
        try:
            if not await _checked_one(deps, deps.clock.now()):
                return count
        except FilesFailed as failed:
            log.warning("a file that nobody has any more could not be deleted: %s", failed)
            return count
    return UNUSED_AT_ONCE


async def _checked_one(deps: Deps, now: datetime) -> bool:
    async with in_transaction():
        found = await rows(_UNUSED, now)
        for row in found:
            if await rows(_IS_USED, row.digest):
                await connection().execute_query(_KEEP, [row.digest])
            else:
                await deps.files.delete(name_of(row.digest))
                await connection().execute_query(_FORGET, [row.digest])
    return bool(found)


def name_of(digest: str) -> str:
    """The name of a file in the store."""
    return f"{digest[:2]}/{digest[2:]}"

"""The generation of the database: each process raises it every other second, and compares it with the highest that
Redis or the process has seen.

Redis is read before the database is raised, and written after that is committed. So a generation that Redis has was
committed before, and a database that has a lower one has lost it.
"""

import asyncio
import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, is_away, rows
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.stores import marks
from app.domain.stores.marks import AFTER_A_RESTORE, Highest, Mark, RedisAway, Restored
from app.domain.values import value
from app.failpoints import Failpoint
from app.observability import logs
from app.observability.metrics import RESTORED
from app.providers.postgres import PLACE
from app.providers.sms import SIMULATOR
from app.services.sending import change_all_rules, go_on_everywhere

log = logging.getLogger("nudge.restores")

EVERY_SECONDS = 2.0

_LOOK = "SELECT mark_id, restored_because FROM installation"
_LOCK = f"""
SELECT mark_id, generation, marked_at, marked_in, restored_at, restored_because, clock_timestamp() AS now,
       {PLACE} AS place, EXISTS (SELECT FROM connection WHERE secret IS NOT NULL) AS connected
FROM installation FOR NO KEY UPDATE
"""
_RAISE = "UPDATE installation SET mark_id = $1, generation = $2, marked_at = $3, marked_in = $4"
_RESTORED = "UPDATE installation SET restored_at = $1, restored_because = $2"
_GO_ON = "UPDATE installation SET restored_at = NULL, restored_because = NULL"
# The sequences whose steps may be held by the copy; a pause of their own holds them still.
_RESUME_HELD = (
    "UPDATE sequence SET resumed_at = now() WHERE paused_at IS NULL AND deleted_at IS NULL AND resumed_at IS NULL"
)
_STANDING = "SELECT restored_at, restored_because, marked_at FROM installation"


@value
class Standing:
    """Since when the database is taken for a restored copy, why, and when it was in use before: the copy is of then."""

    since: datetime
    because: Restored
    marked_at: datetime | None

    @property
    def sentence(self) -> str:
        return marks.sentence(self.because, self.marked_at)


async def standing() -> Standing | None:
    """Why nothing is sent from this database; None if it is no restored copy."""
    [row] = await rows(_STANDING)
    return None if row.restored_at is None else Standing(row.restored_at, Restored(row.restored_because), row.marked_at)


async def mark(deps: Deps) -> Restored | None:
    """Raises the generation, or finds that the database is a restored copy: then nothing is sent until
    `resume_after_restore`. A database that could not be compared goes on when it can be, and is none."""
    [seen] = await rows(_LOOK)
    mark_id: UUID = seen.mark_id or new_id()
    highest = await deps.marks.highest(mark_id) if seen.mark_id else None
    async with in_transaction() as tx:
        [row] = await tx.execute_query_dict(_LOCK)
        if row["mark_id"] not in (None, mark_id):  # another process has just made it
            return None
        because = _because(deps, row, highest)
        goes_on = row["restored_at"] is not None and because is None
        if because is None:
            generation = row["generation"] + 1
            await tx.execute_query(_RAISE, [mark_id, generation, row["now"], row["place"]])
            if goes_on:
                await _let_go_on()
        elif because != row["restored_because"]:
            await tx.execute_query(_RESTORED, [row["now"], because])
            await change_all_rules()
        failpoints.reach(Failpoint.MARKED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.MARKED_AFTER_COMMIT)
    RESTORED.set(because is not None)
    deps.generation.restored = because is not None
    if because is not None:
        if because != row["restored_because"]:
            log.error(marks.sentence(because, row["marked_at"]))
        return because
    deps.generation.known = max(deps.generation.known, generation)
    await deps.marks.keep(mark_id, generation)
    if goes_on:
        await go_on_everywhere(deps)
    return None


def _because(deps: Deps, row: dict[str, Any], highest: Highest) -> Restored | None:
    """Why the database is a restored copy, as it is found now. What was found before stays, unless it was only that
    nobody could tell."""
    before = Restored(row["restored_because"]) if row["restored_because"] else None
    if before is not None and before is not Restored.UNVERIFIED:
        return before
    if before is Restored.UNVERIFIED and isinstance(highest, RedisAway):
        return before
    own = Mark(row["generation"], row["marked_at"], row["marked_in"], row["place"])
    reaches_people = deps.sms.name != SIMULATOR or row["connected"]
    return marks.found(own, deps.generation.known, highest, row["now"], reaches_people=reaches_people)


async def keep_marking(deps: Deps) -> None:
    """Marks again and again, until the process stops. It is not cancelled amid a transaction: its connection would stay
    taken."""
    stopping = asyncio.create_task(deps.concurrency.stopping.wait())
    while True:
        await asyncio.wait({stopping}, timeout=EVERY_SECONDS)
        if stopping.done():
            return
        try:
            await mark(deps)
        except Exception as error:  # the database is away: whatever comes back is compared with what is known
            if is_away(error):
                logs.waits(log, error)
            else:
                log.warning("the database could not be marked (%s)", type(error).__name__)


async def mark_restored() -> Standing:
    """Takes the database for a restored copy, because somebody says so. One that is taken for one already stays it."""
    async with in_transaction() as tx:
        [row] = await tx.execute_query_dict(_LOCK)
        if row["restored_at"] is None or row["restored_because"] == Restored.UNVERIFIED:
            await tx.execute_query(_RESTORED, [row["now"], Restored.DECLARED])
            await change_all_rules()
    found = await standing()
    if found is None:
        raise RuntimeError("the database goes on already")
    return found


async def go_on(deps: Deps) -> None:
    """The copy is the database from now on: nothing holds its steps any more. Its generation is higher than any that
    was seen, so a process that still works on the former database finds that it has an old one."""
    async with in_transaction() as tx:
        [row] = await tx.execute_query_dict(_LOCK)
        mark_id = row["mark_id"] or new_id()
        generation = row["generation"] + AFTER_A_RESTORE
        await tx.execute_query(_RAISE, [mark_id, generation, row["now"], row["place"]])
        await _let_go_on()
        failpoints.reach(Failpoint.RESTORED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.RESTORED_AFTER_COMMIT)
    RESTORED.set(0)
    deps.generation.known, deps.generation.restored = generation, False
    await deps.marks.keep(mark_id, generation)
    await go_on_everywhere(deps)


async def _let_go_on() -> None:
    await connection().execute_query(_GO_ON)
    await change_all_rules()
    await connection().execute_query(_RESUME_HELD)

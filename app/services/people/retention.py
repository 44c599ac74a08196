"""Texts that are kept for so many days only: those of messages, with their files, and those that the AI wrote.

The rows stay, so that counts, states and conversations stay as they are. What proves an opt-out or an opt-in stays
whole: whoever is asked why a person was written to, or not, has to show it.
"""

import logging
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.failpoints import Failpoint
from app.services.media import remove_media
from app.services.people.erasure import GENERATION_IN_NUMBERS

log = logging.getLogger("nudge.retention")

ROWS_AT_ONCE = 500
MOST_PARTS = 40
FIRST = UUID(int=0)

# A message whose outcome is looked for is found by its text, so that the texts after it wait too.
_NEXT = """
SELECT m.id, m.media IS NOT NULL AS has_media,
       m.look_at IS NOT NULL OR e.attempt_id IS NOT DISTINCT FROM m.id AS is_open,
       m.read_as IN ('OPT_OUT', 'OPT_IN') IS TRUE
       OR EXISTS (SELECT FROM consent_event c WHERE c.lead_id = m.lead_id AND c.message_id = m.id)
       OR EXISTS (SELECT FROM consent_event c
                  WHERE c.account_id = m.account_id AND c.phone = l.phone AND c.message_id = m.id) AS is_evidence
FROM message m JOIN lead l ON l.id = m.lead_id LEFT JOIN enrollment e ON e.id = m.enrollment_id
WHERE m.id > $1 AND m.id < $2 ORDER BY m.id LIMIT $3
"""
_REMOVE = f"""
UPDATE message SET body = '', media = NULL, media_look_at = NULL, read_rule = split_part(read_rule, ':', 1),
                   generation = {GENERATION_IN_NUMBERS}, text_removed_at = $2
WHERE id = ANY($1) AND text_removed_at IS NULL
"""
_UNTIL = "SELECT texts_removed_until AS id FROM installation"
_MOVE = """
UPDATE installation SET texts_removed_until = $2 WHERE texts_removed_until IS NOT DISTINCT FROM $1 RETURNING id
"""
# A text that is used up, or that nobody has wanted for so long. That of a step which waits is written anew.
_DRAFTS = """
DELETE FROM draft WHERE id IN (
    SELECT d.id FROM draft d JOIN enrollment e ON e.id = d.enrollment_id
    WHERE d.id < $1 AND (e.status <> 'ACTIVE' OR e.position <> d.position) ORDER BY d.id LIMIT $2)
"""
_SUGGESTIONS = """
DELETE FROM suggestion WHERE id IN (SELECT id FROM suggestion WHERE id < $1 AND state = 'READY' ORDER BY id LIMIT $2)
"""


class _Moved(Exception):
    """Another process is at it."""


async def remove_texts(deps: Deps, before: UUID) -> int:
    """Removes texts of messages whose id is smaller, the oldest first and at most so many that it takes seconds; how
    many. What is left is removed by the next call.

    Nothing is removed from a restored copy: its messages are compared with the provider's list by their texts.
    """
    count = 0
    if deps.generation.restored:
        return 0
    for _ in range(MOST_PARTS):
        try:
            removed = await _remove_some(before, deps.clock.now())
        except _Moved:
            break
        if removed is None:
            break
        count += removed
    for statement in (_DRAFTS, _SUGGESTIONS):
        await connection().execute_query(statement, [before, ROWS_AT_ONCE])
    return count


async def _remove_some(before: UUID, now: datetime) -> int | None:
    """How many texts of the next messages were removed, in one transaction; None if there are no more."""
    [until] = await rows(_UNTIL)
    found = await rows(_NEXT, until.id or FIRST, before, ROWS_AT_ONCE)
    free = [row for row in found if not row.is_open]
    if len(free) < len(found):
        free = found[: next(place for place, row in enumerate(found) if row.is_open)]
        log.warning("texts are kept longer: the outcome of an older message is still looked for")
    if not free:
        return None
    ids = [row.id for row in free if not row.is_evidence]
    async with in_transaction():
        await remove_media([row.id for row in free if row.has_media and not row.is_evidence], now)
        await connection().execute_query(_REMOVE, [ids, now])
        if not await connection().execute_query_dict(_MOVE, [until.id, free[-1].id]):
            raise _Moved
        failpoints.reach(Failpoint.TEXTS_REMOVED_BEFORE_COMMIT)
    return len(ids)

"""Takes files away, in the transaction that erases a person or removes texts that are old.

A worker deletes each file from the store, unless somebody else sent the same one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection

_OF_LEAD = "m.message_id IN (SELECT id FROM message WHERE lead_id = $1)"
_OF_MESSAGES = "m.message_id = ANY($1)"
# In the order in which a worker locks them: the file, then the row.
_CHECK = """
UPDATE stored_file SET check_at = $2 WHERE digest IN (
    SELECT digest FROM stored_file WHERE digest IN (
        SELECT m.digest FROM medium m WHERE {of} AND m.digest IS NOT NULL)
    ORDER BY digest FOR UPDATE)
"""
# What the provider is to delete stays without everything else, until it has.
_TO_DELETE_THERE = """
UPDATE medium m SET message_id = NULL, digest = NULL, content_type = NULL, bytes = NULL, problem = NULL
WHERE status = 'STORED' AND next_at IS NOT NULL AND {of}
"""
_REST = "DELETE FROM medium m WHERE {of}"


async def erase_media(lead_id: UUID, now: datetime) -> None:
    """Erases the lead's files."""
    await _remove(_OF_LEAD, lead_id, now)


async def remove_media(message_ids: Sequence[UUID], now: datetime) -> None:
    """Removes the files of these messages."""
    if message_ids:
        await _remove(_OF_MESSAGES, list(message_ids), now)


async def _remove(of: str, whose: Any, now: datetime) -> None:
    await connection().execute_query(_CHECK.format(of=of), [whose, now])
    for statement in (_TO_DELETE_THERE, _REST):
        await connection().execute_query(statement.format(of=of), [whose])

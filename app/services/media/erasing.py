"""Takes a person's files away, in the transaction that erases the person."""

from datetime import datetime
from uuid import UUID

from app.db import connection

# In the order in which a worker locks them: the file, then the row.
_CHECK = """
UPDATE stored_file SET check_at = $2 WHERE digest IN (
    SELECT digest FROM stored_file WHERE digest IN (
        SELECT m.digest FROM medium m JOIN message s ON s.id = m.message_id
        WHERE s.lead_id = $1 AND m.digest IS NOT NULL)
    ORDER BY digest FOR UPDATE)
"""
_OF_LEAD = "message_id IN (SELECT id FROM message WHERE lead_id = $1)"
# What the provider is to delete stays without everything else, until it has.
_TO_DELETE_THERE = f"""
UPDATE medium SET message_id = NULL, digest = NULL, content_type = NULL, bytes = NULL, problem = NULL
WHERE status = 'STORED' AND next_at IS NOT NULL AND {_OF_LEAD}
"""
_REST = f"DELETE FROM medium WHERE {_OF_LEAD}"


async def erase_media(lead_id: UUID, now: datetime) -> None:
    """Erases the lead's files. A worker deletes each file from the store, unless somebody else sent the same one."""
    await connection().execute_query(_CHECK, [lead_id, now])
    for statement in (_TO_DELETE_THERE, _REST):
        await connection().execute_query(statement, [lead_id])

"""The rows of files, as they are made and taken to be worked on."""

from collections.abc import Sequence
from uuid import UUID

from app.domain.ids import new_ids
from app.domain.media.fetching import MAX_FILES

# The files of the messages that `stored` has, a row for each address.
INSERT_MEDIA = """
INSERT INTO medium (id, account_id, message_id, position, address, status, next_at, created_at)
SELECT f.id, {account}, stored.id, f.position - 1, f.address, 'PENDING', {now}, {now}
FROM stored, unnest({ids}::uuid[], {addresses}::text[]) WITH ORDINALITY AS f(id, address, position)
"""


def rows_of(addresses: Sequence[str]) -> tuple[list[UUID], list[str]]:
    """The ids and the addresses of the rows that these addresses become, as two columns."""
    kept = list(addresses[:MAX_FILES])
    return new_ids(len(kept)), kept

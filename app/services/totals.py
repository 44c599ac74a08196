"""Totals that triggers keep (migration 0055): how many leads and conversations an account has, and how many leads and
runs a sequence."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from app.db import rows


class Name(StrEnum):
    """What is counted. The database counts by these names."""

    LEADS = "LEADS"  # of an account, without those that were erased
    CONVERSATIONS = "CONVERSATIONS"  # of an account
    ENROLLED_LEADS = "ENROLLED_LEADS"  # who were ever on the sequence
    COMPLETED_LEADS = "COMPLETED_LEADS"
    REPLIED_LEADS = "REPLIED_LEADS"
    ACTIVE_RUNS = "ACTIVE_RUNS"  # of each version of the sequence


Totals = dict[Name, int]
_NOTHING: Totals = dict.fromkeys(Name, 0)

# What is added up already, and what the triggers appended since.
SELECT = """
SELECT owner_id, name, version, sum(count)::bigint AS count FROM (
    SELECT owner_id, name, version, count FROM total WHERE owner_id = ANY($1::uuid[])
    UNION ALL SELECT owner_id, name, version, count FROM total_change WHERE owner_id = ANY($1)) AS c
GROUP BY owner_id, name, version
"""


async def totals_of(owner_ids: Iterable[UUID]) -> dict[UUID, Totals]:
    """The totals of each account or sequence, in one statement."""
    found = {owner_id: _NOTHING.copy() for owner_id in owner_ids}
    for owner_id, name, _, count in await rows(SELECT, list(found)):
        found[owner_id][name] += count  # a name is equal to its text, and making one of it costs as much as the row
    return found


async def active_by_version(sequence_ids: Iterable[UUID]) -> dict[tuple[UUID, int], int]:
    """How many runs are under way on each version of each sequence, in one statement."""
    counted = await rows(SELECT, list(sequence_ids))
    return {(row.owner_id, row.version): row["count"] for row in counted if row.name == Name.ACTIVE_RUNS}

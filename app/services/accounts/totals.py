"""How many leads, conversations and active sequences accounts have."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from app.db import rows
from app.domain.people.erased import NOBODY

# Each count reads an index alone. An erased lead is known by its phone, because no index has `erased_at`.
_TOTALS = f"""
SELECT a.id,
       (SELECT count(*) FROM lead WHERE account_id = a.id AND left(phone, {len(NOBODY)}) <> '{NOBODY}') AS leads,
       (SELECT count(*) FROM conversation WHERE account_id = a.id) AS conversations,
       (SELECT count(*) FROM sequence WHERE account_id = a.id AND is_active AND deleted_at IS NULL) AS sequences
FROM unnest($1::uuid[]) AS a(id)
"""


class AccountTotals(NamedTuple):
    """The lengths of an account's lists: its leads, its conversations, and its sequences that enroll leads."""

    leads: int = 0
    conversations: int = 0
    active_sequences: int = 0


async def totals(account_ids: Iterable[UUID]) -> dict[UUID, AccountTotals]:
    """The lengths of each account's lists, in one statement."""
    counted = await rows(_TOTALS, wanted := list(account_ids))
    return dict.fromkeys(wanted, AccountTotals()) | {
        row["id"]: AccountTotals(row["leads"], row["conversations"], row["sequences"]) for row in counted
    }

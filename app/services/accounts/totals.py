"""How many leads, conversations and active sequences accounts have."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from app.db import rows
from app.services.totals import Name, totals_of

_SEQUENCES = """
SELECT account_id, count(*) AS count FROM sequence
WHERE account_id = ANY($1::uuid[]) AND is_active AND deleted_at IS NULL GROUP BY account_id
"""


class AccountTotals(NamedTuple):
    """The lengths of an account's lists: its leads, its conversations, and its sequences that enroll leads."""

    leads: int = 0
    conversations: int = 0
    active_sequences: int = 0


async def totals(account_ids: Iterable[UUID]) -> dict[UUID, AccountTotals]:
    """The lengths of each account's lists, in two statements."""
    kept = await totals_of(account_ids)
    active = {row.account_id: row["count"] for row in await rows(_SEQUENCES, list(kept))}
    return {
        account_id: AccountTotals(of_it[Name.LEADS], of_it[Name.CONVERSATIONS], active.get(account_id, 0))
        for account_id, of_it in kept.items()
    }

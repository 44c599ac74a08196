"""Whose rows a batch takes when more is due than a batch holds."""

from datetime import datetime
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

CHECKED = 64
EVERY = 8
_FIRST = UUID(int=0)

# Only the index `enrollment_wake_of_account` has this order, so that the planner, whatever it believes of the tables,
# does not walk the due rows of other accounts in the order of `wake_at`.
_WAKES = "coalesce(wake_at, 'infinity'::timestamptz)"

ROWS = f"""
    SELECT r.* FROM unnest($3::uuid[]) AS a(id)
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment WHERE account_id = a.id AND wake_at IS NOT NULL AND {_WAKES} <= $1
        ORDER BY {_WAKES} LIMIT $2 FOR UPDATE SKIP LOCKED) r"""
"""The due rows of some accounts ($3), longest due first, up to $2 of each; $1 is now."""

# A step through the same index from account to account, with one probe for each: the first row of an account is the one
# that wakes first.
DUE_ACCOUNTS = f"""
WITH RECURSIVE a AS (
    (SELECT account_id, {_WAKES} AS wakes, 1 AS n FROM enrollment
     WHERE wake_at IS NOT NULL AND account_id > $2 ORDER BY account_id, {_WAKES} LIMIT 1)
    UNION ALL
    SELECT f.account_id, f.wakes, a.n + 1 FROM a
    CROSS JOIN LATERAL (
        SELECT account_id, {_WAKES} AS wakes FROM enrollment
        WHERE wake_at IS NOT NULL AND account_id > a.account_id ORDER BY account_id, {_WAKES} LIMIT 1) f
    WHERE a.n < $3)
SELECT account_id, wakes <= $1 AS due FROM a
"""


class Shares:
    """The accounts that share a batch.

    A batch takes the rows that have been due longest. An account with many of them would delay every other account, so
    the first full batch, and each `EVERY`th after it, is followed by a batch that takes as many rows of each account
    with due rows. To find these accounts costs more than the batch where there are many, so it is not done each time:
    at most `CHECKED` accounts with waiting rows are checked, beginning after the last account of the check before.
    """

    def __init__(self) -> None:
        self._after = _FIRST
        self._full_batches = 0

    async def accounts(self, db: BaseDBAsyncClient, now: datetime, batch: int) -> list[UUID]:
        """Called after each full batch: the accounts with due rows that share the next batch, at most as many as that
        has rows. Empty if the next batch is not shared."""
        self._full_batches += 1
        if self._full_batches % EVERY != 1:
            return []
        most = min(CHECKED, batch)
        _, rows = await db.execute_query(DUE_ACCOUNTS, [now, self._after, most])
        self._after = rows[-1]["account_id"] if len(rows) == most else _FIRST
        return [row["account_id"] for row in rows if row["due"]]

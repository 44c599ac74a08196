"""Rules that bind an account as a whole, such as its do-not-contact lists or a pause: a change of them and the claim.

The claim does not lock the tables of these rules. It locks the row of each sender, which has the version of the rules.
A change of a rule changes the version in its own transaction. So the change is committed before the claim, which then
takes nothing that was decided by the former rules, or it comes after the claim.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import connection
from app.domain.engine.decide import Due
from app.services.sending.rules import NOT_OLDER, NOT_RESTORED

_CHANGE = """
UPDATE sender SET rules_version = rules_version + 1
WHERE id IN (SELECT id FROM sender WHERE account_id = ANY($1) ORDER BY id FOR NO KEY UPDATE)
"""
_CHANGE_ALL = """
UPDATE sender SET rules_version = rules_version + 1 WHERE id IN (SELECT id FROM sender ORDER BY id FOR NO KEY UPDATE)
"""
_RESTORED = f"SELECT NOT ({NOT_RESTORED} AND {NOT_OLDER.format('$1')}) AS restored FROM installation r"
_KEEP = "SELECT FROM sender WHERE account_id = $1 ORDER BY id FOR SHARE"
# A rule that holds steps may be dropped at this moment: then its steps are not held, and are looked at again.
_VERSIONS = "SELECT id, rules_version FROM sender WHERE id = ANY($1::uuid[]) FOR SHARE SKIP LOCKED"


async def change_rules(account_ids: Iterable[UUID]) -> None:
    """A rule of these accounts changes in the caller's transaction: what is not claimed yet is decided again.

    Late in the transaction, for the accounts send nothing from here until it ends.
    """
    await connection().execute_query(_CHANGE, [list(account_ids)])


async def change_all_rules() -> None:
    """A rule of every account changes in the caller's transaction."""
    await connection().execute_query(_CHANGE_ALL, [])


async def is_restored(generation: int) -> bool:
    """Whether the database is a restored copy, or older than this process has seen it; in the transaction of whoever
    keeps the rules (`keep_rules`)."""
    [row] = await connection().execute_query_dict(_RESTORED, [generation])
    return bool(row["restored"])


async def keep_rules(account_id: UUID) -> None:
    """Lets nobody change a rule of the account until the caller's transaction ends. A rule that is read after this is
    the rule as it is now."""
    await connection().execute_query(_KEEP, [account_id])


async def on_unchanged_rules(tx: BaseDBAsyncClient, rows: Sequence[Due]) -> list[Due]:
    """Those of the rows whose sender has the rules that the decision was made on, and keeps them until this transaction
    ends. Whoever drops a rule then finds the steps that it holds."""
    if not rows:
        return []
    _, found = await tx.execute_query(_VERSIONS, [list({due.sender_id for due in rows})])
    versions = {row["id"]: row["rules_version"] for row in found}
    return [due for due in rows if versions.get(due.sender_id) == due.rules_version]

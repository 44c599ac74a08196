"""Phones of erased people: their block, which goes on as a hash, and the lock that keeps them from coming back.

`erased_phone` has a row for each scope in which a phone is blocked. The scope is an account's id, where the person was
erased: no lead with this phone is made there again. Or it is a number of ours (E.164) that the phone told to stop, or
`list:` and the id of a partner, on whose do-not-contact list the phone is. These two are stored in clear again when an
account makes a lead with this phone. `key_id` tells which secret the hash needs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection, rows, unseen
from app.deps import Deps
from app.domain.ids import new_ids
from app.domain.people.erased import HashKey, hash_keys, hashed
from app.domain.sms import phones

LIST = "list:"
_LOCK = "hashtextextended('leads of ' || {account}::text, 0)"
# An erasure waits for the transactions that make leads, and they wait for it. So their next statement sees it.
MAKING_LEADS = f"pg_advisory_xact_lock_shared({_LOCK})"
_ERASING = f"SELECT pg_advisory_xact_lock({_LOCK.format(account='$1')})"

# The blocks of these phones, each with its hash. Nothing is looked up while nobody was ever erased.
BLOCKS = f"""
    SELECT k.phone, k.hash, e.scope, e.lead_id, e.created_at
    FROM unnest({unseen("{phones}::text[]")}, {unseen("{hashes}::bytea[]")}) AS k(phone, hash)
    CROSS JOIN LATERAL (SELECT scope, lead_id, created_at FROM erased_phone WHERE hash = k.hash LIMIT 1000) e
    WHERE EXISTS (SELECT FROM erased_phone)
"""
_FIND = BLOCKS.format(phones="$1", hashes="$2")
_NUMBERS_IN_CLEAR = """
INSERT INTO number_opt_out (number, phone, created_at)
SELECT scope, phone, created_at FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(scope, phone, created_at)
WHERE scope ~ '^([+]|MG)' ON CONFLICT DO NOTHING
"""
_LISTS_IN_CLEAR = """
INSERT INTO suppression (id, partner_id, owner_id, phone, is_listed, source, created_at)
SELECT id, substr(scope, 6)::uuid, substr(scope, 6)::uuid, phone, is_listed, $6, created_at
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::uuid[], $5::boolean[])
    AS k(scope, phone, created_at, id, is_listed)
WHERE scope LIKE 'list:%' ON CONFLICT DO NOTHING
"""
_NO_HASHES = """
DELETE FROM erased_phone e USING unnest($1::text[], $2::bytea[]) AS k(scope, hash)
WHERE e.scope = k.scope AND e.hash = k.hash
"""
_OFF_LIST = """
WITH gone AS (DELETE FROM erased_phone WHERE scope = $1 AND hash = ANY($2) RETURNING hash) SELECT hash FROM gone
"""
AS_HASH = "kept as a hash since a person was erased"
"""The source of an entry of a do-not-contact list that is in clear again."""
_BLOCK = """
INSERT INTO erased_phone (hash, scope, lead_id, key_id, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""


def keys_of(deps: Deps) -> tuple[HashKey, ...]:
    """The keys of the hashes; none without the server's secret, and then nobody can be erased."""
    return hash_keys(deps.settings.secret_keys)


async def lock_for_erasure(account_id: UUID) -> None:
    """Waits for the transactions that make leads of the account, and lets them wait until this transaction ends."""
    await connection().execute_query(_ERASING, [str(account_id)])


async def erased_leads(account_id: UUID, keys: Sequence[HashKey], numbers: Iterable[str]) -> dict[str, UUID]:
    """The leads with these phones that were erased in this account, by phone. Part of the caller's transaction."""
    return await apply_blocks(account_id, await rows(_FIND, *hashed(keys, numbers))) if keys else {}


async def apply_blocks(account_id: UUID, blocks: Sequence[Any]) -> dict[str, UUID]:
    """The same, of rows of `BLOCKS`. Other blocks of phones that were not erased here are in clear afterwards."""
    erased = {row.phone: row.lead_id for row in blocks if row.scope == str(account_id)}
    if known := [row for row in blocks if row.phone not in erased and row.scope.startswith(("+", "MG", LIST))]:
        await _store_in_clear(known)
    return erased


async def _store_in_clear(blocks: Sequence[Any]) -> None:
    spelled = [(row, spelling) for row in blocks for spelling in phones.spellings(row.phone)]
    columns = [[row.scope for row, _ in spelled], [spelling for _, spelling in spelled]]
    columns.append([row.created_at for row, _ in spelled])
    listed = [spelling == phones.canonical(spelling) for _, spelling in spelled]
    await connection().execute_query(_NUMBERS_IN_CLEAR, columns)
    await connection().execute_query(_LISTS_IN_CLEAR, [*columns, new_ids(len(spelled)), listed, AS_HASH])
    await connection().execute_query(_NO_HASHES, [[row.scope for row in blocks], [row.hash for row in blocks]])


async def take_off_list(partner_id: UUID, keys: Sequence[HashKey], numbers: Iterable[str]) -> int:
    """Takes the phones of erased people off the partner's do-not-contact list; how many."""
    if not keys:
        return 0
    found = await rows(_OFF_LIST, f"{LIST}{partner_id}", hashed(keys, numbers)[1])
    return len(found)


async def block(key: HashKey, phone: str, scope: str, lead_id: UUID | None, at: datetime) -> None:
    """Blocks a phone in a scope, by its hash alone."""
    await connection().execute_query(_BLOCK, [key.hash(phone), scope, lead_id, key.id, at])

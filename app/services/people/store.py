"""The SQL of importing leads: at most eight statements in one transaction, for one row or for a thousand.

Imports into one account wait for each other, so that no other import uses the same externalId meanwhile. Then locks are
taken in the order of `services/enrollment/store`: the sequence, then leads by phone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.db import connection
from app.domain.ids import new_ids
from app.domain.people.merging import Columns, CurrentLead
from app.services.enrollment import MAKING_LEADS, LeadInsertedConcurrently

TEXTS = (
    "phone first_name last_name name email property_address external_id source notes time_zone state postal_code"
).split()
JSON = ("metadata", "consent")
COLUMNS = (*TEXTS, "status", *JSON)
STATE: dict[str, Any] = {
    "opted_out_at": None,
    "erased_at": None,
    "inbound_count": 0,
    "paused_at": None,
    "paused_until": None,
    "pause_reason": None,
    "paused_by": None,
    "updated_at": None,
    "sender_id": None,
    "dead_number_code": None,
}
"""The columns that are not in `COLUMNS`, with their values in a new lead. An import writes two of them by itself: an
opt-out, and when the lead changed."""
NEW = "NEW"
"""The status of a lead about whom nobody said anything: an import fills it like an empty field."""

_LOCK_IMPORTS = f"""
SELECT pg_advisory_xact_lock(hashtextextended('import into ' || $1::text, 0)), {MAKING_LEADS.format(account="$1")}
"""
# LATERAL and LIMIT make PostgreSQL look up each lead in its index, even when the statistics of the table are old:
# without them it reads the whole account for a batch. For a phone, BETWEEN and ORDER BY keep it from the index of the
# account's ids. The externalId is the first of its index from this value on: a condition with `=` may be answered from
# the index of the phones.
_LOCK_NAMED = f"""
WITH meant AS (
    SELECT l.phone, l.id FROM unnest($2::text[]) AS n(phone)
    CROSS JOIN LATERAL (
        SELECT id, phone FROM lead WHERE account_id = $1 AND phone BETWEEN n.phone AND n.phone
        ORDER BY phone LIMIT 1) l
    UNION
    SELECT l.phone, l.id FROM unnest($3::text[]) AS n(external_id)
    CROSS JOIN LATERAL (
        SELECT id, phone, account_id, external_id FROM lead
        WHERE external_id IS NOT NULL AND (account_id, external_id) >= ($1, n.external_id)
        ORDER BY account_id, external_id LIMIT 1) l
    WHERE l.account_id = $1 AND l.external_id = n.external_id
    ORDER BY phone)
SELECT l.* FROM meant CROSS JOIN LATERAL (
    SELECT id, account_id, {", ".join(STATE)}, created_at, {", ".join((*TEXTS, *JSON))},
           nullif(status, '{NEW}') AS status
    FROM lead WHERE id = meant.id LIMIT 1 FOR NO KEY UPDATE) l
"""
_ARRAYS = ", ".join(f"${n}::text[]" for n in range(2, 2 + len(COLUMNS)))
_ROWS = f"unnest($1::uuid[], {_ARRAYS}) AS n(id, {', '.join(COLUMNS)})"
_INSERT = f"""
WITH made AS (
    INSERT INTO lead (id, account_id, created_at, {", ".join(COLUMNS)})
    SELECT n.id, ${len(COLUMNS) + 2}, ${len(COLUMNS) + 3}, {", ".join(f"n.{name}" for name in TEXTS)},
           coalesce(n.status, '{NEW}'), {", ".join(f"n.{name}::jsonb" for name in JSON)}
    FROM {_ROWS}
    ORDER BY n.phone
    ON CONFLICT DO NOTHING RETURNING id)
SELECT count(*) AS made FROM made
"""
_FILL = f"""
UPDATE lead SET {", ".join(f"{name} = coalesce(lead.{name}, n.{name})" for name in TEXTS)},
       status = CASE lead.status WHEN '{NEW}' THEN coalesce(n.status, '{NEW}') ELSE lead.status END,
       metadata = coalesce(n.metadata::jsonb, lead.metadata), consent = coalesce(lead.consent, n.consent::jsonb),
       updated_at = ${len(COLUMNS) + 2}
FROM {_ROWS} WHERE lead.id = n.id
"""


async def lock_imports(account_id: UUID) -> None:
    """Waits for the other imports into this account, and lets them wait until this transaction ends."""
    await connection().execute_query(_LOCK_IMPORTS, [str(account_id)])


async def lock_named(account_id: UUID, rows: Sequence[Columns]) -> list[CurrentLead]:
    """Every lead with a phone or externalId of these rows, its row locked until the transaction ends."""
    phones, external = [row["phone"] for row in rows], [row["external_id"] for row in rows if row["external_id"]]
    _, found = await connection().execute_query(_LOCK_NAMED, [account_id, phones, external])
    return [CurrentLead({**row, **{name: _read(row[name]) for name in JSON}}) for row in found]


def _read(column: str | None) -> Any:
    return None if column is None else orjson.loads(column)


async def write(account_id: UUID, leads: Sequence[CurrentLead], now: datetime) -> None:
    """Inserts the new leads, and fills the columns of the others."""
    new = [lead for lead in leads if lead.is_new]
    for lead, new_id in zip(new, new_ids(len(new)), strict=True):
        own = {"opted_out_at": lead.columns["opted_out_at"]}
        lead.columns |= {"id": new_id, "account_id": account_id, **STATE, **own, "created_at": now}
    if new:
        _, [row] = await connection().execute_query(_INSERT, [*_arrays(new, COLUMNS), account_id, now])
        if row["made"] < len(new):
            raise LeadInsertedConcurrently
    if filled := [lead for lead in leads if lead.filled and not lead.is_new]:
        await connection().execute_query(_FILL, [*_arrays(filled), now])
        for lead in filled:
            lead.columns["updated_at"] = now
    for lead in leads:
        lead.columns["status"] = lead.columns["status"] or NEW


def _arrays(leads: Sequence[CurrentLead], names: Collection[str] | None = None) -> list[list[Any]]:
    """An array for each column: of each lead the columns with these names, or else the filled columns."""
    ids = [lead.columns["id"] for lead in leads]
    return [ids, *([_value(lead, name, names or lead.filled) for lead in leads] for name in COLUMNS)]


def _value(lead: CurrentLead, name: str, wanted: Collection[str]) -> Any:
    value = lead.columns[name] if name in wanted else None
    return orjson.dumps(value).decode() if name in JSON and value is not None else value

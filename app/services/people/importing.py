"""Importing leads, in SQL: at most six statements inside one transaction, whether for one row or for a thousand.

Imports into one account take turns, so that nobody else gives out an externalId meanwhile. Then the locks are taken
in the order of `enrolling`: the sequence, then leads by their phones.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.db import connection
from app.domain.ids import new_ids
from app.domain.people.merging import Columns, Known
from app.services.enrollment import LeadInsertedConcurrently

TEXTS = "phone first_name last_name name email property_address external_id source notes time_zone".split()
SAID = (*TEXTS, "metadata")

_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('import into ' || $1::text, 0))"
# LATERAL and LIMIT: each lead is looked up in its index, whatever the planner believes of the table. Left to itself it
# reads the whole account for a batch while its statistics are old. The externalId is the first from itself on, in the
# order of its index: asked for as equal, it may be looked for in the index of the phones.
_KNOWN = f"""
WITH meant AS (
    SELECT l.phone, l.id FROM unnest($2::text[]) AS n(phone)
    CROSS JOIN LATERAL (SELECT id, phone FROM lead WHERE account_id = $1 AND phone = n.phone LIMIT 1) l
    UNION
    SELECT l.phone, l.id FROM unnest($3::text[]) AS n(external_id)
    CROSS JOIN LATERAL (
        SELECT id, phone, account_id, external_id FROM lead
        WHERE external_id IS NOT NULL AND (account_id, external_id) >= ($1, n.external_id)
        ORDER BY account_id, external_id LIMIT 1) l
    WHERE l.account_id = $1 AND l.external_id = n.external_id
    ORDER BY phone)
SELECT l.* FROM meant CROSS JOIN LATERAL (
    SELECT id, account_id, opted_out_at, inbound_count, created_at, {", ".join(SAID)} FROM lead
    WHERE id = meant.id LIMIT 1 FOR NO KEY UPDATE) l
"""
_SAID = f"unnest($1::uuid[], {', '.join(f'${n}::text[]' for n in range(2, 2 + len(SAID)))}) AS n(id, {', '.join(SAID)})"
_INSERT = f"""
WITH made AS (
    INSERT INTO lead (id, account_id, created_at, {", ".join(SAID)})
    SELECT n.id, $13, $14, {", ".join(f"n.{name}" for name in TEXTS)}, n.metadata::jsonb FROM {_SAID}
    ORDER BY n.phone
    ON CONFLICT DO NOTHING RETURNING id)
SELECT count(*) AS made FROM made
"""
_FILL = f"""
UPDATE lead SET {", ".join(f"{name} = coalesce(lead.{name}, n.{name})" for name in TEXTS)},
       metadata = coalesce(lead.metadata, n.metadata::jsonb)
FROM {_SAID} WHERE lead.id = n.id
"""


async def take_turns(account_id: UUID) -> None:
    """Waits until no other import into this account is under way, and keeps them waiting until this one is done."""
    await connection().execute_query(_TAKE_TURNS, [str(account_id)])


async def known(account_id: UUID, rows: Sequence[Columns]) -> list[Known]:
    """Every lead with a phone or externalId of these rows, locked until the transaction ends."""
    phones, external = [row["phone"] for row in rows], [row["external_id"] for row in rows if row["external_id"]]
    _, found = await connection().execute_query(_KNOWN, [account_id, phones, external])
    return [Known(dict(row)) for row in found]


async def store(account_id: UUID, leads: Sequence[Known], now: datetime) -> None:
    """Makes those that are fresh, and fills what is to be filled in the others."""
    fresh = [lead for lead in leads if lead.fresh]
    for lead, new in zip(fresh, new_ids(len(fresh)), strict=True):
        lead.columns |= {
            "id": new,
            "account_id": account_id,
            "opted_out_at": None,
            "inbound_count": 0,
            "created_at": now,
        }
    if fresh:
        _, [row] = await connection().execute_query(_INSERT, [*_arrays(fresh, SAID), account_id, now])
        if row["made"] < len(fresh):
            raise LeadInsertedConcurrently
    if filled := [lead for lead in leads if lead.filled and not lead.fresh]:
        await connection().execute_query(_FILL, _arrays(filled))


def _arrays(leads: Sequence[Known], names: Collection[str] | None = None) -> list[list[Any]]:
    """A column after the other: of each lead these, or else what was filled."""
    ids = [lead.columns["id"] for lead in leads]
    return [ids, *([_value(lead, name, names or lead.filled) for lead in leads] for name in SAID)]


def _value(lead: Known, name: str, wanted: Collection[str]) -> Any:
    value = lead.columns[name] if name in wanted else None
    return orjson.dumps(value).decode() if name == "metadata" and value is not None else value

"""Opt-outs that no message told: by an import, and by a change of the phone. Many in one statement.

Each counts like a STOP: it binds the account and the account's number, its evidence is stored, and every active
enrollment is canceled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.db import connection
from app.domain.ids import new_ids
from app.domain.sms import phones
from app.domain.vocabulary import CancelReason
from app.services.enrollment import cancel_of_leads

BY_IMPORT = "import"
BY_MOVE = "phone:moved"


@dataclass(frozen=True, slots=True)
class OptOut:
    """One lead with the phone that is bound, and when the person opted out."""

    lead_id: UUID
    phone: str
    at: datetime


_APPLY = """
WITH n AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS n(id, lead_id, phone, at)),
bound AS (
    INSERT INTO number_opt_out (number, phone, created_at)
    SELECT $6, phone, at FROM unnest($7::text[], $8::timestamptz[]) AS spelled(phone, at)
    ON CONFLICT DO NOTHING),
told AS (
    INSERT INTO consent_event (id, account_id, phone, change, rule, number, created_at)
    SELECT id, $5, phone, 'OPT_OUT', $9, $6, at FROM n)
UPDATE lead SET opted_out_at = coalesce(opted_out_at, n.at) FROM n WHERE lead.id = n.lead_id
"""
_BIND = """
INSERT INTO number_opt_out (number, phone, created_at) SELECT $1, phone, $3 FROM unnest($2::text[]) AS phone
ON CONFLICT DO NOTHING
"""
_OPTED_IN = """
SELECT DISTINCT n.phone, n.at FROM unnest($2::text[], $3::timestamptz[]) AS n(phone, at)
JOIN consent_event c ON c.account_id = $1 AND c.phone = n.phone
WHERE c.change = 'OPT_IN' AND c.created_at >= n.at AND c.lead_id IS NULL
"""


async def bind(number: str, phone: str, at: datetime) -> None:
    """Keeps this phone, in every spelling, from being written to from this number."""
    await connection().execute_query(_BIND, [number, list(phones.spellings(phone)), at])


async def apply(account_id: UUID, sender: str, rule: str, found: Sequence[OptOut], now: datetime) -> None:
    """Opts these leads out. In the caller's transaction, with the leads locked. `sender` is the account's number."""
    if not found:
        return
    spelled = [(spelling, one.at) for one in found for spelling in phones.spellings(one.phone)]
    each = [
        new_ids(len(found)),
        [one.lead_id for one in found],
        [one.phone for one in found],
        [one.at for one in found],
    ]
    numbers = [[phone for phone, _ in spelled], [at for _, at in spelled]]
    await connection().execute_query(_APPLY, [*each, account_id, sender, *numbers, rule])
    await cancel_of_leads([one.lead_id for one in found], CancelReason.OPTED_OUT, now)


async def opted_in_since(account_id: UUID, opted_out: Sequence[tuple[str, datetime]]) -> set[tuple[str, datetime]]:
    """Those of the opt-outs after which the phone opted in to this account: that is the last word."""
    if not opted_out:
        return set()
    values = [account_id, [phone for phone, _ in opted_out], [at for _, at in opted_out]]
    return {(row["phone"], row["at"]) for row in await connection().execute_query_dict(_OPTED_IN, values)}

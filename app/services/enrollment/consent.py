"""Who may be written to: opt-outs, do-not-contact lists, and consent. Consent is stored, and the steps that waited for
it go on. No sweep looks for them.

A step is held without an alarm, so the change that ends its hold wakes it in the same transaction. A worker may be
holding the step at that moment, on what it read before the change: see `_WAKE_LEADS` and `sending/account_rules.py`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import orjson

from app.db import connection
from app.domain.people.consent import Consent
from app.domain.vocabulary import StepReason
from app.models import Suppression

_STORE = "UPDATE lead SET consent = $2::jsonb WHERE id = $1"
_FILL = "UPDATE lead SET consent = coalesce(consent, $2::jsonb) WHERE id = $1"
# Every running step of the lead that is not in flight, also one that is not held yet: its row is locked by the worker
# that is about to hold it, so this waits, and then reads the row as it is after that.
_WAKE_LEADS = """
UPDATE enrollment
SET wake_at = CASE hold_reason WHEN 'NO_CONSENT' THEN greatest(due_at, $2) ELSE wake_at END,
    hold_reason = nullif(hold_reason, 'NO_CONSENT')
WHERE lead_id = ANY($1) AND status = 'ACTIVE' AND attempt_id IS NULL
RETURNING wake_at
"""
_WAKE_ACCOUNT = """
UPDATE enrollment SET wake_at = greatest(due_at, $2), hold_reason = NULL
WHERE account_id = $1 AND hold_reason = ANY($3) AND status = 'ACTIVE' AND attempt_id IS NULL
RETURNING wake_at
"""


async def store_consent(lead_id: UUID, consent: Consent, now: datetime, *, only_first: bool = False) -> set[datetime]:
    """Stores the lead's consent; the moments to wake the workers at. In the caller's transaction, with the lead locked.

    With `only_first` a consent that is stored already stays.
    """
    column = orjson.dumps(consent.as_json()).decode()
    await connection().execute_query(_FILL if only_first else _STORE, [lead_id, column])
    return await wake_consented([lead_id], now)


async def wake_consented(lead_ids: Sequence[UUID], now: datetime) -> set[datetime]:
    """Wakes the steps of these leads, whose consent is stored now; the moments to wake the workers at. In the caller's
    transaction, with the leads locked."""
    _, rows = await connection().execute_query(_WAKE_LEADS, [list(lead_ids), now])
    return {row["wake_at"] for row in rows if row["wake_at"]}


async def wake_of_account(account_id: UUID, reasons: Collection[StepReason], now: datetime) -> set[datetime]:
    """Wakes the account's steps that wait for one of these reasons, since a rule of the account has changed; the
    moments to wake the workers at. In the caller's transaction, after `sending.change_rules`."""
    _, rows = await connection().execute_query(_WAKE_ACCOUNT, [account_id, now, list(reasons)])
    return {row["wake_at"] for row in rows}


async def opted_out_of(senders: Sequence[str], phone: str) -> datetime | None:
    """When this phone first opted out of messages from one of these senders, whichever account had it then."""
    [row] = await connection().execute_query_dict(
        "SELECT min(created_at) AS at FROM number_opt_out WHERE number = ANY($1) AND phone = $2", [list(senders), phone]
    )
    at: datetime | None = row["at"]
    return at


async def is_suppressed(partner_id: UUID, account_id: UUID, phone: str) -> bool:
    """Whether the phone is on a do-not-contact list of the account or of the partner."""
    owners = [account_id, partner_id]
    return await Suppression.of(partner_id).filter(phone=phone, owner_id__in=owners).exists()

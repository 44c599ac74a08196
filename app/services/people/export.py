"""Everything that is stored about a person, as JSON."""

import re
from typing import Any
from uuid import UUID

import orjson

from app.db import rows
from app.domain import ids
from app.domain.sms import phones
from app.models import Lead
from app.services.people.erasure import REFUSED_ROWS, names_in_files

# Whole rows: a column that is added to a table is exported by itself. $1 is the lead's id.
_OF_LEAD = {
    "messages": (ids.MESSAGE, "SELECT * FROM message WHERE lead_id = $1"),
    "media": (ids.MEDIUM, "SELECT f.* FROM medium f JOIN message m ON m.id = f.message_id WHERE m.lead_id = $1"),
    "enrollments": (ids.ENROLLMENT, "SELECT * FROM enrollment WHERE lead_id = $1"),
    "stepRuns": (None, "SELECT s.* FROM step_run s JOIN enrollment e ON e.id = s.enrollment_id WHERE e.lead_id = $1"),
    "drafts": (ids.DRAFT, "SELECT d.* FROM draft d JOIN enrollment e ON e.id = d.enrollment_id WHERE e.lead_id = $1"),
    "conversations": (ids.CONVERSATION, "SELECT * FROM conversation WHERE id = $1"),
    "suggestions": (ids.DRAFT, "SELECT * FROM suggestion WHERE lead_id = $1"),
    "events": (None, "SELECT * FROM lead_event WHERE lead_id = $1"),
    "consentEvents": (
        None,
        "SELECT c.* FROM lead l JOIN consent_event c ON c.account_id = l.account_id"
        " AND (c.lead_id = l.id OR (c.lead_id IS NULL AND c.phone = l.phone)) WHERE l.id = $1",
    ),
    "webhookEvents": (ids.EVENT, "SELECT * FROM webhook_event WHERE lead_id = $1"),
    "webhookDeliveries": (
        ids.WEBHOOK_DELIVERY,
        "SELECT d.* FROM webhook_delivery d JOIN webhook_event e ON e.id = d.event_id WHERE e.lead_id = $1",
    ),
    "suppressions": (
        None,
        "SELECT s.* FROM lead l JOIN account a ON a.id = l.account_id"
        " JOIN suppression s ON s.phone = l.phone AND s.owner_id IN (a.id, a.partner_id) WHERE l.id = $1",
    ),
}
# Opt-outs that the phone told to numbers of this account, and to no other account's.
_NUMBERS = """
SELECT o.number, o.created_at FROM number_opt_out o
WHERE o.phone = ANY($1) AND o.number IN (SELECT address FROM sender WHERE account_id = $2)
"""
_IDS = {
    "account_id": ids.ACCOUNT,
    "lead_id": ids.LEAD,
    "sequence_id": ids.SEQUENCE,
    "enrollment_id": ids.ENROLLMENT,
    "message_id": ids.MESSAGE,
    "attempt_id": ids.MESSAGE,
    "reply_id": ids.MESSAGE,
    "sender_id": ids.SENDER,
    "held_by": ids.SENDER,
    "event_id": ids.EVENT,
    "endpoint_id": ids.WEBHOOK_ENDPOINT,
    **dict.fromkeys(("last_message_id", "last_inbound_id", "read_id", "answered_id"), ids.MESSAGE),
    **dict.fromkeys(("decided_id", "dismissed_id"), ids.MESSAGE),
}
"""The columns that have an id which the API knows."""


async def lead_export(partner_id: UUID, lead_id: UUID) -> dict[str, Any] | None:
    """All rows about the lead, oldest first; None if the partner has no such lead.

    The names are the columns', as the API spells names; ids and times are as in the API.
    """
    lead = await Lead.of(partner_id).get_or_none(id=lead_id)
    if lead is None:
        return None
    [found] = await _json("SELECT * FROM lead WHERE id = $1", ids.LEAD, lead.id)
    lists = {name: await _json(sql, kind, lead.id) for name, (kind, sql) in _OF_LEAD.items()}
    refused = [lead.account_id, lead.phone, names_in_files(lead)]
    lists["refusedRows"] = await _json(f"SELECT r.* FROM import_rejection r WHERE {REFUSED_ROWS}", None, *refused)
    numbers = await _json(_NUMBERS, None, list(phones.spellings(lead.phone)), lead.account_id, order="r.created_at")
    return {"lead": found, **lists, "numberOptOuts": numbers}


async def _json(sql: str, kind: str | None, *values: Any, order: str = "r.id") -> list[dict[str, Any]]:
    """The rows of a statement; `kind` is the prefix of their ids in the API, if the API knows them."""
    found = await rows(f"SELECT to_jsonb(r) AS row FROM ({sql}) r ORDER BY {order}", *values)
    return [_told(orjson.loads(one.row), {**_IDS, "id": kind} if kind else _IDS) for one in found]


def _told(row: dict[str, Any], prefixes: dict[str, str]) -> dict[str, Any]:
    return {_camel(name): _value(prefixes.get(name), value) for name, value in row.items()}


def _value(prefix: str | None, value: Any) -> Any:
    return ids.encode(prefix, UUID(value)) if prefix and value is not None else value


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)

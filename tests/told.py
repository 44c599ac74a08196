"""A recount of the events that partners are told of, in plain Python over the raw rows.

It knows nothing of the triggers: what calls for an event is written here once more.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson

Fetch = Callable[..., Awaitable[list[Any]]]
Key = tuple[str, UUID]
"""The type of an event, and the row that it is about."""

SUBJECTS = {
    **dict.fromkeys(
        ("message.sent", "message.delivered", "message.failed", "conversation.reply_received"), "message_id"
    ),
    **dict.fromkeys(("lead.created", "conversation.started"), "lead_id"),
    **dict.fromkeys(
        ("enrollment.started", "sequence.completed", "enrollment.cancelled", "sequence.reply_received"), "enrollment_id"
    ),
}
"""The events of which rows say how often they must be told, and what in their data names the row."""


async def mistold(fetch: Fetch) -> dict[Key, tuple[int, int]]:
    """Every event that was told too often or not often enough: how often it was, and how often it should have been.

    For a partner with an endpoint for all events since before there was any row.
    """
    told, right = await told_events(fetch), await called_for(fetch)
    return {key: (told[key], right[key]) for key in told.keys() | right.keys() if told[key] != right[key]}


async def told_events(fetch: Fetch) -> Counter[Key]:
    """What was told. A person's message that failed while the caller waited is told as failed, and withdrawn."""
    found: Counter[Key] = Counter()
    messages = {row["id"] for row in await fetch("SELECT id FROM message")}
    for event in await fetch("SELECT type, lead_id, data FROM webhook_event"):
        data = orjson.loads(event["data"])
        if event["type"] == "message.failed" and UUID(data["message_id"]) not in messages:
            continue
        if subject := SUBJECTS.get(event["type"]):
            found[event["type"], UUID(data[subject])] += 1
        if event["type"] == "step.skipped":
            found["step.skipped", UUID(data["enrollment_id"])] += 1
        if event["type"] in ("lead.opted_out", "lead.opted_in"):
            found["opt-out", event["lead_id"]] += 1 if event["type"] == "lead.opted_out" else -1
    return found


async def called_for(fetch: Fetch) -> Counter[Key]:
    """What the rows call for."""
    found: Counter[Key] = Counter()
    for lead in await fetch("SELECT id, opted_out_at FROM lead"):
        found["lead.created", lead["id"]] += 1
        found["opt-out", lead["id"]] += lead["opted_out_at"] is not None
    for run in await fetch("SELECT id, status, replied_at FROM enrollment"):
        found["enrollment.started", run["id"]] += 1
        found["sequence.completed", run["id"]] += run["status"] == "COMPLETED"
        found["enrollment.cancelled", run["id"]] += run["status"] == "CANCELLED"
        found["sequence.reply_received", run["id"]] += run["replied_at"] is not None
    for step in await fetch("SELECT enrollment_id FROM step_run WHERE status = 'SKIPPED'"):
        found["step.skipped", step["enrollment_id"]] += 1
    started = set()
    for message in await fetch("SELECT id, lead_id, direction, status, sent_at, superseded, read_as FROM message"):
        if message["direction"] == "INBOUND":
            found["conversation.reply_received", message["id"]] += message["read_as"] in ("REPLY", "UNCLEAR")
        else:
            is_lost = message["status"] in ("FAILED", "UNDELIVERED") and not message["superseded"]
            found["message.sent", message["id"]] += message["sent_at"] is not None
            found["message.delivered", message["id"]] += message["status"] == "DELIVERED"
            found["message.failed", message["id"]] += is_lost
        if message["direction"] == "INBOUND" or message["sent_at"] is not None:
            started.add(message["lead_id"])
    return found + Counter({("conversation.started", lead_id): 1 for lead_id in started})


async def undelivered(fetch: Fetch) -> int:
    """How many deliveries are missing or too many: each enabled endpoint has one for each event that it wants."""
    [row] = await fetch(
        """SELECT count(*) AS count FROM webhook_event e
           JOIN webhook_endpoint w ON w.partner_id = e.partner_id AND w.status = 'ENABLED'
           LEFT JOIN webhook_delivery d ON d.event_id = e.id AND d.endpoint_id = w.id
           WHERE e.type <> 'webhook.test' AND (d.id IS NULL) IS DISTINCT FROM NOT (
                (e.type = ANY(w.events) OR '*' = ANY(w.events))
                AND (w.account_ids = '{}' OR e.account_id = ANY(w.account_ids)))"""
    )
    return int(row["count"])

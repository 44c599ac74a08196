"""The status of a lead: what callers set, or CONTACTED for a new lead with a message.

A first message writes nothing to the lead: that would move the lead's row to another place in each of its indexes, and
cost a fifth of the step. The message row, which the claim inserts, says that the lead was contacted. It takes the lead
out of the table `new_lead`, by which the leads that are NEW are listed (migration 0062).
"""

from collections.abc import Iterable
from uuid import UUID

from app.db import rows
from app.domain.vocabulary import LeadStatus
from app.models import Lead

CONTACTED = """((
    SELECT true FROM message m
    WHERE m.lead_id = {lead} AND m.direction = 'OUTBOUND' AND m.status <> 'FAILED' AND NOT m.superseded
    LIMIT 1) IS NOT NULL)"""
"""Whether a message to the lead was sent, is being sent, or may have been sent.

Not EXISTS, of which PostgreSQL may make a join: for the leads of a small account it then reads everybody's messages.
"""

_CONTACTED = f"SELECT id FROM unnest($1::uuid[]) AS wanted(id) WHERE {CONTACTED.format(lead='wanted.id')}"


async def contacted(lead_ids: Iterable[UUID]) -> dict[UUID, bool]:
    """True for each of these leads that has a message, in one statement."""
    return {row["id"]: True for row in await rows(_CONTACTED, list(lead_ids))}


async def statuses(leads: Iterable[Lead]) -> dict[UUID, LeadStatus]:
    """The status of each lead, in at most one statement."""
    stored = {lead.id: lead.status for lead in leads}
    new = [lead_id for lead_id, status in stored.items() if status is LeadStatus.NEW]
    found = await contacted(new) if new else {}
    return {lead_id: shown(status, lead_id in found) for lead_id, status in stored.items()}


def shown(stored: LeadStatus, has_message: bool) -> LeadStatus:
    """The status that callers see."""
    return LeadStatus.CONTACTED if stored is LeadStatus.NEW and has_message else stored

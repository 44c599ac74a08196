"""Finding enrollments."""

from collections.abc import Iterable
from uuid import UUID

from app.db import rows
from app.domain.vocabulary import EnrollmentStatus
from app.models import Enrollment
from app.services.paging import MAX_LIMIT, OLDEST_FIRST, Listing, Slice, Window, part


async def enrollments_of_account(
    partner_id: UUID, account_id: UUID, sequence_id: UUID | None, status: EnrollmentStatus | None, window: Window
) -> Slice[Enrollment]:
    """The enrollments of the account, oldest first; with a sequence or a status, only enrollments with it."""
    query = Enrollment.of(partner_id)
    if sequence_id is not None:
        query = query.filter(sequence_id=sequence_id)
    if status is not None:
        query = query.filter(status=status)
    return await part(query, window, account_id=account_id)


_OF_LEAD = Listing(Enrollment, "lead_id", OLDEST_FIRST, "($4::text IS NULL OR x.status = $4)")


async def parts_of_leads(
    lead_ids: Iterable[UUID], status: EnrollmentStatus | None, window: Window
) -> dict[UUID, Slice[Enrollment]]:
    """The same part of the list of each lead's enrollments, oldest first, in one statement."""
    return await _OF_LEAD.of_each(lead_ids, window, status)


async def active_leads(lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the leads that have an active enrollment, in one statement."""
    wanted = list(lead_ids)
    found = await rows("SELECT lead_id FROM enrollment WHERE lead_id = ANY($1) AND status = 'ACTIVE'", wanted)
    return {row["lead_id"] for row in found}


async def enrollments_of_leads(
    partner_id: UUID, lead_ids: Iterable[UUID], limit: int = MAX_LIMIT, offset: int = 0
) -> dict[UUID, list[Enrollment]]:
    """The last `limit` enrollments of each lead without the last `offset`, oldest first, in two statements."""
    last = await rows(_LAST_ENROLLMENTS, list(lead_ids), limit, offset)
    found: dict[UUID, list[Enrollment]] = {}
    for row in await Enrollment.of(partner_id).filter(id__in=[row["id"] for row in last]).order_by("id"):
        found.setdefault(row.lead_id, []).append(row)
    return found


_LAST_ENROLLMENTS = """
SELECT e.id FROM unnest($1::uuid[]) AS wanted (id)
CROSS JOIN LATERAL (SELECT id FROM enrollment WHERE lead_id = wanted.id ORDER BY id DESC LIMIT $2 OFFSET $3) AS e
"""

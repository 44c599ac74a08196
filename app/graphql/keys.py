"""What a loader is asked by where an id is not enough: an owner, and which part of its rows."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.domain.vocabulary import EnrollmentStatus, WebhookDeliveryStatus
from app.models import Lead
from app.services.paging import Window


class SequenceList(NamedTuple):
    """The key of one page of sequences of one account."""

    account_id: UUID
    is_active: bool | None
    window: Window


class PartOf(NamedTuple):
    """The key of one part of a list that belongs to a row: of the versions of a sequence, the newest first, or of the
    refused rows of an import."""

    owner_id: UUID
    limit: int
    offset: int


class Days(NamedTuple):
    """The key of one account's use of the model in a range of days, the first and the last day included."""

    account_id: UUID
    first: date
    last: date


class StatsOf(NamedTuple):
    """The key of the counts of one account in a range of days, the first and the last day included."""

    account_id: UUID
    first: date
    last: date


class FunnelOf(NamedTuple):
    """The key of the counts of one sequence, of the runs that began in a range of days."""

    sequence_id: UUID
    account_id: UUID
    first: date
    last: date


class PartOfLead(NamedTuple):
    """The key of one part of a list that belongs to a lead. `offset` counts from the newest row."""

    lead: Lead
    limit: int
    offset: int


class ListOfLead(NamedTuple):
    """The key of one part of a list that belongs to a lead, by cursors. `status` narrows enrollments."""

    lead_id: UUID
    window: Window
    status: EnrollmentStatus | None = None


class DeliveriesOf(NamedTuple):
    """The key of one part of the deliveries to an endpoint."""

    endpoint_id: UUID
    window: Window
    status: WebhookDeliveryStatus | None

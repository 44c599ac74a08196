"""Looking things up: pages, and many rows at once. Every finder starts from the partner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from tortoise.queryset import QuerySet

from app.domain import phones
from app.domain.vocabulary import EnrollmentStatus
from app.models import Account, Enrollment, Lead, Message, Row, Sequence, Step

R = TypeVar("R", bound=Row)

DEFAULT_LIMIT, MAX_LIMIT = 50, 250
MAX_OFFSET = 1_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class Slice(Generic[R]):
    """Part of a list, and how long the whole list is."""

    rows: list[R]
    total: int


async def part(query: QuerySet[R], window: Window, *order: str) -> Slice[R]:
    """One part of what a query finds. Ids grow with time, so they are the order of creation."""
    total = await query.count()
    if window.offset >= total:
        return Slice([], total)
    return Slice(await query.order_by(*(order or ("id",))).offset(window.offset).limit(window.limit), total)


async def by_id(model: type[R], partner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, R]:
    """The partner's rows with these ids, in one statement."""
    return {row.id: row for row in await model.of(partner_id).filter(id__in=list(ids))}


async def lead_by_phone(partner_id: UUID, account_id: UUID, phone: str) -> Lead | None:
    """The lead with this phone, written in any way that the account's country understands."""
    account = await Account.of(partner_id).get_or_none(id=account_id)
    if account is None:
        return None
    number = phones.normalise(phone, phones.region_of(account.phone_number) or "US")
    return await Lead.of(partner_id).get_or_none(account_id=account_id, phone=number) if number else None


async def enrollments(
    partner_id: UUID, account_id: UUID, sequence_id: UUID | None, status: EnrollmentStatus | None, window: Window
) -> Slice[Enrollment]:
    """The enrolments of an account, oldest first, perhaps of one sequence or in one state only."""
    query = Enrollment.of(partner_id).filter(account_id=account_id)
    if sequence_id is not None:
        query = query.filter(sequence_id=sequence_id)
    if status is not None:
        query = query.filter(status=status)
    return await part(query, window)


async def messages(partner_id: UUID, account_id: UUID, phone: str, window: Window) -> Slice[Message]:
    """The conversation with one phone, newest first. An attempt that was proved absent is no message."""
    lead = await lead_by_phone(partner_id, account_id, phone)
    if lead is None:
        return Slice([], 0)
    query = Message.of(partner_id).filter(lead_id=lead.id, superseded=False)
    return await part(query, window, "-created_at", "-id")


async def enrollments_of(partner_id: UUID, lead_ids: Iterable[UUID]) -> dict[UUID, list[Enrollment]]:
    """All enrolments of these leads, oldest first, in one statement."""
    found: dict[UUID, list[Enrollment]] = {}
    for row in await Enrollment.of(partner_id).filter(lead_id__in=list(lead_ids)).order_by("id"):
        found.setdefault(row.lead_id, []).append(row)
    return found


async def current_steps(partner_id: UUID, rows: Iterable[Sequence]) -> dict[UUID, list[Step]]:
    """The steps of today's version of each of these sequences, in order, in one statement."""
    versions = {row.id: row.version for row in rows}
    found: dict[UUID, list[Step]] = {key: [] for key in versions}
    query = Step.of(partner_id).filter(
        version__sequence_id__in=list(versions), version__version__in=set(versions.values())
    )
    for step in await query.select_related("version").order_by("position"):
        if versions[step.version.sequence_id] == step.version.version:
            found[step.version.sequence_id].append(step)
    return found

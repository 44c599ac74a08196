"""Loaders of rows that several parts of an answer need: many rows in one statement. Every request has its own."""

from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Sequence as Rows
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from app.deps import Deps
from app.domain.media.fetching import MAX_FILES
from app.domain.numbers.counts import AccountStats, StepTotals
from app.domain.vocabulary import EnrollmentStatus, WebhookDeliveryStatus
from app.graphql.guard.budget import Budget
from app.graphql.keys import Days, DeliveriesOf, FunnelOf, ListOfLead, PartOf, PartOfLead, SequenceList, StatsOf
from app.models import (
    Account,
    Connection,
    ConsentEvent,
    Enrollment,
    ImportRejection,
    Lead,
    Medium,
    Message,
    Partner,
    Sender,
    Sequence,
    SequenceVersion,
    Step,
    Suggestion,
    Suppression,
    WebhookDelivery,
)
from app.services import accounts, ai, numbers, paging, people, sending, sequences, webhooks
from app.services.ai import UsageReport
from app.services.conversations import consent_history, last_messages, messages_of_leads
from app.services.enrollment import (
    Entry,
    enrollment_parts_of_leads,
    enrollments_of_leads,
    next_steps_at,
    timelines,
)
from app.services.media import media_of_messages
from app.services.paging import R, Slice, Window

K = TypeVar("K")
V = TypeVar("V")
Made = cached_property[DataLoader[K, V]]


class Loads:
    """What the loaders of one request load, each a list of the same length as its keys. Rows of this partner only."""

    def __init__(self, deps: Deps, partner_id: UUID, budget: Budget) -> None:
        self._deps = deps
        self._partner_id = partner_id
        self._budget = budget

    def rows(self, model: type[R]) -> DataLoader[UUID, R | None]:
        async def load(ids: list[UUID]) -> Mapping[UUID, R]:
            return await paging.by_id(model, self._partner_id, ids)

        return _loader(load, None)

    async def enrollments(self, keys: list[PartOfLead]) -> list[list[Enrollment]]:
        async def load(limit: int, offset: int, leads: Rows[Lead]) -> Mapping[UUID, list[Enrollment]]:
            return await enrollments_of_leads(self._partner_id, [lead.id for lead in leads], limit, offset)

        return await self._by_part(keys, load)

    async def consent(self, keys: list[PartOfLead]) -> list[list[ConsentEvent]]:
        async def load(limit: int, offset: int, leads: Rows[Lead]) -> Mapping[UUID, list[ConsentEvent]]:
            return await consent_history(self._partner_id, leads, limit, offset)

        return await self._by_part(keys, load)

    async def _by_part(
        self, keys: list[PartOfLead], load: Callable[[int, int, Rows[Lead]], Awaitable[Mapping[UUID, list[V]]]]
    ) -> list[list[V]]:
        """The list of each key, by one `load` for each pair of limit and offset."""
        found: dict[tuple[UUID, int, int], Rows[V]] = {}
        for limit, offset in {(key.limit, key.offset) for key in keys}:
            leads = [key.lead for key in keys if (key.limit, key.offset) == (limit, offset)]
            lists = await self._budget.load(leads, limit, partial(load, limit, offset))
            found |= {(lead, limit, offset): rows for lead, rows in lists.items()}
        return [list(found.get(_part(key), ())) for key in keys]

    async def messages_of_leads(self, keys: list[ListOfLead]) -> list[Slice[Message]]:
        async def load(
            _: EnrollmentStatus | None, window: Window, lead_ids: Rows[UUID]
        ) -> Mapping[UUID, Slice[Message]]:
            return await messages_of_leads(lead_ids, window)

        return await self._slices(keys, load)

    async def enrollments_of_leads(self, keys: list[ListOfLead]) -> list[Slice[Enrollment]]:
        async def load(
            status: EnrollmentStatus | None, window: Window, lead_ids: Rows[UUID]
        ) -> Mapping[UUID, Slice[Enrollment]]:
            return await enrollment_parts_of_leads(lead_ids, status, window)

        return await self._slices(keys, load)

    async def _slices(
        self,
        keys: list[ListOfLead],
        load: Callable[[EnrollmentStatus | None, Window, Rows[UUID]], Awaitable[Mapping[UUID, Slice[V]]]],
    ) -> list[Slice[V]]:
        """The part of each key, by one `load` for each status and window."""
        found: dict[ListOfLead, Slice[V]] = {}

        async def rows(status: EnrollmentStatus | None, window: Window, lead_ids: Rows[UUID]) -> Mapping[UUID, Rows[V]]:
            parts = await load(status, window, lead_ids)
            found.update({ListOfLead(lead_id, window, status): part for lead_id, part in parts.items()})
            return {lead_id: part.rows for lead_id, part in parts.items()}

        for status, window in {(key.status, key.window) for key in keys}:
            leads = [key.lead_id for key in keys if (key.status, key.window) == (status, window)]
            await self._budget.load(leads, max(1, window.limit), partial(rows, status, window))
        return [found[key] for key in keys]

    async def steps(self, rows: list[Sequence]) -> list[list[Step]]:
        found = await self._budget.load(rows, sequences.MAX_STEPS, partial(sequences.current_steps, self._partner_id))
        return [list(found[row.id]) for row in rows]

    async def senders(self, account_ids: list[UUID]) -> list[list[Sender]]:
        load = partial(accounts.senders_of, self._partner_id)
        found = await self._budget.load(account_ids, accounts.MAX_SENDERS, load)
        return [list(found[account_id]) for account_id in account_ids]

    async def steps_of_versions(self, ids: list[UUID]) -> list[list[Step]]:
        found = await self._budget.load(ids, sequences.MAX_STEPS, sequences.steps_of_versions)
        return [list(found[key]) for key in ids]

    def parts(
        self, load: Callable[[int, int, Rows[UUID]], Awaitable[Mapping[UUID, list[V]]]]
    ) -> DataLoader[PartOf, list[V]]:
        """A loader that calls `load` once for each pair of limit and offset."""

        async def loaded(keys: list[PartOf]) -> list[list[V]]:
            found: dict[PartOf, list[V]] = {}
            for limit, offset in {(key.limit, key.offset) for key in keys}:
                wanted = [key.owner_id for key in keys if (key.limit, key.offset) == (limit, offset)]
                lists = await self._budget.load(wanted, limit, partial(load, limit, offset))
                found |= {PartOf(key, limit, offset): list(rows) for key, rows in lists.items()}
            return [found.get(key, []) for key in keys]

        return DataLoader(loaded)

    async def usage(self, sender_ids: list[UUID]) -> list[sending.Usage]:
        found = await sending.usage_of(sender_ids, self._deps.clock.now())
        return [found.get(sender_id, sending.Usage()) for sender_id in sender_ids]

    async def media(self, message_ids: list[UUID]) -> list[list[Medium]]:
        found = await self._budget.load(message_ids, MAX_FILES, partial(media_of_messages, self._partner_id))
        return [list(found.get(message_id, ())) for message_id in message_ids]

    async def suppressions(self, leads: list[Lead]) -> list[Suppression | None]:
        found = await people.suppressions_of_leads(self._partner_id, leads)
        return [found.get(lead.id) for lead in leads]

    async def next_steps(self, rows: list[Enrollment]) -> list[datetime | None]:
        found = await next_steps_at(self._deps, rows)
        return [found[row.id] for row in rows]

    async def timeline(self, rows: list[Enrollment]) -> list[list[Entry]]:
        found = await self._budget.load(rows, sequences.MAX_STEPS, partial(timelines, self._deps))
        return [list(found.get(row.id, ())) for row in rows]

    async def ai_usage(self, keys: list[Days]) -> list[UsageReport]:
        found: dict[Days, UsageReport] = {}
        for first, last in {(key.first, key.last) for key in keys}:
            accounts = {key.account_id for key in keys if (key.first, key.last) == (first, last)}
            reports = await ai.usage_reports(self._partner_id, accounts, first, last)
            found |= {Days(account, first, last): report for account, report in reports.items()}
        return [found[key] for key in keys]

    async def account_stats(self, keys: list[StatsOf]) -> list[AccountStats]:
        found: dict[StatsOf, AccountStats] = {}
        for first, last in {(key.first, key.last) for key in keys}:
            accounts = [key.account_id for key in keys if (key.first, key.last) == (first, last)]
            stats = await numbers.stats_of_accounts(accounts, first, last, self._deps.clock.now())
            found |= {StatsOf(account, first, last): of_it for account, of_it in stats.items()}
        return [found[key] for key in keys]

    async def steps_counted(self, keys: list[FunnelOf]) -> list[dict[tuple[int, int], StepTotals]]:
        found: dict[tuple[UUID, date, date], dict[tuple[int, int], StepTotals]] = {}
        for first, last in {(key.first, key.last) for key in keys}:
            wanted = [(key.sequence_id, key.account_id) for key in keys if (key.first, key.last) == (first, last)]
            steps = await numbers.steps_of_sequences(wanted, first, last)
            found |= {(sequence, first, last): of_it for sequence, of_it in steps.items()}
        return [found[key.sequence_id, key.first, key.last] for key in keys]

    async def steps_of_numbers(self, keys: list[tuple[UUID, int]]) -> list[list[Any]]:
        load = partial(sequences.steps_of_numbers, self._partner_id)
        found = await self._budget.load(keys, sequences.MAX_STEPS, load)
        return [list(found[key]) for key in keys]

    async def sequence_lists(self, keys: list[SequenceList]) -> list[Slice[Sequence]]:
        found: dict[SequenceList, Slice[Sequence]] = {}
        for is_active, window in {(key.is_active, key.window) for key in keys}:
            accounts = {key.account_id for key in keys if (key.is_active, key.window) == (is_active, window)}
            lists = await sequences.of_accounts(self._partner_id, accounts, is_active, window)
            found |= {SequenceList(account, is_active, window): rows for account, rows in lists.items()}
        return [found[key] for key in keys]

    async def deliveries(self, keys: list[DeliveriesOf]) -> list[Slice[WebhookDelivery]]:
        found: dict[DeliveriesOf, Slice[WebhookDelivery]] = {}

        async def load(
            status: WebhookDeliveryStatus | None, window: Window, endpoint_ids: Rows[UUID]
        ) -> Mapping[UUID, Rows[WebhookDelivery]]:
            parts = await webhooks.deliveries_of(endpoint_ids, status, window)
            found.update({DeliveriesOf(endpoint_id, window, status): part for endpoint_id, part in parts.items()})
            return {endpoint_id: part.rows for endpoint_id, part in parts.items()}

        for status, window in {(key.status, key.window) for key in keys}:
            wanted = [key.endpoint_id for key in keys if (key.status, key.window) == (status, window)]
            await self._budget.load(wanted, max(1, window.limit), partial(load, status, window))
        return [found[key] for key in keys]


class Loaders:
    """One loader for each kind of row, made when it is first used. All of them load rows of this partner only."""

    partner: Made[UUID, Partner | None] = cached_property(lambda self: self._loads.rows(Partner))
    account: Made[UUID, Account | None] = cached_property(lambda self: self._loads.rows(Account))
    connection: Made[UUID, Connection | None] = cached_property(lambda self: self._loads.rows(Connection))
    lead: Made[UUID, Lead | None] = cached_property(lambda self: self._loads.rows(Lead))
    sequence: Made[UUID, Sequence | None] = cached_property(lambda self: self._loads.rows(Sequence))
    enrollment: Made[UUID, Enrollment | None] = cached_property(lambda self: self._loads.rows(Enrollment))
    version: Made[UUID, SequenceVersion | None] = cached_property(lambda self: self._loads.rows(SequenceVersion))
    message: Made[UUID, Message | None] = cached_property(lambda self: self._loads.rows(Message))
    senders: Made[UUID, list[Sender]] = cached_property(lambda self: DataLoader(self._loads.senders))
    usage: Made[UUID, sending.Usage] = cached_property(lambda self: DataLoader(self._loads.usage))
    contacted: Made[UUID, bool] = cached_property(lambda self: _loader(people.contacted, False))
    counts: Made[UUID, sequences.Counts] = cached_property(lambda self: _loader(sequences.counts, sequences.Counts()))
    active_of_version: Made[UUID, int] = cached_property(lambda self: _loader(sequences.active_of_versions, 0))
    steps_of_version: Made[UUID, list[Step]] = cached_property(lambda self: DataLoader(self._loads.steps_of_versions))
    versions: Made[PartOf, list[SequenceVersion]] = cached_property(
        lambda self: self._loads.parts(sequences.last_versions)
    )
    refused_rows: Made[PartOf, list[ImportRejection]] = cached_property(
        lambda self: self._loads.parts(people.refused_rows)
    )
    steps: Made[Sequence, list[Step]] = cached_property(lambda self: DataLoader(self._loads.steps, cache_key_fn=_id))
    enrollments: Made[PartOfLead, list[Enrollment]] = cached_property(
        lambda self: DataLoader(self._loads.enrollments, cache_key_fn=_part)
    )
    consent: Made[PartOfLead, list[ConsentEvent]] = cached_property(
        lambda self: DataLoader(self._loads.consent, cache_key_fn=_part)
    )
    suppression: Made[Lead, Suppression | None] = cached_property(
        lambda self: DataLoader(self._loads.suppressions, cache_key_fn=_id)
    )
    messages_of_lead: Made[ListOfLead, Slice[Message]] = cached_property(
        lambda self: DataLoader(self._loads.messages_of_leads)
    )
    enrollments_of_lead: Made[ListOfLead, Slice[Enrollment]] = cached_property(
        lambda self: DataLoader(self._loads.enrollments_of_leads)
    )
    last_message: Made[UUID, Message | None] = cached_property(lambda self: _loader(last_messages, None))
    suggestion: Made[UUID, Suggestion | None] = cached_property(lambda self: _loader(ai.suggestions_of, None))
    media: Made[UUID, list[Medium]] = cached_property(lambda self: DataLoader(self._loads.media))
    next_step_at: Made[Enrollment, datetime | None] = cached_property(
        lambda self: DataLoader(self._loads.next_steps, cache_key_fn=_moment)
    )
    timeline: Made[Enrollment, list[Entry]] = cached_property(
        lambda self: DataLoader(self._loads.timeline, cache_key_fn=_id)
    )
    sequence_list: Made[SequenceList, Slice[Sequence]] = cached_property(
        lambda self: DataLoader(self._loads.sequence_lists)
    )
    account_stats: Made[StatsOf, AccountStats] = cached_property(lambda self: DataLoader(self._loads.account_stats))
    steps_counted: Made[FunnelOf, dict[tuple[int, int], StepTotals]] = cached_property(
        lambda self: DataLoader(self._loads.steps_counted)
    )
    steps_of_number: Made[tuple[UUID, int], list[Any]] = cached_property(
        lambda self: DataLoader(self._loads.steps_of_numbers)
    )
    ai_usage: Made[Days, UsageReport] = cached_property(lambda self: DataLoader(self._loads.ai_usage))
    deliveries: Made[DeliveriesOf, Slice[WebhookDelivery]] = cached_property(
        lambda self: DataLoader(self._loads.deliveries)
    )

    def __init__(self, deps: Deps, partner_id: UUID, budget: Budget) -> None:
        # Nothing of it refers to the loaders: what they hold is free as soon as the request has ended.
        self._loads = Loads(deps, partner_id, budget)

    async def next_steps(self, rows: list[Enrollment]) -> list[datetime | None]:
        """What `next_step_at` loads, for a field that has all of its rows: nothing is gathered from other fields."""
        return await self._loads.next_steps(rows)


def _id(row: Sequence | Enrollment | Lead) -> UUID:
    return row.id


def _moment(row: Enrollment) -> tuple[UUID, int, datetime | None, EnrollmentStatus]:
    """An enrollment as it was at some moment: mutations of one call change it one after the other."""
    return row.id, row.position, row.wake_at, row.status


def _part(key: PartOfLead) -> tuple[UUID, int, int]:
    return key.lead.id, key.limit, key.offset


def _loader(load: Callable[[list[K]], Awaitable[Mapping[K, V]]], missing: V) -> DataLoader[K, V]:
    async def in_order(keys: list[K]) -> list[V]:
        found = await load(keys)
        return [found.get(key, missing) for key in keys]

    return DataLoader(in_order)

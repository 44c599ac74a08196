"""The list of leads: every filter, the search and every order say what plain Python says, by pages and by cursors."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import EnrollmentStatus, LeadOrder, LeadStatus
from app.models import Account, Enrollment, Lead, Message, SequenceVersion
from app.services import people
from app.services.paging import Window, position
from app.services.people import LeadFilter
from app.services.people.lists import ORDERS
from tests.clock import MORNING
from tests.factories import Holder, make_account, make_partner, make_sequence

WORDS = ("Ann", "Anna", "López", "Lee", "O'Brien", "Smith-Jones", "Müller", "de la Cruz")


async def a_crowd(account: Account, sequence_id: UUID, count: int = 120) -> list[Lead]:
    """Leads of all kinds, some with messages and enrollments."""
    draw = random.Random(7)
    version = (await SequenceVersion.get(sequence_id=sequence_id)).id
    leads = []
    for number in range(count):
        at = MORNING + timedelta(minutes=number)
        leads.append(
            await Lead.create(
                account_id=account.id,
                phone=f"+1415555{number:04d}",
                first_name=draw.choice([*WORDS, None]),
                last_name=draw.choice([*WORDS, None]),
                email=draw.choice(["ann.lee@example.com", None]),
                external_id=f"CRM-{number}" if number % 3 else None,
                status=draw.choice(list(LeadStatus)),
                opted_out_at=draw.choice([at, None, None]),
                updated_at=draw.choice([at + timedelta(hours=9), None, None]),
            )
        )
        await Lead.filter(id=leads[-1].id).update(created_at=at)
        leads[-1].created_at = at
    for _ in range(2 * count):
        lead, outbound = draw.choice(leads), draw.random() < 0.5
        await Message.create(
            account_id=account.id,
            lead_id=lead.id,
            direction="OUTBOUND" if outbound else "INBOUND",
            source="OPERATOR" if outbound else None,
            status=draw.choice(["SENT", "FAILED", "UNKNOWN"]) if outbound else "RECEIVED",
            body="x",
            segments=1,
            superseded=outbound and draw.random() < 0.3,
            provider_sid=f"SM{new_id().hex}",
            created_at=MORNING,
        )
    enrolled = draw.sample(leads, count // 3)
    for number, lead in enumerate([*enrolled, *enrolled[:10]]):  # some have a run that ended before
        ended = number >= len(enrolled) or draw.random() < 0.5
        await Enrollment.create(
            account_id=account.id,
            lead_id=lead.id,
            sequence_id=sequence_id,
            version_id=version,
            status="COMPLETED" if ended else "ACTIVE",
            started_at=MORNING,
            ended_at=MORNING if ended else None,
            due_at=MORNING,
            wake_at=None if ended else MORNING,
        )
    return leads


class Model:
    """The leads and what belongs to them, in memory."""

    def __init__(self, leads: list[Lead], messages: Iterable[Message], runs: Iterable[Enrollment]) -> None:
        self.leads = leads
        self.messages = sorted(
            (one for one in messages if not one.superseded), key=lambda one: (one.created_at, one.id)
        )
        self.runs = list(runs)

    def status(self, lead: Lead) -> LeadStatus:
        sent = any(
            one.lead_id == lead.id and one.direction == "OUTBOUND" and one.status != "FAILED" for one in self.messages
        )
        return people.shown(lead.status, sent)

    def last(self, lead: Lead) -> UUID | None:
        mine = [one.id for one in self.messages if one.lead_id == lead.id]
        return mine[-1] if mine else None

    def matches(self, lead: Lead, wanted: LeadFilter) -> bool:
        updated = max(lead.updated_at or lead.created_at, lead.created_at)
        runs = [one for one in self.runs if one.lead_id == lead.id and one.sequence_id == wanted.sequence_id]
        return all(
            (
                wanted.status is None or self.status(lead) is wanted.status,
                wanted.opted_out is None or wanted.opted_out is (lead.opted_out_at is not None),
                wanted.sequence_id is None or any(wanted.enrollment_status in (None, run.status) for run in runs),
                wanted.created_since is None or lead.created_at >= wanted.created_since,
                wanted.updated_since is None or updated >= wanted.updated_since,
            )
        )

    def listed(self, wanted: LeadFilter, order: LeadOrder) -> list[UUID]:
        found = [lead for lead in self.leads if self.matches(lead, wanted)]
        if order is LeadOrder.LAST_MESSAGE:
            with_one = [(last, lead.id) for lead in found if (last := self.last(lead))]
            return [lead_id for _, lead_id in sorted(with_one, reverse=True)]
        return sorted((lead.id for lead in found), reverse=order is LeadOrder.NEWEST)


async def walked(
    partner_id: UUID, account_id: UUID, wanted: LeadFilter, order: LeadOrder, backward: bool
) -> list[UUID]:
    """The whole list by cursors, seven at a time."""
    found: list[UUID] = []
    place: Any = None
    while True:
        window = Window(7, before=place if backward else None, after=None if backward else place, backward=backward,
                        looks_back=True)  # fmt: skip
        part = await people.find_leads(partner_id, account_id, wanted, window, order)
        ids = [lead.id for lead in part.rows]
        found = ids + found if backward else found + ids
        assert (part.more if backward else part.behind) is (place is not None)
        if not (part.behind if backward else part.more):
            assert part.total == len(found)
            return found
        place = position(part.rows[0 if backward else -1], ORDERS[order])


@pytest.mark.parametrize("order", list(LeadOrder))
async def test_every_filter_in_every_order_says_what_python_says(deps: Deps, partner: Holder, order: LeadOrder) -> None:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id)
    leads = await a_crowd(account, sequence.id)
    beside = await make_account(deps, partner.id)
    await a_crowd(beside, (await make_sequence(deps, partner.id, beside.id)).id, 20)
    model = Model(leads, await Message.filter(account_id=account.id), await Enrollment.filter(account_id=account.id))
    filters = [LeadFilter(), LeadFilter(opted_out=True), LeadFilter(opted_out=False)]
    filters += [LeadFilter(status=status) for status in LeadStatus]
    filters += [LeadFilter(sequence_id=sequence.id, enrollment_status=one) for one in (None, *EnrollmentStatus)]
    half = MORNING + timedelta(minutes=60)
    filters += [LeadFilter(created_since=half), LeadFilter(updated_since=half)]
    filters += [LeadFilter(created_since=half, status=LeadStatus.LOST, opted_out=False, updated_since=MORNING)]
    for wanted in filters:
        expected = model.listed(wanted, order)
        for backward in (False, True):
            assert await walked(partner.id, account.id, wanted, order, backward) == expected, wanted
        page = await people.find_leads(partner.id, account.id, wanted, Window(5, 3), order)
        assert ([lead.id for lead in page.rows], page.total) == (expected[3:8], len(expected))
        stranger = await make_partner(f"Stranger {new_id()}")
        assert (await people.find_leads(stranger.id, account.id, wanted, Window(5), order)).rows == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lopez", {"López"}),
        ("LÓPEZ", {"López"}),
        ("lo\u0301p", {"López"}),
        ("obrien", set()),
        ("o'brien", {"O'Brien"}),
        ("brien", {"O'Brien"}),
        ("jones", {"Smith-Jones"}),
        ("muller", {"Müller"}),
        ("cruz de", {"de la Cruz"}),
        ("an", {"Ann", "Anna"}),
        ("anna", {"Anna"}),
        ("nna", set()),
        ("' & | ! :* \\ <-> (", set()),
        ("ann:* | lee", set()),
        ("\t", None),
    ],
)
async def test_words_are_found_at_their_beginning_without_accents(
    deps: Deps, partner: Holder, text: str, found: set[str] | None
) -> None:
    account = await make_account(deps, partner.id)
    for number, name in enumerate(WORDS):
        await Lead.create(account_id=account.id, phone=f"+1415555{number:04d}", last_name=name)
    page = await people.find_leads(partner.id, account.id, LeadFilter(search=text), Window(50))
    assert {lead.last_name for lead in page.rows} == (set(WORDS) if found is None else found)


# ------------------------------------------------------------------ indexes

_FILL = """
INSERT INTO lead (id, account_id, phone, first_name, last_name, status, opted_out_at, updated_at, created_at)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex($2::int + g), 12, '0'))::uuid, $1, '+1415' || (1000000 + $2 + g),
       'First' || g, 'Last' || g % 1000, CASE WHEN g % 500 = 0 THEN 'LOST' ELSE 'NEW' END,
       CASE WHEN g % 400 = 0 THEN now() END, CASE WHEN g % 700 = 0 THEN now() END,
       now() - (30000 - g) * interval '1 minute'
FROM generate_series(1, $3::int) g;
"""
BIG = 30_000
PAGE = Window(50, counted=False)


def wanted_by_index() -> dict[str, tuple[LeadFilter, set[str]]]:
    recently = MORNING.replace(year=2100)
    return {
        "nothing": (LeadFilter(), {"lead_of_account"}),
        "status": (LeadFilter(status=LeadStatus.LOST), {"lead_of_status"}),
        "opted out": (LeadFilter(opted_out=True), {"lead_opted_out"}),
        "a word": (LeadFilter(search="first77"), {"lead_search"}),
        "the end of a phone": (LeadFilter(search="555-1234"), {"lead_phone_end"}),
        "a phone": (LeadFilter(search="(415) 100-0123"), {"lead_search", "lead_phone_end", "lead_of_phone"}),
        "created": (LeadFilter(created_since=recently), {"lead_created"}),
        "changed": (LeadFilter(updated_since=recently), {"lead_created", "lead_changed"}),
    }


async def a_big_account(deps: Deps, partner: Holder) -> Account:
    big, small = await make_account(deps, partner.id), await make_account(deps, partner.id)
    async with in_transaction() as tx:
        await tx.execute_query(_FILL, [big.id, 0, BIG])
        await tx.execute_query(_FILL, [small.id, BIG, 500])
        # Indexes are as large as their rows need: those of former tests would decide between two that cost the same.
        await tx.execute_script("REINDEX TABLE lead")
        await tx.execute_script("ANALYZE lead")
    return big


async def test_each_filter_reads_its_index_and_no_whole_table(deps: Deps, partner: Holder) -> None:
    account = await a_big_account(deps, partner)
    for name, (wanted, indexes) in wanted_by_index().items():
        plan = await analyzed(partner.id, account.id, wanted)
        assert "Seq Scan on lead" not in plan, f"{name}: {plan}"
        for index in indexes:
            assert index in plan, f"{name}: {plan}"


async def analyzed(partner_id: UUID, account_id: UUID, wanted: LeadFilter) -> str:
    """The plan of the statement that lists the leads, the last one that is tried."""
    statements: list[tuple[str, Any]] = []
    async with in_transaction() as tx:
        raw = tx._connection

        def log(record: Any) -> None:
            statements.append((record.query, record.args))

        raw.add_query_logger(log)
        try:
            await people.find_leads(partner_id, account_id, wanted, PAGE)
            await raw.fetch("VALUES (1)")
        finally:
            raw.remove_query_logger(log)
        query, values = [(one, given) for one, given in statements if "lead" in one][-1]
        rows = await raw.fetch(f"EXPLAIN {query}", *values)
    return "\n".join(row[0] for row in rows)

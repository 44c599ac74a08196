"""No query in a loop: many rows take as many statements as few, with everything that there is below them."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest

from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.domain.ids import new_id
from app.domain.vocabulary import ConsentChange, MessageDirection, MessageStatus
from app.graphql.api import schema
from app.models import Account, ConsentEvent, Lead, Message
from app.services.conversations import consent_history
from app.services.enrollment import enroll_lead, enrollments_of_leads
from tests.deliveries import make_endpoint
from tests.factories import Holder, fixed, make_account, make_lead, make_partner, make_sequence
from tests.graphql.client import Api
from tests.graphql.test_tenants import Field, about, an_import, waiting_draft

PHONE = "+14155550188"


class Statements(logging.Handler):
    """Counts what is sent to the database, by what the ORM's connection says of it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and "SELECT" in str(record.args[0]):
            self.seen.append(str(record.args[0]))


@pytest.fixture
def statements() -> Iterator[Statements]:
    counting, log = Statements(), logging.getLogger("tortoise.db_client")
    level, propagates = log.level, log.propagate
    log.addHandler(counting)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    yield counting
    log.removeHandler(counting)
    log.setLevel(level)
    log.propagate = propagates


async def fill(deps: Deps, partner: Holder, number: str, many: int) -> dict[str, str]:
    """An account where each lead is on its way on each sequence, has written and has opted out; the ids of one of
    each."""
    account = await make_account(deps, partner.id, phone_number=number)
    rows = [
        await make_sequence(deps, partner.id, account.id, steps=[*[fixed()] * many, fixed(delay_hours=1)])
        for _ in range(many)
    ]
    leads = [await make_lead(deps, partner.id, account.id, phone=PHONE)]
    leads += [await make_lead(deps, partner.id, account.id) for _ in range(many - 1)]
    runs = [(await enroll_lead(deps, partner.id, row.id, lead.phone)).enrollment for row in rows for lead in leads]
    for lead in leads:
        for _ in range(many):
            await change_of_mind(deps, account, lead)
    endpoints = [await make_endpoint(partner.id, f"https://{n}.example.com") for n in range(many)]
    jobs = [await an_import(deps, account, str(n)) for n in range(many)]
    draft = await waiting_draft(deps, partner.id, account.id)
    first = {ids.ACCOUNT: account, ids.SEQUENCE: rows[0], ids.LEAD: leads[0], ids.ENROLLMENT: runs[0]}
    first |= {ids.IMPORT: jobs[0], ids.DRAFT: draft, ids.WEBHOOK_ENDPOINT: endpoints[0]}
    return {prefix: ids.encode(prefix, row.id) for prefix, row in first.items()}


async def change_of_mind(deps: Deps, account: Account, lead: Lead, rule: str = "keyword:STOP") -> None:
    message = await Message.create(
        account_id=account.id,
        lead_id=lead.id,
        direction=MessageDirection.INBOUND,
        status=MessageStatus.RECEIVED,
        body="STOP",
        segments=1,
        provider_sid=f"SM{new_id().hex}",
        created_at=deps.clock.now(),
    )
    await ConsentEvent.create(
        account_id=account.id,
        phone=lead.phone,
        change=ConsentChange.OPT_OUT,
        message_id=message.id,
        rule=rule,
        created_at=deps.clock.now(),
    )


def readings() -> list[Field]:
    root = schema._schema.query_type
    assert root is not None
    return [Field("query", name, one) for name, one in root.fields.items()]


def variables(field: Field, of: dict[str, str]) -> dict[str, Any]:
    narrowing = {"search"} if field.name == "previewSequence" else {"search", "sequenceId"}
    said = {name: value for name, value in field.variables(of).items() if name not in narrowing}
    return said | ({"phone": PHONE} if "phone" in said else {})


@pytest.mark.timeout(400)  # every list and row of the API, twice
async def test_many_rows_take_the_statements_of_few(deps: Deps, statements: Statements) -> None:
    few, lots = await make_partner("Few"), await make_partner("Lots")
    # Three and not one, because the walk comes back to where it began: with one, everything there is loaded already.
    of_few = await fill(deps, few, "+14155550001", 3)
    of_lots = await fill(deps, lots, "+14155550002", 6)
    # The pool has its connections before documents keep the loop busy: to connect may take five seconds.
    await asyncio.gather(*(connection().execute_query("SELECT pg_sleep(0.05)") for _ in range(20)))
    async with Api(deps, few.key) as asking_few, Api(deps, lots.key) as asking_lots:
        for field in sorted(readings(), key=lambda field: field.name == "accounts"):
            if field.name == "accounts":
                await fill(deps, few, "+14155550003", 1)
                for number in range(4, 8):
                    await fill(deps, lots, f"+1415555000{number}", 1)
            counts: list[Counter[str]] = []
            with about(field):
                for api, of in ((asking_few, of_few), (asking_lots, of_lots)):
                    statements.seen.clear()
                    answer = await api.answer(field.document(), **variables(field, of))
                    assert "errors" not in answer
                    assert answer["data"][field.name]
                    counts.append(Counter(map(_shape, statements.seen)))
                # A loop takes the same statement at least once more for each of the three that were added; where
                # branches of the walk meet, a load may be two or three.
                assert counts[1]
                assert [shape for shape, times in counts[1].items() if times >= counts[0][shape] + 3] == []


def _shape(statement: str) -> str:
    """A statement without the number of its parameters."""
    return re.sub(r"\$\d+(?:, ?\$\d+)*", "$", statement)


LISTS = {
    "accounts": "accounts { total items { name } }",
    "sequences": "sequences(accountId: $a) { total items { name steps { order } enrolledCount account { name } } }",
    "leads": "leads(accountId: $a) { total items { phone account { name } } }",
    "enrollments": "enrollments(accountId: $a) { total items { status lead { phone } sequence { name } } }",
    "messages": 'messages(accountId: $a, phone: "+14155550188") { total items { body } }',
    "sequencesConnection": "sequencesConnection(accountId: $a) { totalCount nodes { steps { order } completedCount } }",
    "enrollmentsConnection": "enrollmentsConnection(accountId: $a) { edges { node { timeline { status } } } }",
    "Lead.enrollments": "leads(accountId: $a) { items { enrollments { status timeline { message { body } } } } }",
    "Lead.consentHistory": "leadsConnection(accountId: $a) { nodes { consentHistory { rule message { body } } } }",
    "Lead.status": "leads(accountId: $a) { items { status lastMessage { body } } }",
    "Lead.messagesConnection": "leads(accountId: $a) { items { messagesConnection(first: 2) { totalCount "
    "nodes { body } pageInfo { hasPreviousPage } } } }",
    "Message.media": "leads(accountId: $a) { items { messagesConnection(first: 2) { nodes { media { bytes } } } } }",
    "Lead.enrollmentsConnection": "leads(accountId: $a) { items { enrollmentsConnection(first: 2) { "
    "totalCount edges { node { status timeline { status } } } } } }",
    "Sequence.versions": "sequences(accountId: $a) { items { activeCount repliedCount "
    "versions { version activeCount steps { order } } } }",
    "Sequence.stats": 'sequences(accountId: $a) { items { stats(from: "2026-02-01", to: "2026-02-28") { enrolled } } }',
    "Sequence.funnel": "sequences(accountId: $a) { items { funnel { version step { order } reached } } }",
    "Account.stats": 'accounts { items { stats(from: "2026-02-01", to: "2026-02-28") { sent aiCostUsd } } }',
    "upcomingSends": 'upcomingSends(accountId: $a, before: "2090-01-01T00:00:00Z") { totalCount nodes { '
    "enrollment { lead { phone } } stepRun { expectedAt text draft { id } evidence { body } } } }",
    "accountMessagesConnection": "accountMessagesConnection(accountId: $a) { totalCount totalIsExact "
    "nodes { lead { phone } enrollment { sequence { name } } } }",
    "Enrollment.nextStepAt": "enrollments(accountId: $a) { items { nextStepAt } }",
    "Account.senders": "accounts { items { senders { status } } }",
    "Account.sequences": "accounts { items { sequences { total items { steps { order } enrolledCount } } } }",
}


async def test_many_rows_take_the_statements_of_one(deps: Deps, statements: Statements) -> None:
    asking = dict[int, tuple[Api, str]]()
    async with AsyncExitStack() as stack:
        for number, many in enumerate((1, 5)):
            partner = await make_partner(f"With {many}")
            of = await fill(deps, partner, f"+1415555000{number}", many)
            api = await stack.enter_async_context(Api(deps, partner.key))
            await api.data("{ accounts { total } }")  # the key is known from now on
            asking[many] = api, of[ids.ACCOUNT]
        await Message.all().update(media=["https://media.example/1"])
        for name, asked in LISTS.items():
            query = f"{'query ($a: ID!)' if '$a' in asked else 'query'} {{ {asked} }}"
            seen = list[list[str]]()
            for api, account in asking.values():
                statements.seen.clear()
                answer = await api.answer(query, a=account)
                assert "errors" not in answer, name
                seen.append(list(statements.seen))
            assert 1 <= len(seen[0]) == len(seen[1]), f"{name}:\n" + "\n\n".join(seen[1])


async def test_a_list_inside_a_row_ends_with_the_latest(deps: Deps, partner: Holder, account: Account) -> None:
    leads = [await make_lead(deps, partner.id, account.id) for _ in range(2)]
    runs: dict[UUID, list[UUID]] = {lead.id: [] for lead in leads}
    for number in range(3):
        sequence = await make_sequence(deps, partner.id, account.id)
        for lead in leads:
            runs[lead.id].append((await enroll_lead(deps, partner.id, sequence.id, lead.phone)).enrollment.id)
            await change_of_mind(deps, account, lead, f"keyword:{number}")
    shown = await enrollments_of_leads(partner.id, runs, limit=2)
    assert {lead: [row.id for row in rows] for lead, rows in shown.items()} == {k: v[1:] for k, v in runs.items()}
    changes = await consent_history(partner.id, leads, limit=2)
    assert [[one.rule for one in found] for found in changes.values()] == [["keyword:1", "keyword:2"]] * 2
    assert await enrollments_of_leads((await make_partner("Other")).id, runs) == {}

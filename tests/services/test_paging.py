"""The lists of an account: PostgreSQL reads rows of this account only, even with a generic plan."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import EnrollmentStatus
from app.models import Account
from app.providers.events import News
from app.services import people, sequences
from app.services.enrollment import enrollments_of_account
from app.services.paging import Window
from app.services.people import LeadFilter
from app.services.subscriptions.feed import Feed
from app.services.webhooks import deliveries_of
from benchmarks.growth.reads import counting
from tests.deliveries import make_endpoint
from tests.factories import Holder, make_account, make_sequence

BIG = 4_000
PAGE = Window(50, after=(UUID(int=0),), looks_back=True, counted=False)
LAST = Window(50, backward=True, counted=False)

_FILL = """
INSERT INTO lead (id, account_id, phone, created_at)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex($2::int + g), 12, '0'))::uuid, $1, '+1415' || (1000000 + $2 + g),
       now()
FROM generate_series(1, $3::int) g;
"""
_FILL_MORE = """
WITH made AS (
    INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at,
                            wake_at)
    SELECT id, account_id, id, $1, $2, 'ACTIVE', now(), 0, now(), now() FROM lead)
INSERT INTO message (id, account_id, lead_id, direction, source, status, body, segments, superseded, created_at)
SELECT id, account_id, id, 'OUTBOUND', 'OPERATOR', ('{SENT,DELIVERED,FAILED}'::text[])[1 + n % 3], 'x', 1, n % 9 = 0,
       now()
FROM (SELECT *, row_number() OVER (ORDER BY id)::int AS n FROM lead) AS numbered
"""


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    """A small account beside a big one; the tables know it."""
    big = await make_account(deps, partner.id)
    small = await make_account(deps, partner.id, phone_number="+14155550199")
    sequence = await make_sequence(deps, partner.id, big.id)
    async with in_transaction() as tx:
        await tx.execute_query(_FILL, [big.id, 0, BIG])
        await tx.execute_query(_FILL, [small.id, BIG, 60])
        version = await tx.execute_query_dict("SELECT id FROM sequence_version WHERE sequence_id = $1", [sequence.id])
        await tx.execute_query(_FILL_MORE, [sequence.id, version[0]["id"]])
        await tx.execute_script("ANALYZE lead, enrollment, message")
    return small


async def plans(read: Callable[[], Awaitable[object]]) -> list[str]:
    """The generic plan of each statement."""
    statements: list[str] = []
    async with in_transaction() as tx:
        connection = tx._connection

        def log(record: object) -> None:
            statements.append(record.query)  # type: ignore[attr-defined]

        connection.add_query_logger(log)
        try:
            await read()
            await connection.fetch("VALUES (1)")  # the log is written when the loop comes round
        finally:
            connection.remove_query_logger(log)
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        # The tests before this one leave statistics behind: which index can serve the order must not depend on them.
        for way in ("sort", "seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            await connection.execute(f"SET LOCAL enable_{way} = off")
        return [await explained(connection, one) for one in statements if one.startswith("SELECT")]


async def explained(connection: Any, statement: str) -> str:
    """The generic plan of a statement with parameters."""
    values = ", ".join(["NULL"] * max(int(number) for number in re.findall(r"\$(\d+)", statement)))
    await connection.execute(f"PREPARE one AS {statement}")
    plan = await connection.fetch(f"EXPLAIN EXECUTE one({values})")
    await connection.execute("DEALLOCATE one")
    return "\n".join(row[0] for row in plan)


def lists(partner: Holder, account: Account) -> dict[str, Callable[[], Awaitable[object]]]:
    feed = Feed(partner.id, account.id, None, ids.bound())
    feed.announce(News(frozenset(), missed=True))
    return {
        "lead": lambda: people.find_leads(partner.id, account.id, LeadFilter(search=None), PAGE),
        "lead, from the end": lambda: people.find_leads(partner.id, account.id, LeadFilter(search=None), LAST),
        "enrollment": lambda: enrollments_of_account(partner.id, account.id, None, None, PAGE),
        "enrollment, of a status": lambda: enrollments_of_account(
            partner.id, account.id, None, EnrollmentStatus.ACTIVE, LAST
        ),
        "message": feed.page,
    }


@pytest.mark.parametrize("name", ["lead", "lead, from the end", "enrollment", "enrollment, of a status", "message"])
async def test_the_list_of_a_small_account_walks_no_rows_of_a_big_one(
    partner: Holder, account: Account, name: str
) -> None:
    table = name.partition(",")[0]
    # The list of all enrollments is merged from a part of each status.
    index = "enrollment_of_status" if table == "enrollment" else f"{table}_of_account"
    found = await plans(lists(partner, account)[name])
    read = [line for plan in found for line in plan.splitlines() if f" on {table} " in line]
    assert read, found
    for line in read:
        assert f"using {index} on" in line, found


_DELIVERED = """
WITH event AS (
    INSERT INTO webhook_event (id, partner_id, type, data, created_at)
    SELECT ('01900000-0000-7000-8000-' || lpad(to_hex($3::int + g), 12, '0'))::uuid, $1, 'lead.created', '{}', now()
    FROM generate_series(1, $4::int) g RETURNING id)
INSERT INTO webhook_delivery (id, endpoint_id, event_id, status, attempts, created_at, delivered_at)
SELECT id, $2, id, 'DELIVERED', 1, now(), now() FROM event
"""


async def test_the_deliveries_of_a_small_endpoint_walk_none_of_a_big_one(partner: Holder) -> None:
    small, big = [await make_endpoint(partner.id, f"https://{name}.example.com") for name in ("small", "big")]
    async with in_transaction() as tx:
        await tx.execute_query(_DELIVERED, [partner.id, small.id, 0, 40])
        await tx.execute_query(_DELIVERED, [partner.id, big.id, 40, 2 * BIG])
        await tx.execute_script("ANALYZE webhook_event, webhook_delivery")
    async with counting() as counter:
        found = await deliveries_of([small.id], None, Window(10, counted=False))
    assert len(found[small.id].rows) == 10
    assert counter.read < 100


async def test_a_list_is_counted_once_however_many_rows_its_page_has(deps: Deps, partner: Holder) -> None:
    endpoint = await make_endpoint(partner.id, "https://counted.example.com")
    account = await make_account(deps, partner.id)
    for number in range(PAGE.limit):
        await make_sequence(deps, partner.id, account.id, name=f"Sequence {number}")
    async with in_transaction() as tx:
        await tx.execute_query(_DELIVERED, [partner.id, endpoint.id, 0, 1_000])
        await tx.execute_script("ANALYZE webhook_event, webhook_delivery, sequence")
    page = Window(PAGE.limit)
    async with counting() as counter:
        deliveries = (await deliveries_of([endpoint.id], None, page))[endpoint.id]
    assert (len(deliveries.rows), deliveries.total) == (page.limit, 1_000)
    assert counter.read < 2_500, "1,000 are counted, and a page is read"
    async with counting() as counter:
        listed = await sequences.of_account(partner.id, account.id, None, page)
    assert (len(listed.rows), listed.total) == (page.limit, page.limit)
    assert counter.read < 250

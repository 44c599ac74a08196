"""Every list is answered from the rows that it shows, however many there are: no plan reads a whole account."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app.db import connection, rows
from app.deps import Deps
from app.domain.vocabulary import LeadOrder
from app.services import accounts
from app.services.accounts import KeyHolder
from app.services.ai import pending_drafts
from app.services.conversations import ConversationFilter, conversations
from app.services.enrollment import enrollments_of_account
from app.services.paging import PROBED, Window
from app.services.people import LeadFilter, find_leads
from app.services.sending.claim import claim_due
from benchmarks.growth.data import MESSAGES, Grown, counted, grow
from benchmarks.growth.reads import Reading, counting, lists, missing, read, totals, variables
from tests.deliveries import make_endpoint
from tests.factories import Holder, make_account, make_sequence

BIG, SMALL = 6_000, 300
PAGE = 50
SEQUENCES = 5
WHOLE = MESSAGES * SMALL + 30
"""All rows of the small account, which may be cheaper than an index; far fewer than the big account has."""
NEVER = 10**9
A_RANGE = 4_000
"""Leads of one range of pages of an index of times (BRIN), at most: what a range has is read whole, whoever has it."""
MOST_FOR_A_ROW = 3
BESIDE = 30
"""Rows that are read once for a list: the account, the key, the sequence, and the parts of a list that is merged."""
SUMMARIZE = """
SELECT brin_summarize_new_values(c.oid) FROM pg_class c JOIN pg_am a ON a.oid = c.relam
WHERE c.relkind = 'i' AND a.amname = 'brin'
"""
"""What autovacuum does some time after many rows were written: a range that is not summarized yet is always read."""
TABLES = ("lead", "enrollment", "message", "sequence", "sequence_version", "step")
LEADS = ("leads", "leadsConnection")
NOT_BY_AN_INDEX = {
    # A lead is CONTACTED by its messages: the account's leads are walked in their order, and each is looked up.
    *(f"{name}(status: CONTACTED)" for name in LEADS),
}
BY_TIME = {f'{name}({one}: "2090-01-01T00:00:00Z")' for name in LEADS for one in ("createdSince", "updatedSince")}
"""By an index of ranges: `A_RANGE`."""
SEVERAL = {
    "upcomingSends": 80,
    "order: LAST_MESSAGE": 25,
    "deliveriesConnection": 5,
    **{f"{name}(sequenceId": 6 for name in LEADS},
}
"""Lists whose items are more than a row each: the timeline of an enrollment, the messages between the newest of two
leads (how many depends on the order of ids made at the same time), the event of a delivery, and a run with its lead for
each of three statuses."""
CANDIDATES = BIG // 3
"""An index of parts of words finds candidates of a search, which are compared then; far fewer than the account has. How
many depends on the plan: PostgreSQL may read the list of one part of the word, or those of several."""


def most(reading: Reading, found: int) -> int:
    """The most rows that may be read for so many items of a list."""
    if reading.name in NOT_BY_AN_INDEX:
        return NEVER
    if reading.name in BY_TIME:
        return A_RANGE
    beside = CANDIDATES if "search:" in reading.name else BESIDE
    return beside + found * max([MOST_FOR_A_ROW, *(most for part, most in SEVERAL.items() if part in reading.name)])


@asynccontextmanager
async def without_triggers() -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    async with in_transaction() as tx:
        await tx.execute_script("SET LOCAL session_replication_role = replica")

        async def run(statement: str, *values: Any) -> None:
            await tx.execute_query(statement, list(values))

        yield run


async def grown(deps: Deps, partner: Holder, number: int) -> Grown:
    account = await make_account(deps, partner.id, phone_number=f"+1415555019{number}")
    made = [await make_sequence(deps, partner.id, account.id) for _ in range(SEQUENCES)]
    endpoint = await make_endpoint(partner.id, f"https://{number}.example.com")
    return Grown(partner.id, account.id, number, [one.id for one in made], endpoint.id)


@pytest.fixture
async def sizes(deps: Deps, partner: Holder) -> dict[str, Grown]:
    """A small account beside a big one, of which the planner knows."""
    found = {"big": await grown(deps, partner, 1), "small": await grown(deps, partner, 2)}
    async with without_triggers() as run:
        await grow(run, found["big"], 0, BIG)
        await grow(run, found["small"], 0, SMALL)
        await counted(run)
    # Indexes hold the entries of these rows alone, with nothing on the waiting list of GIN: entries of rows that former
    # tests deleted count as read, and with them it would depend on autovacuum which of two plans costs less.
    await connection().execute_script("; ".join(f"REINDEX TABLE {name}" for name in TABLES))
    await connection().execute_script("ANALYZE")
    await connection().execute_script(SUMMARIZE)
    return found


@pytest.fixture
async def holder(deps: Deps, partner: Holder) -> KeyHolder:
    found = await accounts.authenticate(partner.key, deps.clock.now())
    assert found
    return found


def test_every_list_and_every_filter_has_an_example() -> None:
    assert missing() == []


async def test_a_list_reads_three_rows_for_each_that_it_answers_and_counts_to_its_bound(
    deps: Deps, holder: KeyHolder, sizes: dict[str, Grown]
) -> None:
    wrong, full = [], 0
    for size, of in sizes.items():
        values = await variables(of)
        for reading in lists(PAGE):
            for kept_plans in (True, False) if size == "big" else (True,):
                found, rows_read = await _read(deps, holder, reading, values, kept_plans=kept_plans)
                if rows_read > max(most(reading, found), WHOLE if size == "small" else 0):
                    wrong.append(f"{size}, kept plans {kept_plans}: {reading.name} read {rows_read:,} for {found}")
            full += found >= PAGE
            if size == "big" and "(" not in reading.name and not found:
                wrong.append(f"{reading.name} has no items: benchmarks/growth/data.py makes none")
        for reading in totals():
            _, rows_read = await _read(deps, holder, reading, values)
            if rows_read > (MESSAGES * BIG if size == "big" else WHOLE) + BESIDE:
                wrong.append(f"{size}: {reading.name} read {rows_read:,}")
    for reading in totals(filtered=True):  # of the small account, whose values are the last
        _, rows_read = await _read(deps, holder, reading, values, kept_plans=True)
        if rows_read > MOST_FOR_A_ROW * WHOLE:
            wrong.append(f"small, kept plans: {reading.name} read {rows_read:,}")
    assert full > 20
    assert not wrong, "\n".join(wrong)


async def test_a_page_of_a_sequence_of_a_small_account_is_read_in_its_order(
    partner: Holder, sizes: dict[str, Grown]
) -> None:
    """Not all runs of the sequence, to be sorted: the planner, which knows how few the account has, has no choice."""
    of, page = sizes["small"], 10
    async with counting() as counter:
        found = await enrollments_of_account(
            partner.id, of.account_id, of.sequences[0], None, Window(page, counted=False)
        )
    assert len(found.rows) == page
    assert counter.read <= BESIDE + MOST_FOR_A_ROW * page


async def test_a_search_that_finds_many_looks_up_the_leads_of_its_page_alone(
    partner: Holder, sizes: dict[str, Grown]
) -> None:
    """All that it finds are read once, for their ids. None of them is among the newest, which are tried first."""
    page, found_by_index = 10, len([n for n in range(1, BIG + 1) if str(n).startswith("7")])
    async with counting() as counter:
        found = await find_leads(
            partner.id,
            sizes["big"].account_id,
            LeadFilter(search="Last7"),
            Window(page, counted=False),
            LeadOrder.NEWEST,
        )
    assert [one.last_name for one in found.rows] == [f"Last{n}" for n in range(799, 789, -1)]
    assert counter.read <= PROBED + found_by_index + page + BESIDE


async def test_a_search_of_the_inbox_looks_up_its_leads_once(partner: Holder, sizes: dict[str, Grown]) -> None:
    """Each lead that it finds, and its conversation. The newest conversations, which are tried first, have none."""
    page, found_by_index = 10, len([n for n in range(1, BIG + 1) if str(n).startswith("7")])
    async with counting() as counter:
        found = await conversations(
            partner.id, sizes["big"].account_id, ConversationFilter(search="Last7"), Window(page, counted=False)
        )
    assert len(found.rows) == page
    assert counter.read <= 2 * found_by_index + 2 * PROBED + BESIDE


_MANY_DRAFTS = """
WITH held AS (
    UPDATE enrollment SET wake_at = NULL, hold_reason = 'AWAITING_REVIEW' WHERE id IN (
        SELECT id FROM enrollment WHERE account_id = $1 AND status = 'ACTIVE' AND wake_at IS NOT NULL
        ORDER BY id LIMIT $2)
    RETURNING id)
INSERT INTO draft (id, account_id, enrollment_id, position, body, inbound_count, generation, state, reason, created_at)
SELECT id, $1, id, 2, 'When may we call you?', 0, '{}', 'WAITING', 'AWAITING_REVIEW', now() FROM held
"""
_DUE = """
UPDATE enrollment SET wake_at = $3, due_at = $3 WHERE id IN (
    SELECT id FROM enrollment WHERE account_id = $1 AND status = 'ACTIVE' AND wake_at IS NOT NULL ORDER BY id LIMIT $2)
"""
_DRAFTS_READ = "SELECT pg_stat_get_xact_tuples_returned('draft'::regclass) AS rows"


async def test_where_many_drafts_wait_a_page_reads_its_own_and_a_claim_reads_none(
    deps: Deps, partner: Holder, sizes: dict[str, Grown]
) -> None:
    account_id = sizes["big"].account_id
    async with without_triggers() as run:
        await run(_MANY_DRAFTS, account_id, 2 * PAGE)
        await run(_DUE, account_id, PAGE, deps.clock.now())
    await connection().execute_script("ANALYZE draft, enrollment")
    async with counting() as counter:
        page = await pending_drafts(partner.id, account_id, Window(PAGE, counted=False))
    assert len(page.rows) == PAGE
    assert counter.read <= BESIDE + MOST_FOR_A_ROW * PAGE
    async with counting():
        batch = await claim_due(deps, PAGE)
        [read] = await rows(_DRAFTS_READ)
    assert len(batch.claims) > PAGE / 2
    assert read.rows == 0


async def _read(
    deps: Deps, holder: KeyHolder, reading: Reading, values: dict[str, str], *, kept_plans: bool = False
) -> tuple[int, int]:
    """The items that were answered, and the rows that were read for them."""
    async with counting(by_indexes=True, kept_plans=kept_plans) as counter:
        found = await read(deps, holder, reading, values)
    return found, counter.read

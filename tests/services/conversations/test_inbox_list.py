"""The list of conversations: every filter says what plain Python says, by pages and by cursors, and by its index."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app.db import connection
from app.db import rows as raw_rows
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import AttentionReason, ConversationStatus
from app.models import Account, Conversation, Lead
from app.services import paging
from app.services.conversations import CONVERSATIONS_ORDER, ConversationFilter, conversations, inbox
from app.services.conversations.inbox import Way
from app.services.paging import Position, Window, position
from tests.clock import MORNING
from tests.factories import Holder, make_account

COUNT, BIG = 60, 20_000
UNANSWERED, NOT_DELIVERED = AttentionReason.UNANSWERED, AttentionReason.NOT_DELIVERED
OPEN, DONE = ConversationStatus.OPEN, ConversationStatus.DONE

Wanted = tuple[ConversationFilter, Callable[[Conversation], bool]]
FILTERS: dict[str, Wanted] = {
    "all": (ConversationFilter(), lambda _: True),
    "unread": (ConversationFilter(unread=True), lambda c: c.unread_count > 0),
    "read": (ConversationFilter(unread=False), lambda c: c.unread_count == 0),
    "open": (ConversationFilter(status=OPEN), lambda c: c.status is OPEN),
    "unread and done": (
        ConversationFilter(unread=True, status=DONE),
        lambda c: bool(c.unread_count) and c.status is DONE,
    ),
    "two reasons": (
        ConversationFilter(attention=(UNANSWERED, NOT_DELIVERED, UNANSWERED)),
        lambda c: c.attention in (UNANSWERED, NOT_DELIVERED),
    ),
    "a reason and a status": (
        ConversationFilter(attention=(UNANSWERED,), status=OPEN),
        lambda c: c.attention is UNANSWERED and c.status is OPEN,
    ),
    "no reason": (ConversationFilter(attention=()), lambda _: False),
    "Sam's": (ConversationFilter(assignee="Sam"), lambda c: c.assignee == "Sam"),
    "Sam's, with blanks": (ConversationFilter(assignee=" Sam "), lambda c: c.assignee == "Sam"),
    "Sam's unread": (
        ConversationFilter(assignee="Sam", unread=True),
        lambda c: c.assignee == "Sam" and c.unread_count > 0,
    ),
    "nobody's": (ConversationFilter(assignee="N\x00"), lambda _: False),
}

# All but `attention`, which the database makes of the others.
_COLUMNS = (
    "id",
    "account_id",
    "last_message_id",
    "last_message_at",
    "unread_count",
    "status",
    "assignee",
    "unanswered_at",
    "not_delivered_at",
)
_INSERT = f"INSERT INTO conversation ({', '.join(_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"


async def a_crowd(account: Account) -> list[Conversation]:
    """Conversations of all kinds, some with the same time."""
    draw, rows = random.Random(11), []
    for number in range(COUNT):
        lead = await Lead.create(account_id=account.id, phone=f"+1415555{number:04d}", first_name=draw.choice("AB"))
        at = MORNING + timedelta(minutes=draw.randrange(20))
        unread = draw.randrange(2)
        rows.append(
            Conversation(
                id=lead.id,
                account_id=account.id,
                last_message_id=new_id(),
                last_message_at=at,
                unread_count=unread,
                status=draw.choice([OPEN, DONE]),
                assignee=draw.choice(["Sam", "Ann", None]),
                unanswered_at=draw.choice([at, None]),
                not_delivered_at=draw.choice([at, None]),
            )
        )
    await connection().execute_many(_INSERT, [[getattr(row, name) for name in _COLUMNS] for row in rows])
    found = await Conversation.filter(account_id=account.id)
    return sorted(found, key=lambda row: (row.last_message_at, row.id), reverse=True)


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id)


async def walked(partner: Holder, account: Account, wanted: ConversationFilter, *, backward: bool) -> list[Any]:
    """The whole list by cursors, in its order."""
    found: list[Conversation] = []
    place: Position | None = None
    while True:
        window = Window(
            7,
            after=None if backward else place,
            before=place if backward else None,
            backward=backward,
            counted=False,
            looks_back=True,
        )
        part = await conversations(partner.id, account.id, wanted, window)
        assert (part.more if backward else part.behind) is (place is not None)
        found = [*part.rows, *found] if backward else [*found, *part.rows]
        if not (part.behind if backward else part.more):
            return [row.id for row in found]
        place = position(part.rows[0 if backward else -1], CONVERSATIONS_ORDER)


async def test_every_filter_lists_what_plain_python_does(partner: Holder, account: Account) -> None:
    rows = await a_crowd(account)
    for name, (wanted, matches) in FILTERS.items():
        expected = [row.id for row in rows if matches(row)]
        whole = await conversations(partner.id, account.id, wanted, Window(250))
        assert ([row.id for row in whole.rows], whole.total) == (expected, len(expected)), name
        if expected:
            assert await walked(partner, account, wanted, backward=False) == expected, name
            assert await walked(partner, account, wanted, backward=True) == expected, name
        paged = await conversations(partner.id, account.id, wanted, Window(5, 3))
        assert [row.id for row in paged.rows] == expected[3:8], name


async def test_a_search_finds_the_conversations_of_the_leads_that_it_finds(partner: Holder, account: Account) -> None:
    rows = await a_crowd(account)
    names = {lead.id: lead.first_name for lead in await Lead.filter(account_id=account.id)}
    wanted = ConversationFilter(search="a", status=OPEN)
    found = await conversations(partner.id, account.id, wanted, Window(250))
    assert [row.id for row in found.rows] == [r.id for r in rows if names[r.id] == "A" and r.status is OPEN]
    assert found.total == len(found.rows)


SEARCHES: dict[str, tuple[ConversationFilter, Callable[[Conversation, Lead], bool]]] = {
    "a word": (ConversationFilter(search="a"), lambda _, lead: lead.first_name == "A"),
    "open": (ConversationFilter(search="a", status=OPEN), lambda c, lead: lead.first_name == "A" and c.status is OPEN),
    "unread": (
        ConversationFilter(search="a", unread=True),
        lambda c, lead: lead.first_name == "A" and c.unread_count > 0,
    ),
    "Sam's": (
        ConversationFilter(search="a", assignee="Sam"),
        lambda c, lead: lead.first_name == "A" and c.assignee == "Sam",
    ),
    "two reasons": (
        ConversationFilter(search="a", attention=(UNANSWERED, NOT_DELIVERED)),
        lambda c, lead: lead.first_name == "A" and c.attention in (UNANSWERED, NOT_DELIVERED),
    ),
    "a phone": (ConversationFilter(search="415 555 0005"), lambda _, lead: lead.phone == "+14155550005"),
    "the beginning of a phone": (ConversationFilter(search="(415) 555-00"), lambda _, lead: True),
}


@pytest.mark.parametrize("tested", [0, 20])
@pytest.mark.parametrize("way", Way)
async def test_a_search_is_the_same_in_whichever_way_it_is_read(
    partner: Holder, account: Account, monkeypatch: pytest.MonkeyPatch, way: Way, tested: int
) -> None:
    """Few leads are looked up; with many the list is walked; if the newest conversations are enough, only these."""
    crowd = await a_crowd(account)
    leads = {lead.id: lead for lead in await Lead.filter(account_id=account.id)}
    few, most = {Way.LIST: (10, 40), Way.LOOK_UP: (COUNT, COUNT), Way.WALK: (0, COUNT), Way.TEST: (0, 0)}[way]
    monkeypatch.setattr(inbox, "FEW", few)
    monkeypatch.setattr(inbox, "MOST_FOUND", most)
    monkeypatch.setattr(inbox, "MOST_WALKED", 25)
    monkeypatch.setattr(paging, "MOST_TESTED", tested)
    for name, (wanted, matches) in SEARCHES.items():
        expected = [row.id for row in crowd if matches(row, leads[row.id])]
        whole = await conversations(partner.id, account.id, wanted, Window(250))
        assert [row.id for row in whole.rows] == expected, name
        assert whole.total == len(expected) if whole.exact else whole.total is not None, name
        assert whole.exact or way in (Way.LIST, Way.TEST), name
        for backward in (False, True):
            assert await walked(partner, account, wanted, backward=backward) == expected, name
        paged = await conversations(partner.id, account.id, wanted, Window(5, 3))
        assert [row.id for row in paged.rows] == expected[3:8], name


# ------------------------------------------------------------------ plans

_FILL = """
WITH l AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), $1, '+1415' || (2000000 + n), now() FROM generate_series(1, $2::int) n RETURNING id)
INSERT INTO conversation (id, account_id, last_message_id, last_message_at, unread_count, unanswered_at, assignee)
SELECT id, $1, id, now() - random() * interval '30 days', CASE WHEN random() < 0.2 THEN 1 ELSE 0 END,
       CASE WHEN random() < 0.2 THEN now() END, CASE WHEN random() < 0.2 THEN 'Sam' END FROM l
"""
INDEXES = {
    "conversation_of_account": ConversationFilter(),
    "conversation_unread": ConversationFilter(unread=True),
    "conversation_attention": ConversationFilter(attention=(UNANSWERED, NOT_DELIVERED)),
    "conversation_assignee": ConversationFilter(assignee="Sam"),
}


async def test_each_filter_reads_its_index_in_the_order_of_the_list(partner: Holder, account: Account) -> None:
    async with in_transaction() as tx:
        await tx.execute_query(_FILL, [account.id, BIG])
        await tx.execute_script("ANALYZE lead, conversation")
    for index, wanted in INDEXES.items():
        plan = await planned(partner, account, wanted)
        assert index in plan, plan
        assert "Seq Scan" not in plan, plan
        assert "Bitmap" not in plan, plan
    for way, test in ((Way.WALK, "hashed SubPlan"), (Way.TEST, "Index Scan using lead_")):
        window, wanted = Window(50, counted=False), ConversationFilter(search="415 2")
        query, *values = inbox._statement(account, wanted, window, [], way)
        plan = "\n".join(row["QUERY PLAN"] for row in await raw_rows(f"EXPLAIN {query}", *values))
        assert "conversation_of_account" in plan, plan
        assert test in plan, plan
        assert "Seq Scan on conversation" not in plan, plan


async def planned(partner: Holder, account: Account, wanted: ConversationFilter) -> str:
    """The plan of the statement that lists the conversations."""
    statements: list[tuple[str, Any]] = []
    async with in_transaction() as tx:
        raw = tx._connection

        def log(record: Any) -> None:
            statements.append((record.query, record.args))

        raw.add_query_logger(log)
        try:
            await conversations(partner.id, account.id, wanted, Window(50, counted=False))
            await raw.fetch("VALUES (1)")
        finally:
            raw.remove_query_logger(log)
        query, values = next((one, given) for one, given in statements if "UNION" in one or "conversation c" in one)
        rows = await raw.fetch(f"EXPLAIN {query}", *values)
    return "\n".join(row[0] for row in rows)

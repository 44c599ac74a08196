"""The inbox: an account's conversations, the newest message first. Each filter is answered by an index that has this
order.

A filter for several values of a column reads as many rows of each value as the page has, and sorts these together.

A search is first applied to the newest conversations. If that does not fill the page, it finds leads by their own
indexes. Of few leads all conversations are read and sorted. Of many, the list is walked in its order until the page is
full. So a search that finds half of an account costs no more than another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum, auto
from typing import Any
from uuid import UUID

from app.db import connection, rows
from app.domain.values import value
from app.domain.vocabulary import AttentionReason, ConversationStatus
from app.models import Account, Conversation
from app.services import people
from app.services.checks import storable
from app.services.paging import MOST_COUNTED, Order, Slice, Statement, Window, capped, cut, probed
from app.services.searching import finds_many
from app.services.totals import Name, totals_of

ORDER: Order = ("-last_message_at", "-id")

FEW, MOST_FOUND = 2_000, MOST_COUNTED
"""Leads that a search finds: so few that all are looked up, and the most that are kept in memory."""
MOST_WALKED = 2_000
"""Conversations that are walked, at most, if there are more leads than that: each lead is compared with the text."""
MOST_SEARCHED = 1_000
"""Conversations that a search counts."""


NEEDS_HANDOFF = (AttentionReason.UNCLEAR_REPLY, AttentionReason.HANDOFF)
"""The reasons for which a person must decide or speak: they come before all others."""


@value
class ConversationFilter:
    """Which conversations of an account: all that match each of these. None: any. An empty `attention` is none.

    `needs_handoff`: whether `attention` is one of `NEEDS_HANDOFF`; it is not given together with `attention`.
    """

    unread: bool | None = None
    needs_handoff: bool | None = None
    attention: tuple[AttentionReason, ...] | None = None
    status: ConversationStatus | None = None
    assignee: str | None = None
    search: str | None = None


async def find_conversation(partner_id: UUID, conversation_id: UUID) -> Conversation | None:
    """The partner's conversation with this id, or None."""
    return await Conversation.of(partner_id).get_or_none(id=conversation_id)


async def conversations(
    partner_id: UUID, account_id: UUID, wanted: ConversationFilter, window: Window, *, exactly: bool = False
) -> Slice[Conversation]:
    """One part of the list. All conversations of the account are counted by triggers; what a filter finds is counted
    `exactly` or up to `MOST_COUNTED`."""
    if wanted.needs_handoff:
        wanted = replace(wanted, attention=NEEDS_HANDOFF)
    account = await Account.of(partner_id).get_or_none(id=account_id)
    texts = [text for text in (wanted.search, wanted.assignee) if text]
    if account is None or wanted.attention == () or not all(map(storable, texts)):
        return Slice([], 0)
    total, exact, way, found, leads = None, True, Way.LIST, None, None
    if _searches(wanted):
        found, way = await _probed(account, wanted, window), Way.TEST
        if found is None or window.counted:
            way, leads, total, exact = await _look(account, wanted, counted=window.counted)
    elif window.counted:
        total, exact = await _count(account, wanted, exactly=exactly)
    if found is None:
        found = await _page(account, wanted, window, _beyond(window), way, leads)
    start, passed = (window.before if window.backward else window.after), False
    if start is not None and window.looks_back:
        before = [("<=", start)] if window.backward else [(">=", start)]
        others = Window(0, counted=False, backward=not window.backward)
        passed = bool(await _page(account, wanted, others, before, way, leads))
    return cut(found, window, total, passed, exact)


# ------------------------------------------------------------------ the statement

_Beyond = list[tuple[str, tuple[Any, ...]]]


def _beyond(window: Window) -> _Beyond:
    places = ((window.after, "<"), (window.before, ">"))
    return [(sign, position) for position, sign in places if position is not None]


class Way(Enum):
    """How a page is read."""

    LIST = auto()
    """The list in its order: there is no search."""
    LOOK_UP = auto()
    """The conversations of all leads that the search finds, sorted."""
    WALK = auto()
    """The list in its order, without the conversations of leads that the search does not find."""
    TEST = auto()
    """The same, with each lead compared with the text: the search finds too many to keep."""


async def _count(account: Account, wanted: ConversationFilter, *, exactly: bool) -> tuple[int, bool]:
    if wanted == ConversationFilter():
        return (await totals_of([account.id]))[account.id][Name.CONVERSATIONS], True
    sql = Statement([account.id])
    if not exactly:  # in the order of the list: PostgreSQL could read everybody's conversations
        parts = [f"(SELECT FROM conversation c WHERE {' AND '.join(part)} {_COUNTED})" for part in _parts(sql, wanted)]
        return await capped(f"SELECT FROM ({' UNION ALL '.join(parts)}) AS x", sql.values)
    select = f"SELECT FROM conversation c WHERE {' AND '.join(_all(sql, wanted))}"
    [row] = await rows(f"SELECT count(*) FROM ({select}) AS counted", *sql.values)
    return int(row["count"]), True


_COUNTED = f"ORDER BY c.last_message_at LIMIT {MOST_COUNTED + 1}"


_Leads = list[UUID] | None
"""The leads that a search finds, where they are few."""


async def _look(account: Account, wanted: ConversationFilter, *, counted: bool) -> tuple[Way, _Leads, int | None, bool]:
    """How the page of a search is read best, and the leads that it finds, if they are few: so they are looked up once.
    If it is to be counted, how many conversations there are, and whether these are all."""
    sql = Statement([account.id])
    head = people.found_leads(sql, account, str(wanted.search), MOST_FOUND + 1)
    count = "NULL::bigint"
    if counted:
        matching = f"SELECT FROM {_LOOKED_UP} WHERE {' AND '.join(_all(sql, wanted))} LIMIT {MOST_SEARCHED + 1}"
        count = f"(SELECT count(*) FROM ({matching}) AS counted)"
    [row] = await rows(
        f"""{head}, number AS (SELECT count(*) AS leads FROM found)
        SELECT leads, CASE WHEN leads <= {FEW} THEN ARRAY(SELECT id FROM found) END AS few, {count} AS total
        FROM number""",
        *sql.values,
    )
    way = Way.LOOK_UP if row["leads"] <= FEW else Way.WALK if row["leads"] <= MOST_FOUND else Way.TEST
    if row["total"] is None:
        return way, row["few"], None, True
    exact = row["total"] <= MOST_SEARCHED and way is not Way.TEST
    return way, row["few"], min(row["total"], MOST_SEARCHED), exact


async def _probed(account: Account, wanted: ConversationFilter, window: Window) -> list[Conversation] | None:
    """The page of a search, if the newest conversations are enough for it."""
    if not finds_many(str(wanted.search)):
        return None
    found = await probed(
        lambda tested: rows(*_statement(account, wanted, window, _beyond(window), Way.TEST, tested)), window
    )
    return None if found is None else [Conversation._init_from_db(**row) for row in found]


async def _page(
    account: Account, wanted: ConversationFilter, window: Window, beyond: _Beyond, way: Way, leads: _Leads
) -> list[Conversation]:
    """Up to `limit` + 1 conversations in the order of reading. `leads`: those of the search, if they are known."""
    found = await rows(*_statement(account, wanted, window, beyond, way, leads=leads))
    if way is Way.TEST and len(found) <= window.limit:  # no more were walked, or the list has ended
        found = await rows(*_statement(account, wanted, window, beyond, Way.LOOK_UP))
    return [Conversation._init_from_db(**row) for row in found]


def _statement(
    account: Account,
    wanted: ConversationFilter,
    window: Window,
    beyond: _Beyond,
    way: Way,
    tested: int | None = None,
    leads: _Leads = None,
) -> tuple[Any, ...]:
    """A statement and the values of its parameters. `TEST` walks so many conversations of each part of the list."""
    sql, head, test = Statement([account.id]), "", "true"
    if leads is not None:
        head = f"WITH found AS MATERIALIZED (SELECT unnest({sql.take(leads)}::uuid[]) AS id)"
    elif way in (Way.LOOK_UP, Way.WALK):
        head = people.found_leads(sql, account, str(wanted.search))
    if way is Way.WALK:  # IS TRUE keeps the planner from a join, which would read the conversations of all leads
        test = "(c.id IN (SELECT id FROM found)) IS TRUE"
    if way is Way.TEST:
        condition = people.search_condition(sql, account, str(wanted.search))
        test = f"EXISTS (SELECT FROM lead WHERE lead.id = c.id AND {condition} OFFSET 0)"
    places = [f"(c.last_message_at, c.id) {sign} ({sql.take(at)}, {sql.take(key)})" for sign, (at, key) in beyond]
    direction = "ASC" if window.backward else "DESC"
    order, limit = f"last_message_at {direction}, id {direction}", sql.take(window.limit + 1)
    offset, most = sql.take(window.offset), sql.take(window.offset + window.limit + 1)
    source = _LOOKED_UP if way is Way.LOOK_UP else "conversation c"
    ordered = f"ORDER BY c.last_message_at {direction}, c.id {direction} LIMIT"
    parts = []
    for conditions in _parts(sql, wanted, way):
        part = f"SELECT c.* FROM {source} WHERE {' AND '.join([*conditions, *places])}"
        if way is Way.TEST:
            part = f"SELECT c.* FROM ({part} {ordered} {MOST_WALKED if tested is None else tested}) c WHERE true"
        parts.append(f"({part} AND {test} {ordered} {most})")
    query = f"{head} SELECT * FROM ({' UNION ALL '.join(parts)}) x ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    return query.strip(), *sql.values


_LOOKED_UP = "found CROSS JOIN LATERAL (SELECT * FROM conversation WHERE id = found.id LIMIT 1) c"


def _searches(wanted: ConversationFilter) -> bool:
    return bool(wanted.search and wanted.search.strip())


def _all(sql: Statement, wanted: ConversationFilter) -> list[str]:
    """Every condition, for one statement without an order."""
    conditions = [*_account(), *_rest(sql, wanted)]
    if wanted.attention is not None:
        conditions.append(f"c.attention = ANY({sql.take(list(wanted.attention))})")
    if wanted.status is not None:
        conditions.append(f"c.status = {sql.take(wanted.status)}")
    return conditions


def _parts(sql: Statement, wanted: ConversationFilter, way: Way = Way.LIST) -> Iterator[list[str]]:
    """The conditions of each part of the list. In a part, every column before the time in its index has one value."""
    rest = [*_account(), *_rest(sql, wanted)]
    statuses = list(ConversationStatus) if wanted.status is None else [wanted.status]
    if wanted.attention is not None:
        rest += [f"c.status = {sql.take(wanted.status)}"] if wanted.status else []
        for reason in dict.fromkeys(wanted.attention):
            yield [*rest, f"c.attention = '{reason.value}'"]
    elif wanted.unread and wanted.assignee is None:
        yield [*rest, *([f"c.status = {sql.take(wanted.status)}"] if wanted.status else [])]
    elif way is Way.LOOK_UP and wanted.status is None:
        yield rest
    else:
        for status in statuses:
            yield [*rest, f"c.status = '{status.value}'"]


_HANDOFF = ", ".join(f"'{reason.value}'" for reason in NEEDS_HANDOFF)


def _account() -> Iterable[str]:
    yield "c.account_id = $1"


def _rest(sql: Statement, wanted: ConversationFilter) -> Iterator[str]:
    if wanted.unread is not None:
        yield f"c.unread_count {'> 0' if wanted.unread else '= 0'}"
    if wanted.needs_handoff is False:
        yield f"(c.attention IS NULL OR c.attention NOT IN ({_HANDOFF}))"
    if wanted.assignee is not None:
        yield f"c.assignee = {sql.take(wanted.assignee.strip())}"


# ------------------------------------------------------------------ the proof

_COMPARED = (
    *("account_id", "last_message_id", "last_message_at", "last_inbound_id", "last_inbound_at", "unread_count"),
    *("unanswered_at", "unclear_at", "handoff_at", "not_delivered_at"),
)
DIFFERENT = f"""
SELECT coalesce(c.id, v.id) AS id FROM conversation c FULL JOIN conversation_as_counted v ON v.id = c.id
WHERE ROW({", ".join(f"c.{name}" for name in _COMPARED)}, c.draft_at IS NULL)
      IS DISTINCT FROM ROW({", ".join(f"v.{name}" for name in _COMPARED)}, v.draft_at IS NULL)
LIMIT 100
"""


async def miscounted() -> list[UUID]:
    """Up to 100 conversations that differ from a recount of all messages and drafts. It reads every message."""
    return [row["id"] for row in await connection().execute_query_dict(DIFFERENT)]

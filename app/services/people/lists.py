"""Lists of leads: filters, a search and an order, each answered by an index of the account's own rows.

The statement is SQL, because the planner has to be led: a search and a time are looked up first, by their own indexes,
and the leads that they find are read by id. Without them PostgreSQL walks the account's leads in the order of the list,
or the leads in the index of a filter, or the runs of a sequence in the order of their leads. Leads without a message
are in a table of their own (migration 0062).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import phonenumbers

from app.db import rows
from app.domain.sms import phones
from app.domain.values import value
from app.domain.vocabulary import EnrollmentStatus, LeadOrder, LeadStatus
from app.models import Account, Lead
from app.services.checks import storable
from app.services.paging import MOST_COUNTED, Order, Slice, Statement, Window, capped, cut, probed
from app.services.people.statuses import CONTACTED
from app.services.searching import MOST_WORDS, digits_of_phone, finds_many
from app.services.totals import Name, totals_of

ENDING = 4
"""The digits by which the end of a phone is looked up. A search for fewer digits finds beginnings only."""
BY_CREATION: Order = ("id",)
NEWEST: Order = ("-id",)
BY_LAST_MESSAGE: Order = ("-last_message_id",)
_Beyond = tuple[tuple[Any, ...], bool]
ORDERS = {LeadOrder.OLDEST: BY_CREATION, LeadOrder.NEWEST: NEWEST, LeadOrder.LAST_MESSAGE: BY_LAST_MESSAGE}


@value
class LeadFilter:
    """Which leads of an account: all that match each of these. None: any.

    `status` NEW is a lead without a message, CONTACTED one with a message. `enrollment_status` narrows `sequence_id`.
    `updated_since`: created or changed since then.
    """

    search: str | None = None
    status: LeadStatus | None = None
    opted_out: bool | None = None
    sequence_id: UUID | None = None
    enrollment_status: EnrollmentStatus | None = None
    created_since: datetime | None = None
    updated_since: datetime | None = None


async def find(
    partner_id: UUID,
    account_id: UUID,
    wanted: LeadFilter,
    window: Window,
    order: LeadOrder = LeadOrder.OLDEST,
    *,
    exactly: bool = False,
) -> Slice[Lead]:
    """One part of the list. With the order LAST_MESSAGE it has the leads with a message, the newest message first.

    All leads of the account are counted by triggers; what a filter finds is counted `exactly` or up to `MOST_COUNTED`.
    """
    account = await Account.of(partner_id).get_or_none(id=account_id)
    if account is None or (wanted.search and not storable(wanted.search)):
        return Slice([], 0)
    total, exact = await _count(account, wanted, order, exactly=exactly) if window.counted else (None, True)
    found = await _page(account, wanted, window, order)
    start, passed = (window.before if window.backward else window.after), False
    if start is not None and window.looks_back:
        others = Window(0, counted=False)
        passed = bool(await _page(account, wanted, others, order, beyond=(start, not window.backward)))
    return cut(found, window, total, passed, exact)


# ------------------------------------------------------------------ the statement


async def _count(account: Account, wanted: LeadFilter, order: LeadOrder, *, exactly: bool) -> tuple[int, bool]:
    if wanted == LeadFilter() and order is not LeadOrder.LAST_MESSAGE:
        return (await totals_of([account.id]))[account.id][Name.LEADS], True
    sql = Statement([account.id])
    if _walks_runs(wanted, order):
        select = f"SELECT FROM ({_of_runs(sql, wanted, 'l.id', None if exactly else MOST_COUNTED + 1)}) l"
    else:
        head = _found(sql, account, wanted, MOST_COUNTED + 1 if not exactly and _only_searches(wanted, order) else None)
        select = f"{head} SELECT FROM {_source(sql, wanted, order)}"
        if not head:  # in the order of the list: PostgreSQL could read everybody's leads
            select += f" ORDER BY {_walked(wanted, order)[0]}.account_id"
    if not exactly:
        return await capped(select, sql.values)
    [row] = await rows(f"SELECT count(*) FROM ({select}) AS counted", *sql.values)
    return int(row["count"]), True


async def _page(
    account: Account,
    wanted: LeadFilter,
    window: Window,
    order: LeadOrder,
    beyond: _Beyond | None = None,
) -> list[Lead]:
    """Up to `limit` + 1 leads in the order of reading. `beyond`: the leads at a position or before it, instead."""

    async def read(tested: int | None = None) -> list[Any]:
        return await rows(*_statement(account, wanted, window, order, beyond, tested))

    found = await probed(read, window) if _may_be_tested(wanted, order) else None
    return [_lead(row) for row in (await read() if found is None else found)]


def _may_be_tested(wanted: LeadFilter, order: LeadOrder) -> bool:
    """Whether the search may find so many leads that to sort them all takes longer."""
    if wanted.created_since or wanted.updated_since or order is LeadOrder.LAST_MESSAGE:
        return False
    return finds_many(wanted.search or "")


def _statement(
    account: Account,
    wanted: LeadFilter,
    window: Window,
    order: LeadOrder,
    beyond: _Beyond | None,
    tested: int | None = None,
) -> tuple[Any, ...]:
    """A statement and the values of its parameters. With `tested`, so many leads are walked in the order of reading,
    and the search is applied to each: a search that finds many leads would sort them all."""
    sql, last, runs = Statement([account.id]), order is LeadOrder.LAST_MESSAGE, _walks_runs(wanted, order)
    by_id = not tested and _only_searches(wanted, order)
    of, column = ("f", "id") if by_id else _walked(wanted, order)
    key, descending = f"{of}.{column}", last or order is LeadOrder.NEWEST
    head = "" if tested else _found(sql, account, wanted, live=by_id)
    source = "" if tested or runs or by_id else _source(sql, wanted, order)
    places = list[str]()
    for position, after in ((window.after, True), (window.before, False)):
        if position is not None:
            places.append(f"{key} {'<' if after is descending else '>'} {sql.take(position[0])}")
    backward = window.backward
    if beyond:
        (start,), backward = beyond
        places.append(f"{key} {'>=' if descending is backward else '<='} {sql.take(start)}")
    way, conditions = "DESC" if descending is not backward else "ASC", "".join(f" AND {one}" for one in places)
    ordered = f"ORDER BY {of}.account_id {way}, {key} {way} LIMIT"
    if runs:
        most = sql.take(window.offset + window.limit + 1)
        source, conditions, ordered = f"({_of_runs(sql, wanted, 'l.*', most, way, conditions)}) l", "", "LIMIT"
    if by_id:  # all that are found are sorted by their ids alone, and only the page is read
        page = f"ORDER BY f.id {way} LIMIT {sql.take(window.limit + 1)} OFFSET {sql.take(window.offset)}"
        return (
            f"""{head} SELECT l.* FROM (SELECT f.id FROM found f WHERE true{conditions} {page}) f
            CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = f.id LIMIT 1) l
            WHERE l.account_id = $1 ORDER BY l.id {way}""",
            *sql.values,
        )
    if tested:
        walked = f"SELECT l.* FROM lead l WHERE l.account_id IN ($1, $1){conditions} {ordered} {tested}"
        search = " OR ".join(f"({one})" for one in _conditions_of(sql, account, str(wanted.search).strip()))
        source = f"({walked}) l WHERE ({search})"
        conditions = "".join(f" AND {one}" for one in _conditions(sql, wanted))
    statement = f"""{head} SELECT l.*{", m.id AS last_message_id" if last else ""} FROM {source}{conditions}
        {ordered} {sql.take(window.limit + 1)} OFFSET {sql.take(window.offset)}"""
    return statement.strip(), *sql.values


def _lead(row: Any) -> Lead:
    values = dict(row)
    last = values.pop("last_message_id", None)
    lead = Lead._init_from_db(**values)
    lead.last_message_id = last
    return lead


def _source(sql: Statement, wanted: LeadFilter, order: LeadOrder) -> str:
    """What the leads are read from, with the conditions. Two equal ids of the account keep the order by account: see
    `paging.of_account`."""
    conditions = "".join(f" AND {one}" for one in _conditions(sql, wanted))
    if order is LeadOrder.LAST_MESSAGE:
        found = " AND m.lead_id IN (SELECT id FROM found)" if _looks_up(wanted) else ""
        return f"""message m CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = m.lead_id LIMIT 1) l
            WHERE m.account_id IN ($1, $1) AND NOT m.superseded AND NOT EXISTS (
                SELECT FROM message n WHERE n.lead_id = m.lead_id AND NOT n.superseded
                AND (n.created_at, n.id) > (m.created_at, m.id)){found}{conditions}"""
    if _looks_up(wanted):
        return f"""found CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = found.id LIMIT 1) l
            WHERE l.account_id = $1{conditions}"""
    if _walks_new(wanted, order):
        return f"""new_lead n CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = n.lead_id LIMIT 1) l
            WHERE n.account_id IN ($1, $1){conditions}"""
    return f"lead l WHERE l.account_id IN ($1, $1){conditions}"


def _conditions(sql: Statement, wanted: LeadFilter) -> Iterator[str]:
    yield "l.erased_at IS NULL"
    contacted = CONTACTED.format(lead="l.id")
    match wanted.status:
        case None:
            pass
        case LeadStatus.NEW:
            yield f"l.status = 'NEW' AND NOT {contacted}"
        case LeadStatus.CONTACTED:
            yield f"(l.status = 'CONTACTED' OR (l.status = 'NEW' AND {contacted}))"
        case LeadStatus() as status:  # by the partial index of these
            yield f"l.status = '{status.value}' AND l.status <> 'NEW'"
    if wanted.opted_out is not None:
        yield f"l.opted_out_at IS {'NOT ' if wanted.opted_out else ''}NULL"
    if wanted.sequence_id is not None:
        with_it = f"e.sequence_id = {sql.take(wanted.sequence_id)}"
        if wanted.enrollment_status:
            with_it += f" AND e.status = {sql.take(wanted.enrollment_status)}"
        yield f"l.id IN (SELECT e.lead_id FROM enrollment e WHERE {with_it})"


# ------------------------------------------------------------------ what is walked


def _walked(wanted: LeadFilter, order: LeadOrder) -> tuple[str, str]:
    """The alias of the table that is walked, and its column with the order of the list."""
    if order is LeadOrder.LAST_MESSAGE:
        return "m", "id"
    if _walks_runs(wanted, order):
        return "e", "lead_id"
    return ("n", "lead_id") if _walks_new(wanted, order) else ("l", "id")


def _walks_new(wanted: LeadFilter, order: LeadOrder) -> bool:
    """Whether the leads without a message are walked. A lead that has one may be among them."""
    return wanted.status is LeadStatus.NEW and not _looks_up(wanted) and order is not LeadOrder.LAST_MESSAGE


def _walks_runs(wanted: LeadFilter, order: LeadOrder) -> bool:
    """Whether the runs of the sequence are walked. Few leads have one of the other filters: these are walked instead,
    by their own index."""
    stored = wanted.status not in (None, LeadStatus.CONTACTED)
    others = stored or wanted.opted_out or _looks_up(wanted) or order is LeadOrder.LAST_MESSAGE
    return wanted.sequence_id is not None and not others


def _of_runs(
    sql: Statement, wanted: LeadFilter, columns: str, most: Any, way: str = "ASC", conditions: str = ""
) -> str:
    """The leads of the runs of the sequence, up to `most` if it is given, in the order of their ids.

    The runs of a status are in this order in the index `enrollment_live_of_sequence` or `enrollment_ended_of_sequence`.
    Two equal ids of the sequence keep it: see `paging.of_account`. A lead may have several runs.
    """
    sequence, limit = sql.take(wanted.sequence_id), f"LIMIT {most}" if most else ""
    conditions += "".join(f" AND {one}" for one in _conditions(sql, replace(wanted, sequence_id=None)))
    statuses = [wanted.enrollment_status] if wanted.enrollment_status else EnrollmentStatus
    parts = " UNION ALL ".join(
        f"""(SELECT DISTINCT ON (e.sequence_id, e.lead_id) {columns}
        FROM enrollment e CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = e.lead_id LIMIT 1) l
        WHERE e.sequence_id IN ({sequence}, {sequence}) AND e.status = '{status}' AND l.account_id = $1{conditions}
        ORDER BY e.sequence_id {way}, e.lead_id {way} {limit})"""
        for status in statuses
    )
    return f"SELECT DISTINCT ON (id) * FROM ({parts}) l ORDER BY id {way}"


# ------------------------------------------------------------------ what is looked up first

_TEXT = (
    "lead_words(account_id, coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(name, '')"
    " || ' ' || coalesce(email, '') || ' ' || coalesce(external_id, ''))"
)
_HAS_TEXT = "coalesce(first_name, last_name, name, email, external_id) IS NOT NULL"
# Each word of the text is the beginning of a word of the lead. The words of an index begin with the account's id: to
# look for the account by another index too, which IS TRUE forbids, would read all of its leads.
_WORDS = f"""
(account_id = $1) IS TRUE AND {_HAS_TEXT} AND {_TEXT} @@ (
    SELECT string_agg('''' || right($1::uuid::text, 8) || left(word, 200) || ''':*', ' & ')::tsquery
    FROM (SELECT word FROM unnest(search_words({{text}})) AS word LIMIT {MOST_WORDS}) AS words)
"""
_SINCE = """
SELECT id FROM lead WHERE account_id = $1 AND created_at >= {since}
UNION SELECT id FROM lead WHERE account_id = $1 AND updated_at IS NOT NULL AND updated_at >= {since}
"""


def _looks_up(wanted: LeadFilter) -> bool:
    text = wanted.search and wanted.search.strip()
    return bool(text or wanted.created_since or wanted.updated_since)


def _only_searches(wanted: LeadFilter, order: LeadOrder) -> bool:
    """Whether the search alone says which leads there are, in the order of their ids."""
    text = wanted.search and wanted.search.strip()
    return bool(text) and wanted == LeadFilter(search=wanted.search) and order is not LeadOrder.LAST_MESSAGE


def found_leads(sql: Statement, account: Account, text: str, most: int | None = None) -> str:
    """The head of a statement: `found` has the ids of the account's leads that a search finds, or with `most` at least
    so many of them. $1 is the account."""
    return f"WITH found AS MATERIALIZED ({_by_text(sql, account, text.strip(), most)})"


def search_condition(sql: Statement, account: Account, text: str) -> str:
    """Whether a search finds the lead in the row `lead`. $1 is the account."""
    return f"lead.account_id = $1 AND ({' OR '.join(f'({one})' for one in _conditions_of(sql, account, text.strip()))})"


def _by_text(sql: Statement, account: Account, text: str, most: int | None = None, *, live: bool = False) -> str:
    rest = " AND erased_at IS NULL" if live or most else ""
    rest += f" LIMIT {most}" if most else ""
    return " UNION ".join(f"(SELECT id FROM lead WHERE ({one}){rest})" for one in _conditions_of(sql, account, text))


def _conditions_of(sql: Statement, account: Account, text: str) -> list[str]:
    """The ways in which a search finds a lead, each by an index."""
    phones_too = [f"account_id = $1 AND {one}" for one in _by_phone(sql, account, text)]
    return [_WORDS.format(text=f"{sql.take(text)}::text"), *phones_too]


def _found(sql: Statement, account: Account, wanted: LeadFilter, most: int | None = None, *, live: bool = False) -> str:
    """The ids of the leads that the search and the times find, each by its index. `most`: as `found_leads`. `live`: the
    search finds no erased lead."""
    parts = list[str]()
    if wanted.search and (text := wanted.search.strip()):
        parts.append(_by_text(sql, account, text, most, live=live))
    if wanted.created_since:
        parts.append(f"SELECT id FROM lead WHERE account_id = $1 AND created_at >= {sql.take(wanted.created_since)}")
    if wanted.updated_since:
        parts.append(_SINCE.format(since=sql.take(wanted.updated_since)))
    if not parts:
        return ""
    return f"WITH found AS MATERIALIZED ({' INTERSECT '.join(f'({part})' for part in parts)})"


def _by_phone(sql: Statement, account: Account, text: str) -> Iterator[str]:
    """The phones that the digits are, begin or end: in any spelling, with the country's code or as dialed there."""
    if (digits := digits_of_phone(text)) is None:
        return
    region = phones.region_of(account.phone_number) or "US"
    if number := phones.normalize(text, region):
        yield f"phone = {sql.take(number)}"
    dialed = f"{phonenumbers.country_code_for_region(region)}{digits.lstrip('0')}"
    for begins in {digits, dialed}:
        # Digits stand in their order in every collation, and 9s after a beginning come last.
        first = sql.take(f"+{begins}")
        yield f"phone BETWEEN {first} AND {sql.take(f'+{begins}'.ljust(17, '9'))}"
    if len(digits) >= ENDING:
        end = sql.take(digits[-ENDING:])
        yield f"right(phone, {ENDING}) = {end} AND phone LIKE {sql.take(f'%{digits}')}"

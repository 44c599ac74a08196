"""The counts by day equal a recount after any history, whatever is counted when, and while others write."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.domain.ids import new_id
from app.models import Account, Sequence, SequenceVersion
from app.services import conversations
from app.services.numbers import count_days
from tests.clock import MORNING
from tests.examples import examples
from tests.factories import Holder, make_account, make_sequence
from tests.recount import count_everything, kept_counts, miscounted, miscounted_totals, recounted
from tests.waiting import until

NOW = timedelta(0)
STATUSES = ("SENDING", "UNKNOWN", "QUEUED", "SENT", "DELIVERED", "UNDELIVERED", "FAILED")
MARKS = ("replied_at", "opted_out_at", "converted_at")
READ_AS = ("REPLY", "UNCLEAR", "OPT_OUT", "REACTION")
REASONS = ("REPLIED", "AI_BUDGET")
_FUNCTION = "CREATE OR REPLACE FUNCTION late_line() RETURNS uuid LANGUAGE sql VOLATILE AS $$ SELECT '{}'::uuid $$"
ALL_ARE_LATE = _FUNCTION.format("ffffffff-ffff-ffff-ffff-ffffffffffff")
"""Every message is old enough that it may be counted."""


@dataclass(repr=False)
class History:
    """Rows that are written as SQL, and the numbers by which a later act finds them."""

    account: UUID
    sequence: UUID
    version: UUID
    runs: list[UUID] = field(default_factory=list)
    messages: list[UUID] = field(default_factory=list)
    steps: dict[UUID, int] = field(default_factory=dict)

    def run(self, a: int, b: int) -> str:
        run, lead = new_id(), new_id()
        self.runs.append(run)
        self.steps[run] = 0
        return f"""
        INSERT INTO lead (id, account_id, phone, created_at)
        VALUES ('{lead}', '{self.account}', '+1415' || {lead.int % 10_000_000 + 10_000_000}, now());
        INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, position, started_at,
                                due_at, wake_at)
        VALUES ('{run}', '{self.account}', '{lead}', '{self.sequence}', '{self.version}', 'ACTIVE', 0, {at(a)},
                {at(a)}, {at(a)})"""

    def step(self, a: int, b: int) -> str:
        run, message = self.runs[a % len(self.runs)], new_id()
        self.messages.append(message)
        self.steps[run] += 1
        return f"""
        INSERT INTO message (id, account_id, lead_id, enrollment_id, position, direction, source, status, body,
                             segments, created_at)
        SELECT '{message}', account_id, lead_id, id, {self.steps[run]}, 'OUTBOUND', 'SEQUENCE', '{pick(STATUSES, b)}',
               '', {b + 1}, {at(b)} FROM enrollment WHERE id = '{run}'"""

    def inbound(self, a: int, b: int) -> str:
        run = self.runs[a % len(self.runs)]
        return f"""
        INSERT INTO message (id, account_id, lead_id, direction, status, body, segments, provider_sid, read_as,
                             created_at)
        SELECT '{new_id()}', account_id, lead_id, 'INBOUND', 'RECEIVED', '', 1, '{new_id()}', '{pick(READ_AS, b)}',
               {at(b)}
        FROM enrollment WHERE id = '{run}'"""

    def report(self, a: int, b: int) -> str:
        code = "NULL" if b % 3 else "30000 + segments"
        return f"UPDATE message SET status = '{pick(STATUSES, b)}', error_code = {code} WHERE {self.one(a)}"

    def supersede(self, a: int, b: int) -> str:
        return f"UPDATE message SET superseded = NOT superseded, segments = {b} WHERE {self.one(a)}"

    def mark(self, a: int, b: int) -> str:
        return f"UPDATE message SET {pick(MARKS, b)} = now(), body = 'x' WHERE {self.one(a)}"

    def remove(self, a: int, b: int) -> str:
        return f"DELETE FROM message WHERE {self.one(a)}"

    def read_again(self, a: int, b: int) -> str:
        return f"UPDATE message SET read_as = '{pick(READ_AS, b)}' WHERE direction = 'INBOUND' AND body = ''"

    def end(self, a: int, b: int) -> str:
        ends = "status = 'COMPLETED', cancel_reason = NULL, ended_at = now(), wake_at = NULL"
        change = ends if b % 2 else "converted_at = now()"
        return f"UPDATE enrollment SET {change} WHERE id = '{self.runs[a % len(self.runs)]}'"

    def again(self, a: int, b: int) -> str:
        """The lead is enrolled once more, on the same sequence, unless a run of it is under way."""
        former, run = self.runs[a % len(self.runs)], new_id()
        self.runs.append(run)
        self.steps[run] = 0
        return f"""
        INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, position, started_at,
                                due_at, wake_at)
        SELECT '{run}', account_id, lead_id, sequence_id, version_id, 'ACTIVE', 0, {at(b)}, {at(b)}, {at(b)}
        FROM enrollment e WHERE id = '{former}'
          AND NOT EXISTS (SELECT FROM enrollment WHERE lead_id = e.lead_id AND status = 'ACTIVE')"""

    def replies(self, a: int, b: int) -> str:
        ends = "status = 'CANCELLED', cancel_reason = 'REQUESTED', ended_at = now(), wake_at = NULL"
        change, which = (f"replied_at = {at(b)}", "true") if b % 4 else (ends, "status = 'ACTIVE'")
        return f"UPDATE enrollment SET {change} WHERE {which} AND id = '{self.runs[a % len(self.runs)]}'"

    def erase(self, a: int, b: int) -> str:
        lead = f"(SELECT lead_id FROM enrollment WHERE id = '{self.runs[a % len(self.runs)]}')"
        return f"UPDATE lead SET erased_at = now() WHERE id = {lead}"

    def decide(self, a: int, b: int) -> str:
        lead = f"(SELECT lead_id FROM enrollment WHERE id = '{self.runs[a % len(self.runs)]}')"
        return f"UPDATE lead SET status = '{pick(('NEW', 'LOST', 'NEW'), b)}' WHERE id = {lead}"

    def change_all(self, a: int, b: int) -> str:
        """One statement changes every run, so several of one lead too."""
        ends = "status = 'COMPLETED', cancel_reason = NULL, ended_at = now(), wake_at = NULL"
        change = (ends, f"replied_at = {at(b)}", "converted_at = now()")[b % 3]
        return f"UPDATE enrollment SET {change} WHERE id = ANY('{{{','.join(map(str, self.runs))}}}'::uuid[])"

    def skip(self, a: int, b: int) -> str:
        run = self.runs[a % len(self.runs)]
        self.steps[run] += 1
        status, reason = ("SKIPPED", f"'{pick(REASONS, b)}'") if b % 4 else ("FAILED", "'BROKEN'")
        return f"""
        INSERT INTO step_run (id, enrollment_id, position, status, reason, settled_at)
        VALUES ('{new_id()}', '{run}', {self.steps[run]}, '{status}', {reason}, {at(b)})"""

    def consent(self, a: int, b: int) -> str:
        change = "OPT_OUT" if b % 3 else "OPT_IN"
        return f"""
        INSERT INTO consent_event (id, account_id, phone, change, rule, created_at)
        VALUES ('{new_id()}', '{self.account}', '+14155550100', '{change}', 'x', {at(b)})"""

    def one(self, a: int) -> str:
        return f"id = '{self.messages[a % len(self.messages)]}'" if self.messages else "false"


def at(hours: int) -> str:
    return f"'{(MORNING + timedelta(hours=7 * hours)).isoformat()}'::timestamptz"


def pick(names: tuple[str, ...], number: int) -> str:
    return names[number % len(names)]


ACTS = (
    History.run,
    History.step,
    History.step,
    History.inbound,
    History.report,
    History.report,
    History.supersede,
    History.mark,
    History.remove,
    History.read_again,
    History.end,
    History.skip,
    History.consent,
    History.again,
    History.replies,
    History.replies,
    History.erase,
    History.change_all,
    History.decide,
)
COUNT = len(ACTS)
CHANGES = (History.report, History.supersede, History.mark)
acts = st.lists(st.tuples(st.integers(0, COUNT + 1), st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=25)


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id, time_zone="America/New_York")


@pytest.fixture
async def sequence(deps: Deps, partner: Holder, account: Account) -> Sequence:
    return await make_sequence(deps, partner.id, account.id)


@pytest.fixture
async def history(account: Account, sequence: Sequence) -> History:
    version = await SequenceVersion.get(sequence_id=sequence.id)
    return History(account.id, sequence.id, version.id)


@pytest.fixture
async def all_are_late() -> AsyncIterator[None]:
    [row] = await rows("SELECT pg_get_functiondef('late_line'::regproc) AS text")
    await connection().execute_script(ALL_ARE_LATE)
    yield
    await connection().execute_script(row.text)


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=acts)
@example(drawn=[(1, 0, 0), (7, 0, 0), (COUNT, 0, 0), (8, 0, 0)])  # a message that is SENDING and counts is removed
@example(drawn=[(10, 0, 1), (13, 0, 0), (0, 0, 0), (17, 0, 1), (17, 0, 0), (17, 0, 2)])  # two runs of one lead at once
@example(drawn=[(0, 0, 0), (1, -1, 3), (4, -1, 6)])  # the only message of a lead fails
@example(drawn=[(0, 0, 0), (1, -1, 3), (6, -1, 0)])  # it is proved absent
@example(drawn=[(0, 0, 0), (18, -1, 1), (1, -1, 3), (4, -1, 6), (18, -1, 0)])  # it fails while the lead is lost
async def test_after_any_history_the_counts_are_what_a_recount_says(
    history: History, all_are_late: None, drawn: list[tuple[int, int, int]]
) -> None:
    if not history.runs:
        await connection().execute_script(history.run(0, 0))
    script, changed_late, counts = list[str](), False, 0
    for act, a, b in drawn:
        if act < COUNT:
            script.append(ACTS[act](history, a, b))
            changed_late = changed_late or (counts > 0 and ACTS[act] in CHANGES)
        else:
            await connection().execute_script("; ".join(["SELECT 1", *script]))
            script.clear()
            await count_days(NOW)
            counts += 1
    await connection().execute_script("; ".join(["SELECT 1", *script]))
    event("a counted message changed" if changed_late else "no counted message changed")
    assert (await miscounted(rows), await miscounted_totals(rows)) == ({}, {})
    await count_days(NOW)
    assert (await miscounted(rows), await miscounted_totals(rows)) == ({}, {})
    assert await rows("SELECT FROM total_change") == []


async def test_messages_that_one_statement_removes_leave_the_counts_together(
    history: History, all_are_late: None
) -> None:
    for script in (history.run(0, 0), history.run(0, 0), history.run(0, 0)):
        await connection().execute_script(script)
    for run, status in ((0, 3), (0, 4), (1, 6), (2, 4), (2, 4)):
        await connection().execute_script(history.step(run, status))
    await count_everything()
    async with in_transaction() as tx:
        await tx.execute_script(
            "SET LOCAL track_functions = 'all'; DELETE FROM message WHERE position = 1 OR segments = 5"
        )
        [counted] = await rows(
            "SELECT pg_stat_get_xact_function_calls('count_conversations(uuid[])'::regprocedure) AS n"
        )
    assert counted.n == 1
    assert await rows("SELECT id FROM message") == []
    assert (await miscounted(rows), await conversations.miscounted()) == ({}, [])


async def test_messages_that_one_statement_changes_are_counted_together(history: History, all_are_late: None) -> None:
    for script in (history.run(0, 0), history.run(0, 0)):
        await connection().execute_script(script)
    for run, status in ((0, 3), (0, 3), (1, 3), (1, 6)):
        await connection().execute_script(history.step(run, status))
    await count_everything()
    await connection().execute_script("UPDATE message SET status = 'DELIVERED', delivered_at = now()")
    changes = await rows("SELECT name, sum(count)::int AS count FROM day_count_change WHERE version = 0 GROUP BY name")
    assert {row.name: row.count for row in changes}["DELIVERED"] == 4
    [all_of_them] = await rows(
        "SELECT count(*) AS appended, count(DISTINCT (owner_id, day, version, position, name, detail)) AS needed"
        " FROM day_count_change"
    )
    assert all_of_them.appended == all_of_them.needed
    assert await miscounted(rows) == {}
    await count_everything()
    await connection().execute_script("UPDATE message SET text_removed_at = now(), body = ''")
    assert await rows("SELECT FROM day_count_change") == []


async def test_a_statement_looks_once_which_of_its_messages_are_late(history: History) -> None:
    for script in (history.run(0, 0), history.run(0, 0), history.step(0, 3), history.step(1, 3)):
        await connection().execute_script(script)
    async with in_transaction() as tx:
        await tx.execute_script("SET LOCAL track_functions = 'all'; UPDATE message SET status = 'DELIVERED'")
        [line] = await rows("SELECT pg_stat_get_xact_function_calls('late_line()'::regprocedure) AS calls")
    assert line.calls == 1


async def test_what_is_not_committed_is_not_passed_over(history: History, database_url: str) -> None:
    """Its transaction began before the counting did, and its row is above the line: it is waited for."""
    await connection().execute_script(history.run(0, 0))
    writer = await asyncpg.connect(database_url)
    try:
        async with writer.transaction():
            await writer.execute(history.step(0, 4))
            await count_days(NOW)
            assert await rows("SELECT FROM day_count WHERE name = 'SENT'") == []
        await count_everything()
        [sent] = await rows("SELECT count FROM day_count WHERE name = 'SENT' AND version = 0")
        assert sent["count"] == 1
        assert await miscounted(rows) == {}
    finally:
        await writer.close()


async def test_a_late_change_and_the_counting_wait_for_each_other(
    history: History, all_are_late: None, database_url: str
) -> None:
    for script in (history.run(0, 0), history.step(0, 3)):
        await connection().execute_script(script)
    await count_everything()
    await connection().execute_script(history.step(0, 3))
    writer = await asyncpg.connect(database_url)
    try:
        async with writer.transaction():
            await writer.execute(history.report(0, 4))
            await writer.execute(history.report(1, 4))
            counting = asyncio.create_task(count_days(NOW))
        await counting
        assert await miscounted(rows) == {}
    finally:
        await writer.close()


async def test_a_process_that_ends_while_it_counts_counts_nothing(history: History) -> None:
    for script in (history.run(0, 0), history.step(0, 3)):
        await connection().execute_script(script)
    failpoints.arm("COUNTED_BEFORE_COMMIT=raise:1")
    try:
        await until(_it_ends_while_it_counts)
    finally:
        failpoints.arm("")
    assert await rows("SELECT FROM day_count") == []
    assert await miscounted(rows) == {}
    await asyncio.gather(count_everything(), count_everything())
    assert await kept_counts(rows) == await recounted(rows)
    assert len(await rows("SELECT FROM day_count WHERE name IN ('ENROLLED', 'SENT')")) == 3


async def _it_ends_while_it_counts() -> bool:
    try:
        await count_days(NOW)
    except failpoints.Planned:
        return True
    return False


_COPIED = """
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, position, started_at, due_at, wake_at,
                        ended_at, replied_at)
SELECT gen_random_uuid(), l.account_id, l.id, $1, $2, r.status, 0, now(), now(),
       CASE r.status WHEN 'ACTIVE' THEN now() END, CASE r.status WHEN 'COMPLETED' THEN now() END,
       CASE WHEN r.replied THEN now() END
FROM unnest($3::uuid[], $4::text[], $5::boolean[]) AS r(lead_id, status, replied) JOIN lead l ON l.id = r.lead_id
"""


async def test_a_lead_counts_once_for_a_sequence_however_many_runs_one_statement_brings(history: History) -> None:
    ann, bob, cid = leads = [new_id() for _ in range(3)]
    for number, lead in enumerate(leads):
        await connection().execute_query(
            "INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, now())",
            [lead, history.account, f"+1415555{number:04d}"],
        )
    for batch in (
        [(ann, "COMPLETED", True), (ann, "COMPLETED", False), (bob, "ACTIVE", False)],  # as a copy from elsewhere
        [(ann, "ACTIVE", False), (cid, "ACTIVE", False)],  # as `enrollLeads`
        [(cid, "COMPLETED", True), (bob, "COMPLETED", False)],
    ):
        await connection().execute_query(
            _COPIED, [history.sequence, history.version, *map(list, zip(*batch, strict=True))]
        )
        assert await miscounted_totals(rows) == {}

"""What an account costs that grows: every list, total and hot statement at each size, a small account beside it."""

import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from tortoise.transactions import in_transaction

from app import build
from app.db import migrate
from app.deps import Deps
from app.domain.ids import new_id
from app.local.stores import throwaway
from app.models import WebhookEndpoint
from app.services import accounts, sequences
from app.services.accounts import KeyHolder, NewAccount
from app.services.conversations import InboundSms, receive_sms
from app.services.enrollment import enroll_lead
from app.services.sending.claim import claim_due
from app.services.sequences import NewSequence
from app.settings import Settings
from benchmarks.api_data import STEPS
from benchmarks.figures import Figure, most, say
from benchmarks.growth.data import Grown, counted, grow
from benchmarks.growth.reads import counting, lists, read, totals, variables

SIZES = (10_000, 100_000, 1_000_000)
SMALL = 1_000
GOAL = 2.0
BESIDE = 30
"""Rows that are read once for an operation, however many it answers."""
PAGE, CLAIMED, REPEATS = 10, 100, 7
AT_ONCE = 100_000

Work = Callable[[], Awaitable[int]]
"""One operation; how many rows it answers."""

_DUE = """
UPDATE enrollment SET wake_at = now(), due_at = now() WHERE id IN (
    SELECT id FROM enrollment WHERE account_id = $1 AND status = 'ACTIVE' AND wake_at IS NOT NULL ORDER BY id LIMIT $2)
"""
_DISK = "SELECT pg_database_size(current_database())"


@dataclass
class Course:
    """One operation at each size: milliseconds, rows read, rows answered."""

    name: str
    at: list[tuple[float, int, int]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Of the time at the largest size to the smallest."""
        return self.at[-1][0] / self.at[0][0]

    @property
    def rows_ratio(self) -> float:
        """Of the rows read for each that was answered, beyond those that any operation reads."""
        each = [max(1.0, (rows - BESIDE) / max(1, answered)) for _, rows, answered in self.at]
        return each[-1] / each[0]


class Undone(Exception):
    """Takes a transaction back."""


async def growth(sizes: tuple[int, ...]) -> list[Figure]:
    """Ratios of the largest size to the smallest, in one run."""
    say(f"\nan account that grows to {' / '.join(f'{size:,}' for size in sizes)} leads, with three messages each")
    courses: dict[str, Course] = {}
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-growth-"))
        stores = await stack.enter_async_context(throwaway(Path(folder)))
        await migrate(stores.database_url)
        settings = Settings(_env_file=None)
        deps = await stack.enter_async_context(build.deps(settings, stores.database_url, stores.redis_url))
        db = await asyncpg.connect(stores.database_url)
        stack.push_async_callback(db.close)
        await db.execute("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'")
        partner, key = await accounts.create_partner("Bench")
        holder = await accounts.authenticate(key, deps.clock.now())
        assert holder
        big, small = [await _account(deps, partner.id, number) for number in (1, 2)]
        await grow(db.execute, small, 0, SMALL)
        reached = 0
        for size in sizes:
            began = time.monotonic()
            for first in range(reached, size, AT_ONCE):
                await grow(db.execute, big, first, min(AT_ONCE, size - first))
            reached = size
            await counted(db.execute)
            await db.execute(_DUE, big.account_id, CLAIMED)
            await db.execute("VACUUM (ANALYZE)")
            await db.execute("CHECKPOINT")
            disk, (load, *_) = await db.fetchval(_DISK) / 1e9, os.getloadavg()
            say(f"  {size:,} leads: filled in {time.monotonic() - began:.0f} s, {disk:.1f} GB; load {load:.1f}")
            for name, work in [*await _readings(deps, holder, big, small), *_changes(deps, big)]:
                course = courses.setdefault(name, Course(name))
                course.at.append(await _measured(work))
    return _told(list(courses.values()))


async def _account(deps: Deps, partner_id: Any, number: int) -> Grown:
    account = await accounts.create(
        deps, partner_id, NewAccount(name=f"A{number}", phone_number=f"+1500555000{number}")
    )
    made = [
        await sequences.create(deps, partner_id, account.id, NewSequence(name=f"S{one}", steps=STEPS))
        for one in range(5)
    ]
    endpoint = await WebhookEndpoint.create(
        partner_id=partner_id,
        url="https://example.com",
        events=["none"],
        secret="",
        created_at=deps.clock.now(),
    )
    return Grown(partner_id, account.id, number, [one.id for one in made], endpoint.id)


async def _readings(deps: Deps, holder: KeyHolder, big: Grown, small: Grown) -> list[tuple[str, Work]]:
    found: list[tuple[str, Work]] = []
    for size, of in (("", big), ("small account: ", small)):
        values = await variables(of)
        found += [(f"{size}{one.name}", partial(read, deps, holder, one, values)) for one in lists(PAGE)]
        found += [(f"{size}{one.name}", partial(read, deps, holder, one, values)) for one in totals()]
    return found


def _changes(deps: Deps, of: Grown) -> list[tuple[str, Work]]:
    """The hot operations. Each is taken back, so that the next one finds the same rows."""

    async def enroll() -> int:
        await enroll_lead(deps, of.partner_id, of.sequences[0], f"+1303{uuid4().int % 10_000_000:07d}")
        return 1

    async def webhook() -> int:
        phone = f"+1{2010000000 + of.number * 10000000 + 8}"
        await receive_sms(deps, InboundSms(f"SM{new_id().hex}", phone, f"+1500555000{of.number}", "Yes, please"))
        return 1

    async def claim() -> int:
        batch = await claim_due(deps, CLAIMED)
        return len(batch.claims)

    return [("enrollLead", _undone(enroll)), ("inbound webhook", _undone(webhook)), ("claim", _undone(claim))]


def _undone(work: Work) -> Work:
    async def undone() -> int:
        count = 0
        try:
            async with in_transaction():
                count = await work()
                raise Undone
        except Undone:
            return count

    return undone


async def _measured(work: Work) -> tuple[float, int, int]:
    """The median of the milliseconds, the rows that were read, and the rows that were answered."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    async with counting() as counter:
        answered = await work()
    return statistics.median(taken), counter.read, answered


def _told(courses: list[Course]) -> list[Figure]:
    wide = max(len(course.name) for course in courses)
    say(f"\n  {'':{wide}}{'ms':>26}{'ratio':>8}{'rows read':>30}{'answered':>10}")
    for course in courses:
        times = " / ".join(f"{one:.2f}" for one, _, _ in course.at)
        counts = " / ".join(f"{one:,}" for _, one, _ in course.at)
        say(f"  {course.name:{wide}}{times:>26}{course.ratio:>7.2f}x{counts:>30}{course.at[-1][2]:>10}")
    figures = []
    for course in courses:
        figures.append(most(f"growth: {course.name}: ms", course.ratio, GOAL, "x"))
        if course.at[-1][1] > course.at[0][1] + BESIDE:
            figures.append(most(f"growth: {course.name}: rows read", course.rows_ratio, GOAL, "x"))
    return figures

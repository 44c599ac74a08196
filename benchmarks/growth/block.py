"""What an account costs that grows: every list, total and hot statement at each size, a small account beside it."""

import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
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
from benchmarks.figures import Figure, say
from benchmarks.growth.data import Grown, counted, grow
from benchmarks.growth.goals import Course, Point
from benchmarks.growth.reads import counting, lists, read, totals, variables

SIZES = (10_000, 100_000, 1_000_000)
SMALL = 1_000
PAGE, CLAIMED, REPEATS = 10, 100, 7
AT_ONCE = 100_000

Work = Callable[[], Awaitable[int]]
"""One operation; how many rows it answers."""

_DUE = """
UPDATE enrollment SET wake_at = now(), due_at = now() WHERE id IN (
    SELECT id FROM enrollment WHERE account_id = $1 AND status = 'ACTIVE' AND wake_at IS NOT NULL ORDER BY id LIMIT $2)
"""
_DISK = "SELECT pg_database_size(current_database())"


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
            # What the claims of the former size left in the indexes, too: few enough that VACUUM would leave it there.
            await db.execute("VACUUM (ANALYZE, INDEX_CLEANUP ON)")
            await db.execute("CHECKPOINT")
            disk, (load, *_) = await db.fetchval(_DISK) / 1e9, os.getloadavg()
            say(f"  {size:,} leads: filled in {time.monotonic() - began:.0f} s, {disk:.1f} GB; load {load:.1f}")
            for name, work, counts in [*await _readings(deps, holder, big, small), *_changes(deps, big)]:
                course = courses.setdefault(name, Course(name, counts))
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


async def _readings(deps: Deps, holder: KeyHolder, big: Grown, small: Grown) -> list[tuple[str, Work, bool]]:
    """Each operation: its name, the work, and whether it counts."""
    found: list[tuple[str, Work, bool]] = []
    for size, of in (("", big), ("small account: ", small)):
        values = await variables(of)
        for counts, readings in ((False, lists(PAGE)), (True, totals())):
            found += [(f"{size}{one.name}", partial(read, deps, holder, one, values), counts) for one in readings]
    return found


def _changes(deps: Deps, of: Grown) -> list[tuple[str, Work, bool]]:
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

    works = {"enrollLead": enroll, "inbound webhook": webhook, "claim": claim}
    return [(name, _undone(work), False) for name, work in works.items()]


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


async def _measured(work: Work) -> Point:
    """The least of the milliseconds, which the rest of the machine disturbs least, and the rows."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    async with counting() as counter:
        answered = await work()
    return Point(min(taken), counter.read, answered)


def _told(courses: list[Course]) -> list[Figure]:
    wide = max(len(course.name) for course in courses)
    say(f"\n  {'':{wide}}{'ms':>26}{'ratio':>8}{'rows read':>30}{'answered':>10}")
    for course in courses:
        times = " / ".join(f"{one.ms:.2f}" for one in course.at)
        counts = " / ".join(f"{one.rows:,}" for one in course.at)
        over = "" if all(figure.met for figure in course.figures()) else "  over"
        say(f"  {course.name:{wide}}{times:>26}{course.ratio:>7.2f}x{counts:>30}{course.at[-1].answered:>10}{over}")
    bounded = sum(course.counts_to_its_bound for course in courses)
    say(f"  {bounded} of these count to their bound, and are judged by it")
    return [figure for course in courses for figure in course.figures()]

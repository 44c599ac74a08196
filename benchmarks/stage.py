"""The stage that every contestant plays on: stores, a provider, rows that fall due, and a clock to stop."""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

from app.db import migrate
from app.local.stores import Stores, throwaway

HEAD_START = timedelta(seconds=3)
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Result:
    """One run: steps a second from the moment they were due, CPU in microseconds a step (the contestant's and
    PostgreSQL's), what the ledger says."""

    rate: float
    cpu: float
    database_cpu: float
    duplicated: int
    lost: int
    lateness: list[float]


@dataclass(slots=True)
class Stage:
    database_url: str
    redis_url: str
    provider_url: str
    db: asyncpg.Connection

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "TWILIO_API_URL": self.provider_url,
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "token",
        }

    async def clear(self) -> None:
        await self.db.execute(
            "TRUNCATE partner, partner_key, account, lead, sequence, sequence_version, step, enrollment, step_run, "
            "message, conversation, draft, consent_event, number_opt_out, worker CASCADE"
        )
        self.ledger()

    async def again(self) -> None:
        """Forgets what was sent, and keeps everybody who is enrolled."""
        await self.db.execute("TRUNCATE step_run, message, worker")
        self.ledger()

    async def due(self, count: int, at: datetime, apart: timedelta = timedelta(0)) -> list[UUID]:
        """So many leads with one step each, due at a moment or one after the other. Answers with the enrollments.

        Ids are ordered by time, as `app.domain.ids` makes them.
        """
        if not await self.db.fetchval("SELECT count(*) FROM sequence"):
            await self.sequence()
        first = await self.db.fetchval("SELECT count(*) FROM lead")
        rows = await self.db.fetch(
            "WITH l AS (INSERT INTO lead (id, account_id, phone, first_name, created_at)"
            "  SELECT uuidv7(), a.id, '+1415' || (2000000 + n), 'Ada', now()"
            "  FROM account a, generate_series($1::int, $2::int) n RETURNING id, account_id)"
            " INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position,"
            " due_at, wake_at)"
            " SELECT uuidv7(), l.account_id, l.id, s.id, v.id, 'ACTIVE', now(), 0, l.at, l.at"
            " FROM (SELECT *, $3::timestamptz + (row_number() OVER () - 1) * $4::interval AS at FROM l) l,"
            " sequence s, sequence_version v RETURNING id",
            first,
            first + count - 1,
            at,
            apart,
        )
        await self.db.execute("ANALYZE enrollment, lead")
        return [row["id"] for row in rows]

    async def sequence(self) -> None:
        """An account with a sequence of one step."""
        await self.db.execute("INSERT INTO partner (id, name, created_at) VALUES (gen_random_uuid(), 'P', now())")
        await self.db.execute(
            "INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at)"
            " SELECT gen_random_uuid(), id, 'A', 'Demo Lending', '+15005550006', 'UTC', now() FROM partner"
        )
        await self.db.execute(
            "INSERT INTO sequence (id, account_id, name, is_active, is_default, version, created_at, updated_at)"
            " SELECT gen_random_uuid(), id, 'S', true, false, 1, now(), now() FROM account"
        )
        await self.db.execute(
            "INSERT INTO sequence_version (id, sequence_id, version, created_at)"
            " SELECT gen_random_uuid(), id, 1, now() FROM sequence"
        )
        await self.db.execute(
            "INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)"
            " SELECT gen_random_uuid(), id, 0, 'FIXED', $1, 1, true FROM sequence_version",
            "Hi {{first_name}}, this is {{company}}. We noticed your application is almost complete. Can I help?",
        )

    async def settle_down(self) -> None:
        """Has the database do now what it would do in the minutes after so many rows were written."""
        await self.db.execute("VACUUM (ANALYZE) enrollment, lead")
        await self.db.execute("CHECKPOINT")

    async def redis_bytes(self) -> int:
        """Bytes that Redis holds."""
        async with Redis.from_url(self.redis_url) as redis:
            return int((await redis.info("memory"))["used_memory_dataset"])

    async def settled(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.db.fetchval("SELECT count(*) FROM step_run") < count:
                await asyncio.sleep(0.05)

    def ledger(self) -> tuple[int, int]:
        """Messages that the provider was sent since the last look, and to how many numbers."""
        with urlopen(f"{self.provider_url}/ledger") as answer:  # noqa: S310  (loopback)
            told = json.load(answer)
        return told["sent"], told["numbers"]

    async def database_cpu(self) -> float:
        """Seconds of CPU that PostgreSQL has used, all of its processes but the one that the bench asks (Linux)."""
        backend = await self.db.fetchval("SELECT pg_backend_pid()")
        return cpu_of_all(int(_stat(backend)[1])) - cpu_of(backend)

    async def result(self, count: int, at: datetime, cpu_seconds: float, database_cpu: float = 0.0) -> Result:
        last = await self.db.fetchval("SELECT max(settled_at) FROM step_run")
        late = await self.db.fetch(
            "SELECT extract(epoch FROM m.created_at - e.due_at)::float8 AS late"
            " FROM message m JOIN enrollment e ON e.id = m.enrollment_id ORDER BY 1"
        )
        sent, numbers = self.ledger()
        return Result(
            rate=count / (last - at).total_seconds(),
            cpu=cpu_seconds / count * 1e6,
            database_cpu=database_cpu / count * 1e6,
            duplicated=sent - numbers,
            lost=count - numbers,
            lateness=[row["late"] for row in late],
        )


@asynccontextmanager
async def empty_stores() -> AsyncIterator[Stores]:
    """Stores that begin empty, and whose files are removed in the end."""
    with tempfile.TemporaryDirectory() as home:
        async with throwaway(Path(home)) as stores:
            yield stores


@asynccontextmanager
async def a_stage(provider_seconds: float) -> AsyncIterator[Stage]:
    async with empty_stores() as stores, _provider(provider_seconds) as url:
        await migrate(stores.database_url)
        db = await asyncpg.connect(stores.database_url)
        try:
            yield Stage(stores.database_url, stores.redis_url, url, db)
        finally:
            await db.close()


@asynccontextmanager
async def _provider(seconds: float) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.provider", str(seconds), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = (await process.stdout.readline()).decode().strip()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await ended(process)


async def ended(process: asyncio.subprocess.Process) -> None:
    """Ends what was started, by its id."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used, its own and the kernel's for it (Linux)."""
    return (int(_stat(pid)[11]) + int(_stat(pid)[12])) / TICKS


def cpu_of_all(pid: int) -> float:
    """The same, with all of its children, those that have ended too (Linux).

    The time of a child that ends moves to its parent. Everything is read again when a child ended meanwhile, so that
    its time is counted once.
    """
    while True:
        children = children_of(pid)
        try:
            running = sum(cpu_of(child) for child in children)
        except (FileNotFoundError, ProcessLookupError):
            continue
        own = _stat(pid)
        if children_of(pid) == children:
            return running + sum(map(int, own[11:15])) / TICKS


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def memory_of(pid: int) -> float:
    """Bytes of memory that a process holds (Linux)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def soon() -> datetime:
    return datetime.now(UTC) + HEAD_START

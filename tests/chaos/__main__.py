"""`make chaos`: real processes under faults, and at the end the provider's ledger against our tables.

Everything is on loopback, comes from one seed, and ends with this process. Exit code 1 if anything was lost or
sent twice, 2 if too few callers were ever answered to say.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError
from twilio.request_validator import RequestValidator

from app import db, leash
from app.domain.ids import SEQUENCE, encode
from app.servers import Postgres, Server, Valkey, free_port
from tests.chaos.cases import ENROL, KEY
from tests.chaos.provider import PUBLIC
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN
from tests.world import SENDER

ANSWER_SECONDS = 1.0
LEASE_SECONDS = 2 * ANSWER_SECONDS
HOUR_SECONDS = 1.0
SETTLED_WITHIN = 60.0
ANSWERED_WITHIN = 60.0
UNANSWERED = "leads never answered"
POSTGRES_RESTS = 12.0

SEED = f"""
INSERT INTO partner (id, name, created_at) VALUES ('{UUID(int=1)}', 'P', now());
INSERT INTO partner_key (id, partner_id, hash, created_at)
    VALUES ('{UUID(int=2)}', '{UUID(int=1)}', encode(sha256('{KEY}'), 'hex'), now());
INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at)
    VALUES ('{UUID(int=3)}', '{UUID(int=1)}', 'A', 'A', '{SENDER}', 'UTC', now());
INSERT INTO sequence (id, account_id, name, is_active, is_default, version, created_at, updated_at)
SELECT id, '{UUID(int=3)}', id::text, true, false, 1, now(), now()
FROM unnest(ARRAY['{UUID(int=10)}', '{UUID(int=11)}']::uuid[]) AS id;
INSERT INTO sequence_version (id, sequence_id, version, created_at)
    VALUES ('{UUID(int=20)}', '{UUID(int=10)}', 1, now()), ('{UUID(int=21)}', '{UUID(int=11)}', 1, now());
INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)
    VALUES ('{UUID(int=30)}', '{UUID(int=20)}', 0, 'FIXED', 'One', 0, false),
           ('{UUID(int=31)}', '{UUID(int=20)}', 1, 'FIXED', 'Two', 2, true),
           ('{UUID(int=32)}', '{UUID(int=20)}', 2, 'FIXED', 'Three', 2, false),
           ('{UUID(int=33)}', '{UUID(int=21)}', 0, 'FIXED', 'One', 1, false),
           ('{UUID(int=34)}', '{UUID(int=21)}', 1, 'FIXED', 'Two', 1, false),
           ('{UUID(int=35)}', '{UUID(int=21)}', 2, 'FIXED', 'Three', 3, true);
"""
SEQUENCES = (UUID(int=10), UUID(int=11))
STEPS = 3


class Kept:
    """A process that is started again whenever it ends, until it is told to stop."""

    def __init__(self, name: str, argv: list[str], environment: dict[str, str], home: Path) -> None:
        self.name, self._argv, self._environment = name, argv, environment
        self._log = home / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            with self._log.open("ab") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *leash.command([sys.executable, *self._argv], signal.SIGKILL),
                    env=self._environment,
                    stdout=output,
                    stderr=output,
                )
            await self._process.wait()
            await asyncio.sleep(0.2)

    def signal(self, number: signal.Signals) -> bool:
        if self._process is None or self._process.returncode is not None:
            return False
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        return True

    async def roll(self) -> None:
        """A graceful restart; returns when the old process has ended."""
        old = self._process
        if old is not None and self.signal(signal.SIGTERM):
            await old.wait()

    async def stop(self) -> None:
        self._keeper.cancel()
        self.signal(signal.SIGCONT)
        await self.roll()


@dataclass
class Stores:
    postgres: Postgres
    valkey: Valkey
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def kill(self, server: Server, number: signal.Signals) -> None:
        """Ends a server without warning, and starts it again where it was."""
        async with self.busy:
            pid = int(server.pid_file.read_text().split("\n", 1)[0])
            os.kill(pid, number)
            while server.running:  # noqa: ASYNC110  (the end of another process raises no event here)
                await asyncio.sleep(0.02)
            await server.start(server.port)


@dataclass
class Told:
    """What our side acknowledged, and so must keep."""

    enrolled: dict[str, UUID] = field(default_factory=dict)
    replies: set[str] = field(default_factory=set)
    stops: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class Driver:
    """The partner who enrols leads, and the leads who write back. Asks again until it is answered."""

    def __init__(self, seed: int, api: str, http: aiohttp.ClientSession) -> None:
        self.random = random.Random(seed)
        self.api, self.http = api, http
        self.told = Told()
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self, leads: range, seconds: float, rate: float) -> None:
        end = time.monotonic() + seconds
        for number in leads:
            if time.monotonic() > end:
                break
            self.tasks.add(asyncio.create_task(self._lead(number)))
            await asyncio.sleep(self.random.expovariate(rate))

    async def answered(self) -> None:
        """Until everybody who asked has been answered, or is given up: what was not acknowledged is no loss."""
        _, unanswered = await asyncio.wait(self.tasks, timeout=ANSWERED_WITHIN)
        for task in unanswered:
            task.cancel()
            self.told.counts[UNANSWERED] += 1

    async def _lead(self, number: int) -> None:
        phone = f"+1415{5550000 + number:07d}"
        fate, pause = self.random.random(), self.random.uniform(0, 5)
        sequence = SEQUENCES[number % 2]
        await self._until_done(lambda: self._enrol(sequence, phone))
        self.told.enrolled[phone] = sequence
        if fate < 0.15:
            await asyncio.sleep(pause)
            word, sid = ("STOP" if fate < 0.05 else "Who is this?"), f"SMf{number:031x}"
            form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": phone, "To": SENDER, "Body": word}
            await self._until_done(lambda: self._knock(form))
            self.told.replies.add(sid)
            if word == "STOP":
                self.told.stops[phone] = time.time()

    async def _until_done(self, ask: Any) -> None:
        while True:
            try:
                if await ask():
                    return
            except (aiohttp.ClientError, OSError, TimeoutError, KeyError, TypeError, ValueError) as error:
                self.told.counts[f"calls made again after {type(error).__name__}"] += 1
            await asyncio.sleep(self.random.uniform(0.5, 1.5))

    async def _enrol(self, sequence: UUID, phone: str) -> bool:
        asked = {"query": ENROL, "variables": {"sequence": encode(SEQUENCE, sequence), "phone": phone}}
        async with self.http.post(f"{self.api}/graphql", json=asked, headers={"X-Partner-Key": KEY}) as answer:
            return bool((await answer.json(content_type=None))["data"]["enrollLead"]["success"])

    async def _knock(self, form: dict[str, str]) -> bool:
        signature = RequestValidator(AUTH_TOKEN).compute_signature(f"{PUBLIC}/webhooks/twilio/sms", form)
        headers = {"X-Twilio-Signature": signature}
        async with self.http.post(f"{self.api}/webhooks/twilio/sms", data=form, headers=headers) as answer:
            return answer.status == 200


class Injector:
    """The faults, one after the other, by the seed."""

    def __init__(self, seed: int, stores: Stores, workers: list[Kept], api: Kept, pause: float) -> None:
        self.random = random.Random(seed + 1)
        self.stores, self.workers, self.api, self.pause = stores, workers, api, pause
        self.counts: Counter[str] = Counter()
        self.at: list[tuple[float, str]] = []
        self._spared_until = 0.0
        self._thaws: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        faults = [self.kill_worker] * 9 + [self.kill_api] * 3 + [self.freeze] * 4 + [self.flush] * 2
        faults += [self.kill_valkey] * 2 + [self.stop_postgres] * 2 + [self.roll]
        while True:
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * self.pause)
            fault = self.random.choice(faults)
            began = time.time()
            with suppress(RedisError, ProcessLookupError):
                if name := await fault():
                    self.counts[name] += 1
                    self.at.append((began, name))

    async def kill_worker(self) -> str:
        return "kill -9 of a worker" if self.random.choice(self.workers).signal(signal.SIGKILL) else ""

    async def kill_api(self) -> str:
        return "kill -9 of the API" if self.api.signal(signal.SIGKILL) else ""

    async def freeze(self) -> str:
        """For longer than the lease, and sometimes for longer than it takes to settle and send again."""
        who = self.random.choice([*self.workers, self.api])
        if not who.signal(signal.SIGSTOP):
            return ""
        seconds = LEASE_SECONDS * self.random.choice([1.2, 1.5, 2] if who is self.api else [1.2, 1.5, 2, 8])
        self._thaws.add(asyncio.create_task(self._thaw(who, seconds)))
        return "SIGSTOP beyond the lease"

    async def _thaw(self, who: Kept, seconds: float) -> None:
        await asyncio.sleep(seconds)
        who.signal(signal.SIGCONT)

    async def flush(self) -> str:
        async with Redis.from_url(self.stores.valkey.url, socket_timeout=2) as redis:
            await redis.flushall()
        return "FLUSHALL"

    async def kill_valkey(self) -> str:
        await self.stores.kill(self.stores.valkey, signal.SIGKILL)
        return "kill -9 of Valkey"

    async def stop_postgres(self) -> str:
        if time.monotonic() < self._spared_until:
            return ""
        await self.stores.kill(self.stores.postgres, signal.SIGQUIT)
        self._spared_until = time.monotonic() + POSTGRES_RESTS
        return "immediate stop of PostgreSQL"

    async def roll(self) -> str:
        for one in (*self.workers, self.api):
            with suppress(TimeoutError):
                await asyncio.wait_for(one.roll(), 25)
        return "rolling restart"

    async def everybody_goes_on(self) -> None:
        for task in self._thaws:
            task.cancel()
        for one in (*self.workers, self.api):
            one.signal(signal.SIGCONT)


@asynccontextmanager
async def the_stores(home: Path) -> AsyncIterator[Stores]:
    postgres, valkey = Postgres(home / "postgres"), Valkey(home / "valkey")
    try:
        await postgres.start()
        await valkey.start()
        await db.migrate(postgres.url)
        connection = await asyncpg.connect(postgres.url)
        await connection.execute(SEED)
        await connection.close()
        yield Stores(postgres, valkey)
    finally:
        postgres.stop()
        valkey.stop()


@dataclass
class Verdict:
    sends: int
    lost: list[str]
    doubled: list[str]
    unknown_left: int
    unknown_settled: int
    lateness: list[float]


async def all_end(url: str) -> float:
    """Until every enrolment has ended; how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLED_WITHIN:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(url)
            left = await connection.fetchval("SELECT count(*) FROM enrollment WHERE wake_at IS NOT NULL")
            await connection.close()
            if not left:
                break
        await asyncio.sleep(0.5)
    return time.monotonic() - began


async def judge(url: str, ledger: list[dict[str, Any]], told: Told) -> Verdict:
    """The ledger against the tables. What counts is (lead, step): at most once a run, and never more than was run."""
    connection = await asyncpg.connect(url)
    runs = await connection.fetch(
        "SELECT e.id, l.phone, e.status, e.wake_at, e.sequence_id, l.opted_out_at FROM enrollment e"
        " JOIN lead l ON l.id = e.lead_id"
    )
    settled = await connection.fetch(
        "SELECT l.phone, s.message, r.status, extract(epoch FROM r.settled_at - r.due_at)::float8 AS late"
        " FROM step_run r JOIN enrollment e ON e.id = r.enrollment_id JOIN lead l ON l.id = e.lead_id"
        " JOIN step s ON s.version_id = e.version_id AND s.position = r.position"
    )
    attempts = {str(row["id"]) for row in await connection.fetch("SELECT id FROM message WHERE direction = 'OUTBOUND'")}
    inbound = await connection.fetch("SELECT provider_sid FROM message WHERE direction = 'INBOUND'")
    looked_up = await connection.fetchval("SELECT count(*) FROM message WHERE superseded")
    await connection.close()

    accepted = Counter((one["to"], one["body"]) for one in ledger)
    of_lead = Counter(row["phone"] for row in runs)
    sent = Counter((row["phone"], row["message"]) for row in settled if row["status"] == "SENT")
    doubled = [f"{to}: {body!r} {n} times" for (to, body), n in accepted.items() if n > of_lead[to]]
    doubled += [f"{one['to']}: an attempt that we know nothing of" for one in ledger if one["attempt"] not in attempts]
    doubled += [
        f"{one['to']}: after its STOP"
        for one in ledger
        if one["at"] > told.stops.get(one["to"], float("inf")) + LEASE_SECONDS
    ]
    lost = [f"{phone}: never enrolled" for phone in told.enrolled if not of_lead[phone]]
    lost += [f"{row['phone']}: never ends" for row in runs if row["status"] == "ACTIVE" or row["wake_at"] is not None]
    lost += [f"{to}: {body!r} is sent by our tables only" for (to, body), n in sent.items() if accepted[to, body] < n]
    lost += [f"a reply ({sid})" for sid in told.replies - {row["provider_sid"] for row in inbound}]
    steps_of = Counter(row["phone"] for row in settled)
    lost += [
        f"{row['phone']}: completed with {steps_of[row['phone']]} steps of {STEPS}"
        for row in runs
        if row["status"] == "COMPLETED"
        and steps_of[row["phone"]] < STEPS * of_lead[row["phone"]]
        and of_lead[row["phone"]] == 1
    ]
    unknown = sum(row["status"] == "UNKNOWN" for row in settled)
    return Verdict(len(ledger), lost, doubled, unknown, looked_up, sorted(row["late"] for row in settled))


def longest_silence(faults: list[tuple[float, str]], ledger: list[dict[str, Any]]) -> tuple[float, str]:
    """The longest time from a fault to the next message that the provider accepted."""
    times = sorted(one["at"] for one in ledger)
    worst = (0.0, "no fault")
    for began, name in faults:
        after = next((at for at in times if at > began), None)
        if after is not None:
            worst = max(worst, (after - began, name))
    return worst


async def chaos(arguments: argparse.Namespace, home: Path) -> int:
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(the_stores(home))
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)))
        port = free_port()
        api_url = f"http://127.0.0.1:{port}"
        provider = await asyncio.create_subprocess_exec(
            *leash.command(
                [sys.executable, "-m", "tests.chaos.provider", str(arguments.seed), api_url], signal.SIGKILL
            ),
            stdout=asyncio.subprocess.PIPE,
        )
        stack.callback(provider.kill)
        assert provider.stdout is not None
        provider_url = f"http://127.0.0.1:{int(await provider.stdout.readline())}"
        environment = {
            **os.environ,
            "DATABASE_URL": stores.postgres.url,
            "REDIS_URL": stores.valkey.url,
            "PORT": str(port),
            "PUBLIC_BASE_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_URL": provider_url,
            "HOUR_SECONDS": str(HOUR_SECONDS),
            "NUDGE_HTTP_TIMEOUT_SECONDS": str(ANSWER_SECONDS),
        }
        naive = arguments.policy == "naive"
        worker_argv = ["-m", "tests.chaos.naive", "worker"] if naive else ["-m", "workers.main"]
        api_argv = ["-m", "tests.chaos.naive", "api"] if naive else ["-m", "app.cli", "api"]
        workers = [Kept(f"worker-{number}", worker_argv, environment, home) for number in (1, 2)]
        api = Kept("api", api_argv, environment, home)
        for kept in (*workers, api):
            stack.push_async_callback(kept.stop)

        driver = Driver(arguments.seed, api_url, http)
        injector = Injector(arguments.seed, stores, workers, api, arguments.pause)
        seconds = arguments.minutes * 60 if arguments.minutes else float("inf")
        leads = -(-arguments.sends // STEPS) if arguments.sends else sys.maxsize
        began = time.monotonic()
        await driver.run(range(1), 30, 1)
        await driver.answered()  # everybody is up
        faults = asyncio.create_task(injector.run())
        await driver.run(range(1, leads), seconds, arguments.rate)
        faults.cancel()
        await asyncio.wait([faults])
        async with stores.busy:  # a store that was being started again when the faults ended
            for server in (stores.postgres, stores.valkey):
                if not await server.answers():
                    await server.start(server.port)
        await injector.everybody_goes_on()
        await driver.answered()
        settling = await all_end(stores.postgres.url)
        async with http.get(f"{provider_url}/ledger") as answer:
            kept_by_provider = await answer.json()
        verdict = await judge(stores.postgres.url, kept_by_provider["accepted"], driver.told)
        for kept in (*workers, api):
            await kept.stop()
    tell(arguments, verdict, kept_by_provider, driver, injector, settling, time.monotonic() - began)
    if verdict.lost or verdict.doubled:
        return 1
    return 0 if driver.told.counts[UNANSWERED] < len(driver.told.enrolled) / 10 else 2  # it proves too little


def tell(
    arguments: argparse.Namespace,
    verdict: Verdict,
    provider: dict[str, Any],
    driver: Driver,
    injector: Injector,
    settling: float,
    took: float,
) -> None:
    silence, why = longest_silence(injector.at, provider["accepted"])
    late = verdict.lateness or [0.0]
    print(f"policy {arguments.policy}, seed {arguments.seed}: {took:.0f} s")
    print(f"  {len(driver.told.enrolled)} leads, {verdict.sends} sends, {len(driver.told.replies)} replies")
    for title, counts in (
        ("faults of ours", injector.counts),
        ("faults of the provider", provider["faults"]),
        ("the callers", driver.told.counts),
    ):
        print(f"  {title}: " + ", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
    print(f"  attempts proved absent and sent again: {verdict.unknown_settled}; unknown left: {verdict.unknown_left}")
    print(
        f"  longest silence after a fault: {silence:.1f} s ({why});"
        f" the last step settled {settling:.0f} s after the load"
    )
    print(
        f"  steps settled late by: p50 {late[len(late) // 2]:.2f} s, p99 {late[len(late) * 99 // 100]:.1f} s,"
        f" longest {late[-1]:.1f} s"
    )
    print(f"  LOST {len(verdict.lost)}, DUPLICATED {len(verdict.doubled)}")
    for line in [*verdict.lost[:10], *verdict.doubled[:10]]:
        print(f"    {line}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="give it again to play the same faults")
    parser.add_argument("--minutes", type=float, default=None, help="how long leads are enrolled (1 unless --sends)")
    parser.add_argument("--sends", type=int, default=None, help="until about so many messages")
    parser.add_argument("--rate", type=float, default=12, help="leads a second")
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between faults")
    parser.add_argument("--policy", choices=["ours", "naive"], default="ours")
    parser.add_argument("--keep", type=Path, default=None, help="where to leave the processes' logs")
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = random.randrange(1_000_000)
    if arguments.minutes is None and arguments.sends is None:
        arguments.minutes = 1.0
    print(f"chaos with --seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="nudge-chaos-") as scratch:
        home = arguments.keep or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        return asyncio.run(chaos(arguments, home))


if __name__ == "__main__":
    sys.exit(main())

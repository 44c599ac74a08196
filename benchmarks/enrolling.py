"""Enrolling: one lead a call over HTTP against the ORM's way, and a thousand a call through the service layer.

A thousand a call is measured one call at a time, as a caller sees it who waits for each answer, and two calls at a
time, as an importer makes them: then Python works on one call while PostgreSQL works on the other. The goal is the
throughput of one process of the service, so it is that of two calls at a time.

`python -m benchmarks.enrolling`. One server process each, with the key checked, on one PostgreSQL (fsync off: what is
compared is our work, not the disk's); the rounds take turns. The first step has a delay, so no message is sent.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import asyncpg
import uvloop

from app.build import deps as built
from app.db import migrate
from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import EnrollmentAction
from app.local.processes import free_port
from app.local.stores import Stores, throwaway
from app.models import Account, Sequence
from app.observability import heap
from app.services import accounts, sequences
from app.services.accounts import NewAccount
from app.services.enrollment import Run, enroll_leads
from app.services.sequences import NewSequence
from app.settings import Settings
from benchmarks.api import CALLERS, Contestant, server
from benchmarks.api_data import STEPS
from benchmarks.api_load import answer, request
from benchmarks.figures import Figure, least, ratio, say, table, told, total
from benchmarks.stage import Stage, cpu_of

ENROLL = """mutation ($id: ID!, $phone: String!) { enrollLead(sequenceId: $id, phone: $phone) {
  success action messageSent nextStepAt enrollment { id } } }"""
BATCH = 1000
CALLS = 6
"""Calls of a round."""
AT_A_TIME = (1, 2)
KINDS = ("new", "known")
Cpu = Callable[[], Awaitable[float]]
NO_LIMIT = {f"NUDGE_{what}_PER_MINUTE": "100000000" for what in ("CALLS", "COST")}


def numbers(first: int, count: int) -> list[str]:
    return [f"+1415{number:07d}" for number in range(first, first + count)]


async def one_each(player: Contestant, payloads: Iterator[bytes]) -> float:
    """Every payload is asked once, by so many callers at a time. Answers how many seconds it took."""

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", player.port)
        for payload in payloads:
            writer.write(payload)
            if b'"ENROLLED"' not in (told := await answer(reader)):
                raise RuntimeError(f"not enrolled: {told[:300]!r}")
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return time.perf_counter() - began


async def singles(stores: Stores, key: str, sequence_id: str, rounds: int, calls: int) -> list[Figure]:
    """One lead a call. Round 0 is for warming up."""
    commands = {
        "ours": [sys.executable, "-m", "app.cli", "api", "--port"],
        "ORM": [sys.executable, "-m", "benchmarks.enroll_baseline"],
    }
    say(f"\nenrollLead over HTTP, {calls} new leads a round")
    async with AsyncExitStack() as stack:
        ports = {name: free_port() for name in commands}
        players = [
            await stack.enter_async_context(server(name, [*command, str(ports[name])], ports[name], stores))
            for name, command in commands.items()
        ]
        at = 2_000_000
        for number in range(rounds + 1):
            for player in players if number % 2 else players[::-1]:
                await _round(player, key, sequence_id, numbers(at, calls), number)
                at += calls
    ours, orm = players
    return [
        least("enrollLead over HTTP: to the ORM's way", ratio(ours.rates["enroll"], orm.rates["enroll"]), 4),
        least("enrollLead: the ORM way's server CPU to ours", ratio(orm.cpu["enroll"], ours.cpu["enroll"]), 4),
    ]


async def _round(player: Contestant, key: str, sequence_id: str, phones: list[str], number: int) -> None:
    query = ENROLL.replace("String!", "PhoneNumber!") if player.name == "ours" else ENROLL
    bodies = (json.dumps({"query": query, "variables": {"id": sequence_id, "phone": one}}) for one in phones)
    payloads = iter([request("127.0.0.1", player.port, key, body.encode()) for body in bodies])
    before = cpu_of(player.process.pid)
    seconds = await one_each(player, payloads)
    cpu = (cpu_of(player.process.pid) - before) / len(phones) * 1000
    say(f"  round {number}: {player.name:5}{len(phones) / seconds:>7,.0f} calls/s, server CPU a call {cpu:.2f} ms")
    if number:
        player.rates.setdefault("enroll", []).append(len(phones) / seconds)
        player.cpu.setdefault("enroll", []).append(cpu)


async def thousands(deps: Deps, partner_id: UUID, into: list[Sequence], rounds: int, db_cpu: Cpu) -> list[Figure]:
    """A thousand leads a call: those nobody knows, and then the same into another sequence. Round 0 is for warming
    up."""
    rates: dict[tuple[str, int], list[float]] = {(kind, calls): [] for calls in AT_A_TIME for kind in KINDS}
    say(f"\nenrolling through the service layer, {BATCH:,} a call, one and two calls at a time")
    first = 7_000_000
    for number in range(rounds + 1):
        for calls in AT_A_TIME if number % 2 else AT_A_TIME[::-1]:
            batches = [numbers(first + place * BATCH, BATCH) for place in range(CALLS)]
            first += CALLS * BATCH
            for kind, sequence in zip(KINDS, into, strict=True):
                began, cpu, of_db = time.perf_counter(), time.process_time(), await db_cpu()
                await _enrolled(deps, partner_id, sequence, batches, calls)
                rate, rows = CALLS * BATCH / (time.perf_counter() - began), CALLS * BATCH
                cpu, of_db = (time.process_time() - cpu) / rows * 1e6, (await db_cpu() - of_db) / rows * 1e6
                if number:
                    rates[kind, calls].append(rate)
                say(
                    f"  round {number}: {kind:6}{calls} at a time {rate:>8,.0f} rows/s, "
                    f"CPU a row: our own {cpu:.0f} us, PostgreSQL's {of_db:.0f} us"
                )
    found = {key: statistics.median(rate) for key, rate in rates.items()}
    return [
        *(least(f"bulk enrollment of {k} leads, two calls at a time", found[k, 2], 20_000, "rows/s") for k in KINDS),
        *(told(f"bulk enrollment of {k} leads, one call at a time", found[k, 1], "rows/s") for k in KINDS),
    ]


async def _enrolled(deps: Deps, partner_id: UUID, sequence: Sequence, batches: list[list[str]], at_a_time: int) -> None:
    """Each batch is enrolled by a call, so many calls at a time."""
    waiting = iter(batches)

    async def caller() -> None:
        for phones in waiting:
            done = await enroll_leads(deps, partner_id, sequence.id, phones)
            if {one.action if isinstance(one, Run) else None for one in done} != {EnrollmentAction.ENROLLED}:
                raise RuntimeError("not every lead of the batch is enrolled")

    await asyncio.gather(*(caller() for _ in range(at_a_time)))


async def _made(deps: Deps) -> tuple[UUID, str, list[Sequence]]:
    partner, key = await accounts.create_partner("Bench")
    account: Account = await accounts.create(deps, partner.id, NewAccount(name="Bench", phone_number="+15005550006"))
    new = NewSequence(name="Recovery", steps=STEPS[1:])
    return partner.id, key, [await sequences.create(deps, partner.id, account.id, new) for _ in range(3)]


async def enrolling(rounds: int, calls: int = 1000) -> list[Figure]:
    """Both benches, on stores of their own."""
    os.environ.update(NO_LIMIT)
    with tempfile.TemporaryDirectory() as folder:
        async with throwaway(Path(folder)) as stores:
            await migrate(stores.database_url)
            settings = Settings(_env_file=None)
            async with built(settings, stores.database_url, stores.redis_url) as deps:
                partner_id, key, [http, *bulk] = await _made(deps)
                heap.freeze()  # as each of our processes does when it has started
                db = await asyncpg.connect(stores.database_url)
                try:
                    stage = Stage(stores.database_url, stores.redis_url, "", db)
                    found = await thousands(deps, partner_id, bulk, rounds, stage.database_cpu)
                finally:
                    await db.close()
            return found + await singles(stores, key, ids.encode(ids.SEQUENCE, http.id), rounds, calls)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=1000)
    said = parser.parse_args()
    found = uvloop.run(enrolling(said.rounds, said.calls))
    table(found)
    total(found)
    return 0 if all(one.met for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())

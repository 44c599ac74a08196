"""`make chaos`: real processes under faults, and at the end the provider's ledger against our tables.

Everything is on loopback, comes from one seed, and ends with this process. Exit code 1 if anything was lost,
sent twice, miscounted or told wrongly, 2 if too few callers were ever answered to say.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg

from app.local import leash
from app.local.processes import free_port
from tests.chaos import events
from tests.chaos.driver import PACE, STEPS, UNANSWERED, Driver
from tests.chaos.injector import ANSWER_SECONDS, Injector, Kept, the_stores
from tests.chaos.verdict import SPAN, Verdict, judge, longest_silence
from tests.factories import SECRET
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL

HOUR_SECONDS = 1.0
SETTLED_WITHIN = 60.0
# Three minutes where the provider has ten seconds for an answer; here it has one, and every pace is by that.
SOON = 180 * ANSWER_SECONDS / 10
NAIVE_MINUTES = 1.0
LEFT = "SELECT count(*) FROM enrollment WHERE wake_at IS NOT NULL OR hold_reason = 'PAUSED'"
COMMANDS = {
    "ours": {"worker": ["-m", "workers.main"], "api": ["-m", "app.cli", "api"]},
    "naive": {"worker": ["-m", "tests.chaos.naive", "worker"], "api": ["-m", "tests.chaos.naive", "api"]},
}


async def all_end(url: str) -> float:
    """Until every enrollment has ended; how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLED_WITHIN:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(url)
            left = await connection.fetchval(
                "SELECT count(*) FROM enrollment WHERE status = 'ACTIVE' OR wake_at IS NOT NULL"
            )
            await connection.close()
            if not left:
                break
        await asyncio.sleep(0.5)
    return time.monotonic() - began


async def chaos(arguments: argparse.Namespace, policy: str, home: Path) -> tuple[int, Verdict]:
    """One run under one policy, told on standard output; its exit code, and what came out."""
    home.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(the_stores(home))
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)))
        port = free_port()
        api_url = f"http://127.0.0.1:{port}"
        provider_url = await _served(stack, "tests.chaos.provider", str(arguments.seed), api_url)
        receiver_url = await _served(stack, "tests.chaos.receiver", str(arguments.seed))
        await events.begin(stores.postgres.url, f"{receiver_url}/hook")
        environment = {
            **os.environ,
            "DATABASE_URL": stores.postgres.url,
            "REDIS_URL": stores.valkey.url,
            "PORT": str(port),
            "PUBLIC_BASE_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_URL": provider_url,
            "HOUR_SECONDS": str(HOUR_SECONDS),
            "NUDGE_HTTP_TIMEOUT_SECONDS": str(ANSWER_SECONDS),
            "NUDGE_SECRET_KEY": SECRET,
            "NUDGE_DEV": "true",  # events are delivered to this machine
            "NUDGE_WEBHOOK_TIMEOUT_SECONDS": str(ANSWER_SECONDS),
            "NUDGE_CALLS_PER_MINUTE": "1000000",  # a caller that is told to wait would prove nothing
            "NUDGE_COST_PER_MINUTE": "1000000000",
        }
        workers = [Kept(f"worker-{number}", COMMANDS[policy]["worker"], environment, home) for number in (1, 2)]
        api = Kept("api", COMMANDS[policy]["api"], environment, home)
        for kept in (*workers, api):
            stack.push_async_callback(kept.stop)

        driver = Driver(arguments.seed, [api_url], http)
        injector = Injector(arguments.seed, stores, workers, api, arguments.pause)
        began = time.monotonic()
        await driver.run(lambda number: number == 0, 1)
        await driver.answered()  # everybody is up
        faults = asyncio.create_task(injector.run())
        enough = asyncio.Event()
        pauses = asyncio.create_task(driver.pause_now_and_then(enough))
        await driver.run(_goes_on(arguments, injector, time.monotonic()), arguments.rate)
        faults.cancel()
        await asyncio.wait([faults])
        enough.set()
        await stores.all_up()
        await injector.everybody_goes_on()
        await driver.answered()
        await pauses
        settling = await all_end(stores.postgres.url)
        async with http.get(f"{provider_url}/ledger") as answer:
            kept_by_provider = await answer.json()
        verdict = await judge(stores.postgres.url, kept_by_provider["accepted"], driver.told)
        told = await events.judge(stores.postgres.url, http, receiver_url)
        for kept in (*workers, api):
            await kept.stop()
    print(f"policy {policy}, seed {arguments.seed}: {time.monotonic() - began:.0f} s")
    tell(verdict, kept_by_provider, driver, injector, settling)
    told.tell()
    # A frozen process has up to a second's messages that are claimed, and submits them when it goes on.
    too_fast = policy == "ours" and verdict.fastest > PACE * (SPAN + 2)
    if verdict.lost or verdict.doubled or too_fast or (policy == "ours" and (verdict.miscounted or told.wrong)):
        return 1, verdict
    too_little = driver.told.counts[UNANSWERED] >= len(driver.told.enrolled) / 10
    return 2 if too_little else 0, verdict


async def _served(stack: AsyncExitStack, *module: str) -> str:
    """The address of a module that serves on this machine, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *leash.command([sys.executable, "-m", *module], signal.SIGKILL), stdout=asyncio.subprocess.PIPE
    )
    stack.callback(process.kill)
    assert process.stdout is not None
    return f"http://127.0.0.1:{int(await process.stdout.readline())}"


def _goes_on(arguments: argparse.Namespace, injector: Injector, began: float) -> Callable[[int], bool]:
    """Whether one more lead is enrolled: until the time is over, or there were as many sends and faults."""

    def goes_on(number: int) -> bool:
        if arguments.minutes is not None:
            return time.monotonic() - began < float(arguments.minutes) * 60
        return number * STEPS < int(arguments.sends) or injector.counts.total() < int(arguments.faults)

    return goes_on


def tell(verdict: Verdict, provider: dict[str, Any], driver: Driver, injector: Injector, after_the_load: float) -> None:
    print(f"  {len(driver.told.enrolled)} leads, {verdict.sends} sends, {len(driver.told.replies)} replies")
    for title, counts in (
        ("faults of ours", injector.counts),
        ("faults of the provider", provider["faults"]),
        ("the callers", driver.told.counts),
    ):
        print(f"  {title}: " + ", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
    doubts = verdict.in_doubt
    within = 100 * sum(seconds <= SOON for seconds in doubts) / max(1, len(doubts))
    print(
        f"  unknown: {len(doubts)} steps were in doubt for longer than a lease, {within:.1f} % of them settled within"
        f" {SOON:.0f} s, the longest took {max(doubts, default=0):.0f} s; proved absent and sent again"
        f" {verdict.sent_again}; left {verdict.unknown_left}"
    )
    silence, why = longest_silence(injector.at, provider["accepted"])
    print(
        f"  recovery: longest silence after a fault {silence:.1f} s ({why}), last step {after_the_load:.0f} s after all"
    )
    late = verdict.lateness or [0.0]
    middle, most = late[len(late) // 2], late[len(late) * 99 // 100]
    print(f"  steps settled late by: p50 {middle:.2f} s, p99 {most:.1f} s, longest {late[-1]:.1f} s")
    print(f"  most steps of one sender in {SPAN:.0f} s: {verdict.fastest}, at a rate of {PACE} a second")
    print(f"  LOST {len(verdict.lost)}, DUPLICATED {len(verdict.doubled)}, MISCOUNTED {len(verdict.miscounted)}")
    for line in [*verdict.lost[:10], *verdict.doubled[:10], *verdict.miscounted[:10]]:
        print(f"    {line}")


async def play(arguments: argparse.Namespace, home: Path) -> int:
    """The run that was asked for; after a long one the naive policy in the same harness, which must be caught."""
    code, verdict = await chaos(arguments, arguments.policy, home)
    if arguments.minutes is not None:
        return code
    arguments.minutes = NAIVE_MINUTES
    _, naive = await chaos(arguments, "naive", home / "naive")
    print(f"retrying as every queue does: {len(naive.doubled)} duplicated in {naive.sends} sends")
    print(f"Nudge:                        {len(verdict.doubled)} duplicated in {verdict.sends} sends")
    return code if naive.doubled else 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="give it again to play the same faults")
    parser.add_argument("--minutes", type=float, default=None, help="how long leads are enrolled (1 unless --sends)")
    parser.add_argument("--sends", type=int, default=0, help="until about so many messages; then the naive policy too")
    parser.add_argument("--faults", type=int, default=0, help="and until so many faults of ours")
    parser.add_argument("--rate", type=float, default=12, help="leads a second")
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between faults")
    parser.add_argument("--policy", choices=list(COMMANDS), default="ours")
    parser.add_argument("--keep", type=Path, default=None, help="where to leave the processes' logs")
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = random.randrange(1_000_000)
    if arguments.minutes is None and not arguments.sends:
        arguments.minutes = 1.0
    print(f"chaos with --seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="nudge-chaos-") as scratch:
        return asyncio.run(play(arguments, arguments.keep or Path(scratch)))


if __name__ == "__main__":
    sys.exit(main())

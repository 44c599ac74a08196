"""Our inbound webhook against one that is written as usual: `python -m benchmarks.webhooks [--rounds N] [--calls N]`.

Both are called as ASGI applications in this process, on the same PostgreSQL (fsync off, as in the tests: what is
compared is our work, not the disk's), with calls that were signed beforehand. Rounds take turns, so that whatever
else the machine does hits both. Most callers are enrolled leads who answer; one in fifty says STOP.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import uvloop
from pydantic import SecretStr
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator

from app import build
from app.clock import DatabaseClock
from app.concurrency import Concurrency
from app.db import connection, database, migrate
from app.deps import Deps
from app.local.stores import throwaway
from app.models import Account, Message, Partner, Sequence, SequenceVersion, Step
from app.providers.redis.events import RedisEvents
from app.providers.redis.queue import ArqQueue
from app.providers.simulator.sms import SimulatedSms
from app.providers.simulator.writer import OfflineWriter
from app.providers.twilio.webhooks import TwilioWebhooks
from app.settings import Settings
from app.webhooks.routes import routes
from benchmarks import webhook_baseline

SENDER, SID, TOKEN, PUBLIC = "+15005550006", "AC" + "0" * 32, "token", "https://nudge.example"
PATH = "/webhooks/twilio/sms"
CONCURRENT = 16
LEADS = 2000

App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Tally:
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)


def signed_calls(count: int) -> list[tuple[bytes, bytes]]:
    """Body and signature of so many inbound messages."""
    validator, calls = RequestValidator(TOKEN), []
    for number in range(count):
        form = {
            "MessageSid": f"SM{uuid4().hex}",
            "AccountSid": SID,
            "From": f"+1415{2_000_000 + number % LEADS:07d}",
            "To": SENDER,
            "Body": "STOP" if number % 50 == 49 else f"Yes, I still need the letter from my bank, number {number}",
            "NumMedia": "0",
            "FromCity": "SAN FRANCISCO",
            "FromState": "CA",
        }
        signature = validator.compute_signature(f"{PUBLIC}{PATH}", form)
        calls.append((urlencode(form).encode(), signature.encode()))
    return calls


async def call(app: App, body: bytes, signature: bytes) -> int:
    """One POST, as an HTTP server would hand it to the application."""
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(event: dict[str, Any]) -> None:
        nonlocal status
        status = event.get("status", status)

    headers = [
        (b"host", b"nudge.example"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", str(len(body)).encode()),
        (b"x-twilio-signature", signature),
    ]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
    }
    scope |= {"path": PATH, "raw_path": PATH.encode(), "query_string": b"", "root_path": "", "headers": headers}
    await app({**scope, "server": ("nudge.example", 443), "client": ("127.0.0.1", 1)}, receive, send)
    return status


def with_state(app: App, **state: Any) -> App:
    """The application with the state that a server hands to each request."""

    async def called(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return called


async def a_round(app: App, count: int, tally: Tally) -> None:
    await crowd()
    waiting: Iterator[tuple[bytes, bytes]] = iter(signed_calls(count))
    gc.collect()

    async def caller() -> None:
        for body, signature in waiting:
            began = time.perf_counter()
            if await call(app, body, signature) != 200:
                raise RuntimeError("a call was refused")
            tally.latencies.append(time.perf_counter() - began)

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(CONCURRENT)))
    tally.rates.append(count / (time.perf_counter() - began))
    tally.cpu.append((time.process_time() - cpu) / count * 1e6)
    if await Message.all().count() != count:
        raise RuntimeError("not every message was stored")


async def crowd() -> None:
    """Leads, each under way in one sequence, as they are before anybody writes."""
    db = connection()
    await db.execute_script(
        "TRUNCATE partner, account, lead, sequence, sequence_version, step, enrollment, message, conversation,"
        " step_run, draft, consent_event, number_opt_out CASCADE"
    )
    partner = await Partner.create(name="P")
    account = await Account.create(
        partner_id=partner.id, name="A", company_name="A", phone_number=SENDER, time_zone="UTC"
    )
    sequence = await Sequence.create(account_id=account.id, name="S")
    version = await SequenceVersion.create(sequence_id=sequence.id, version=1)
    await Step.create(
        version_id=version.id, position=0, type="FIXED", message="Hi", delay_hours=1, skip_if_replied=True
    )
    await _enrolled(account.id, sequence.id, version.id)
    await db.execute_script("ANALYZE lead; ANALYZE enrollment; ANALYZE message")


async def _enrolled(account: UUID, sequence: UUID, version: UUID) -> None:
    await connection().execute_query(
        "WITH l AS (INSERT INTO lead (id, account_id, phone, created_at) SELECT gen_random_uuid(), $1,"
        " '+1415' || (2000000 + n), now() FROM generate_series(0, $4::int - 1) n RETURNING id)"
        " INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position,"
        " due_at, wake_at) SELECT gen_random_uuid(), $1, l.id, $2, $3, 'ACTIVE', now(), 0,"
        " now() + interval '1 hour', now() + interval '1 hour' FROM l",
        [account, sequence, version, LEADS],
    )


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def report(tallies: dict[str, Tally]) -> None:
    print(f"\n{'':<10}{'calls/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'CPU µs/call':>14}")
    for name, one in tallies.items():
        p50, p99 = (percentile(one.latencies, share) * 1000 for share in (0.5, 0.99))
        rate, cpu = statistics.median(one.rates), statistics.median(one.cpu)
        print(f"{name:<10}{rate:>10.0f}{p50:>10.1f}{p99:>10.1f}{cpu:>14.0f}")
    ours, usual = tallies["ours"], tallies["usual"]
    pairs = [a / b for a, b in zip(ours.rates, usual.rates, strict=True)]
    print(
        f"\nours / usual, by pairs of rounds: {', '.join(f'{pair:.2f}' for pair in pairs)}"
        f"; median {statistics.median(pairs):.2f}"
    )


async def run(rounds: int, count: int) -> None:
    settings = Settings(
        _env_file=None, twilio_account_sid=SID, twilio_auth_token=SecretStr(TOKEN), public_base_url=PUBLIC
    )
    with tempfile.TemporaryDirectory() as folder:
        async with throwaway(Path(folder)) as stores:
            await migrate(stores.database_url)
            async with database(stores.database_url, pool=CONCURRENT):
                clock = DatabaseClock()
                queue = ArqQueue(stores.redis_url, clock)
                events = RedisEvents(stores.redis_url)
                deps = Deps(
                    settings,
                    clock,
                    SimulatedSms(),
                    OfflineWriter(),
                    queue,
                    Concurrency(),
                    events,
                    build.HANDLERS,
                    build.connections(settings),
                )
                apps: dict[str, App] = {
                    "ours": with_state(Starlette(routes=routes()), deps=deps, webhooks=TwilioWebhooks(TOKEN, SID)),
                    "usual": Starlette(routes=webhook_baseline.routes(TOKEN, PUBLIC)),
                }
                for app in apps.values():
                    await a_round(app, 200, Tally())  # to warm up
                tallies = {name: Tally() for name in apps}
                for number in range(rounds):
                    for name in list(apps) if number % 2 else list(apps)[::-1]:
                        await a_round(apps[name], count, tallies[name])
                report(tallies)
                await queue.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--calls", type=int, default=1500)
    said = parser.parse_args()
    uvloop.run(run(said.rounds, said.calls))


if __name__ == "__main__":
    main()

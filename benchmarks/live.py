"""What live subscribers cost the API: many of one account, over WebSockets, while its messages change."""

import asyncio
import base64
import json
import os
import struct
import sys
import time
from contextlib import AsyncExitStack
from hashlib import sha256
from uuid import UUID

import asyncpg

from app.db import migrate
from app.domain import ids
from app.local.processes import free_port
from app.providers.redis.events import RedisEvents
from benchmarks.api import server
from benchmarks.figures import Figure, least, most, say
from benchmarks.stage import cpu_of, empty_stores

KEY = "pk_live_" + "b" * 32
CHANGES_A_SECOND = 50
LEADS = 200
GOAL = 1.0
UPDATED = """subscription ($account: ID!) { messageUpdated(accountId: $account) {
  id direction body status source createdAt updatedAt lead { id displayName } } }"""
_SETTLE_SECONDS = 3.0

_ROWS = """
WITH p AS (INSERT INTO partner (id, name, created_at) VALUES (gen_random_uuid(), 'P', now()) RETURNING id),
k AS (INSERT INTO partner_key (id, partner_id, hash, is_main, created_at)
      SELECT gen_random_uuid(), id, $1, true, now() FROM p),
a AS (INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at)
      SELECT gen_random_uuid(), id, 'A', 'Demo Lending', '+15005550006', 'UTC', now() FROM p RETURNING id),
l AS (INSERT INTO lead (id, account_id, phone, first_name, created_at)
      SELECT uuidv7(), a.id, '+1415' || (2000000 + n), 'Ada', now() FROM a, generate_series(1, $2::int) n
      RETURNING id, account_id)
SELECT account_id, array_agg(id) AS leads FROM l GROUP BY account_id
"""
_MESSAGES = """
INSERT INTO message (id, account_id, lead_id, direction, source, status, body, segments, provider_sid, created_at)
SELECT uuidv7(), $1, ($2::uuid[])[1 + n % $3::int], 'OUTBOUND', 'OPERATOR', 'SENT', 'When can we call you?', 1,
       'SM' || n, now() - interval '1 hour'
FROM generate_series(1, $4::int) n
"""
_CHANGE = """
UPDATE message SET status = 'DELIVERED', delivered_at = now(), updated_at = now() WHERE id = ANY($1::uuid[])
"""


class Subscriber(asyncio.Protocol):
    """A client that counts what it is sent, and reads nothing of it: the bench is not to be the slower end."""

    def __init__(self, port: int, account_id: str) -> None:
        self._port, self._account_id = port, account_id
        self._tail, self.heard, self.bytes = b"", 0, 0
        self.last_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        nonce = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {nonce}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )
        said = {"type": "connection_init", "payload": {"X-Partner-Key": KEY}}
        asked = {"query": UPDATED, "variables": {"account": self._account_id}}
        name = str(ids.new_id())  # as graphql-ws names its operations
        self._messages = [said, {"type": "subscribe", "id": name, "payload": asked}]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        if self._messages and (b"\r\n\r\n" in data or b"connection_ack" in data):
            self._transport.write(_masked(json.dumps(self._messages.pop(0)).encode()))
            return
        text = self._tail + data
        self.heard += text.count(b'"type":"next"')
        self._tail = text[-12:]  # shorter than what is counted
        self.last_at = time.perf_counter()

    def close(self) -> None:
        self._transport.close()


def _masked(text: bytes) -> bytes:
    mask = os.urandom(4)
    head = bytes((0x81, 0x80 | 126)) + struct.pack("!H", len(text))
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))


async def live(seconds: int, subscribers: int) -> list[Figure]:
    """CPU of the API while `subscribers` hear `CHANGES_A_SECOND` changes, each of another message."""
    say(f"\n{subscribers} subscribers of one account, {CHANGES_A_SECOND} changes a second, for {seconds} s")
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(empty_stores())
        await migrate(stores.database_url)
        db = await asyncpg.connect(stores.database_url)
        stack.push_async_callback(db.close)
        account_id, messages = await _filled(db, seconds * CHANGES_A_SECOND)
        port = free_port()
        command = [sys.executable, "-m", "app.cli", "api", "--port", str(port)]
        api = await stack.enter_async_context(server("ours", command, port, stores))
        events = RedisEvents(stores.redis_url)
        stack.push_async_callback(events.close)
        ears = await _subscribed(port, ids.encode(ids.ACCOUNT, account_id), subscribers)
        await asyncio.sleep(_SETTLE_SECONDS)
        idle = cpu_of(api.process.pid)
        await asyncio.sleep(_SETTLE_SECONDS)
        before = cpu_of(api.process.pid)
        began = time.perf_counter()
        await _changed(db, events, account_id, messages)
        until = time.perf_counter() + 30
        while min(ear.heard for ear in ears) < len(messages) and time.perf_counter() < until:
            await asyncio.sleep(0.05)
        took = time.perf_counter() - began
        cpu = (cpu_of(api.process.pid) - before) * 60 / took
        for ear in ears:
            ear.close()
    told = [ear.heard for ear in ears]
    say(
        f"  {cpu:.2f} core-seconds a minute ({(before - idle) * 60 / _SETTLE_SECONDS:.2f} while nothing changes); "
        f"{sum(told):,} events in {took:.1f} s, {sum(ear.bytes for ear in ears) / 1e6:.0f} MB"
    )
    return [
        most(f"live: CPU for {subscribers} subscribers", cpu, GOAL, "s/min"),
        least("live: changes heard by each, of those made", min(told) / len(messages), 1.0),
        most("live: the same, at most", max(told) / len(messages), 1.0, ""),
    ]


async def _filled(db: asyncpg.Connection, count: int) -> tuple[UUID, list[UUID]]:
    row = await db.fetchrow(_ROWS, sha256(KEY.encode()).hexdigest(), LEADS)
    assert row
    await db.execute(_MESSAGES, row["account_id"], row["leads"], LEADS, count)
    await db.execute("ANALYZE")
    return row["account_id"], [one["id"] for one in await db.fetch("SELECT id FROM message ORDER BY id")]


async def _subscribed(port: int, account_id: str, count: int) -> list[Subscriber]:
    loop, ears = asyncio.get_running_loop(), []
    for _ in range(count):
        _, ear = await loop.create_connection(lambda: Subscriber(port, account_id), "127.0.0.1", port)
        ears.append(ear)
        await asyncio.sleep(0.002)
    return ears


async def _changed(db: asyncpg.Connection, events: RedisEvents, account_id: UUID, messages: list[UUID]) -> None:
    """One change after the other, evenly, and an event for each."""
    began = time.perf_counter()
    for number, message_id in enumerate(messages):
        await asyncio.sleep(max(0.0, began + number / CHANGES_A_SECOND - time.perf_counter()))
        await db.execute(_CHANGE, [message_id])
        events.tell([account_id], [message_id])

"""SIGTERM of a real API process: what is in flight is finished, and nobody else holds it up."""

import asyncio
import json
import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app.concurrency import Concurrency
from app.failpoints import Action, Failpoint
from tests.chaos.cases import FIXED, KEY, PHONES, Fault, a_case
from tests.chaos.conftest import NewCase
from tests.chaos.processes import PATIENCE

PROTOCOL = Subprotocol("graphql-transport-ws")
pytestmark = pytest.mark.timeout(180)
NO_FAULT = Fault(Failpoint.PICKED, Action.EXIT, ("wait",))  # it is never armed


async def test_a_first_step_in_flight_is_finished_while_idle_connections_close(
    new_case: NewCase, redis_url: str, tmp_path: Path
) -> None:
    async with a_case(NO_FAULT, await new_case(), redis_url, tmp_path / "case") as case:
        child, api = await case.api()
        address = urlsplit(api.url)
        idle = [await asyncio.open_connection(address.hostname, address.port) for _ in range(20)]
        for reader, writer in idle:
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: nudge\r\n\r\n")
            await reader.readuntil(b"ok\n")
        idle.append(await asyncio.open_connection(address.hostname, address.port))  # nothing was ever said on it
        socket = await connect(f"ws://{address.netloc}/graphql", subprotocols=[PROTOCOL], proxy=None)
        await socket.send(json.dumps({"type": "connection_init", "payload": {"X-Partner-Key": KEY}}))
        await socket.recv()
        enrolling = asyncio.ensure_future(api.enroll(FIXED, PHONES[0]))
        await case.twilio.arrived.wait()

        child.signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            for reader, _ in idle:
                assert await reader.read() == b""
            await socket.wait_closed()
        assert socket.close_code == 1012
        assert not enrolling.done()

        case.twilio.gate.set()
        assert await enrolling == "ENROLLED"
        assert await child.ended() in (0, -signal.SIGTERM)
        assert len(case.twilio.ledger) == 1
        assert await case.count("step_run WHERE status = 'SENT'") == 1
        for _, writer in idle:
            writer.close()
            await writer.wait_closed()


async def test_what_was_begun_has_its_time_from_the_word_to_stop_on() -> None:
    """Requests and what they began share one time, or the end would take as long as both of them."""
    concurrency, never = Concurrency(), asyncio.Event()
    work = concurrency.start(never.wait())
    concurrency.stop()
    assert concurrency.stopped_at is not None
    concurrency.stopped_at -= 15.0
    async with asyncio.timeout(5):
        await concurrency.finish(15.0)
    assert not work.done()
    never.set()
    await work

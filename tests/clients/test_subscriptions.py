"""Subscriptions as npm's graphql-ws and graphql-sse hear them, of what a worker in another process does."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.http import WRONG_KEY
from tests.clients.conftest import PATIENCE, Node, Running
from tests.waiting import until

UPDATED = """subscription ($id: ID!) {
    enrollmentUpdated(enrollmentId: $id) { status timeline { status message { body } } } }"""
ADDED = (
    "subscription ($id: ID!, $phone: PhoneNumber) { messageAdded(accountId: $id, phone: $phone) { direction body } }"
)
CREATE = """mutation ($account: ID!, $input: CreateSequenceInput!) {
    createSequence(accountId: $account, input: $input) { sequence { id } } }"""
ENROLL = """mutation ($sequence: ID!, $phone: PhoneNumber!) {
    enrollLead(sequenceId: $sequence, phone: $phone) { enrollment { id } } }"""
UNAUTHORIZED = "Server responded with 401: Unauthorized"
WRITE = """mutation ($account: ID!, $phone: PhoneNumber!, $body: String!) {
    sendMessage(accountId: $account, phone: $phone, body: $body) { success } }"""


class Listener:
    """A script that subscribes, and what it prints."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def hears(self) -> Any:
        """The next thing that happened."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.process.stdout.readline())

    async def told(self) -> Any:
        """The next result's data; what concerns the connection only is passed over."""
        while "data" not in (heard := await self.hears()):
            assert "failed" not in heard, heard
        return next(iter(heard["data"].values()))


@asynccontextmanager
async def listening(
    node: Node, program: Running, transport: str, query: str, *, retries: int = 100, **variables: Any
) -> AsyncIterator[Listener]:
    environment = {**program.environment, "NUDGE_RETRIES": str(retries)}
    process = await node.start("subscribe.mjs", transport, query, json.dumps(variables), environment=environment)
    try:
        yield Listener(process)
    finally:
        process.kill()
        await process.wait()


@pytest.fixture
async def account(program: Running) -> str:
    return str((await program.ask("{ accounts { items { id } } }"))["accounts"]["items"][0]["id"])


async def enrolled(program: Running, account: str, phone: str, *bodies: str, hours: int) -> str:
    steps = [{"type": "FIXED", "message": body, "delayHours": hours} for body in bodies]
    made = await program.ask(CREATE, account=account, input={"name": "Live", "steps": steps})
    sequence = made["createSequence"]["sequence"]["id"]
    run = await program.ask(ENROLL, sequence=sequence, phone=phone)
    return str(run["enrollLead"]["enrollment"]["id"])


@pytest.mark.parametrize("transport", ["ws", "sse"])
async def test_a_client_hears_a_campaign_to_its_end(node: Node, program: Running, account: str, transport: str) -> None:
    run = await enrolled(program, account, "+14155550101", "One", "Two", hours=8)
    async with listening(node, program, transport, UPDATED, id=run) as listener:
        while (state := await listener.told())["status"] == "ACTIVE":
            pass
    assert state == {
        "status": "COMPLETED",
        "timeline": [{"status": "SENT", "message": {"body": body}} for body in ("One", "Two")],
    }


@pytest.mark.parametrize("transport", ["ws", "sse"])
async def test_a_client_hears_each_message_once_though_redis_is_killed(
    node: Node, program: Running, account: str, transport: str
) -> None:
    phone = {"ws": "+14155550102", "sse": "+14155550103"}[transport]
    async with listening(node, program, transport, ADDED, id=account, phone=phone) as listener:
        first = asyncio.ensure_future(listener.told())
        number = 0
        while not first.done():  # it is not said when a subscription has begun
            await program.ask(WRITE, account=account, phone=phone, body=f"Hello {(number := number + 1)}")
            await asyncio.wait({first}, timeout=0.5)
        begun = int((await first)["body"].removeprefix("Hello "))
        pid = int((program.data / "valkey" / "valkey.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        for body in ("In the gap", "Still in the gap", "Later"):
            await program.ask(WRITE, account=account, phone=phone, body=body)
        await until(lambda: _is_another(program.data / "valkey" / "valkey.pid", pid), seconds=PATIENCE)
        await program.ask(WRITE, account=account, phone=phone, body="After")
        expected = [f"Hello {one}" for one in range(begun + 1, number + 1)]
        expected += ["In the gap", "Still in the gap", "Later", "After"]
        assert [(await listener.told())["body"] for _ in expected] == expected


async def _is_another(file: Path, pid: int) -> bool:
    try:
        return int(file.read_text().split()[0]) != pid
    except (OSError, ValueError, IndexError):
        return False


@pytest.mark.parametrize("transport", ["ws", "sse"])
async def test_a_client_comes_again_when_the_api_is_replaced(
    node: Node, program: Running, account: str, transport: str
) -> None:
    run = await enrolled(program, account, "+14155550104", "One", hours=8000)
    async with listening(node, program, transport, UPDATED, id=run) as listener:
        assert (await listener.told())["status"] == "ACTIVE"
        os.kill(await _api(program), signal.SIGTERM)
        assert (await listener.told())["status"] == "ACTIVE"


async def _api(program: Running) -> int:
    """The process that serves the API."""
    port = f"PORT={program.url.rpartition(':')[2]}"
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            environment = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"app.cli.program.serving" in words and port.encode() in environment:
            return int(process.name)
    raise LookupError("the API does not run")


async def test_a_client_with_a_wrong_key_is_told_so(node: Node, program: Running) -> None:
    """graphql-ws may try three times again, and does not."""
    stranger = Running(program.url, "pk_live_" + "x" * 32, program.data, program.http)
    over_sockets = [{"closed": 4401}, {"failed": WRONG_KEY}]
    for transport, retries, heard in (("ws", 3, over_sockets), ("sse", 0, [{"failed": UNAUTHORIZED}])):
        async with listening(node, stranger, transport, UPDATED, retries=retries, id="enr_7") as listener:
            assert [await listener.hears() for _ in heard] == heard

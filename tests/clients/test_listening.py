"""`nudge webhooks listen` beside a running `nudge dev`."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from app.settings import Settings
from tests.clients.conftest import PATIENCE, Running
from tests.receiver import receiver_double
from tests.waiting import until

ENDPOINTS = "{ webhookEndpoints { id url status } }"
TEST = "mutation ($id: ID!) { testWebhookEndpoint(id: $id) { success } }"
LISTENING = re.compile(r"Listening at (http://127\.0\.0\.1:\d+/)")


@asynccontextmanager
async def listening(program: Running, *words: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[str]]]:
    """The command, and the lines that it has printed. It ends by Ctrl-C."""
    names = {name.upper() for name in Settings.model_fields}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.cli", "webhooks", "listen", *words),
        *("--data-dir", str(program.data), "--api-port", str(urlsplit(program.url).port)),
        env={name: value for name, value in os.environ.items() if name not in names},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said: list[str] = []
    reading = asyncio.create_task(_read(process, said))
    try:
        await heard(said, LISTENING.match)
        yield process, said
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), PATIENCE)
        await reading


async def _read(process: asyncio.subprocess.Process, said: list[str]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        said.append(line.decode().rstrip())


async def heard(said: list[str], wanted: Callable[[str], object]) -> None:
    async def now() -> bool:
        return any(wanted(line) for line in said)

    try:
        await until(now, seconds=PATIENCE)
    except TimeoutError:
        raise AssertionError("\n".join(said)) from None


async def test_events_are_shown_and_forwarded_until_the_command_and_its_endpoint_end(program: Running) -> None:
    async with receiver_double() as mine, listening(program, "--forward", mine.url) as (process, said):
        [endpoint] = (await program.ask(ENDPOINTS))["webhookEndpoints"]
        assert f"Listening at {endpoint['url']}. Ctrl-C stops." in said
        assert (await program.ask(TEST, id=endpoint["id"]))["testWebhookEndpoint"]["success"]
        await heard(said, lambda line: re.search(r"  webhook\.test  evt_\w+  verified$", line))
        await heard(said, lambda line: line.endswith(f"-> {mine.url}: 200"))
        forged = await program.http.post(endpoint["url"], content=b"{}", headers={"webhook-id": "evt_1"})
        assert forged.status_code == 400
        await heard(said, lambda line: "NOT VERIFIED: it lacks one of the headers" in line)
        assert [one.type for one in mine.accepted] == ["webhook.test"]
    assert process.returncode == 0
    assert said[-1] == f"Endpoint {endpoint['id']} is deleted."
    assert (await program.ask(ENDPOINTS))["webhookEndpoints"] == []
    told = (program.data / "said.log").read_text()
    assert "webhook webhook.test to 127.0.0.1: 200, " in told, "`nudge dev` prints each delivery"


async def test_it_ends_with_its_endpoint_when_nobody_reads_what_it_shows(program: Running) -> None:
    """`nudge webhooks listen | head -1`."""
    async with listening(program) as (process, said):
        [endpoint] = (await program.ask(ENDPOINTS))["webhookEndpoints"]
        process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        assert (await program.ask(TEST, id=endpoint["id"]))["testWebhookEndpoint"]["success"]
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 141
    assert not any("Traceback" in line for line in said)
    assert (await program.ask(ENDPOINTS))["webhookEndpoints"] == []

"""Clients that people use, from npm, against the whole program as it is run: `nudge dev` in the background.

`javascript/package-lock.json` names what npm installs into `javascript/node_modules`, which is not committed.
"""

import asyncio
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
import pytest

from app.local.processes import free_port
from app.settings import Settings
from tests.clients import browser as pages
from tests.clients import tooling
from tests.missing import missing
from tests.processes import Home
from tests.waiting import until

HERE = Path(__file__).parent
JAVASCRIPT = HERE / "javascript"
NODE_MAJOR = 20
INSTALL_SECONDS = 300
PATIENCE = 120.0
NOTHING: Mapping[str, str] = MappingProxyType({})
ROOM = "1000000000"  # for calls: limits are the matter of tests/graphql/guard/test_limits.py
TALKED = {
    "heard": ["INBOUND", "What is the rate?"],
    "told": True,
    "found": [1, 1, True],
    "unread": True,
    "attention": "UNANSWERED",
    "taken": ["TAKEN_OVER", "Sam"],
    "written": ["OPERATOR", "Sam"],
    "back": [None, None, 0],
    "counted": True,
}
"""How the story of a conversation ends with each client: see `javascript/conversation.mjs`."""
# npm's own names for "the registry cannot be reached".
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTCACHED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of a session waits for npm and for the whole program to come up."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(INSTALL_SECONDS + 2 * PATIENCE))


@dataclass(frozen=True)
class Node:
    """Runs scripts of `javascript/` with the clients from npm."""

    program: str
    binary: str

    async def run(
        self, script: str, *arguments: str, seconds: float = PATIENCE, environment: Mapping[str, str] = NOTHING
    ) -> Any:
        """What the script printed last, read as JSON. Fails with all that it said when it ends with another code."""
        async with asyncio.timeout(seconds):
            process = await self.start(script, *arguments, environment=environment)
            try:
                output, complaints = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
        assert process.returncode == 0, f"{script}: {output.decode()}\n{complaints.decode()}"
        return json.loads(output.decode().splitlines()[-1])

    async def start(
        self, script: str, *arguments: str, environment: Mapping[str, str] = NOTHING
    ) -> asyncio.subprocess.Process:
        """The script at work, for a test that listens to it line by line."""
        return await asyncio.create_subprocess_exec(
            self.binary,
            str(JAVASCRIPT / script),
            *arguments,
            cwd=JAVASCRIPT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@pytest.fixture(scope="session")
def node() -> Node:
    """Node with the clients installed, once for all test processes."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        missing("node and npm are not on PATH: the clients from npm are not tried")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < NODE_MAJOR:
        missing(f"the clients need Node {NODE_MAJOR} or newer, and this is {version}")
    with (HERE / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(npm)
    # The wheel's `node` is a Python script that starts Node: to kill it would leave Node at work, with the pipes open.
    binary = subprocess.run([program, "-p", "process.execPath"], capture_output=True, text=True, check=True).stdout
    return Node(program, binary.strip())


def _install(npm: str) -> None:
    wanted = (JAVASCRIPT / "package-lock.json").read_bytes()
    done = JAVASCRIPT / "node_modules" / ".installed"
    if done.exists() and done.read_bytes() == wanted:
        return
    command = [npm, "ci", "--ignore-scripts"]
    ended = subprocess.run(
        command,
        cwd=JAVASCRIPT,
        capture_output=True,
        text=True,
        check=False,
        timeout=INSTALL_SECONDS,
        stdin=subprocess.DEVNULL,
    )
    if ended.returncode != 0 and any(word in ended.stderr for word in UNREACHABLE):
        missing("npm cannot reach its registry: the clients from npm are not tried")
    assert ended.returncode == 0, f"npm ci failed:\n{ended.stderr}"
    done.write_bytes(wanted)


@pytest.fixture(scope="session")
def built(node: Node) -> Path:
    """The console and the explorer in their place, as `make console` puts them there."""
    with (HERE / ".console.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = pages.build(pages.BUILT)
    if "npm failed" in said or "longer than" in said:
        missing(said)
    return pages.BUILT


@pytest.fixture(scope="session")
def browser() -> str:
    """Chromium."""
    found = next(filter(None, map(shutil.which, pages.PROGRAMS)), None)
    if found is None:
        missing("no Chromium is on PATH: the pages are not looked at in a browser")
    return found


def programs(tools: str) -> Path:
    """Where the programs of an environment of `tools/` are, made once for all test processes."""
    try:
        return tooling.environment(tools)
    except tooling.UnavailableError as reason:
        missing(f"the Python tools of {tools}.in are not tried: {reason}")


@dataclass(frozen=True)
class Running:
    """The program, up and seeded with the demo. `http` has the demo partner's key."""

    url: str
    key: str
    data: Path
    http: httpx2.AsyncClient

    @property
    def environment(self) -> dict[str, str]:
        """Where it is and how to get in, for a script."""
        return {"NUDGE_URL": self.url, "NUDGE_KEY": self.key}

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = (await self.http.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


@pytest.fixture(scope="session")
async def program(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """`nudge dev` on a directory and a port of its own, an hour of delay lasting half a second."""
    data, port = tmp_path_factory.mktemp("clients"), free_port()
    names = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    limits = {name: ROOM for name in names if name.endswith("_PER_MINUTE")}
    environment = {**kept, **limits, "PYTHONPATH": str(HERE.parents[1]), "HOUR_SECONDS": "0.5"}
    command = [sys.executable, "-m", "app.cli", "dev", "--data-dir", str(data), "--port", str(port)]
    with (data / "said.log").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=data, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx2.AsyncClient(base_url=url, trust_env=False) as http:
            await until(lambda: _ready(http), seconds=PATIENCE)
            key = (data / "demo.key").read_text().strip()
            http.headers["X-Partner-Key"] = key
            yield Running(url, key, data, http)
    finally:
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()


@pytest.fixture(scope="session")
async def stranger(program: Running) -> AsyncIterator[Running]:
    """The same program for a partner without the demo, whose data a test may spoil."""
    home = Home(program.data)
    code, key, complaints = await asyncio.to_thread(home.nudge, "partner", "create", "Stranger")
    assert code == 0, complaints
    async with httpx2.AsyncClient(
        base_url=program.url, headers={"X-Partner-Key": key.strip()}, trust_env=False
    ) as http:
        yield Running(program.url, key.strip(), program.data, http)


async def _ready(http: httpx2.AsyncClient) -> bool:
    try:
        return (await http.get("/readyz")).status_code == 200
    except httpx2.TransportError:
        return False

"""`nudge dev`: everything on one machine, under one supervisor."""

import argparse
import asyncio
import contextlib
import errno
import os
import shlex
import signal
import socket
import sys
import time
from pathlib import Path

import httpx2

from app import db
from app.clock import DatabaseClock
from app.domain import ids
from app.local import leash
from app.local.servers import free_port, write_private
from app.local.stores import Stores, stores
from app.services import accounts
from app.settings import Settings

WORKER = [sys.executable, "-P", "-m", "workers.main"]
API = [sys.executable, "-P", "-m", "app.cli", "api"]
LEAD = "+14155551234"
STOP_SECONDS = 20.0
LONG_LIVED_SECONDS = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
PATIENCE_SECONDS = 30.0


class CannotListen(Exception):
    """The API's port cannot be had; the message says how to mend it."""


# ---------------------------------------------------------------- children


def environment(settings: Settings, found: Stores) -> dict[str, str]:
    """The environment of a child: ours, with the stores as they were found."""
    return {
        **os.environ,
        "DATABASE_URL": found.database_url,
        "REDIS_URL": found.redis_url,
        "PORT": str(settings.port),
        "NUDGE_DATA_DIR": str(settings.nudge_data_dir),
    }


async def child(argv: list[str], env: dict[str, str]) -> int:
    """Runs a program to its end and answers its exit code. When cancelled it ends the program first, gracefully.

    The program is in a session of its own, so that Ctrl-C reaches it in order, through us.
    """
    command = leash.command(argv, signal.SIGTERM)
    process = await asyncio.create_subprocess_exec(*command, env=env, start_new_session=True)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def keep_up(name: str, argv: list[str], env: dict[str, str]) -> None:
    """Runs a program for ever: when it ends it is started again, after a pause that grows while it keeps failing."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        code = await child(argv, env)
        if time.monotonic() - began > LONG_LIVED_SECONDS:
            pause = FIRST_PAUSE
        _say(f"The {name} ended with code {code} and is started again in {pause:g} s.")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


# ---------------------------------------------------------------- the port


def require_port(host: str, port: int) -> None:
    """Raises `CannotListen` when nobody can listen there."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CannotListen(f"Nothing can listen on {host}:{port} ({error.strerror}).") from error
    raise CannotListen(f"Port {port} is taken: choose another one, for example --port {free_port(port + 1)}.")


# ---------------------------------------------------------------- the demo's key


async def demo_key(data_dir: Path) -> str:
    """The demo partner's key, which only the data directory knows: the database has its hash.

    Seeds the demo when there is none. Makes a new key when the old one is lost or has ended.
    """
    path = data_dir / "demo.key"
    key = await accounts.seed_demo() or await _known(_read(path)) or await _new_key()
    _keep(path, key)
    return key


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _keep(path: Path, key: str) -> None:
    with contextlib.suppress(OSError):  # a container's file system may be read-only; a new key can always be made
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, f"{key}\n")


async def _known(key: str) -> str | None:
    return key if await accounts.authenticate(key, (await _clock()).now()) else None


async def _new_key() -> str:
    return await accounts.rotate_key(accounts.DEMO_PARTNER, (await _clock()).now())


async def _clock() -> DatabaseClock:
    clock = DatabaseClock()
    await clock.measure()
    return clock


# ---------------------------------------------------------------- all of it


async def run(arguments: argparse.Namespace, settings: Settings) -> int:
    require_port(arguments.host, settings.port)
    _say("Starting the stores …")
    async with stores(settings) as found:
        await db.migrate(found.database_url)
        async with db.database(found.database_url, pool=2):
            key, made = await demo_key(settings.nudge_data_dir), await accounts.find_demo()
        env = environment(settings, found)
        async with asyncio.TaskGroup() as group:
            listen = ["--host", arguments.host, "--port", str(settings.port)]
            group.create_task(keep_up("API", [*API, *listen], env | {"NUDGE_EXPLORER_KEY": key}))
            group.create_task(keep_up("worker", WORKER, env))
            await _until_healthy(_local_url(arguments.host, settings.port))
            _say(welcome(arguments.host, settings, found, key, made))
    return 0


def _local_url(host: str, port: int) -> str:
    name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 - only looked at
    return f"http://{name}:{port}"


async def _until_healthy(url: str) -> None:
    complain_at = time.monotonic() + PATIENCE_SECONDS
    async with httpx2.AsyncClient(timeout=2, trust_env=False) as client:
        while not await _healthy(client, url):
            if time.monotonic() > complain_at:
                _say(f"The API does not answer at {url} yet; what it says is above.")
                complain_at = float("inf")
            await asyncio.sleep(0.1)


async def _healthy(client: httpx2.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/healthz")).is_success
    except httpx2.HTTPError:
        return False


def adapters(settings: Settings) -> list[str]:
    """Who sends and who writes, and why."""
    return [
        f"SMS: Twilio, account {settings.twilio_account_sid}"
        if settings.sends_by_twilio
        else "SMS: built-in simulator, because TWILIO_ACCOUNT_SID is not set",
        f"AI steps: Claude, {settings.anthropic_model}"
        if settings.writes_by_claude
        else "AI steps: built-in offline writer, because ANTHROPIC_API_KEY is not set",
    ]


def welcome(host: str, settings: Settings, found: Stores, key: str, made: accounts.Demo) -> str:
    """What a newcomer needs to see: where it is, what is real, and three lines to paste."""
    url = _local_url(host, settings.port)
    kept = f"Data: {settings.nudge_data_dir.absolute()}" if found.embedded else "Data: DATABASE_URL and REDIS_URL"
    lines = [
        "",
        f"Nudge is up: {url}",
        f"Explorer: {url}/graphql",
        *adapters(settings),
        kept,
        f"Demo partner key: {key}",
    ]
    return "\n".join([*lines, *_things_to_try(url, key, settings, made), "", "Ctrl-C stops everything.", ""])


def _things_to_try(url: str, key: str, settings: Settings, made: accounts.Demo) -> list[str]:
    if made.account_id is None or made.sequence_id is None:
        return []
    sequence, account = ids.encode(ids.SEQUENCE, made.sequence_id), ids.encode(ids.ACCOUNT, made.account_id)
    enrol = f'enrollLead(sequenceId: "{sequence}", phone: "{LEAD}")'
    enrol = f"mutation {{ {enrol} {{ success action messageSent nextStepAt userErrors {{ message }} }} }}"
    look = f'messages(accountId: "{account}", phone: "{LEAD}") {{ items {{ direction status body }} }}'
    port = f" --port {settings.port}" if settings.port != Settings.model_fields["port"].default else ""
    return [
        *("", "Enroll a lead:", f"  {_curl(url, key, enrol)}"),
        *("", "See the messages:", f"  {_curl(url, key, f'{{ {look} }}')}"),
        *("", "Play the lead and answer:", f"  {_nudge()} reply{port} {LEAD} 'Yes, I have a question'"),
    ]


def _curl(url: str, key: str, query: str) -> str:
    escaped = query.replace('"', '\\"')
    body = shlex.quote(f'{{"query":"{escaped}"}}')
    return f"curl -s {url}/graphql -H 'X-Partner-Key: {key}' -H 'Content-Type: application/json' -d {body}"


def _nudge() -> str:
    """The command as it can be typed from here."""
    beside = Path(sys.executable).with_name("nudge")
    with contextlib.suppress(ValueError):
        return shlex.quote(str(beside.relative_to(Path.cwd())))
    return shlex.quote(str(beside))


def _say(text: str) -> None:
    print(text, flush=True)

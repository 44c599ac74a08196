"""`nudge dev`: everything on one machine, under one supervisor."""

import asyncio
import contextlib
import shlex
import socket
import sys
import time
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from app import db
from app.clock import DatabaseClock
from app.domain import ids
from app.doors import listening
from app.local import loopback
from app.local.ports import require_port
from app.local.processes import write_private
from app.local.secret import make_secret
from app.local.stores import Stores, stores
from app.local.supervisor import API, HISTORY, WORKER, child, environment, keep_up
from app.providers.choice import provider
from app.providers.simulator.provider import Simulator
from app.services import accounts
from app.settings import DEFAULT_PORT, LOCAL_ORIGINS, Settings

LEAD = "+14155551234"
PATIENCE_SECONDS = 30.0
REAL_HOUR_SECONDS = 3600.0
HERE = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", listening.EVERYWHERE)  # noqa: S104 - only compared with


async def run(settings: Settings, host: str, *, data_dir_given: bool, history: bool = True) -> None:
    """Runs the stores, the API and a worker until it is canceled. Raises `CannotListen` and `StoresError`.

    `history`: a new demo gets a past, if nothing here is real.
    """
    require_port(host, settings.port)
    began = time.monotonic()
    _say("Starting the stores …")
    async with stores(settings) as found:
        stores_up = time.monotonic()
        await db.migrate(found.migration_url)
        async with db.database(found.database_url, pool=2):
            now, plays = (await _clock()).now(), history and why_no_history(settings) is None
            key = await demo_key(settings.nudge_data_dir, history_until=now if plays else None)
            made, token = await accounts.find_demo(), await accounts.new_link(now)
        migrated = time.monotonic()
        env = environment(make_secret(settings), found) | {"NUDGE_DEV": "true"}
        async with asyncio.TaskGroup() as group:
            for_pages = {"NUDGE_EXPLORER_KEY": key, "CORS_ORIGINS": settings.cors_origins or LOCAL_ORIGINS}
            group.create_task(keep_up("API", [*API, host], env | for_pages))
            group.create_task(_work(settings, env, made, plays=plays))
            await _until_healthy(_own(host), settings.port)
            up = time.monotonic()
            _say(welcome(host, settings, found, key, token, made, data_dir_given=data_dir_given))
            _say(
                f"Up after {up - began:.1f} s: stores {stores_up - began:.1f} s, "
                f"tables and demo {migrated - stores_up:.1f} s, API {up - migrated:.1f} s.\n"
            )


async def _work(settings: Settings, env: dict[str, str], demo: accounts.Demo, *, plays: bool) -> None:
    """Settles the past of the demo, and then runs the worker, which would find the steps of the past late."""
    if demo.history and (plays or not is_simulated(settings)):
        if await child(HISTORY, env):
            _say("The demo's history is not whole. The next start plays it on.")
    elif demo.history and not demo.history.is_whole:
        why = why_no_history(settings) or "--no-history was given"
        _say(f"The demo's history is not whole, and is not played on because {why}.")
    await keep_up("worker", WORKER, env)


def is_simulated(settings: Settings) -> bool:
    """Whether nothing that this server sends by its own credentials reaches a real person."""
    return isinstance(provider(settings), Simulator)


def why_no_history(settings: Settings) -> str | None:
    """Why no past is invented for the demo here; None: one is."""
    if not is_simulated(settings):
        return "messages of this server reach real people"
    if settings.writes_by_claude:
        return "ANTHROPIC_API_KEY is set"
    if settings.hour_seconds != REAL_HOUR_SECONDS:
        return "HOUR_SECONDS is set, so that days are no days"
    return None


async def _until_healthy(host: str, port: int) -> None:
    complain_at = time.monotonic() + PATIENCE_SECONDS
    while not await asyncio.to_thread(_healthy, host, port):
        if time.monotonic() > complain_at:
            _say(f"The API does not answer at {_url(host, port)} yet; its messages are above.")
            complain_at = float("inf")
        await asyncio.sleep(0.1)


def _healthy(host: str, port: int) -> bool:
    # The standard library's client: any other costs each process of `nudge dev` four megabytes.
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def is_up(port: int) -> bool:
    """Whether an API answers on this port of this machine."""
    return any(_healthy(address, port) for address in loopback.ADDRESSES)


# ------------------------------------------------------------------ the demo's key


async def demo_key(data_dir: Path, *, history_until: datetime | None = None) -> str:
    """The demo partner's key. Only the data directory knows it: the database has its hash.

    Seeds the demo when there is none, with a history to be played if it is said until when. Makes a new key when the
    old key is lost or has ended.
    """
    path = data_dir / "demo.key"
    key = await accounts.seed_demo(history_until) or await _valid(_read(path)) or await _new_key()
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


async def _valid(key: str) -> str | None:
    return key if await accounts.authenticate(key, (await _clock()).now()) else None


async def _new_key() -> str:
    return await accounts.rotate_key(accounts.DEMO_PARTNER, (await _clock()).now())


async def _clock() -> DatabaseClock:
    clock = DatabaseClock()
    await clock.measure()
    return clock


# ------------------------------------------------------------------ the text at the start


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own(host: str) -> str:
    """An address of this machine at which a server that listens on `host` answers."""
    return HERE if host in EVERYWHERE else host


def local_url(host: str, port: int) -> str:
    """The API's URL for somebody on this machine: by the name `localhost` only where that name leads to it."""
    own = _own(host)
    return _url("localhost" if _leads_to("localhost", own) else own, port)


def _leads_to(name: str, address: str) -> bool:
    try:
        found = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return False
    return any(where[0] == address for *_, where in found)


def adapters(settings: Settings) -> list[str]:
    """The provider and the writer in use, and why."""
    return [
        f"SMS: {provider(settings).title(settings)}",
        f"AI steps: Claude, {settings.anthropic_model}"
        if settings.writes_by_claude
        else "AI steps: built-in offline writer, because ANTHROPIC_API_KEY is not set",
    ]


async def new_link(settings: Settings, host: str) -> str:
    """A new one-time link to the console of the `nudge dev` that runs on this database."""
    return link(local_url(host, settings.port), await accounts.new_link((await _clock()).now()))


def link(url: str, token: str) -> str:
    return f"{url}/console?token={token}"


def welcome(
    host: str,
    settings: Settings,
    found: Stores,
    key: str,
    token: str,
    made: accounts.Demo,
    *,
    data_dir_given: bool = False,
) -> str:
    """The addresses, the adapters in use, the demo's key, and three commands to paste."""
    url = local_url(host, settings.port)
    kept = f"Data: {settings.nudge_data_dir.absolute()}" if found.embedded else "Data: DATABASE_URL and REDIS_URL"
    lines = [
        "",
        f"Nudge is up: {url}",
        f"Console, with the demo's key: {link(url, token)}",
        f"  (works once, within {accounts.LINK_LIFE.total_seconds() / 60:.0f} minutes, on this machine; "
        f"`{_nudge()} link{reply_options(settings, data_dir_given=data_dir_given)}` prints another)",
        *adapters(settings),
        kept,
        f"Demo partner key: {key}",
    ]
    tries = _things_to_try(url, key, made, reply_options(settings, data_dir_given=data_dir_given))
    return "\n".join([*lines, *tries, "", "Ctrl-C stops everything."])


def reply_options(settings: Settings, *, data_dir_given: bool) -> str:
    """The options by which `nudge reply`, started in the same folder, finds this API and this data directory."""
    words = []
    if settings.port != DEFAULT_PORT:
        words += ["--port", str(settings.port)]
    if data_dir_given:
        words += ["--data-dir", str(settings.nudge_data_dir)]
    return "".join(f" {shlex.quote(word)}" for word in words)


def _things_to_try(url: str, key: str, made: accounts.Demo, options: str) -> list[str]:
    if made.account_id is None or made.sequence_id is None:
        return []
    sequence, account = ids.encode(ids.SEQUENCE, made.sequence_id), ids.encode(ids.ACCOUNT, made.account_id)
    enroll = f'enrollLead(sequenceId: "{sequence}", phone: "{LEAD}")'
    enroll = f"mutation {{ {enroll} {{ success action messageSent nextStepAt userErrors {{ message }} }} }}"
    read = f'messages(accountId: "{account}", phone: "{LEAD}") {{ items {{ direction status body }} }}'
    return [
        *("", "Enroll a lead:", f"  {_curl(url, key, enroll)}"),
        *("", "See the messages:", f"  {_curl(url, key, f'{{ {read} }}')}"),
        *("", "Play the lead and answer:", f"  {_nudge()} reply{options} {LEAD} 'Yes, I have a question'"),
    ]


def _curl(url: str, key: str, query: str) -> str:
    escaped = query.replace('"', '\\"')
    body = shlex.quote(f'{{"query":"{escaped}"}}')
    return f"curl -s {url}/graphql -H 'X-Partner-Key: {key}' -H 'Content-Type: application/json' -d {body}"


def _nudge() -> str:
    """The command as it can be typed in this folder."""
    beside = Path(sys.executable).with_name("nudge")
    with contextlib.suppress(ValueError):
        return shlex.quote(str(beside.relative_to(Path.cwd())))
    return shlex.quote(str(beside))


def _say(text: str) -> None:
    print(text, flush=True)

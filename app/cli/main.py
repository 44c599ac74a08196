"""The `nudge` command. Each subcommand is a small function; what it answers is the process's exit code.

0: done. 1: it could not be done, and one line says why. 2: the settings or the arguments are wrong.
"""

import argparse
import asyncio
import csv
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from pydantic import ValidationError
from tortoise.exceptions import ConfigurationError, DBConnectionError

from app import db
from app.cli import doctor
from app.clock import DatabaseClock
from app.domain import ids
from app.errors import Refused
from app.local import dev, reply
from app.local.stores import Stores, StoresError, stores
from app.observability import logs
from app.services import accounts
from app.services.conversations import consent_of_phone, consent_source
from app.settings import Settings

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]


# ---------------------------------------------------------------- arguments


def _parser() -> argparse.ArgumentParser:
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data-dir", type=Path, metavar="DIR", help="where the embedded stores keep their data")
    port = argparse.ArgumentParser(add_help=False)
    port.add_argument("--port", type=int, help="the API's port (default: PORT, or 8000)")
    listen = argparse.ArgumentParser(add_help=False, parents=[port])
    listen.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")

    parser = argparse.ArgumentParser("nudge", description="Follows up with people by SMS until they answer.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, parents=list(parents))
        command.set_defaults(run=run)
        return command

    add("dev", dev.run, "stores, migrations, a demo, the API and a worker, all in one", data, listen)
    add("api", _api, "the API", data, listen)
    add("worker", _worker, "a worker: sends what falls due", data)
    add("migrate", _migrate, "brings the database up to date", data)
    schema = add("schema", _schema, "prints the GraphQL schema")
    schema.add_argument(
        "--since", type=Path, metavar="FILE", help="instead, says what would break callers of the schema in this file"
    )
    add("seed", _seed, "makes the demo partner, and prints its key", data)
    checks = add("doctor", doctor.run, "says what is missing or wrong, and how to mend it", data, port)
    checks.add_argument("--worker", action="store_true", help="only whether a worker has been seen just now")
    answer = add("reply", reply.run, "plays a lead that sends a text, as Twilio would deliver it", data, port)
    answer.add_argument("phone", metavar="PHONE", help="the lead's number, in E.164")
    answer.add_argument("text", metavar="TEXT")
    answer.add_argument("--to", metavar="ACCOUNT_NUMBER", help="the account's number (default: the demo's)")
    history = add("consent", _consent, "prints, as CSV, every opt-out and opt-in of a phone with its evidence", data)
    history.add_argument("phone", metavar="PHONE", help="the lead's number, in E.164")
    history.add_argument("--account", metavar="ACC", help="only in this account, acc_…")
    _add_partner(commands, data)
    return parser


def _add_partner(commands: Any, data: argparse.ArgumentParser) -> None:
    partner = commands.add_parser("partner", help="partners and their keys").add_subparsers(
        required=True, metavar="COMMAND"
    )
    for name, run, text in (
        ("create", _partner_create, "makes a partner and prints its key, alone"),
        ("rotate-key", _partner_rotate_key, "prints a new key, alone; the old one lives 24 h more"),
    ):
        command = partner.add_parser(name, help=text, description=text, parents=[data])
        command.add_argument("name", metavar="NAME")
        command.set_defaults(run=run)


def _settings(arguments: argparse.Namespace) -> Settings:
    """The environment's settings, with what the command line says in their place. Raises `ValidationError`."""
    said = {"port": getattr(arguments, "port", None), "nudge_data_dir": getattr(arguments, "data_dir", None)}
    return Settings(**{name: value for name, value in said.items() if value is not None})


# ---------------------------------------------------------------- commands


@asynccontextmanager
async def _database(settings: Settings, *, migrated: bool = True) -> AsyncIterator[Stores]:
    """The stores, and the ORM on a database that is up to date."""
    async with stores(settings) as found:
        if migrated:
            await db.migrate(found.database_url)
        async with db.database(found.database_url, pool=2):
            yield found


async def _api(arguments: argparse.Namespace, settings: Settings) -> int:
    from app import main

    for name in ("nudge", "uvicorn"):  # not all of them: an HTTP client's would tell phone numbers
        logging.getLogger(name).setLevel(logging.INFO)
    dev.require_port(arguments.host, settings.port)
    async with stores(settings) as found:
        if found.embedded:  # nobody else looks after these
            await db.migrate(found.database_url)
        await main.serve(settings, found.database_url, found.redis_url, arguments.host, settings.port)
    return 0


async def _worker(_: argparse.Namespace, settings: Settings) -> int:
    """The application does not know its workers: theirs is a program of its own."""
    async with stores(settings) as found:
        environment = dev.environment(settings, found)
        if not found.embedded:
            os.execve(sys.executable, dev.WORKER, environment)  # this process becomes the worker
        await db.migrate(found.database_url)
        return await dev.child(dev.WORKER, environment)


async def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    async with _database(settings):
        print("The database is up to date.", file=sys.stderr)
    return 0


async def _schema(arguments: argparse.Namespace, _: Settings) -> int:
    from app.graphql import api
    from app.graphql.guard import compat

    if arguments.since is None:
        print(api.print_sdl().rstrip("\n"))
        return 0
    if not arguments.since.is_file():
        return _complain(f"There is no file {arguments.since}.", 2)
    found = compat.faults(arguments.since.read_text(), api.print_sdl(), datetime.now(UTC).date())
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


async def _seed(_: argparse.Namespace, settings: Settings) -> int:
    async with _database(settings):
        print(await dev.demo_key(settings.nudge_data_dir))
    return 0


async def _partner_create(arguments: argparse.Namespace, settings: Settings) -> int:
    async with _database(settings):
        _, key = await accounts.create_partner(arguments.name)
        print(key)
    return 0


async def _partner_rotate_key(arguments: argparse.Namespace, settings: Settings) -> int:
    async with _database(settings):
        clock = DatabaseClock()
        await clock.measure()
        print(await accounts.rotate_key(arguments.name, clock.now()))
    return 0


async def _consent(arguments: argparse.Namespace, settings: Settings) -> int:
    account = ids.decode(ids.ACCOUNT, arguments.account) if arguments.account else None
    if arguments.account and account is None:
        return _complain("An account's id looks like acc_01k….", 2)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["phone", "account", "change", "at", "rule", "source", "message", "words"])
    async with _database(settings):
        for event, words in await consent_of_phone(arguments.phone, account):
            message = ids.encode(ids.MESSAGE, event.message_id) if event.message_id else None
            where, at = ids.encode(ids.ACCOUNT, event.account_id), event.created_at.isoformat()
            out.writerow(
                [event.phone, where, event.change.value, at, event.rule, consent_source(event).value, message, words]
            )
    return 0


# ---------------------------------------------------------------- running them


async def _until_told(work: Awaitable[int]) -> int:
    """The work, cancelled once by SIGTERM as Ctrl-C cancels it: everything that was started ends in order."""
    task = asyncio.ensure_future(work)
    told = asyncio.Event()

    def tell() -> None:
        if not told.is_set():
            told.set()
            task.cancel()

    # Not by add_signal_handler: uvicorn takes the signal for the time that it serves, and hands it back to this one.
    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(tell))
    try:
        return await task
    except asyncio.CancelledError:
        if told.is_set():
            return 0
        raise


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_until_told(arguments.run(arguments, settings)))


def _complain(sentence: str, code: int) -> int:
    print(f"nudge: {sentence}", file=sys.stderr)
    return code


def explain_settings(error: ValidationError) -> str:
    """What is wrong with the settings, by their names in the environment and without their values."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{'.'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}" for fault in faults]
    return "; ".join(line.removeprefix(": ").removeprefix("Value error, ") for line in lines)


def main() -> int:
    arguments = _parser().parse_args()
    logs.to_stderr()
    try:
        return _run(arguments, _settings(arguments))
    except ValidationError as error:
        return _complain(explain_settings(error), 2)
    except (ConfigurationError, asyncpg.exceptions.ClientConfigurationError):
        return _complain("DATABASE_URL is not understood: it looks like postgresql://USER:PASSWORD@HOST:5432/NAME", 2)
    except (StoresError, Refused, dev.CannotListen, reply.NotDelivered) as error:
        return _complain(str(error), 1)
    except (DBConnectionError, asyncpg.PostgresError, ConnectionError) as error:
        return _complain(f"PostgreSQL cannot be used ({type(error).__name__}: {error}). Is DATABASE_URL right?", 1)
    except KeyboardInterrupt:
        return 0 if arguments.run in {dev.run, _api, _worker} else 130  # for these it is the way to stop


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main())

"""Commands that work on the database and end: `migrate`, `seed`, `link`, `partner create`, `partner rotate-key`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from cyclopts import Parameter

from app import db
from app.cli.options import LOCALHOST, DataDir, Port, settings
from app.clock import DatabaseClock
from app.local import dev
from app.local.stores import stores
from app.services import accounts
from app.settings import Settings

Name = Annotated[str, Parameter(help="The partner's name.")]


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[None]:
    """The ORM on a database that is up to date."""
    async with stores(chosen) as found:
        await db.migrate(found.migration_url)
        async with db.database(found.database_url, pool=2):
            yield


async def migrate(*, data_dir: DataDir = None) -> None:
    """Brings the database up to date."""
    async with opened(settings(data_dir)):
        print("The database is up to date.", file=sys.stderr)


async def seed(*, data_dir: DataDir = None) -> None:
    """Makes the demo partner and account, and prints the partner's key."""
    chosen = settings(data_dir)
    async with opened(chosen):
        print(await dev.demo_key(chosen.nudge_data_dir))


async def link(*, port: Port = None, data_dir: DataDir = None) -> None:
    """Prints a new one-time link to the console of a running `nudge dev`. It opens with the demo's key."""
    chosen = settings(data_dir, port)
    async with opened(chosen):
        print(await dev.new_link(chosen, LOCALHOST))


async def create(name: Name, /, *, data_dir: DataDir = None) -> None:
    """Makes a partner and prints its key, alone."""
    async with opened(settings(data_dir)):
        _, key = await accounts.create_partner(name)
        print(key)


async def rotate_key(name: Name, /, *, data_dir: DataDir = None) -> None:
    """Prints a new key for a partner, alone. The old key works for 24 h more."""
    async with opened(settings(data_dir)):
        clock = DatabaseClock()
        await clock.measure()
        print(await accounts.rotate_key(name, clock.now()))

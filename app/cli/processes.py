"""`nudge dev`, `nudge api`, `nudge worker`: the processes that run until they are stopped.

`nudge api` and `nudge worker` become programs of their own, which import the application. Until then they import what
reads the settings and asks PostgreSQL for the tables, and nothing of the ORM.
"""

import logging
import os
import sys
from typing import Annotated

from cyclopts import Parameter

from app.cli.options import LOCALHOST, DataDir, Host, Port, settings
from app.local import supervisor
from app.local.ports import require_port
from app.local.stores import stores
from app.providers.postgres import require_tables
from app.settings import Settings

log = logging.getLogger("nudge")

History = Annotated[bool, Parameter(help="Whether a new demo gets a past of invented leads.")]


async def dev(*, host: Host = LOCALHOST, port: Port = None, data_dir: DataDir = None, history: History = True) -> None:
    """Runs everything: stores, migrations, a demo, the API and a worker."""
    from app.local import dev as local

    await local.run(
        settings(data_dir, port, say=log.warning), host, data_dir_given=data_dir is not None, history=history
    )


async def api(*, host: Host = LOCALHOST, port: Port = None, data_dir: DataDir = None) -> int:
    """Runs the API."""
    chosen = settings(data_dir, port, say=log.warning)
    require_port(host, chosen.port)
    return await _process([*supervisor.API, host], chosen)


async def worker(*, data_dir: DataDir = None) -> int:
    """Runs a worker, which sends the steps that are due."""
    # `app` does not import `workers`: the worker is a program of its own.
    return await _process(supervisor.WORKER, settings(data_dir, say=log.warning))


async def _process(program: list[str], chosen: Settings) -> int:
    """Runs a program that serves: this process becomes it, unless it has to keep the stores."""
    async with stores(chosen) as found:
        environment = supervisor.environment(chosen, found)
        if found.embeds_postgres:  # nobody else migrates it
            from app import db

            await db.migrate(found.migration_url)
        await require_tables(found.database_url, writes=True)
        if not found.embedded:
            os.execve(sys.executable, program, environment)
        return await supervisor.child(program, environment)

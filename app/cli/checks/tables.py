"""The tables that a command works on."""

from app import db
from app.local.stores import Stores


async def prepared(found: Stores) -> None:
    """The tables are those of this code. Nobody else migrates the embedded PostgreSQL. Another one is changed by
    `nudge migrate` alone, because a migration may lock what the release that runs needs.

    Raises `OperatorError` for a database that has no tables, or lacks a migration.
    """
    if found.embeds_postgres:
        await db.migrate(found.migration_url)
    else:
        await db.require_tables(found.database_url, newest=True)

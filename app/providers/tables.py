"""Whether a database has Nudge's tables, as this code knows them. Nothing of the ORM, which takes long to import."""

import pkgutil

import asyncpg

import app.migrations
from app.errors import OperatorError
from app.providers.postgres import NO_WRITES, connected, not_allowed, seen

APP = "nudge"
HAS_TABLES = "SELECT to_regclass('tortoise_migrations') IS NOT NULL"
APPLIED = f"SELECT name FROM tortoise_migrations WHERE app = '{APP}'"


class NoTables(OperatorError):
    """The database has never been migrated; the message says how to mend it."""


async def require_tables(database_url: str, *, writes: bool = False, newest: bool = False) -> None:
    """Raises `NoTables` for a database without Nudge's tables, `OperatorError` for a PostgreSQL that is too old, for a
    role that may not use the tables or, with `writes`, for a server that takes none, or, with `newest`, for tables that
    lack a migration of this code, and asyncpg's errors where PostgreSQL is away."""
    async with connected(database_url) as probe:
        await seen(probe)
        if not await probe.fetchval(HAS_TABLES):
            raise NoTables("The database has no tables: run `nudge migrate` first.")
        if writes and await probe.fetchval("SHOW transaction_read_only") == "on":
            raise OperatorError(f"PostgreSQL {NO_WRITES}.")
        if problem := await not_allowed(probe):
            raise OperatorError(problem)
        if newest and (missing := known_migrations() - await applied(probe)):
            raise OperatorError(f"The database is behind by {', '.join(sorted(missing))}: run `nudge migrate` first.")


async def applied(look: asyncpg.Connection) -> set[str]:
    """The migrations that the database has had, by name."""
    return {name for (name,) in await look.fetch(APPLIED)}


def known_migrations() -> set[str]:
    """The migrations of this code, by name."""
    return {module.name for module in pkgutil.iter_modules(app.migrations.__path__)}

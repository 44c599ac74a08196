"""The part of `nudge doctor` that looks at MIGRATION_DATABASE_URL, by which `nudge migrate` works."""

import re

import asyncpg
from asyncpg.connection import Connection

from app import db
from app.cli.checks.stores import CONNECT_SECONDS, why_not_postgres
from app.errors import OperatorError
from app.providers.postgres import connect, connected
from app.providers.sms import Finding, Severity
from app.settings import Settings

SETTING = "MIGRATION_DATABASE_URL"
_UNUSED = f"{SETTING} is set and DATABASE_URL is not, so that nothing uses it: set both, or neither."
_ANOTHER = (
    f"{SETTING} leads to another {{what}} than DATABASE_URL, which `nudge migrate` would change in its place: correct "
    "it. Both name the same server, database and schema."
)
_READ_ONLY = f"{SETTING} leads to a PostgreSQL that takes no writes, so that nothing can be migrated: name the primary."
_MAY_NOT = (
    f"The role {{role}} of {SETTING} may not migrate, because {{why}}. Name the role that owns Nudge's tables, or give "
    "them to this one: {mend}."
)
# The server by the moment of its start: a clone has the identifier of the cluster that it was made from.
_PLACE = """
SELECT pg_postmaster_start_time() AS server, oid AS database, to_regclass('installation')::oid AS schema
FROM pg_database WHERE datname = current_database()
"""
_RIGHTS = """
SELECT current_user AS role, current_schema() AS schema, current_setting('transaction_read_only') = 'on' AS read_only,
       coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS creates,
       (SELECT min(pg_get_userbyid(relowner)) FROM pg_class WHERE oid = ANY (found.tables)
        AND NOT pg_has_role(relowner, 'USAGE')) AS owner
FROM (SELECT array_agg(to_regclass(name)::oid) AS tables FROM unnest($1::text[]) AS name) AS found
"""


async def migration(settings: Settings, database_url: str) -> list[Finding]:
    """Whether migrations can be run, if an address of their own is set: that it is reached, that it leads to the same
    database, and that its role may. A DATABASE_URL that does not answer has been told already."""
    if settings.migration_database_url is None:
        return []
    if settings.database_url is None:
        return [Finding(Severity.NOTE, _UNUSED)]
    address = settings.migration_database_url.get_secret_value()
    try:
        direct = await connect(address, seconds=CONNECT_SECONDS, setting=SETTING)
    except OperatorError as error:
        return [Finding(Severity.WRONG, str(error))]
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [Finding(Severity.WRONG, why_not_postgres(error, SETTING))]
    try:
        async with connected(database_url, seconds=CONNECT_SECONDS) as usual:
            return [await _judged(direct, usual)]
    except (OSError, TimeoutError, ValueError, OperatorError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return []
    finally:
        await direct.close()


async def _judged(direct: Connection, usual: Connection) -> Finding:
    there, here = [dict(await one.fetchrow(_PLACE)) for one in (direct, usual)]
    if different := next((what for what in here if here[what] != there[what]), None):
        return Finding(Severity.WRONG, _ANOTHER.format(what=different))
    rights = await direct.fetchrow(_RIGHTS, re.findall(r"^CREATE TABLE (?:\w+\.)?(\w+)", db.SCHEMA.read_text(), re.M))
    if rights["read_only"]:
        return Finding(Severity.WRONG, _READ_ONLY)
    role = rights["role"]
    if rights["owner"] is not None:
        why, mend = f"tables belong to {rights['owner']}", f"GRANT {rights['owner']} TO {role}"
        return Finding(Severity.WRONG, _MAY_NOT.format(role=role, why=why, mend=mend))
    if not rights["creates"]:
        schema = rights["schema"] or "public"
        why, mend = f"it makes no table in the schema {schema}", f"GRANT CREATE ON SCHEMA {schema} TO {role}"
        return Finding(Severity.WRONG, _MAY_NOT.format(role=role, why=why, mend=mend))
    return Finding(Severity.OK, f"{SETTING} leads to the same database, and its role may migrate.")

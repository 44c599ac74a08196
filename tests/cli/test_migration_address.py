"""What `nudge doctor` says of MIGRATION_DATABASE_URL."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.cli.checks.migration import migration
from app.local.processes import free_port
from app.providers.sms import Severity
from app.settings import Settings
from tests.conftest import database_of

ROLE = "migrator"


def of_role(url: str, role: str = ROLE, password: str = "hunter2") -> str:
    return f"postgresql://{role}:{password}@{url.rpartition('@')[2]}"


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The role that owns the tables; beside it there is one that may only connect."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'hunter2'")
        yield connection
    finally:
        await connection.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")
        await connection.close()


async def told(database_url: str, address: str | None) -> list[tuple[Severity, str]]:
    settings = Settings(_env_file=None, database_url=database_url, migration_database_url=address)
    found = [(one.severity, one.sentence) for one in await migration(settings, database_url)]
    assert "hunter2" not in str(found)
    return found


async def wrong(database_url: str, address: str) -> str:
    [(severity, sentence)] = await told(database_url, address)
    assert severity is Severity.WRONG
    return sentence


async def test_the_same_database_by_the_owner_of_the_tables_is_right(database_url: str) -> None:
    assert await told(database_url, None) == []
    [(severity, sentence)] = await told(database_url, database_url)
    assert (severity, "may migrate" in sentence) == (Severity.OK, True)


async def test_an_address_that_cannot_be_reached_is_told_by_its_name(
    database_url: str, owner: asyncpg.Connection
) -> None:
    nowhere = f"postgresql://nudge:hunter2@127.0.0.1:{free_port()}/nudge"
    assert (await wrong(database_url, nowhere)).endswith("start it, or correct MIGRATION_DATABASE_URL.")
    sentence = await wrong(database_url, of_role(database_url, password="wrong"))
    assert sentence == "PostgreSQL refuses the user or the password of MIGRATION_DATABASE_URL: correct them."
    sentence = await wrong(database_url, f"{database_url}?sslrootcert=/nowhere.pem&sslmode=verify-full")
    assert sentence == "MIGRATION_DATABASE_URL: there is no file /nowhere.pem."


@pytest.mark.parametrize(("elsewhere", "what"), [("postgres", "database"), ("?schema=pg_catalog", "schema")])
async def test_an_address_that_leads_elsewhere_is_wrong(database_url: str, elsewhere: str, what: str) -> None:
    address = database_url + elsewhere if elsewhere.startswith("?") else database_of(database_url, elsewhere)
    assert f"leads to another {what} than DATABASE_URL" in await wrong(database_url, address)


async def test_a_session_that_takes_no_writes_is_wrong(database_url: str) -> None:
    read_only = f"{database_url}?options=-c%20default_transaction_read_only%3Don"
    assert "takes no writes" in await wrong(database_url, read_only)


async def test_a_role_that_may_not_migrate_is_told_what_it_lacks(database_url: str, owner: asyncpg.Connection) -> None:
    sentence = await wrong(database_url, of_role(database_url))
    assert "may not migrate, because tables belong to nudge. Name the role that owns Nudge's tables" in sentence
    assert sentence.endswith(f"give them to this one: GRANT nudge TO {ROLE}.")
    await owner.execute(f"GRANT nudge TO {ROLE}")
    [(severity, _)] = await told(database_url, of_role(database_url))
    assert severity is Severity.OK


async def test_a_role_without_the_schema_may_make_no_table(database_url: str, owner: asyncpg.Connection) -> None:
    empty = database_of(database_url, "postgres")
    assert await wrong(empty, of_role(empty)) == (
        f"The role {ROLE} of MIGRATION_DATABASE_URL may not migrate, because it makes no table in the schema public. "
        f"Name the role that owns Nudge's tables, or give them to this one: GRANT CREATE ON SCHEMA public TO {ROLE}."
    )


async def test_an_address_of_migrations_alone_is_told_to_be_unused(database_url: str) -> None:
    settings = Settings(_env_file=None, migration_database_url=database_url)
    [finding] = await migration(settings, database_url)
    assert (finding.severity, "nothing uses it" in finding.sentence) == (Severity.NOTE, True)

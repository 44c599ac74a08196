"""What PostgreSQL does to a statement that is under way, and what becomes of the call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import asyncpg
import pytest
from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction

from app.db import connection, despite_rollbacks, is_away, rows
from app.observability import health
from app.providers.postgres import NO_ROOM, NO_WRITES, NoHostFits, TakesNoWrites, connect

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FULL = """
CREATE FUNCTION no_room() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE EVENT TRIGGER no_room ON ddl_command_start EXECUTE FUNCTION no_room();
"""


async def test_a_transaction_is_repeated_after_a_table_has_changed_under_its_statements(database: None) -> None:
    tries = 0

    async def work() -> str:
        nonlocal tries
        tries += 1
        async with in_transaction():
            [row] = await rows("SELECT * FROM changing")
            return str(row.told)

    await connection().execute_script("CREATE TABLE changing (told int); INSERT INTO changing VALUES (7)")
    try:
        assert await work() == "7"
        await connection().execute_script("ALTER TABLE changing ALTER COLUMN told TYPE text USING told || ' of 9'")
        assert await despite_rollbacks(work) == "7 of 9"
        assert tries == 3
    finally:
        await connection().execute_script("DROP TABLE changing")


async def test_a_session_that_the_server_ends_between_two_statements_is_a_database_that_is_away(
    database_url: str,
) -> None:
    async with _that_stays_open(database_url) as url:
        ended, other = await asyncpg.connect(url), await asyncpg.connect(database_url)
        try:
            transaction = ended.transaction()
            await transaction.start()
            await other.fetchval("SELECT pg_terminate_backend($1, 10000)", ended.get_server_pid())
            await other.fetchval("SELECT 1")  # the server's last word is read meanwhile
            with pytest.raises((asyncpg.InternalClientError, asyncpg.PostgresError)) as caught:
                await transaction.commit()
            assert is_away(caught.value)
        finally:
            ended.terminate()
            await other.close()


async def test_a_database_that_takes_no_writes_is_away_for_a_while(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a failover: connections from before it lead to what is a standby now. The transaction is rolled back,
    and no library logs a connection that is given back in the middle of it."""

    async def write() -> None:
        async with in_transaction() as transaction:
            await transaction.execute_query("SET TRANSACTION READ ONLY")
            await transaction.execute_query("UPDATE installation SET id = id")

    with pytest.raises(TakesNoWrites) as caught:
        await write()
    assert is_away(caught.value)
    assert not is_away(TransactionManagementError("the transaction has ended"))
    assert caplog.records == []

    kept = health.Room()
    assert await health._database(NOW, kept) == "ok"
    async with in_transaction() as transaction:
        await transaction.execute_query("SET TRANSACTION READ ONLY")
        for room in (health.Room(), kept):
            assert await health._database(NOW, room) == NO_WRITES


async def test_room_on_the_disk_is_looked_for_once_in_some_seconds_and_a_full_disk_each_time(database: None) -> None:
    room = health.Room()
    assert await health._database(NOW, room) == "ok"
    async with in_transaction() as transaction:
        await transaction.execute_script(FULL)  # PostgreSQL's own error, where its disk cannot be filled
        assert await health._database(NOW + health.ROOM_KEPT / 2, room) == "ok"
        assert await health._database(NOW + health.ROOM_KEPT, room) == NO_ROOM
        assert await health._database(NOW + health.ROOM_KEPT, room) == NO_ROOM
        await transaction.rollback()
    assert await health._database(NOW + health.ROOM_KEPT, room) == "ok"


async def test_no_host_of_the_kind_that_the_address_demands_is_a_database_that_is_away(database_url: str) -> None:
    with pytest.raises(NoHostFits) as caught:
        await connect(f"{database_url}?target_session_attrs=read-only")
    assert is_away(caught.value)


@asynccontextmanager
async def _that_stays_open(database_url: str) -> AsyncIterator[str]:
    """The address of a way to the server whose connections do not end when the server ends them."""
    parts = urlsplit(database_url)
    pumps: list[asyncio.Task[None]] = []
    sinks: list[asyncio.StreamWriter] = []

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65536):
            sink.write(chunk)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(parts.hostname, parts.port)
        sinks.extend((writer, back))
        pumps.extend(asyncio.create_task(pump(*way)) for way in ((reader, back), (there, writer)))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    try:
        yield database_url.replace(f":{parts.port}/", f":{server.sockets[0].getsockname()[1]}/")
    finally:
        server.close()
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        for sink in sinks:
            sink.close()
        await asyncio.gather(*(sink.wait_closed() for sink in sinks), return_exceptions=True)

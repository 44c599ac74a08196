"""A failover while the former primary still answers, as after a planned switch: two real servers."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from app.db import is_away
from app.db.connecting import credentials
from app.local.postgres import Postgres
from app.local.standby import Standby
from app.local.stores import running
from tests.waiting import until

CONNECTIONS = 4
PATIENCE = 10.0


async def told(url: str, *statements: str) -> None:
    """Runs statements, each for itself: some are allowed in no transaction."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def ports(pool: AsyncpgDBClient) -> set[int]:
    """The ports of the servers that all connections of the pool lead to."""
    asked = [pool.execute_query("SELECT inet_server_port() AS port FROM pg_sleep(0.05)") for _ in range(CONNECTIONS)]
    return {rows[0]["port"] for _, rows in await asyncio.gather(*asked)}


@pytest.mark.timeout(120)
async def test_no_connection_is_kept_to_a_server_that_was_demoted(tmp_path: Path) -> None:
    former = Postgres(tmp_path / "former", durable=False)
    async with running([former], {}):
        await told(former.url, "CREATE TABLE written (by text)")
        present = Standby(tmp_path / "present", former.url)
        async with running([present], {}):
            login, _, at = urlsplit(former.url).netloc.rpartition("@")
            both = f"{former.url.replace(at, f'{at},127.0.0.1:{present.port}')}?target_session_attrs=read-write"
            pool = AsyncpgDBClient(
                connection_name="default", **credentials(both, pool=CONNECTIONS, longest=60, pooled=False)
            )
            await pool.create_connection(with_db=True)
            try:
                assert await ports(pool) == {former.port}
                await told(former.url, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
                await told(present.url, "SELECT pg_promote()")

                async def written() -> bool:
                    try:
                        await pool.execute_query("INSERT INTO written VALUES ($1)", [login.partition(":")[0]])
                    except Exception as error:
                        if not is_away(error):
                            raise
                        return False
                    return True

                await until(written, seconds=PATIENCE)
                assert await ports(pool) == {present.port}
            finally:
                await pool.close()

"""The stores end with their owner, whatever ends it; others find them; the data stays."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from app.local import postgres, valkey
from app.local.stores import Stores, StoresError, is_owned, stores
from app.settings import Settings
from tests.missing import missing
from tests.processes import Home, alive, eventually


@pytest.fixture
async def connection(test_stores: Stores) -> AsyncIterator[asyncpg.Connection]:
    made = await asyncpg.connect(test_stores.database_url.rpartition("/")[0] + "/postgres")
    yield made
    await made.close()


def test_a_kill_9_of_the_owner_ends_the_servers(home: Home) -> None:
    owner, _ = home.hold()
    pids = home.servers()
    assert all(alive(pid) for pid in pids)
    owner.kill()
    eventually(lambda: not any(alive(pid) for pid in pids), "ended")


def test_a_restart_right_after_a_kill_9_finds_its_data(home: Home) -> None:
    assert home.nudge("partner", "create", "Acme")[0] == 0
    for _ in range(3):
        owner, _ = home.hold()
        owner.kill()
    code, _, complaint = home.nudge("partner", "create", "Acme")
    assert (code, "already" in complaint) == (1, True)


def test_the_servers_are_out_of_reach_of_the_terminals_ctrl_c(home: Home) -> None:
    owner, _ = home.hold()
    groups = {
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3] for pid in [owner.pid, *home.servers()]
    }
    assert len(groups) == 3, "each is in a session of its own"


def test_a_clean_end_stops_the_servers_and_keeps_secrets_to_their_owner(home: Home) -> None:
    owner, _ = home.hold()
    pids = home.servers()
    owner.terminate()
    owner.join(20)
    assert owner.exitcode == 0
    assert not any(alive(pid) for pid in pids), "stopped before the owner ended"
    secret = [
        home.data / name for name in ("stores.json", "postgres.password", "valkey.password", "valkey/valkey.conf")
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}
    assert "database system is shut down" in (home.data / "postgres.log").read_text()


def test_another_command_uses_the_stores_that_are_there(home: Home) -> None:
    _, where = home.hold()
    pids = home.servers()
    assert is_owned(home.data)
    code, key, _ = home.nudge("partner", "create", "Acme")
    assert (code, key[:8]) == (0, "pk_live_")
    _, found = home.hold()
    assert found == where
    assert home.servers() == pids, "the command started no servers of its own and ended none"


def test_who_works_beside_the_owner_goes_on_when_it_ends(home: Home) -> None:
    owner, where = home.hold()
    old = home.servers()
    home.hold()
    owner.kill()
    ports = [int(url.rpartition(":")[2].split("/")[0]) for url in json.loads(where)]

    def taken_over() -> bool:
        try:
            new = home.servers()
        except (OSError, IndexError):
            return False
        return not set(old) & set(new) and all(answers(port) for port in ports)

    eventually(taken_over, "taken over on the same ports")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_server_that_dies_is_started_again_where_it_was(home: Home) -> None:
    _, where = home.hold()
    _, valkey = home.servers()
    port = int(json.loads(where)[1].rpartition(":")[2].split("/")[0])
    os.kill(valkey, signal.SIGKILL)
    eventually(lambda: not alive(valkey), "ended")
    eventually(lambda: answers(port), "up again")


async def test_a_server_goes_nowhere_else_when_its_port_is_taken(tmp_path: Path) -> None:
    """Processes were given its URL: it starts on its own port or not at all."""
    server = valkey.Valkey(tmp_path / "valkey", durable=False)
    await server.start()
    url, port = server.url, server.port
    server.stop()
    try:
        with socket.create_server(("127.0.0.1", port)):
            with pytest.raises(StoresError, match=f"taken its port {port}"):
                await server.start(port, only_there=True)
            assert not server.running
        await server.start(port, only_there=True)
        assert server.url == url
        assert await valkey.redis_answers(url)
    finally:
        server.stop()


@pytest.mark.parametrize("kind", [postgres.Postgres, valkey.Valkey])
async def test_a_stale_pid_file_ends_nobody_elses_process(
    tmp_path: Path, kind: type[postgres.Postgres] | type[valkey.Valkey]
) -> None:
    """The number of a server that is gone belongs to another program now, whose command line names the server."""
    server = kind(tmp_path / "data", durable=False)
    await server.start()
    server.stop()
    script = "import time; print('up', flush=True); time.sleep(60)"
    argv = [sys.executable, "-c", script, *server.process_names]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=tmp_path / "data") as other:  # noqa: ASYNC220
        try:
            assert other.stdout is not None
            other.stdout.readline()
            server.pid_file.write_text(f"{other.pid}\n")
            await server.start()
            assert await server.answers()
            assert other.poll() is None
        finally:
            server.stop()
            other.kill()


async def test_stores_of_the_settings_win(tmp_path: Path) -> None:
    given = Settings(
        database_url=SecretStr("postgresql://x/y"), redis_url=SecretStr("redis://z"), nudge_data_dir=tmp_path
    )
    async with stores(given) as found:
        assert found == Stores("postgresql://x/y", "redis://z", "postgresql://x/y", embedded=False)
    assert not list(tmp_path.iterdir())


async def test_each_store_of_the_settings_wins_by_itself(tmp_path: Path) -> None:
    given = Settings(database_url=SecretStr("postgresql://x/y"), nudge_data_dir=tmp_path)
    async with stores(given) as found, Redis.from_url(found.redis_url) as redis:
        assert found.database_url == "postgresql://x/y"
        assert (await redis.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"
    assert not (tmp_path / "postgres").exists()


async def test_a_data_directory_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoresError, match="NUDGE_DATA_DIR"):
        async with stores(Settings(nudge_data_dir=tmp_path / "file" / "var")):
            raise AssertionError("not reached")


async def test_nobody_gets_in_without_the_password(test_stores: Stores) -> None:
    host = test_stores.database_url.rpartition("@")[2]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://nudge:wrong@{host}")
    assert not await valkey.redis_answers(f"redis://:wrong@{test_stores.redis_url.rpartition('@')[2]}")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("max_connections", "200"),
        ("shared_buffers", "128MB"),
        ("TimeZone", "UTC"),
        ("server_encoding", "UTF8"),
    ],
)
async def test_postgres_is_set_up_as_it_should_be(connection: asyncpg.Connection, setting: str, value: str) -> None:
    assert await connection.fetchval("SELECT current_setting($1)", setting) == value


async def test_upper_and_lower_case_go_beyond_ascii(connection: asyncpg.Connection) -> None:
    assert await connection.fetchval("SELECT lower('ÉÑÖ')") == "éñö"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs to be somebody else")
@pytest.mark.parametrize("program", ["unshare", "setpriv"])
async def test_root_runs_postgres_as_somebody_else(tmp_path: Path, program: str) -> None:
    ways = [way for way in postgres.identities() if way.prefix and Path(way.prefix[0]).name == program]
    if not ways:
        missing(f"there is no {program} here")
    server = postgres.Postgres(tmp_path / "postgres", durable=False, run_as=ways[0])
    try:
        await server.start()
        assert await postgres.postgres_answers(server.url)
        assert (tmp_path / "postgres").stat().st_uid == ways[0].owner
    finally:
        server.stop()


INITDB = """The files belonging to this database system will be owned by user "nobody".
This user must also own the server process.

creating directory /data/.initdb-1/data ... ok
running bootstrap script ... {fault}
child process exited with exit code 1
initdb: removing data directory "/data/.initdb-1/data"
"""


@pytest.mark.parametrize(
    "fault",
    [
        '2026-11-27 UTC [31101] FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device',
        '2026-11-27 UTC [31101] FATAL:  could not extend file "base/1/1249": Disk quota exceeded\n'
        "2026-11-27 UTC [31101] HINT:  Check free disk space.\n\t",
    ],
)
def test_a_disk_that_is_full_when_the_database_is_made_is_told_as_that(fault: str) -> None:
    told = postgres.why_not_initialized(INITDB.format(fault=fault), Path("/data/postgres"))
    assert told.startswith("The disk of /data is full: ")
    assert "\n" not in told


def test_another_fault_of_initdb_is_the_line_that_has_it() -> None:
    fault = "FATAL:  could not create shared memory segment: Invalid argument\nDETAIL:  x\n"
    told = postgres.why_not_initialized(INITDB.format(fault=fault), Path("/data/postgres"))
    assert told == (
        "PostgreSQL's initdb failed for /data/postgres: running bootstrap script ... FATAL:  could not create shared "
        "memory segment: Invalid argument"
    )
    assert postgres.why_not_initialized("", Path("/data/postgres")).endswith("it printed nothing")

"""The stores as Debian packages them, PostgreSQL behind PgBouncer in transaction mode: for `make check-stores`.

With `NUDGE_TEST_STORES=debian` the suite's own tests run on them instead of on the embedded stores.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from app.local.postgres import Postgres, identity, postgres_answers
from app.local.processes import HOST, free_port
from app.local.stores import Stores, running
from app.local.valkey import Valkey
from tests.missing import missing
from tests.waiting import until

WANTED = os.environ.get("NUDGE_TEST_STORES") == "debian"
_POOLER = """
[databases]
* = host={host} port={server} user={user} password={password}
[pgbouncer]
listen_addr = {host}
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
server_round_robin = 1
default_pool_size = 20
max_client_conn = 500
"""


def program(name: str) -> Path:
    """The path of a program that a package of Debian brings."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found else missing(f"{name} is not here: `make stores` installs it")


def postgres_binaries() -> Path:
    """The newest PostgreSQL that Debian's packages have put on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else missing("PostgreSQL of a package is not here: `make stores` installs it")


@contextmanager
def process(argv: list[str], home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that refuses to run as root, for the time of the block; it ends with this process in any case."""
    command = identity(postgres_binaries()).command(argv, signal.SIGINT)
    started = subprocess.Popen(command, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(20)


@asynccontextmanager
async def pooler(home: Path, postgres_url: str, mode: str = "transaction") -> AsyncIterator[str]:
    """PgBouncer before a PostgreSQL. Yields the address for all databases of that PostgreSQL.

    Its sessions take turns, so that a transaction has another one than the last by luck alone.
    """
    found = re.fullmatch(r"postgresql://(\w+):([^@]+)@[^:]+:(\d+)/(.*)", postgres_url)
    assert found
    user, password, server, name = found.groups()
    port = free_port()
    home.mkdir()
    text = _POOLER.format(host=HOST, port=port, server=server, user=user, password=password, mode=mode, home=home)
    (home / "pgbouncer.ini").write_text(text)
    with process([str(program("pgbouncer")), "-q", "pgbouncer.ini"], home):
        await until(lambda: postgres_answers(f"postgresql://{user}@{HOST}:{port}/postgres"))
        yield f"postgresql://{user}:{password}@{HOST}:{port}/{name}"


@asynccontextmanager
async def stores(home: Path) -> AsyncIterator[Stores]:
    """Debian's PostgreSQL behind its PgBouncer, and Debian's Redis."""
    postgres = Postgres(home / "postgres", durable=False, binaries=postgres_binaries())
    redis = Valkey(home / "redis", durable=False, binary=program("redis-server"))
    async with running([postgres, redis], {}), pooler(home / "pooler", postgres.url) as address:
        yield Stores(address, redis.url, postgres.url, embedded=True)

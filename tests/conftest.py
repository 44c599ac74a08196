"""Real stores for every test that wants them: started once in each xdist worker, in about a second."""

import os
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis.asyncio import Redis

from app import db
from app.deps import Deps
from app.local.stores import Stores, throwaway
from app.settings import Settings
from tests.clock import FixedClock
from tests.examples import examples
from tests.factories import Holder, make_deps, make_partner
from tests.processes import Home
from tests.stores import debian

# What the developer has set, credentials above all, is no business of a test.
Settings.model_config["env_file"] = None
for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)

# A shell starts what is in the background with this signal ignored, and the programs that tests start inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test has a time limit that a busy machine may reach.
UNHURRIED = hypothesis_settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("unhurried", UNHURRIED)
hypothesis_settings.load_profile("unhurried")

TEMPLATE = "nudge"
# DELETE takes a tenth of the time of TRUNCATE while the tables are small. When a test has made one large, all are
# truncated.
EMPTY = """
DO $$
DECLARE
    tables text[] := ARRAY(
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND c.relname NOT IN ('installation', 'tortoise_migrations'));
    name text;
BEGIN
    IF (SELECT max(pg_relation_size(format('%I', t)::regclass)) > 256 * 1024 FROM unnest(tables) t) THEN
        EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ') || ' CASCADE';
    ELSE
        SET LOCAL session_replication_role = replica;  -- no order of foreign keys
        FOREACH name IN ARRAY tables LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END IF;
    UPDATE installation SET mark_id = NULL, generation = 0, marked_at = NULL, marked_in = NULL, restored_at = NULL,
                            restored_because = NULL, texts_removed_until = NULL;
END
$$
"""
WITHOUT_DATABASE = {
    "benchmarks",
    "doors",
    "domain",
    "providers",
    "cli",
    "local",
    "chaos",
    "clients",
    "deploy",
    "observability",
    "repository",
    "stores",
    "upgrade",
}


def database_of(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    return f"{url.rpartition('/')[0]}/{name}"


async def _copy(template_url: str) -> str:
    """A new database like the migrated one. Returns its URL."""
    name = f"test_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(database_of(template_url, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    finally:
        await admin.close()
    return database_of(template_url, name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes share the suite, the longest story begins in the middle of the last one's part, or it
    would run alone at the end. Each process has a part of the list, in its order, and takes from the end of the others'
    when it is done with it. So the tests of clients, which share one `nudge dev`, are first: no process takes some of
    them and starts another one.

    The other long tests stay where they are, far from each other: many processes at once reach their time limits.
    """
    longest = [item for item in items if _tier(item) == "upgrade"]
    clients = [item for item in items if _tier(item) == "clients"]
    rest = [*clients, *(item for item in items if _tier(item) not in ("upgrade", "clients"))]
    parts = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    middle = len(rest) * (2 * parts - 1) // (2 * parts) if parts > 1 else len(rest)
    items[:] = [*rest[:middle], *longest, *rest[middle:]]


def _tier(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
async def test_stores(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stores]:
    """PostgreSQL and Valkey of this worker. The database `nudge` is migrated, and nobody connects to it."""
    home = tmp_path_factory.mktemp("stores")
    async with debian.stores(home) if debian.WANTED else throwaway(home) as running:
        await db.migrate(running.migration_url)  # a pooler would keep sessions in the template
        yield running


@pytest.fixture(scope="session")
async def database_url(test_stores: Stores) -> str:
    """A migrated database that the tests of this worker share; `database` empties it."""
    return await _copy(test_stores.database_url)


@pytest.fixture(scope="session")
def redis_url(test_stores: Stores) -> str:
    return test_stores.redis_url


@pytest.fixture
def new_database(test_stores: Stores) -> Callable[[], Awaitable[str]]:
    """Makes migrated databases of a test's own, for tests that start processes. Answers with the URL."""
    return lambda: _copy(test_stores.database_url)


@pytest.fixture(scope="session")
async def open_database(database_url: str) -> AsyncIterator[None]:
    """The ORM on the shared database, for the whole session."""
    async with db.database(database_url, pool=20):
        yield


@pytest.fixture
async def database(open_database: None) -> None:
    """An empty database: nothing but the migrations and the installation's own row."""
    await db.connection().execute_script(EMPTY)


@pytest.fixture
async def flush_redis(redis_url: str) -> None:
    client = Redis.from_url(redis_url)
    try:
        await client.flushall()
    finally:
        await client.aclose()


@pytest.fixture(autouse=True)
def _database_where_needed(request: pytest.FixtureRequest) -> None:
    """Every test but those of the tiers without a database starts on an empty one."""
    if _tier(request.node) not in WITHOUT_DATABASE:
        request.getfixturevalue("database")


# ---------------------------------------------------------------- what most stories begin with


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def deps(clock: FixedClock) -> Deps:
    return make_deps(clock)


@pytest.fixture
async def partner() -> Holder:
    return await make_partner()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A data directory for processes of the command."""
    home = Home(tmp_path / "var")
    yield home
    home.end()

"""The former release and this one on the same stores: the processes of both, the double of Twilio, and the traffic."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import asyncpg

from app.local.processes import free_port
from tests.chaos.cases import KEY
from tests.chaos.driver import SEED, Driver
from tests.chaos.injector import Kept
from tests.factories import SECRET
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, Sent, TwilioDouble, signed, twilio_double
from tests.upgrade.keep import environment_of, migrate, unpacked
from tests.waiting import until

HOUR_SECONDS = 0.5
PATIENCE = 300.0
ANSWER_SECONDS = 2.0
LEASE_SECONDS = 2 * ANSWER_SECONDS
RATE, UNANSWERED = 4.0, 5
"""Leads a second, and how many of them wait for an answer at most."""
LOOKED_UP_EVERY = 17
"""Of so many messages the answer to one is lost, so that a worker has to look up what became of it."""
_LEFT = "SELECT count(*) FROM enrollment WHERE status = 'ACTIVE' OR wake_at IS NOT NULL"
WORKER, API = ["-m", "workers.main"], ["-m", "app.cli", "api"]


@dataclass
class Process:
    """A process of one release, with its own address of Twilio's double, so that its messages can be counted."""

    kept: Kept
    twilio: TwilioDouble
    url: str = ""


@dataclass
class Release:
    """One release, its code in `folder`, and those of its processes that run."""

    name: str
    folder: Path
    running: dict[str, Process] = field(default_factory=dict)


@dataclass
class Provider:
    """One Twilio behind several addresses: one ledger, whose status callbacks go to each running API in turn."""

    http: aiohttp.ClientSession
    apis: list[str]
    ledger: list[Sent] = field(default_factory=list)
    by_number: dict[str, list[Sent]] = field(default_factory=dict)
    sent_by: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def double(self, name: str) -> TwilioDouble:
        async def accepted(sent: Sent) -> None:
            self.sent_by[name] += 1
            task = asyncio.create_task(self._call_back(sent))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return TwilioDouble(ledger=self.ledger, by_number=self.by_number, script=self._plan, accepted=accepted)

    def _plan(self) -> str:
        return "accept_then_fail" if len(self.ledger) % LOOKED_UP_EVERY == LOOKED_UP_EVERY - 1 else "accept"

    async def _call_back(self, sent: Sent) -> None:
        path = urlsplit(sent.callback).path
        form = {"MessageSid": sent.sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "delivered"}
        api = self.apis[sum(self.told.values()) % len(self.apis)]
        self.told[api] += 1
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with self.http.post(f"{api}{path}", data=form, headers=signed(path, form)) as answer:
                assert answer.status in (204, 503), await answer.text()
                self.answered[api] += 1


@dataclass
class Upgrade:
    """The stores, both releases, and what drives them."""

    url: str
    environment: dict[str, str]
    home: Path
    database: asyncpg.Connection
    http: aiohttp.ClientSession
    provider: Provider
    driver: Driver
    former: Release
    new: Release
    stack: AsyncExitStack

    async def start(self, release: Release) -> None:
        """Starts the API and the worker of a release. Traffic goes to the API as soon as it is ready."""
        for kind, argv in (("worker", WORKER), ("api", API)):
            name = f"{release.name}-{kind}"
            double = await self.stack.enter_async_context(twilio_double(self.provider.double(name)))
            port = free_port()
            own = {"PORT": str(port), "TWILIO_API_URL": double.url, "NUDGE_DATA_DIR": str(self.home / name)}
            environment = environment_of(release.folder) | self.environment | own
            kept = Kept(name, argv, environment, self.home, release.folder)
            self.stack.push_async_callback(kept.stop)
            release.running[kind] = Process(kept, double, f"http://127.0.0.1:{port}")
        await until(lambda: self._is_ready(release.running["api"].url), seconds=PATIENCE)
        self.provider.apis.append(release.running["api"].url)

    async def migrate(self, release: Release) -> None:
        """Brings the schema up to what this release needs, while the others work."""
        await migrate(release.folder, **self.environment)

    async def end(self, release: Release) -> None:
        """Ends the processes of a release as a deploy does: no new traffic, then SIGTERM."""
        self.provider.apis.remove(release.running["api"].url)
        for process in release.running.values():
            await process.kept.stop()
        release.running.clear()

    async def _is_ready(self, url: str) -> bool:
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with self.http.get(f"{url}/readyz") as answer:
                return answer.status == 200
        return False

    async def until(self, done: Callable[[], Awaitable[bool]]) -> None:
        await until(done, seconds=PATIENCE)

    async def sends_by(self, *releases: Release, more: int = 12) -> None:
        """Until the worker of each of these has sent some steps more."""
        before = Counter(self.provider.sent_by)
        names = [f"{release.name}-worker" for release in releases]

        async def sent() -> bool:
            return all(self.provider.sent_by[name] >= before[name] + more for name in names)

        await self.until(sent)

    async def all_end(self) -> None:
        """Until no enrollment goes on."""

        async def ended() -> bool:
            return bool(await self.database.fetchval(_LEFT) == 0)

        await self.until(ended)

    async def ask(self, release: Release, query: str, **variables: Any) -> Any:
        """What the API of this release answers to a partner."""
        asked = {"query": query, "variables": variables}
        url = f"{release.running['api'].url}/graphql"
        async with self.http.post(url, json=asked, headers={"X-Partner-Key": KEY}) as answer:
            said = await answer.json(content_type=None)
        assert "errors" not in said, said
        return said["data"]


@asynccontextmanager
async def former_and_new(url: str, redis_url: str, home: Path) -> AsyncIterator[Upgrade]:
    """A database that the former release made, with the traffic of a partner and of leads. No process runs yet."""
    folder = home / "former"
    schema = await asyncio.to_thread(unpacked, folder)
    environment = {
        "DATABASE_URL": url,
        "REDIS_URL": redis_url,
        "PUBLIC_BASE_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "HOUR_SECONDS": str(HOUR_SECONDS),
        "NUDGE_HTTP_TIMEOUT_SECONDS": str(ANSWER_SECONDS),
        "NUDGE_SECRET_KEY": SECRET,
        "NUDGE_CALLS_PER_MINUTE": "1000000",
        "NUDGE_COST_PER_MINUTE": "1000000000",
    }
    async with AsyncExitStack() as stack:
        database = await asyncpg.connect(url)
        stack.push_async_callback(database.close)
        async with database.transaction():
            await database.execute(schema.read_text())
        await database.execute("SET search_path = public")
        await database.execute(SEED)
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)))
        apis: list[str] = []
        provider, driver = Provider(http, apis), Driver(1, apis, http)
        driver.replies, driver.stops = 0.4, 0.2
        former, new = Release("former", folder), Release("new", Path(__file__).parents[2])
        yield Upgrade(url, environment, home, database, http, provider, driver, former, new, stack)

"""The replica as a process of its own finds it, and as the operator is told."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.error import URLError
from urllib.request import urlopen

from pydantic import SecretStr

from app.cli.checks.replica import replica
from app.local.processes import HOST, free_port
from app.local.standby import Standby
from app.providers.sms import Severity
from app.services.replicas import following
from app.settings import Settings
from tests.conftest import database_of
from tests.flows.replica.processes import Process
from tests.processes import Home, eventually
from tests.waiting import until


def reads_from(url: str) -> Settings:
    return Settings(database_replica_url=SecretStr(url))


async def test_a_process_opens_the_replica_by_itself_and_leaves_it_at_the_end(process: Process) -> None:
    own = replace(process.deps, settings=reads_from(process.url))
    process.follower.end()
    async with following(own):

        async def is_read() -> bool:
            return process.replica.fault is None

        await until(is_read)
    assert not process.replica.is_open


async def test_the_doctor_looks_at_the_replica(process: Process, database_url: str) -> None:
    [found] = await replica(reads_from(process.url), database_url)
    assert found.severity is Severity.OK
    assert found.sentence.startswith("The replica is less than ")
    for url, told in {
        database_url: "is no streaming replica",
        process.url.rpartition("/")[0] + "/postgres": "is no replica of the database in DATABASE_URL",
        f"postgresql://nudge@{HOST}:{free_port()}/nudge": "the replica does not answer",
        f"{process.url}?sslmode=verify-ca&sslrootcert=/no.pem": "DATABASE_REPLICA_URL: there is no file /no.pem",
    }.items():
        [found] = await replica(reads_from(url), database_url)
        assert found.severity is Severity.WRONG
        assert told in found.sentence
    assert await replica(Settings(), database_url) == []


async def test_the_api_says_that_it_reads_from_the_replica(
    home: Home, standby: Standby, redis_url: str, new_database: Callable[[], Awaitable[str]]
) -> None:
    primary, port = await new_database(), free_port()
    url = database_of(standby.url, primary.rpartition("/")[2])
    stores = {"DATABASE_URL": primary, "REDIS_URL": redis_url, "DATABASE_REPLICA_URL": url}
    api = home.begin("api", "--port", str(port), **stores)
    told: dict[str, object] = {}

    def says() -> bool:
        assert api.process.exitcode is None, api.complaints.read_text()
        try:
            with urlopen(f"http://{HOST}:{port}/readyz") as answer:
                told.update(json.load(answer))
        except URLError as error:
            body = getattr(error, "read", bytes)()
            told.update(json.loads(body) if body else {})
        return told.get("replica") == "ok"

    eventually(says, "said")
    assert told["database"] == told["redis"] == "ok"

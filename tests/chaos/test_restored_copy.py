"""A dump of pg_dump is restored beside the ledger of the provider: real processes send nothing of it again."""

import subprocess
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from app.failpoints import Action, Failpoint
from app.local.postgres import find_postgres
from tests.chaos.cases import ENROLL_BOTH, FIXED, Case, Fault, a_case
from tests.chaos.conftest import NewCase
from tests.chaos.processes import a_command
from tests.conftest import database_of

NONE = Fault(Failpoint.MARKED_AFTER_COMMIT, Action.RAISE)  # which no process is told of
pytestmark = pytest.mark.timeout(180)


def _program(name: str, *words: str) -> None:
    subprocess.run([str(find_postgres() / name), *words], check=True, capture_output=True)


async def _stopped(case: Case) -> None:
    for child in case.children:
        if child.exit_code is None:
            await child.thaw_and_stop()


async def _is_marked(case: Case) -> bool:
    return await case.count("installation WHERE generation > 1") == 1


async def _because(case: Case) -> str | None:
    because: str | None = await case.database.fetchval("SELECT restored_because FROM installation")
    return because


async def _command(case: Case, words: str) -> tuple[int, str]:
    output = case.home / f"{words.split()[0]}.log"
    async with a_command(words, case.environment, output) as child:
        code = await child.ended()
    return code, child.said


@pytest.mark.parametrize(("redis", "because"), [("the same", "BEHIND"), ("a new one", "COPIED")])
async def test_a_restored_dump_sends_nothing_again(
    new_case: NewCase, redis_url: str, tmp_path: Path, redis: str, because: str
) -> None:
    url, where = await new_case(), f"{redis_url.rpartition('/')[0]}/{1 if redis == 'the same' else 2}"
    async with a_case(NONE, url, where, tmp_path / "case") as case:
        await case.worker()
        await case.until(lambda: _is_marked(case))
        await _stopped(case)
        await case.database.execute(ENROLL_BOTH, FIXED)
        dump = str(tmp_path / "dump")
        _program("pg_dump", "--format=custom", f"--file={dump}", url)
        await case.worker()
        await case.all_end()
        await _stopped(case)
        sent = list(case.twilio.ledger)
        assert len(sent) == 4

        name = f"{url.rpartition('/')[2]}_restored"
        await case.database.execute(f"CREATE DATABASE {name}")
        try:
            restored = database_of(url, name)
            _program("pg_restore", f"--dbname={restored}", dump)
            if redis == "a new one":
                async with Redis.from_url(where) as client:
                    await client.flushdb()
            case.environment |= {"DATABASE_URL": restored}
            await _goes_on(replace(case, database=await asyncpg.connect(restored)), because)
            assert case.twilio.ledger == sent
        finally:
            await _stopped(case)
            await case.database.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def _goes_on(copy: Case, because: str) -> None:
    try:
        await copy.worker()

        async def held() -> bool:
            return await copy.count("enrollment WHERE hold_reason = 'PAUSED' AND wake_at IS NULL") == 2

        await copy.until(held)
        assert await _because(copy) == because
        code, said = await _command(copy, "doctor")
        assert (code, "wrong Nothing is sent: this database is a" in said) == (1, True), said
        code, said = await _command(copy, "resume-after-restore --yes")
        assert code == 0, said
        assert "4 steps had been sent since" in said
        await copy.all_end()
        await copy.assert_each_step_once()
        assert await _because(copy) is None
    finally:
        await copy.database.close()

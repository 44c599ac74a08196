"""A job whose turn comes while the database is away."""

import asyncio
import logging

import pytest

from app.concurrency import canceled
from app.observability import logs
from workers.jobs import turn


async def _away() -> None:
    raise ConnectionRefusedError


async def _broken() -> None:
    raise ValueError("a fault of ours")


async def test_a_turn_is_left_out_while_the_database_is_away(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        assert await turn(_away)() is None
    assert caplog.text.count("the database is away") <= 1
    assert "Traceback" not in caplog.text


async def test_a_fault_of_ours_is_a_fault_of_the_job() -> None:
    with pytest.raises(ValueError, match="a fault of ours"):
        await turn(_broken)()


def test_what_waits_is_one_line_for_the_whole_process(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("one", "another"):
        logs.waits(logging.getLogger(name), TimeoutError())
    assert caplog.text.count("the database is away") <= 1


def test_a_redis_that_is_away_is_one_line_for_the_whole_process(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        logs.goes_by_rows(logging.getLogger("nudge.worker"), ConnectionError())
    assert caplog.text.count("Redis is away") <= 1


async def test_a_task_that_loses_its_cancellation_is_canceled_again() -> None:
    """As redis-py can lose it, at the end of a timed read."""
    begun, lost = asyncio.Event(), list[bool]()

    async def work() -> None:
        while True:
            begun.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if lost:
                    raise
                lost.append(True)

    task = asyncio.create_task(work())
    await begun.wait()
    await canceled(task)
    assert lost
    assert task.cancelled()

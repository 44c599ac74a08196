"""One reading for all who have to read the same at the same moment."""

import asyncio
import time

import pytest

from app.concurrency import SharedReadings


class Table:
    """What is read: its content at the moment of the reading."""

    def __init__(self) -> None:
        self.content, self.readings = "old", 0
        self.go_on, self.begun = asyncio.Event(), asyncio.Event()

    async def read(self) -> str:
        self.readings += 1
        content = self.content
        self.begun.set()
        await self.go_on.wait()
        return content


async def test_a_reading_serves_all_who_had_to_read_before_it_began() -> None:
    shared, table, moment = SharedReadings(), Table(), time.monotonic()
    readers = [asyncio.create_task(shared.get("x", moment, table.read)) for _ in range(3)]
    other = asyncio.create_task(shared.get("y", moment, table.read))
    await table.begun.wait()
    table.go_on.set()
    assert await asyncio.gather(*readers, other) == ["old"] * 4
    assert await shared.get("x", moment, table.read) == "old", "who comes to it later gets it too"
    assert (table.readings, shared.begun) == (2, 2)


async def test_who_has_to_read_later_than_it_began_reads_again() -> None:
    shared, table = SharedReadings(), Table()
    first = asyncio.create_task(shared.get("x", time.monotonic(), table.read))
    await table.begun.wait()
    table.content = "new"
    second = asyncio.create_task(shared.get("x", time.monotonic(), table.read))
    table.go_on.set()
    assert (await first, await second) == ("old", "new")


async def test_a_reader_who_leaves_takes_nothing_from_the_others() -> None:
    shared, table, moment = SharedReadings(), Table(), time.monotonic()
    leaver, stayer = [asyncio.create_task(shared.get("x", moment, table.read)) for _ in range(2)]
    await table.begun.wait()
    leaver.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaver
    table.go_on.set()
    assert await stayer == "old"
    assert table.readings == 1


async def test_a_reading_that_fails_fails_for_all_and_is_not_kept() -> None:
    shared, moment = SharedReadings(), time.monotonic()

    async def fails() -> str:
        raise ConnectionError("away")

    async def works() -> str:
        return "here"

    readers = await asyncio.gather(*(shared.get("x", moment, fails) for _ in range(2)), return_exceptions=True)
    assert [str(one) for one in readers] == ["away", "away"]
    assert await shared.get("x", moment, works) == "here"

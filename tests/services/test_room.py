"""Room: how much is at work at the same time, and who is next."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from app.concurrency import Room


class Work:
    """What has room, in the order in which it was let in; each ends when it is told to."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.inside = list[str]()
        self._ends = dict[str, asyncio.Event]()
        self.tasks = dict[str, asyncio.Task[None]]()

    async def begin(self, *names: str, size: int) -> None:
        """Begins works whose first letter is their key."""
        for name in names:
            self._ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._work(name, size))
        await asyncio.sleep(0)

    async def _work(self, name: str, size: int) -> None:
        async with self._room.take(name[0], size):
            with self._noted(name):
                await self._ends[name].wait()

    @contextmanager
    def _noted(self, name: str) -> Iterator[None]:
        self.inside.append(name)
        try:
            yield
        finally:
            self.inside.remove(name)

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
        await asyncio.gather(*(self.tasks[name] for name in names))
        await asyncio.sleep(0)


async def test_one_key_takes_its_part_and_leaves_the_rest_to_others() -> None:
    work = Work(Room(60, 20))
    await work.begin("a1", "a2", "a3", "a4", size=10)
    assert work.inside == ["a1", "a2"]
    await work.begin("b1", "c1", "d1", size=20)
    assert work.inside == ["a1", "a2", "b1", "c1"]
    await work.end("a2")
    assert work.inside == ["a1", "b1", "c1", "a3"], "d waits for more than one of a's took, and a's line has its turn"
    await work.end("b1")
    assert work.inside == ["a1", "c1", "a3", "d1"]
    await work.end("a1", "c1", "a3", "d1", "a4")


async def test_nobody_overtakes_one_who_waits_for_all() -> None:
    work = Work(Room(60, 60))
    await work.begin("a1", size=50)
    await work.begin("b1", size=40)
    await work.begin("c1", "c2", size=10)
    assert work.inside == ["a1"], "small ones of others, again and again, would keep b out for ever"
    await work.end("a1")
    assert work.inside == ["b1", "c1", "c2"]
    await work.end("b1", "c1", "c2")


async def test_what_is_larger_than_the_room_has_all_of_it() -> None:
    work = Work(Room(60, 20))
    await work.begin("a1", size=100)
    await work.begin("a2", "b1", size=1)
    assert work.inside == ["a1"]
    await work.end("a1")
    assert sorted(work.inside) == ["a2", "b1"]
    await work.end("a2", "b1")


async def test_who_leaves_gives_back_what_it_took_and_its_place_in_the_line() -> None:
    work = Work(Room(20, 20))
    await work.begin("a1", "b1", "b2", "c1", size=20)
    for name in ("b1", "a1"):
        work.tasks[name].cancel()
    await asyncio.wait([work.tasks["a1"], work.tasks["b1"]])
    await asyncio.sleep(0)
    assert work.inside == ["c1"]
    await work.end("c1")
    assert work.inside == ["b2"]
    await work.end("b2")


async def test_who_is_let_in_and_leaves_at_the_same_moment_keeps_nobody_out() -> None:
    work = Work(Room(20, 20))
    await work.begin("a1", "b1", "c1", size=20)
    work.tasks["a1"].cancel()
    await asyncio.sleep(0)  # b1 has room now, and has not run yet
    work.tasks["b1"].cancel()
    await asyncio.wait([work.tasks["a1"], work.tasks["b1"]])
    await asyncio.sleep(0)
    assert work.inside == ["c1"]
    await work.end("c1")

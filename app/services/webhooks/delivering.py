"""The worker's loop of deliveries, beside the sending of messages: it claims, posts and records, at the same time.

A claimed delivery is posted at once, so nothing waits behind a lease. What is under way is bounded in each lane and in
the process. The lane of a receiver that does not answer becomes narrow, so that many of those leave room for others.
"""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from types import TracebackType
from typing import Self
from uuid import UUID

from app import failpoints
from app.db import is_away
from app.deps import Deps
from app.domain import ids, sealing
from app.domain.webhooks import schedule, signature
from app.domain.webhooks.catalogue import body_of, event_id
from app.domain.webhooks.schedule import Attempt
from app.failpoints import Failpoint
from app.observability import logs, tracing
from app.observability.metrics import OLDEST_DELIVERY
from app.services.webhooks.claim import IN_FLIGHT, Taken, due_lanes, take
from app.services.webhooks.record import Ended, host_of, record

log = logging.getLogger("nudge.webhooks")

AT_ONCE = 400
"""Deliveries of this process that are under way: each has a body of up to 20 kB and a connection."""
OF_ROOM = 8
"""A lane may have as many under way as an eighth of the room that is left, or one. So there is room for others while
fewer than about 350 receivers do not answer, however much there is to deliver to those."""
FIRST_WIDTH = 5
"""How many a lane may have under way before its receiver has answered."""
LANES_KNOWN = 10_000
IDLE_SECONDS, BUSY_SECONDS = 0.5, 0.05
"""How long the loop sleeps between two looks: while nothing is due, and while something was a moment ago."""
BUSY_FOR = 2.0
LOOK_PAUSE = 9
"""How many times as long as a look takes the next one waits: with a thousand endpoints that wait for another attempt a
look takes some milliseconds, and a fast receiver asks for one after each few deliveries."""
GATHERING = 0.005
"""How long an outcome waits for others, to be recorded with them."""
AWAY_SECONDS = 1.0
RECORD_TRIES = 6
STOP_SECONDS = 5.0
"""What is under way when the process is told to stop has so long. The rest is due again when its lease is over."""
RESTS = timedelta(minutes=5)
"""The longest time for which a lane rests because its receiver asked for time (429, 503)."""
SILENCE = timedelta(seconds=30)
"""How long a lane rests after each attempt without an answer, once it has the least width."""
LEASES = 2.0
"""A lease lasts as long as this many attempts."""
CONTENT = {"Content-Type": "application/json", "User-Agent": "Nudge-Webhooks/1"}


class _TooLate(Exception):
    """The process was frozen for so long that another one may have the delivery."""


class Lane:
    """What this process knows of one receiver: how many deliveries are under way here, how many may be, and until when
    it is left alone.

    Each attempt without an answer halves the width, and each delivered event doubles it. A delivered event ends the
    rest after a silence, but not one that the receiver asked for: it was under way before.
    """

    __slots__ = ("asked_until", "silent_until", "under_way", "width")

    def __init__(self) -> None:
        self.under_way = 0
        self.width = FIRST_WIDTH
        self.silent_until = self.asked_until = datetime.min.replace(tzinfo=UTC)

    def may_be_forgotten(self, now: datetime) -> bool:
        return self.under_way == 0 and self.width >= FIRST_WIDTH and not self.rests(now)

    def rests(self, now: datetime) -> bool:
        return now < max(self.silent_until, self.asked_until)

    def learn(self, attempt: Attempt, now: datetime) -> None:
        if attempt.succeeded:
            self.width, self.silent_until = min(IN_FLIGHT, 2 * self.width), now
        elif attempt.status is None and self.width == 1:
            self.silent_until = now + SILENCE
        elif attempt.status is None:
            self.width = max(1, self.width // 2)
        elif pause := schedule.requested_pause(attempt, now):
            self.asked_until = max(self.asked_until, now + min(pause, RESTS))


class Delivering:
    """The deliveries of one process that are under way."""

    def __init__(self, deps: Deps, at_once: int = AT_ONCE) -> None:
        self.deps, self._at_once = deps, at_once
        self.lease = timedelta(seconds=LEASES * deps.settings.nudge_webhook_timeout_seconds)
        self._under_way: set[asyncio.Task[None]] = set()
        self._lanes: defaultdict[UUID, Lane] = defaultdict(Lane)
        self._ended: list[Ended] = []
        self._arrived = asyncio.Event()
        self._recorded = asyncio.Event()
        self._unrecorded = 0
        self._found: Sequence[UUID] = ()
        self._look_at = 0.0

    async def __aenter__(self) -> Self:
        self._recorder = asyncio.create_task(self._record())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for what is under way, but not for long: a receiver may take its time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self.finish()
        for task in (*self._under_way, self._recorder):
            task.cancel()

    async def finish(self) -> None:
        """Until nothing is under way, and everything is recorded."""
        while self._unrecorded:
            await self.wait(None)

    async def wait(self, seconds: float | None) -> None:
        """Until something was recorded, or so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._recorded.wait(), seconds)
        self._recorded.clear()

    async def begin(self) -> int:
        """Claims what is due and there is room for, and begins to post it. Answers how many that is. A restored copy
        tells partners nothing."""
        if self.deps.generation.restored:
            return 0
        now = self.deps.clock.real()
        widths = self._widths(await self._due(now), now)
        taken = await take(widths, now, self.lease) if widths else []
        if taken:  # what a partner reads after an event is not older than the event
            await self.deps.writes.note({one.partner_id for one in taken})
        for one in taken:
            self._unrecorded += 1
            self._lanes[one.endpoint_id].under_way += 1
            task = asyncio.create_task(self._deliver(one))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(taken)

    async def _due(self, now: datetime) -> Sequence[UUID]:
        """The endpoints with something to deliver. Between two looks these are those of the last one."""
        loop = asyncio.get_running_loop()
        if (began := loop.time()) >= self._look_at:
            lanes = await due_lanes(now)
            OLDEST_DELIVERY.set((now - lanes.oldest).total_seconds() if lanes.oldest else 0.0)
            self._found = lanes.endpoints
            if len(self._lanes) > LANES_KNOWN:
                self._forget(now)
            self._look_at = loop.time() + LOOK_PAUSE * (loop.time() - began)
        return self._found

    def _forget(self, now: datetime) -> None:
        for endpoint in [one for one, lane in self._lanes.items() if lane.may_be_forgotten(now)]:
            del self._lanes[endpoint]

    def _widths(self, endpoints: Sequence[UUID], now: datetime) -> dict[UUID, int]:
        """How many deliveries of each endpoint may be under way, when all of them share the room of the process."""
        known = {one: lane for one in endpoints if (lane := self._lanes.get(one)) is not None}
        ready = [one for one in endpoints if one not in known or _has_room(known[one], now)]
        room = self._at_once - self._unrecorded
        if room <= 0 or not ready:
            return {}
        if len(ready) > room:
            ready = random.sample(ready, room)
        share, most = max(1, room // len(ready)), max(1, room // OF_ROOM)
        new = min(FIRST_WIDTH, share, most)
        return {
            one: min(known[one].width, known[one].under_way + share, most) if one in known else new for one in ready
        }

    async def _deliver(self, taken: Taken) -> None:
        """Makes one attempt. A failure that is ours is no attempt: the delivery is due again after its lease."""
        began = asyncio.get_running_loop().time()
        lane = self._lanes[taken.endpoint_id]
        try:
            with tracing.span(
                "delivery", endpoint=partial(ids.encode, ids.WEBHOOK_ENDPOINT, taken.endpoint_id)
            ) as span:
                attempt = await self._attempt(taken)
                span.set_attribute("status", attempt.status or 0)
            failpoints.reach(Failpoint.DELIVERY_POSTED)
        except _TooLate:
            self._drop("this process came too late with it", taken)
        except Exception:
            log.exception("a delivery failed on our side")
            self._drop("it failed on our side", taken)
        else:
            now = self.deps.clock.real()
            lane.learn(attempt, now)
            self._tell(taken, attempt, asyncio.get_running_loop().time() - began)
            following = schedule.following(attempt, taken.attempts + 1, now, random.random())  # noqa: S311 - jitter
            self._ended.append(Ended(taken, attempt, following))
            self._arrived.set()
        finally:
            lane.under_way -= 1

    def _drop(self, why: str, taken: Taken) -> None:
        """Leaves a delivery to whoever finds it due after its lease."""
        log.warning("a delivery is made again after its lease: %s", why, extra={"delivery": str(taken.id)})
        self._unrecorded -= 1
        self._recorded.set()

    async def _attempt(self, taken: Taken) -> Attempt:
        """Raises `_TooLate` when the attempt may not end within the lease."""
        settings, now = self.deps.settings, self.deps.clock.real()
        if taken.lease_until - now < timedelta(seconds=settings.nudge_webhook_timeout_seconds):
            raise _TooLate
        try:
            secrets = _secrets(settings.secret_keys, taken, now)
        except sealing.Unreadable as error:
            return Attempt(None, f"The secret of the endpoint cannot be read: {error}.")
        body = body_of(taken.event)
        signed = signature.headers(event_id(taken.event), now, body, secrets)
        return await self.deps.receivers.post(taken.url, CONTENT | signed, body)

    def _tell(self, taken: Taken, attempt: Attempt, seconds: float) -> None:
        """A line for each attempt, in `nudge dev` only. Of the URL only the host: the rest may have a token in it."""
        if self.deps.settings.nudge_dev:
            how = attempt.status if attempt.status is not None else attempt.error
            log.info("webhook %s to %s: %s, %d ms", taken.event.type, host_of(taken.url), how, seconds * 1000)

    async def _record(self) -> None:
        """Records outcomes, many at a time."""
        while True:
            await self._arrived.wait()
            await asyncio.sleep(GATHERING)
            self._arrived.clear()
            ended, self._ended = self._ended, []
            if ended:
                await self._recorded_or_logged(ended)
                self._unrecorded -= len(ended)
            self._recorded.set()

    async def _recorded_or_logged(self, ended: Sequence[Ended]) -> None:
        """Goes on trying while the database is away. What is not recorded is delivered again after its lease."""
        for tries in range(1, RECORD_TRIES + 1):
            try:
                await record(ended, self.deps.clock.real())
                break
            except Exception:
                log.exception("could not record %d deliveries, try %d", len(ended), tries)
                await asyncio.sleep(min(5.0, 0.2 * 2**tries))


def _has_room(lane: Lane, now: datetime) -> bool:
    return lane.under_way < lane.width and not lane.rests(now)


@lru_cache(maxsize=1024)
def _unsealed(keys: tuple[str, ...], sealed: str) -> str:
    return sealing.unseal(keys, sealed)


def _secrets(keys: tuple[str, ...], taken: Taken, now: datetime) -> list[str]:
    """The secrets that sign: the endpoint's, and the former one for as long as it is good. Raises `Unreadable`."""
    sealed = [taken.secret]
    if taken.former_secret and taken.former_until and now < taken.former_until:
        sealed.append(taken.former_secret)
    return [_unsealed(keys, one) for one in sealed]


async def keep_delivering(deps: Deps) -> None:
    """Delivers what falls due, until the process is told to stop. It needs the database, and not Redis."""
    stopping, busy_until = deps.concurrency.stopping, 0.0
    async with Delivering(deps) as delivering:
        while not stopping.is_set():
            now = asyncio.get_running_loop().time()
            try:
                if await delivering.begin():
                    busy_until = now + BUSY_FOR
                await delivering.wait(BUSY_SECONDS if now < busy_until else IDLE_SECONDS)
            except Exception as error:
                if is_away(error):
                    logs.waits(log, error)
                else:
                    log.exception("deliveries could not be claimed; trying again")
                await asyncio.sleep(AWAY_SECONDS)

"""The time that passes is played: the clock of all processes moves from one moment at which something is due to the
next, and at each of them the work is done that a worker does then. So the outcomes are those of waiting.

What is in flight is waited for before the clock moves: a lease never ends because hours were played.
"""

import asyncio
import math
from datetime import datetime, timedelta

from app.clock import TimeIsReal
from app.db import connection
from app.deps import Deps
from app.errors import Code, refuse
from app.services import ai, sending
from app.services.conversations import look_up_operator_messages
from app.services.simulation.gate import ACCOUNTS, require_simulator

MOST_HOURS = 24 * 1000
"""The most hours that one call plays."""
SOON = timedelta(milliseconds=1)
POLL_SECONDS = 0.05
PAST_SECONDS = 120.0
"""The most that `nudge dev` takes to play the past of a new demo, before it starts a worker."""
WORKER_SEEN = timedelta(seconds=30)

NOT_DEV = "The clock can be moved only where `nudge dev` runs with the simulator, and not on this server."

# A step or a message whose outcome a process is about to record, and a text that is being written. A lease has an end,
# so one that nobody records any more is waited for no longer than a worker would wait.
_IN_FLIGHT = """
SELECT EXISTS (SELECT FROM enrollment WHERE wake_at > $1 AND wake_at <= $2
               AND (lease_until IS NOT NULL OR hold_reason = 'BEING_WRITTEN'))
    OR EXISTS (SELECT FROM message WHERE look_at > $1 AND status = 'SENDING') AS busy
"""
# Due rows and lines that another process has locked: it is deciding on them, and what it does is not visible yet.
_IN_OTHER_HANDS = """
WITH free AS MATERIALIZED (SELECT id FROM enrollment WHERE wake_at <= $1 FOR SHARE SKIP LOCKED),
free_lines AS MATERIALIZED (SELECT sender_id FROM sender_pace WHERE line_at <= $1 FOR SHARE SKIP LOCKED)
SELECT EXISTS (SELECT FROM enrollment WHERE wake_at <= $1 AND id NOT IN (SELECT id FROM free))
    OR EXISTS (SELECT FROM sender_pace WHERE line_at <= $1 AND sender_id NOT IN (SELECT sender_id FROM free_lines))
    AS busy
"""
# The steps of a past that is being played are due for whoever goes by the present. Only its own process may send them.
_PAST_IS_PLAYED = """
SELECT coalesce(history_played_to < history_until, false)
    AND NOT EXISTS (SELECT FROM worker WHERE seen_at > $1) AS is_played FROM installation
"""
# Everything at which a worker would do something by itself.
_NEXT = """
SELECT least((SELECT min(wake_at) FROM enrollment WHERE wake_at > $1),
             (SELECT min(line_at) FROM sender_pace WHERE line_at > $1),
             (SELECT min(retry_at) FROM sender WHERE retry_at > $1),
             (SELECT min(look_at) FROM message WHERE look_at > $1)) AS at
"""


async def advance_clock(deps: Deps, hours: float) -> datetime:
    """Plays so many hours, as `delayHours` counts them; the time that it is then.

    If the caller goes away, the hours are played to their end. Refuses with SIMULATOR_ONLY or INVALID_INPUT.
    """
    if not (math.isfinite(hours) and 0 < hours <= MOST_HOURS):
        raise refuse(Code.INVALID_INPUT, f"Give a number of hours above 0, at most {MOST_HOURS:,}.", "hours")
    await require_simulator(deps)
    if not deps.settings.plays_time:
        raise refuse(Code.SIMULATOR_ONLY, NOT_DEV)
    by = timedelta(seconds=hours * deps.settings.hour_seconds)
    await _await_past(deps)
    try:
        return await asyncio.shield(deps.concurrency.start(play(deps, by)))
    except TimeIsReal:
        raise refuse(Code.SIMULATOR_ONLY, ACCOUNTS) from None


async def _await_past(deps: Deps) -> None:
    """Waits for the past of a new demo, which is being played at the first start until a worker runs."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PAST_SECONDS
    while loop.time() < until:
        [row] = await connection().execute_query_dict(_PAST_IS_PLAYED, [deps.clock.real() - WORKER_SEEN])
        if not row["is_played"]:
            return
        await asyncio.sleep(POLL_SECONDS)


async def play(deps: Deps, by: timedelta) -> datetime:
    """Moves the clock on by exactly this much, over every moment at which something is due; the time that it is then.

    Raises `TimeIsReal`.
    """
    left = by
    while left > timedelta(0) and not deps.concurrency.stopping.is_set():
        since = await _settle(deps)
        at, now = await _next(since), deps.clock.now()
        step = left if at is None else min(left, max(at - now, SOON))
        if await deps.clock.play(step):
            left -= step
    await _settle(deps)
    return deps.clock.now()


async def _next(since: datetime) -> datetime | None:
    [row] = await connection().execute_query_dict(_NEXT, [since])
    at: datetime | None = row["at"]
    return at


async def _settle(deps: Deps) -> datetime:
    """Does what is due now, until nothing is due and nothing is in flight: what the worker does every few seconds.

    Answers until when all is done: what falls due while the last look is taken is not.
    """
    since = deps.clock.now()
    while not deps.concurrency.stopping.is_set():
        since = deps.clock.now()
        await sending.wake_postponed(deps)
        await sending.wake_resumed(deps)
        begun = set(deps.concurrency.begun)
        sent = await sending.drain(deps, since)
        looked_up = await look_up_operator_messages(deps)
        await ai.write_suggestions(deps)
        if own := deps.concurrency.begun - begun:  # texts that are written, and outcomes that are looked up
            await asyncio.wait(own, timeout=deps.timeouts.writing.total_seconds())
            continue
        if await _is_busy(deps):
            await asyncio.sleep(POLL_SECONDS)
        elif not sent and not looked_up:
            break
    return since


async def _is_busy(deps: Deps) -> bool:
    """Whether this process or a worker has something in flight.

    What others have locked is read first: what they commit after that is seen as in flight.
    """
    now = deps.clock.now()
    [others] = await connection().execute_query_dict(_IN_OTHER_HANDS, [now])
    [row] = await connection().execute_query_dict(_IN_FLIGHT, [now, now + deps.timeouts.writing])
    return bool(others["busy"] or row["busy"]) or deps.concurrency.draining.locked()

"""The worker's jobs: decode, call the service, nothing else.

A job says when to read the rows; the rows say what to do. So a job that is lost, doubled or late does no harm.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from app.clock import DatabaseClock
from app.db import is_away
from app.deps import Deps
from app.domain import ids
from app.observability import health, logs
from app.providers.redis.queue import HORIZON
from app.services import accounts, ai, idempotency, media, numbers, people, sending, webhooks
from app.services.conversations import classify_unclear, give_sequences, look_up_operator_messages, reconcile_accounts

log = logging.getLogger("nudge.worker")

SLOT = timedelta(seconds=1, milliseconds=200)
SWEEP = timedelta(milliseconds=50)


def turn(job: Callable[..., Awaitable[Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The job, whose turn is left out while the database is away. It is no fault of the job, which has another turn."""

    @wraps(job)
    async def taken(*given: Any) -> Any:
        try:
            return await job(*given)
        except Exception as error:
            if not is_away(error):
                raise
            logs.waits(log, error)
            return None

    return taken


async def drain(ctx: dict[str, Any], slot: str) -> int:
    """Sends what falls due in this second, each step at its moment."""
    await _follow(ctx["deps"])
    return await _whole(ctx["deps"], datetime.fromisoformat(slot) + SLOT)


async def sweep(ctx: dict[str, Any]) -> int:
    """Sends whatever is due, alarm or not, and plants the alarms that Redis may have lost."""
    deps: Deps = ctx["deps"]
    await _follow(deps)
    await deps.queue.wake(await sending.seconds_due(deps, HORIZON))
    return await _whole(deps, deps.clock.now() + SWEEP)


async def look_up(ctx: dict[str, Any]) -> int:
    """Asks the provider about messages by people whose outcome is unknown, and wakes the steps that no alarm wakes."""
    await sending.wake_postponed(ctx["deps"])
    await sending.wake_resumed(ctx["deps"])
    return await look_up_operator_messages(ctx["deps"])


async def find_missed(ctx: dict[str, Any]) -> int:
    """Stores the inbound messages whose webhooks were missed."""
    return await reconcile_accounts(ctx["deps"])


async def look_at_connections(ctx: dict[str, Any]) -> int:
    """Asks Twilio how the accounts' own connections stand."""
    return await accounts.look_at_connections(ctx["deps"])


async def read_unclear(ctx: dict[str, Any]) -> int:
    """Puts the unclear texts of leads to the model, which may find opt-outs in them."""
    return await classify_unclear(ctx["deps"])


async def suggest_replies(ctx: dict[str, Any]) -> int:
    """Has replies written that persons may send."""
    return await ai.write_suggestions(ctx["deps"])


async def import_files(ctx: dict[str, Any]) -> int:
    """Carries the imports of uploaded files on. An import that a dead worker had goes on with its next row."""
    deps: Deps = ctx["deps"]
    await _follow(deps)
    return await asyncio.shield(deps.concurrency.start(people.run_waiting_imports(deps)))


async def work_on_media(ctx: dict[str, Any]) -> int:
    """Fetches the files that leads sent, and deletes them where they are not needed any more."""
    deps: Deps = ctx["deps"]
    return await asyncio.shield(deps.concurrency.start(media.work_on_media(deps)))


async def count_days(ctx: dict[str, Any]) -> None:
    """Counts what was sent and what came of it by day."""
    await numbers.count_days()


async def forget(ctx: dict[str, Any]) -> int:
    """Forgets what is kept for a time only: idempotency keys, uploaded files, refused rows of imports, events, and, if
    the settings say so, texts. An event has texts too."""
    deps: Deps = ctx["deps"]
    event_days, text_days = deps.settings.nudge_webhook_event_days, deps.settings.nudge_message_body_days
    await people.forget_imports(deps.clock.now())
    await webhooks.forget_events(deps.clock.real(), timedelta(days=min(event_days, text_days or event_days)))
    if text_days is not None:
        before = ids.earlier(ids.bound(), timedelta(days=text_days).total_seconds())
        await asyncio.shield(deps.concurrency.start(people.remove_texts(deps, before)))
    return await idempotency.forget_old(deps.clock.real())


async def complete_messages(ctx: dict[str, Any]) -> int:
    """Gives the messages of a former release what lists of them need."""
    return await give_sequences()


async def report(ctx: dict[str, Any]) -> None:
    """Says that this worker is alive, sets its clock by the database, and measures what waits."""
    await alive(ctx["deps"], ctx["worker_id"])
    await sending.measure(ctx["deps"].clock.now())


async def alive(deps: Deps, worker_id: UUID) -> None:
    if isinstance(deps.clock, DatabaseClock):
        await deps.clock.measure()
    await health.worker_seen(worker_id, deps.clock.real(), deps.writer.problem)


async def _follow(deps: Deps) -> None:
    """In `nudge dev` another process may have played some hours: then this one works at that time too."""
    if isinstance(deps.clock, DatabaseClock):
        await deps.clock.follow()


async def _whole(deps: Deps, until: datetime) -> int:
    """A drain is never cut in the middle, also when its job is canceled: what is in flight is recorded."""
    return await asyncio.shield(deps.concurrency.start(sending.drain(deps, until)))

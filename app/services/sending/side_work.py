"""What is slow, beside the sending: having texts written, and asking about attempts of unknown outcome."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from app.deps import Deps
from app.domain.engine.decide import Due
from app.domain.engine.moves import Kind
from app.services.sending.claim import Batch
from app.services.sending.look_up import move_of
from app.services.sending.record import apply, record

log = logging.getLogger("nudge.steps")


def start(deps: Deps, batch: Batch, then: Callable[[], Awaitable[object]]) -> None:
    """Starts this work for a batch. `then` is called each time a step has become due by it."""
    for due in batch.to_look_up:
        deps.concurrency.start(_logged(_look_up(deps, due)))
    for due in batch.to_write:
        deps.concurrency.start(_logged(_write(deps, due, then)))


async def _look_up(deps: Deps, due: Due) -> None:
    await record(deps, [await move_of(deps, due)])


async def _write(deps: Deps, due: Due, then: Callable[[], Awaitable[object]]) -> None:
    """Has the text of an AI step written. Once it is stored, the step is due like any other.

    What follows instead of a text is recorded without an alarm for it: the sweep plants those that are far enough away.
    """
    instead = await deps.handlers.write_draft(deps, due)
    await apply(deps, instead or [])
    deps.events.tell([due.lead_id, due.account_id])
    if instead is None or any(move.kind is Kind.ADVANCE for move in instead):
        await then()


async def _logged(work: Coroutine[Any, Any, object]) -> None:
    # The row is reserved for a time only, so after a failure here it is picked again by itself.
    try:
        await work
    except Exception:
        log.exception("side work failed")

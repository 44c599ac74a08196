"""The text of an AI step: written from the conversation, and stored before the step may be claimed."""

import logging
import random
from datetime import timedelta

import orjson

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain import progress, timing
from app.domain.ids import new_id
from app.domain.progress import Due, Move
from app.failpoints import Failpoint
from app.lanes import WRITING
from app.metrics import BROKEN, DRAFTS
from app.models import Account, Enrollment, Lead, Message, Step
from app.providers.writer import Brief, Turn, WriterUnavailable, Written

log = logging.getLogger("nudge.drafts")

CONVERSATION = 200
TURN = timedelta(seconds=2)

_STORE = """
WITH stored AS (
    INSERT INTO draft (id, enrollment_id, position, body, inbound_count, generation, created_at)
    SELECT $1, e.id, e.position, $4, $5, $6::jsonb, $7 FROM enrollment e
    WHERE e.id = $2 AND e.position = $3 AND e.status = 'ACTIVE' AND e.attempt_id IS NULL
    ON CONFLICT (enrollment_id) DO UPDATE
    SET position = excluded.position, body = excluded.body, inbound_count = excluded.inbound_count,
        generation = excluded.generation, created_at = excluded.created_at
    RETURNING enrollment_id)
UPDATE enrollment e SET wake_at = $7, hold_reason = NULL FROM stored
WHERE e.id = stored.enrollment_id AND e.status = 'ACTIVE' AND e.attempt_id IS NULL
"""


def until_turn(place: int) -> timedelta:
    """How long a step waits that found the lane full, by its place among those that did: as many come back at a
    time as are written at a time, so that a thousand of them are not looked at again and again."""
    return TURN * (1 + (place - 1) // WRITING)


async def prepare(deps: Deps, due: Due) -> list[Move] | None:
    """Has the text written and stored, in its turn. None: it is stored; else what follows instead.

    A step whose turn comes late in its reservation is left alone: nothing is asked of the model that another
    process might be asking for at the same time.
    """
    reserved = progress.pace(deps.sms.timeout_seconds).writing
    begin_until = deps.clock.now() + reserved / 2
    with deps.lanes.awaiting_text():
        async with deps.lanes.writing:
            if deps.clock.now() > begin_until:
                return []
            try:
                move = await write(deps, due)
            except Exception:
                BROKEN.inc()
                log.exception("the text could not be prepared", extra={"enrollment": str(due.enrollment_id)})
                move = progress.broken(due, deps.clock.now())
    return None if move is None else [move]


async def write(deps: Deps, due: Due) -> Move | None:
    """Writes and stores the text; None when it is stored, else the move that says when to try again."""
    lead = await Lead.get(id=due.lead_id)
    try:
        written = await deps.writer.write(await brief(deps, due, lead))
    except WriterUnavailable as unavailable:
        DRAFTS.labels("unavailable").inc()
        log.warning("no text from the writer: %s", unavailable, extra={"enrollment": str(due.enrollment_id)})
        pause = timing.backoff(due.tries + 1, random.random())  # noqa: S311
        return progress.unwritten(due, deps.clock.now(), pause)
    DRAFTS.labels("written").inc()
    failpoints.reach(Failpoint.DRAFT_WRITTEN)
    await _store(deps, due, lead.inbound_count, written)
    failpoints.reach(Failpoint.DRAFT_STORED)
    return None


async def brief(deps: Deps, due: Due, lead: Lead) -> Brief:
    """All that the writer may know: the account, the lead, the step's instructions, the conversation so far."""
    account = await Account.get(id=due.account_id)
    step = await _step(due)
    newest = (
        await Message.filter(lead_id=due.lead_id, superseded=False)
        .exclude(status__in=["SENDING", "FAILED"])
        .order_by("-created_at", "-id")
        .limit(CONVERSATION)
    )
    return Brief(
        company=account.company_name,
        instructions=step.instructions or "",
        lead=facts(lead),
        conversation=[Turn(m.direction == "INBOUND", m.body, m.created_at) for m in reversed(newest)],
        now=deps.clock.now(),
    )


async def _step(due: Due) -> Step:
    enrollment = await Enrollment.get(id=due.enrollment_id)
    return await Step.get(version_id=enrollment.version_id, position=due.position)


def facts(lead: Lead) -> dict[str, str]:
    """What is known of the lead, without what the lead wrote."""
    known = {
        "first name": lead.first_name,
        "last name": lead.last_name,
        "name": lead.name,
        "property address": lead.property_address,
        "notes": lead.notes,
    }
    return {what: value for what, value in known.items() if value}


async def _store(deps: Deps, due: Due, inbound_count: int, written: Written) -> None:
    await connection().execute_query(
        _STORE,
        [
            new_id(),
            due.enrollment_id,
            due.position,
            written.body,
            inbound_count,
            orjson.dumps(generation(written)).decode(),
            deps.clock.now(),
        ],
    )


def generation(written: Written) -> dict[str, object]:
    """How the text came about, as it is stored with its message."""
    return {
        "model": written.model,
        "input_tokens": written.input_tokens,
        "output_tokens": written.output_tokens,
        "cost_usd": written.cost_usd,
        "fallback": written.fallback,
    }

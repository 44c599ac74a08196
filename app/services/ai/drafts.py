"""The text of an AI step: written from the conversation, judged, and stored before the step may be claimed.

Whatever happens meanwhile wins: a reply makes the text stale, and every gate is checked again by the claim.
"""

import logging
import random
from datetime import datetime, timedelta
from typing import Any

import orjson
from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine import explain, moves, retry
from app.domain.engine.decide import Due, Skip
from app.domain.engine.moves import Move
from app.domain.ids import new_id
from app.domain.sms import custom, templates
from app.domain.sms.templates import Template
from app.domain.vocabulary import DraftState, StepReason, WhenRejected
from app.failpoints import Failpoint
from app.observability.metrics import BROKEN, DRAFTS
from app.providers.writer import WriterUnavailable
from app.services.ai import briefs, generation, usage, writing
from app.services.ai.briefs import StepSubject
from app.services.ai.generation import Tally

log = logging.getLogger("nudge.drafts")

BLOCKED_PAUSE = timedelta(minutes=5)
"""How long a step waits when the server's own settings keep the model from being asked."""


# ------------------------------------------------------------------ the lane


async def prepare_draft(deps: Deps, due: Due) -> list[Move] | None:
    """Has the text written and stored, in its turn. None: it is stored; else what follows instead.

    A step whose turn comes late in its reservation is left alone: nothing is asked of the model that another
    process might be asking for at the same time.
    """
    reserved = deps.timeouts.writing
    begin_until = deps.clock.now() + reserved / 2
    with deps.concurrency.awaiting_text():
        async with deps.concurrency.writing:
            if deps.clock.now() > begin_until:
                return []
            try:
                move = await write(deps, due)
            except Exception:
                BROKEN.inc()
                log.exception("the text could not be prepared", extra={"enrollment": str(due.enrollment_id)})
                move = moves.broken(due, deps.clock.now())
    return None if move is None else [move]


# ------------------------------------------------------------------ one text


async def write(deps: Deps, due: Due) -> Move | None:
    """Writes, judges and stores the text; None when one is stored, else the move that follows."""
    subject = await briefs.gather(deps, due)
    tally = Tally.so_far(subject.unwritten)
    if limit := await usage.used_up(subject.account, deps.clock.now()):
        return await _without(deps, due, subject, tally, StepReason.AI_BUDGET, limit)
    try:
        written, verdict = await writing.best(deps, subject, tally)
    except WriterUnavailable as unavailable:
        return await _unwritten(deps, due, subject, tally, unavailable)
    failpoints.reach(Failpoint.DRAFT_WRITTEN)
    if verdict.faults:
        why = explain.rejected(fault.sentence for fault in verdict.faults)
        return await _without(deps, due, subject, tally, StepReason.AI_REJECTED, why, verdict.text)
    DRAFTS.labels("written").inc()
    how = generation.by_model(tally, fallback=written.fallback)
    if subject.account.ai_review:
        return await _hold(deps, due, subject, verdict.text, how, StepReason.AWAITING_REVIEW, None)
    await _store(deps, due, subject, verdict.text, how)
    return None


# ------------------------------------------------------------------ no text, or none that may leave


async def _unwritten(
    deps: Deps, due: Due, subject: StepSubject, tally: Tally, unavailable: WriterUnavailable
) -> Move | None:
    """The model gave no text: it is asked again until the deadline, which counts from the first time.

    A fault of the server's own settings is not the model's: the step waits until it is mended, without a deadline.
    """
    now = deps.clock.now()
    if unavailable.blocked:
        DRAFTS.labels("blocked").inc()
        await _remember(due, now, tally, unavailable.blocked)
        return moves.postponed(due, now + BLOCKED_PAUSE, StepReason.AI_UNAVAILABLE, now)
    DRAFTS.labels("unavailable").inc()
    log.warning("no text from the writer: %s", unavailable, extra={"enrollment": str(due.enrollment_id)})
    since = subject.unwritten.created_at if subject.unwritten else now
    if now >= since + moves.WRITING_DEADLINE:
        return await _without(deps, due, subject, tally, StepReason.AI_UNAVAILABLE, explain.no_text(tally.tries, since))
    await _remember(due, since, tally)
    pause = retry.backoff(due.failed_writings + 1, random.random())  # noqa: S311
    if unavailable.retry_after is not None:
        pause = max(pause, retry.clamp_retry_after(unavailable.retry_after))
    return moves.unwritten(due, now, pause)


async def _without(
    deps: Deps, due: Due, subject: StepSubject, tally: Tally, reason: StepReason, why: str, text: str = ""
) -> Move | None:
    """What stands in for the model's text: the step's fallback message, else a person, else nothing."""
    DRAFTS.labels(reason.value.lower()).inc()
    template = templates.parse(subject.step.fallback_message or "")
    if templates.lacking(template, due.values):
        return await _await_values(deps, due, template)
    fallback = templates.render(template, due.values)
    if fallback.strip():
        how = generation.by_template(reason, explain.fallback(why), tally)
        await _store(deps, due, subject, fallback, how)
        return None
    if reason is not StepReason.AI_UNAVAILABLE and subject.account.ai_when_rejected is WhenRejected.HOLD:
        how = generation.by_model(tally, fallback=False)
        return await _hold(deps, due, subject, text, how, reason, why)
    return moves.skipped(due, Skip(reason, f"Skipped: {why}."), deps.clock.now())


# Whoever stores a value locks the lead, and wakes the held steps before the commit.
_CUSTOM = """
SELECT l.metadata, e.variables FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = $1 FOR SHARE OF l
"""
_HOLD = """
UPDATE enrollment SET wake_at = NULL, hold_reason = 'MISSING_VARIABLE'
WHERE id = $1 AND position = $2 AND status = 'ACTIVE' AND attempt_id IS NULL
"""


async def _await_values(deps: Deps, due: Due, template: Template) -> Move | None:
    """Holds the step until the values of its fallback message are there; unless they have been stored meanwhile."""
    async with in_transaction():
        [row] = await connection().execute_query_dict(_CUSTOM, [due.enrollment_id])
        metadata, variables = (None if row[name] is None else orjson.loads(row[name]) for name in row)
        if not templates.lacking(template, {**due.values, **custom.read(variables, metadata)}):
            return moves.postponed(due, now := deps.clock.now(), moves.Again.CHANGED, now)
        await connection().execute_query(_HOLD, [due.enrollment_id, due.position])
    DRAFTS.labels("held").inc()
    return None


# ------------------------------------------------------------------ storing


# A draft is written only while its step is the current one and nothing of it is in flight. The enrollment is locked, so
# that this is still so when the statement ends: a process that was frozen in the model's call finds another step here.
_STEP = "e.id = $2 AND e.position = $3 AND e.status = 'ACTIVE' AND e.attempt_id IS NULL FOR UPDATE OF e"

# A text that waits for a person takes its step out of the timer. Each text has an id of its own: what somebody
# decides on is what they have read.
_STORE = f"""
WITH step AS (SELECT e.id, e.position FROM enrollment e WHERE {_STEP}),
stored AS (
    INSERT INTO draft AS d (id, enrollment_id, position, body, inbound_count, generation, state, reason, note,
                            created_at)
    SELECT $1, step.id, step.position, $4, $5, $6::jsonb, $7, $8, $9, $10 FROM step
    ON CONFLICT (enrollment_id) DO UPDATE
    SET id = excluded.id, position = excluded.position, body = excluded.body, inbound_count = excluded.inbound_count,
        generation = excluded.generation, state = excluded.state, reason = excluded.reason, note = excluded.note,
        created_at = excluded.created_at,
        replaced_id = CASE WHEN d.state = 'WAITING' AND d.position = excluded.position THEN d.id END
    RETURNING enrollment_id)
UPDATE enrollment e
SET wake_at = CASE $7 WHEN 'READY' THEN $10::timestamptz END,
    hold_reason = CASE $7 WHEN 'WAITING' THEN 'AWAITING_REVIEW' END
FROM stored WHERE e.id = stored.enrollment_id
"""


async def _store(deps: Deps, due: Due, subject: StepSubject, body: str, how: dict[str, Any]) -> None:
    """Stores a text that may be claimed."""
    await _put(due, subject, body, how, DraftState.READY, None, None, deps.clock.now())
    failpoints.reach(Failpoint.DRAFT_STORED)


async def _hold(
    deps: Deps, due: Due, subject: StepSubject, body: str, how: dict[str, Any], reason: StepReason, why: str | None
) -> Move | None:
    """Stores a text that waits for a person; unless the lead has written meanwhile, who would wake it no more.

    The lead's row is locked, as the inbound handler locks it: a reply is seen here, or it finds the step waiting.
    """
    now = deps.clock.now()
    async with in_transaction():
        rows = await connection().execute_query_dict(
            "SELECT inbound_count FROM lead WHERE id = $1 FOR SHARE", [due.lead_id]
        )
        if rows[0]["inbound_count"] != subject.lead.inbound_count:
            return moves.postponed(due, now, moves.Again.CHANGED, now)
        await _put(due, subject, body, how, DraftState.WAITING, reason, why, now)
    DRAFTS.labels("held").inc()
    failpoints.reach(Failpoint.DRAFT_STORED)
    return None


async def _put(
    due: Due,
    subject: StepSubject,
    body: str,
    how: dict[str, Any],
    state: DraftState,
    reason: StepReason | None,
    why: str | None,
    now: datetime,
) -> None:
    draft = [new_id(), due.enrollment_id, due.position, body, subject.lead.inbound_count]
    await connection().execute_query(_STORE, [*draft, orjson.dumps(how).decode(), state, reason, why, now])


# A text that another process has stored meanwhile stays, unless the lead has written since it was written.
_REMEMBER = f"""
WITH step AS (SELECT e.id, e.position, e.lead_id FROM enrollment e WHERE {_STEP})
INSERT INTO draft AS d (id, enrollment_id, position, body, inbound_count, generation, state, note, created_at)
SELECT $1, step.id, step.position, '', -1, $4::jsonb, 'WRITING', $6, $5 FROM step
ON CONFLICT (enrollment_id) DO UPDATE
SET position = excluded.position, body = '', inbound_count = -1, generation = excluded.generation,
    state = excluded.state, reason = NULL, note = excluded.note, created_at = excluded.created_at
WHERE d.position <> excluded.position OR d.state = 'WRITING' OR d.inbound_count <> $7
"""


async def _remember(due: Due, since: datetime, tally: Tally, why: str | None = None) -> None:
    """Keeps since when there is no text, what the tries have cost, and what has to be mended, if anything has."""
    kept = orjson.dumps({"tally": tally.stored()}).decode()
    await connection().execute_query(
        _REMEMBER, [new_id(), due.enrollment_id, due.position, kept, since, why, due.inbound_count]
    )

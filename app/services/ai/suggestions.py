"""Suggestions: a reply that the AI proposes, and that a person edits and sends. Nothing here sends anything.

A lead has at most one suggestion. It is for the conversation as it was when the model read it: once the lead has
written again it is stale, and nobody is shown it. A row that is asked for says when it is asked for next, so that a
process that dies leaves it to a worker, which asks again. What the model costs is counted with each call.
"""

import asyncio
import logging
import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.domain.engine import explain, retry
from app.domain.ids import new_id
from app.domain.vocabulary import DraftState, StepReason
from app.errors import Code, lead_opted_out, lead_suppressed, not_found, refuse
from app.failpoints import Failpoint
from app.models import Account, Conversation, Lead, Suggestion
from app.observability.metrics import BROKEN, DRAFTS
from app.providers.writer import WriterUnavailable
from app.services.ai import briefs, generation, usage, writing
from app.services.ai.generation import Tally
from app.services.enrollment import is_suppressed
from app.services.idempotency import idempotent
from app.services.idempotency import writing as committing

log = logging.getLogger("nudge.suggestions")

TRIES = 4
"""How often a worker asks for a suggestion of which nobody waits for the answer."""
AT_ONCE = 8
POLL_SECONDS = 0.1

STALE = "The lead has written, or was written to, while the text was written: ask again."

WANTED: LiteralString = """
    INSERT INTO suggestion AS g (id, account_id, lead_id, body, inbound_count, state, next_at, created_at)
    SELECT gen_random_uuid(), a.id, l.id, '', l.inbound_count, 'WRITING', {now}, {now}
    FROM stored, account a, lead l
    WHERE {is_reply} AND a.id = {account} AND a.ai_suggest_replies AND l.id = {lead} AND l.opted_out_at IS NULL
    ON CONFLICT (lead_id) DO UPDATE
    SET id = excluded.id, body = '', generation = NULL, inbound_count = excluded.inbound_count, state = 'WRITING',
        tries = 0, next_at = excluded.next_at, created_at = excluded.created_at
"""
"""Asks for a suggestion in the statement that stores a message of a lead (`stored`), if the account wants them."""

# Not while another call is being answered for the same messages of the lead.
_ASK = """
INSERT INTO suggestion AS g (id, account_id, lead_id, body, inbound_count, state, next_at, created_at)
SELECT $1, l.account_id, l.id, '', l.inbound_count, 'WRITING', $3, $2 FROM lead l
WHERE l.id = $4 AND l.erased_at IS NULL AND l.opted_out_at IS NULL FOR SHARE
ON CONFLICT (lead_id) DO UPDATE
SET id = excluded.id, body = '', generation = NULL, inbound_count = excluded.inbound_count, state = 'WRITING',
    tries = 0, next_at = excluded.next_at, created_at = excluded.created_at
WHERE g.state = 'READY' OR g.next_at <= $2 OR g.inbound_count <> excluded.inbound_count
RETURNING id
"""
# The next time is set before the model is asked, so that two workers do not ask for the same suggestion.
_TAKE = """
UPDATE suggestion SET next_at = $2, tries = tries + 1
WHERE id IN (SELECT id FROM suggestion WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, lead_id, tries
"""
# Only while it is still wanted: a person's message and an erasure remove the row, and a word of the lead replaces it.
# The conversation shows it, so its row has a new version, by which `conversationUpdated` knows what has changed.
_STORE = """
WITH stored AS (
    UPDATE suggestion g SET state = 'READY', body = $2, generation = $3::jsonb, next_at = NULL, created_at = $4
    FROM lead l
    WHERE g.id = $1 AND l.id = g.lead_id AND l.inbound_count = g.inbound_count AND l.opted_out_at IS NULL
    RETURNING g.id, g.lead_id),
shown AS (UPDATE conversation c SET status = c.status FROM stored WHERE c.id = stored.lead_id)
SELECT id FROM stored
"""
_LATER = "UPDATE suggestion SET next_at = $2 WHERE id = $1 AND state = 'WRITING'"
_DROP = "DELETE FROM suggestion WHERE id = $1 AND state = 'WRITING'"
_CLEAR = "DELETE FROM suggestion WHERE lead_id = $1"
_FRESH = """
SELECT g.id, g.account_id, g.lead_id, g.body, g.inbound_count, g.generation, g.state, g.tries, g.next_at, g.created_at
FROM suggestion g JOIN lead l ON l.id = g.lead_id
WHERE g.lead_id = ANY($1) AND g.state = 'READY' AND g.inbound_count = l.inbound_count AND l.opted_out_at IS NULL
"""


class NotWritten(Exception):
    """There is no text that may be proposed: the reason, and a sentence."""

    def __init__(self, reason: StepReason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason, self.sentence = reason, sentence


# ------------------------------------------------------------------ reading


async def suggestions_of(lead_ids: Iterable[UUID]) -> dict[UUID, Suggestion]:
    """The suggestion of each of these leads that has a fresh one, in one statement."""
    found = await rows(_FRESH, list(lead_ids))
    return {row.lead_id: _suggestion(row) for row in found}


def _suggestion(row: Any) -> Suggestion:
    return Suggestion(**{**dict(row), "generation": orjson.loads(row["generation"])})


async def find_suggestion(partner_id: UUID, suggestion_id: UUID) -> Suggestion | None:
    """The suggestion with this id, while its conversation shows it."""
    row = await Suggestion.of(partner_id).get_or_none(id=suggestion_id)
    shown = (await suggestions_of([row.lead_id])).get(row.lead_id) if row else None
    return shown if shown and shown.id == suggestion_id else None


async def clear_suggestion(lead_id: UUID) -> None:
    """A person has written to the lead. In the caller's transaction."""
    await connection().execute_query(_CLEAR, [lead_id])


# ------------------------------------------------------------------ on demand


@idempotent()
async def suggest_reply(deps: Deps, partner_id: UUID, conversation_id: UUID) -> Suggestion:
    """Has a reply written for a person to edit and send, in place of the suggestion that there is.

    Of two calls at the same time one asks the model, and both answer with its text. If the caller goes away, the text
    is written and stored all the same. Refuses with NOT_FOUND, LEAD_OPTED_OUT, LEAD_SUPPRESSED, DRAFT_STALE if the
    lead writes meanwhile, or NO_SUGGESTION if the model gives no text that passes the checks, or may not be asked.
    """
    conversation = await Conversation.of(partner_id).get_or_none(id=conversation_id)
    lead = await Lead.get_or_none(id=conversation_id, erased_at__isnull=True) if conversation else None
    if conversation is None or lead is None:
        raise not_found("conversation", "conversationId")
    if lead.opted_out_at is not None:
        raise lead_opted_out("conversationId")
    if await is_suppressed(partner_id, lead.account_id, lead.phone):
        raise lead_suppressed("conversationId")
    now, key = deps.clock.now(), new_id()
    if not await connection().execute_query_dict(_ASK, [key, now, now + deps.timeouts.writing, lead.id]):
        return await _written_elsewhere(deps, lead.id)
    failpoints.reach(Failpoint.SUGGESTION_ASKED)
    return await asyncio.shield(deps.concurrency.start(_now(deps, key, lead.id)))


async def _now(deps: Deps, key: UUID, lead_id: UUID) -> Suggestion:
    try:
        text, how = await _text(deps, lead_id)
    except NotWritten as none:
        await connection().execute_query(_DROP, [key])
        raise refuse(Code.NO_SUGGESTION, none.sentence, "conversationId") from none
    except WriterUnavailable as unavailable:
        await connection().execute_query(_DROP, [key])
        why = unavailable.blocked or "The model gave no text: try again in a minute."
        raise refuse(Code.NO_SUGGESTION, why, "conversationId") from unavailable
    async with committing(deps) as made:
        if not await _is_stored(deps, key, text, how):
            raise refuse(Code.DRAFT_STALE, STALE, "conversationId")
        row = made(await Suggestion.get(id=key))
    await _told(deps, row.lead_id, row.account_id)
    return row


async def _written_elsewhere(deps: Deps, lead_id: UUID) -> Suggestion:
    """The text that another call, or a worker, is having written now."""
    until = asyncio.get_running_loop().time() + deps.timeouts.writing.total_seconds()
    while asyncio.get_running_loop().time() < until:
        row = await Suggestion.get_or_none(lead_id=lead_id)
        if row is None:
            break
        if row.state is DraftState.READY:
            async with committing(deps) as made:
                return made(row)
        await asyncio.sleep(POLL_SECONDS)
    raise refuse(Code.NO_SUGGESTION, "The model gave no text: try again in a minute.", "conversationId")


# ------------------------------------------------------------------ for each inbound message


async def write_suggestions(deps: Deps) -> int:
    """Begins to write the suggestions that are wanted now; how many. A worker's side work."""
    if (room := min(AT_ONCE, deps.concurrency.writing_room())) <= 0:
        return 0
    now = deps.clock.now()
    taken = await connection().execute_query_dict(_TAKE, [now, now + deps.timeouts.writing, room])
    for row in taken:
        deps.concurrency.start(_logged(deps, row["id"], row["lead_id"], row["tries"]))
    return len(taken)


async def _logged(deps: Deps, key: UUID, lead_id: UUID, tries: int) -> None:
    try:
        await _one(deps, key, lead_id, tries)
    except Exception:  # it is asked for again when its reservation is over
        BROKEN.inc()
        log.exception("a suggestion could not be written", extra={"lead": str(lead_id)})


async def _one(deps: Deps, key: UUID, lead_id: UUID, tries: int) -> None:
    failpoints.reach(Failpoint.SUGGESTION_ASKED)
    if tries > TRIES:
        await connection().execute_query(_DROP, [key])
        return
    try:
        text, how = await _text(deps, lead_id)
    except NotWritten:
        await connection().execute_query(_DROP, [key])
        return
    except WriterUnavailable as unavailable:
        log.warning("no suggestion from the writer: %s", unavailable, extra={"lead": str(lead_id)})
        pause = retry.backoff(tries + 1, random.random())  # noqa: S311
        await connection().execute_query(_LATER, [key, deps.clock.now() + pause])
        return
    if await _is_stored(deps, key, text, how):
        lead = await Lead.get(id=lead_id)
        await _told(deps, lead.id, lead.account_id)


# ------------------------------------------------------------------ the text


async def _text(deps: Deps, lead_id: UUID) -> tuple[str, dict[str, Any]]:
    """A text that passed every check, and how it came about. Raises `NotWritten` and `WriterUnavailable`."""
    with deps.concurrency.awaiting_text():
        async with deps.concurrency.writing:
            now, lead = deps.clock.now(), await Lead.get(id=lead_id)
            account = await Account.get(id=lead.account_id)
            await _require_writing(account, lead, now)
            subject, tally = await briefs.of_reply(account, lead, now), Tally()
            written, verdict = await writing.best(deps, subject, tally)
    if verdict.faults:
        DRAFTS.labels("suggestion_rejected").inc()
        why = explain.rejected(fault.sentence for fault in verdict.faults)
        raise NotWritten(StepReason.AI_REJECTED, f"{why[0].upper()}{why[1:]}.")
    failpoints.reach(Failpoint.SUGGESTION_WRITTEN)
    DRAFTS.labels("suggested").inc()
    return verdict.text, generation.by_model(tally, fallback=written.fallback)


async def _require_writing(account: Account, lead: Lead, now: datetime) -> None:
    if lead.erased_at is not None or lead.opted_out_at is not None:
        raise NotWritten(StepReason.OPTED_OUT, "Nothing may be sent to the lead.")
    if await is_suppressed(account.partner_id, account.id, lead.phone):
        raise NotWritten(StepReason.SUPPRESSED, "The phone is on a do-not-contact list.")
    if limit := await usage.used_up(account, now):
        raise NotWritten(StepReason.AI_BUDGET, f"{limit[0].upper()}{limit[1:]}.")


async def _is_stored(deps: Deps, key: UUID, text: str, how: dict[str, Any]) -> bool:
    values = [key, text, orjson.dumps(how).decode(), deps.clock.now()]
    return bool(await connection().execute_query_dict(_STORE, values))


async def _told(deps: Deps, lead_id: UUID, account_id: UUID) -> None:
    failpoints.reach(Failpoint.SUGGESTION_STORED)
    deps.events.tell([lead_id, account_id])

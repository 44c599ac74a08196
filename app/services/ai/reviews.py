"""Texts that wait for a person: what they are, and what the person decides.

A decision is on the text that was read. If the lead has written meanwhile it is on nothing: the text is stale, and
is written again.
"""

from dataclasses import dataclass, replace
from uuid import UUID

import orjson
from tortoise.expressions import Q

from app.db import connection
from app.deps import Deps
from app.domain.drafting import fold, markup
from app.domain.engine import moves
from app.domain.sms import segments
from app.domain.vocabulary import DraftState, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Code, not_found, refuse
from app.models import Account, Draft, Enrollment, Lead, StepRun
from app.services.checks import Checks
from app.services.enrollment import run_first_step
from app.services.idempotency import idempotent, writing
from app.services.paging import Slice, Window, part
from app.services.sending import apply_moves


@dataclass(frozen=True, slots=True)
class Decided:
    """The enrolment as it is after the decision; `message_sent` tells whether the provider has the text already."""

    enrollment: Enrollment
    draft: Draft
    message_sent: bool


async def pending_drafts(partner_id: UUID, account_id: UUID, window: Window) -> Slice[Draft]:
    """The account's texts that wait for a person, oldest first."""
    query = Draft.of(partner_id).filter(
        enrollment__account_id=account_id,
        enrollment__status=EnrollmentStatus.ACTIVE,
        enrollment__hold_reason=StepReason.AWAITING_REVIEW,
        state=DraftState.WAITING,
    )
    return await part(query.select_related("enrollment"), window)


async def _as_it_stands(done: Decided) -> Decided:
    """What an earlier call with the same key decided. That one was not answered, so this one tells of its message."""
    sent = StepRun.filter(enrollment_id=done.enrollment.id, position=done.draft.position, status=StepRunStatus.SENT)
    return replace(done, message_sent=await sent.exists())


@idempotent(refresh=_as_it_stands)
async def approve_draft(deps: Deps, partner_id: UUID, draft_id: UUID) -> Decided:
    """Sends the text as it is, through the same gates as every step. Refuses with NOT_FOUND or DRAFT_STALE."""
    async with writing(deps) as made:
        draft = await _waiting(partner_id, draft_id)
        if not draft.body:
            raise refuse(Code.INVALID_INPUT, "There is no text to approve: write one with editDraft.", "id")
        await _release(deps, draft)
        made(Decided(draft.enrollment, draft, message_sent=False))
    return await _sent(deps, draft)


@idempotent(refresh=_as_it_stands)
async def edit_draft(deps: Deps, partner_id: UUID, draft_id: UUID, body: str) -> Decided:
    """Sends what a person wrote in the text's place, who answers for its facts. Refuses as `approve` does, or with
    INVALID_INPUT."""
    async with writing(deps) as made:
        draft = await _waiting(partner_id, draft_id)
        account = await Account.get(id=draft.enrollment.account_id)
        draft.body = _checked(body, account)
        draft.generation = {**draft.generation, "edited": True}
        await _release(deps, draft)
        made(Decided(draft.enrollment, draft, message_sent=False))
    return await _sent(deps, draft)


@idempotent(refresh=_as_it_stands)
async def reject_draft(deps: Deps, partner_id: UUID, draft_id: UUID) -> Decided:
    """Skips the step. Refuses with NOT_FOUND or DRAFT_STALE."""
    now = deps.clock.now()
    async with writing(deps) as made:
        draft = await _waiting(partner_id, draft_id)
        await Draft.filter(id=draft.id).update(state=DraftState.REJECTED)
        move = moves.rejected_by_person(draft.enrollment_id, draft.position, now)
        moved = await apply_moves(connection(), [move], deps.settings.hour_seconds)
        made(Decided(draft.enrollment, draft, message_sent=False))
    await deps.queue.wake(m.wake_at for m in moved if m.wake_at)
    deps.events.tell(one for m in moved for one in (m.lead_id, m.account_id))
    return Decided(await Enrollment.get(id=draft.enrollment_id), draft, message_sent=False)


# ------------------------------------------------------------------ one that waits


async def _waiting(partner_id: UUID, draft_id: UUID) -> Draft:
    """The text with this id, its lead and its enrolment locked, in the order in which an inbound message does it."""
    found = await Draft.of(partner_id).filter(Q(id=draft_id) | Q(replaced_id=draft_id)).select_related("enrollment")
    if not found:
        raise not_found("draft", "id")
    run = found[0].enrollment
    lead = await Lead.filter(id=run.lead_id).select_for_update(no_key=True).get()
    await Enrollment.filter(id=run.id).select_for_update(no_key=True).get()
    draft = await Draft.filter(enrollment_id=run.id).select_related("enrollment").get()
    if problem := _stale(draft, draft_id, lead):
        raise refuse(Code.DRAFT_STALE, problem, "id")
    return draft


def _stale(draft: Draft, draft_id: UUID, lead: Lead) -> str | None:
    """Why nothing can be decided on this text any more, or None."""
    run = draft.enrollment
    if run.status is not EnrollmentStatus.ACTIVE or run.position != draft.position:
        return "This text no longer waits: the timeline of its enrolment says what became of the step."
    if draft.id != draft_id or draft.inbound_count != lead.inbound_count:
        return "The lead has written since this text was written. It is written again: see pendingDrafts."
    if draft.state is not DraftState.WAITING:
        return "This text no longer waits: it was decided on before."
    return None


def _checked(body: str, account: Account) -> str:
    """A person's text: of a length that can be sent, and without holes in it."""
    checks = Checks(())
    text = fold(checks.text(body, "The message", segments.MAX_BODY, "body"))
    if markup.placeholder(text):
        checks.refuse(Code.INVALID_INPUT, "There is a placeholder in it: write what is meant.", "body")
    if (count := segments.segment_count(text)) > account.ai_max_segments:
        message = f"It takes {count} SMS segments, and a text of this account {account.ai_max_segments}: shorten it."
        checks.refuse(Code.INVALID_INPUT, message, "body")
    checks.done()
    return text


_RELEASE = """
WITH ready AS (
    UPDATE draft SET state = 'READY', body = $2, generation = $3::jsonb WHERE id = $1 RETURNING enrollment_id)
UPDATE enrollment e SET wake_at = $4, hold_reason = NULL FROM ready WHERE e.id = ready.enrollment_id
"""


async def _release(deps: Deps, draft: Draft) -> None:
    how = orjson.dumps(draft.generation).decode()
    await connection().execute_query(_RELEASE, [draft.id, draft.body, how, deps.clock.now()])


async def _sent(deps: Deps, draft: Draft) -> Decided:
    sent = await run_first_step(deps, await Enrollment.get(id=draft.enrollment_id))
    enrollment = await Enrollment.get(id=draft.enrollment_id)
    deps.events.tell([enrollment.lead_id])
    return Decided(enrollment, draft, sent)

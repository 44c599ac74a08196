"""The review of drafts: a person approves, edits or rejects the text of a step.

A decision is about the text that the person read. When the lead has written meanwhile, the draft is stale and the
decision is refused; the model writes a new text.
"""

from dataclasses import dataclass, replace
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.db import connection
from app.deps import Deps
from app.domain.drafting import fold
from app.domain.engine import by_person
from app.domain.sms import segments, templates
from app.domain.vocabulary import DraftState, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Code, Refused, lead_suppressed, not_found, refuse
from app.models import Account, Draft, Enrollment, Lead, StepRun, Suggestion
from app.services.checks import Checks
from app.services.enrollment import Entry, is_suppressed, run_first_step, timelines
from app.services.idempotency import idempotent, writing
from app.services.paging import OLDEST_FIRST, Listing, Slice, Window
from app.services.sending import apply_moves, following_of


@dataclass(frozen=True, slots=True)
class Decided:
    """The enrollment after the decision; `message_sent`: whether the provider has accepted the text already."""

    enrollment: Enrollment
    draft: Draft
    message_sent: bool


# OFFSET keeps PostgreSQL from a join, which would read all of the account's drafts for a page.
_PENDING_OF_ACCOUNT = Listing(
    Draft,
    "account_id",
    OLDEST_FIRST,
    """x.state = 'WAITING' AND EXISTS (SELECT FROM account WHERE id = $4 AND partner_id = $5)
    AND EXISTS (SELECT FROM enrollment WHERE id = x.enrollment_id AND status = 'ACTIVE'
                AND hold_reason = 'AWAITING_REVIEW' OFFSET 0)""",
)


async def pending_drafts(partner_id: UUID, account_id: UUID, window: Window) -> Slice[Draft]:
    """The drafts of the account that await review, oldest first."""
    return (await _PENDING_OF_ACCOUNT.of_each([account_id], window, account_id, partner_id))[account_id]


async def find_draft(partner_id: UUID, draft_id: UUID) -> Draft | None:
    """The draft with this id, if it awaits review."""
    return await _pending(partner_id).filter(id=draft_id).first()


def _pending(partner_id: UUID) -> QuerySet[Draft]:
    return Draft.of(partner_id).filter(
        enrollment__status=EnrollmentStatus.ACTIVE,
        enrollment__hold_reason=StepReason.AWAITING_REVIEW,
        state=DraftState.WAITING,
    )


async def _as_it_stands(done: Decided) -> Decided:
    """The decision of an earlier call with the same key. That call got no answer, so this one reports its message."""
    sent = StepRun.filter(enrollment_id=done.enrollment.id, position=done.draft.position, status=StepRunStatus.SENT)
    return replace(done, message_sent=await sent.exists())


@idempotent(refresh=_as_it_stands)
async def approve_draft(deps: Deps, partner_id: UUID, draft_id: UUID) -> Decided:
    """Sends the draft as it is, through the gates of every step. Refuses with NOT_FOUND, LEAD_SUPPRESSED or
    DRAFT_STALE."""
    async with writing(deps) as made:
        draft = await _to_send(partner_id, draft_id)
        if not draft.body:
            raise refuse(Code.INVALID_INPUT, "There is no text to approve: write one with editDraft.", "id")
        await _release(deps, draft)
        made(Decided(draft.enrollment, draft, message_sent=False))
    return await _sent(deps, draft)


@idempotent(refresh=_as_it_stands)
async def edit_draft(deps: Deps, partner_id: UUID, draft_id: UUID, body: str) -> Decided:
    """Replaces the draft with the person's text and sends it. The checks of facts do not apply to a person's text.

    Refuses with NOT_FOUND, LEAD_SUPPRESSED, DRAFT_STALE or INVALID_INPUT.
    """
    async with writing(deps) as made:
        draft = await _to_send(partner_id, draft_id)
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
        following = await following_of(draft.enrollment_id)
        move = by_person.rejected(draft.enrollment_id, draft.position, following, now)
        moved = await apply_moves(connection(), [move], deps.settings.hour_seconds)
        made(Decided(draft.enrollment, draft, message_sent=False))
    await deps.queue.wake(m.wake_at for m in moved if m.wake_at)
    deps.events.tell(one for m in moved for one in (m.lead_id, m.account_id))
    return Decided(await Enrollment.get(id=draft.enrollment_id), draft, message_sent=False)


async def step_of(deps: Deps, done: Decided) -> Entry:
    """The step of a draft as the timeline of its enrollment tells it now: sent, failed, skipped, or why it waits."""
    enrollment = await Enrollment.get(id=done.enrollment.id)
    found = await timelines(deps, [enrollment])
    return next(entry for entry in found[enrollment.id] if entry.step.position == done.draft.position)


# ------------------------------------------------------------------ a draft that awaits review


async def _waiting(partner_id: UUID, draft_id: UUID) -> Draft:
    """The draft with this id; its lead and its enrollment are locked, in the order of an inbound message."""
    found = await Draft.of(partner_id).filter(Q(id=draft_id) | Q(replaced_id=draft_id)).select_related("enrollment")
    if not found:
        raise await _no_draft(partner_id, draft_id)
    run = found[0].enrollment
    lead = await Lead.filter(id=run.lead_id).select_for_update(no_key=True).get()
    await Enrollment.filter(id=run.id).select_for_update(no_key=True).get()
    draft = await Draft.filter(enrollment_id=run.id).select_related("enrollment").get()
    if problem := _stale(draft, draft_id, lead):
        raise refuse(Code.DRAFT_STALE, problem, "id")
    return draft


async def _no_draft(partner_id: UUID, draft_id: UUID) -> Refused:
    """The refusal of an id that no draft has; a suggested reply has one of the same form."""
    if await Suggestion.of(partner_id).filter(id=draft_id).exists():
        return refuse(
            Code.NOT_FOUND, "This is a suggested reply and no draft of a step: send its text with sendMessage.", "id"
        )
    return not_found("draft", "id")


async def _to_send(partner_id: UUID, draft_id: UUID) -> Draft:
    """The locked draft that a person wants to be sent. Refuses with LEAD_SUPPRESSED too."""
    found = await Draft.of(partner_id).filter(id=draft_id).select_related("enrollment__lead").first()
    if found and await is_suppressed(partner_id, found.enrollment.account_id, found.enrollment.lead.phone):
        raise lead_suppressed("id")
    return await _waiting(partner_id, draft_id)


def _stale(draft: Draft, draft_id: UUID, lead: Lead) -> str | None:
    """Why the draft no longer awaits a decision, as a sentence, or None."""
    run = draft.enrollment
    if run.status is not EnrollmentStatus.ACTIVE or run.position != draft.position:
        return "This draft no longer awaits review: the timeline of its enrollment says what happened to the step."
    if draft.id != draft_id or draft.inbound_count != lead.inbound_count:
        return "The lead has written or was changed since this draft. A new draft is being written: see pendingDrafts."
    if draft.state is not DraftState.WAITING:
        return "This draft no longer awaits review: a decision was made before."
    return None


def _checked(body: str, account: Account) -> str:
    """A person's text: short enough to be sent, without placeholders."""
    checks = Checks(())
    text = fold(checks.text(body, "The message", segments.MAX_BODY, "body"))
    if problem := templates.unfilled(text):
        checks.refuse(Code.INVALID_INPUT, problem, "body")
    if (count := segments.segment_count(text)) > account.ai_max_segments:
        message = f"The text has {count} SMS segments; this account allows {account.ai_max_segments}. Shorten it."
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
    deps.events.tell([enrollment.lead_id, enrollment.account_id])
    return Decided(enrollment, draft, sent)

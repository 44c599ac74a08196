"""Who may be written to. Every change leaves its evidence, in the transaction that makes it."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.domain.ids import new_id
from app.domain.progress import Move
from app.domain.vocabulary import CancelReason, ConsentChange
from app.models import ConsentEvent, Enrollment, Lead
from app.services import endings


async def opt_out(
    lead: Lead, rule: str, message_id: UUID | None, now: datetime, said_at: datetime | None = None
) -> int:
    """Opts the lead out and cancels every active enrolment. Inside the caller's transaction, the lead locked.

    Answers how many enrolments were cancelled. `said_at` is when the lead said so, if that was not just now.
    """
    if lead.opted_out_at is None:
        await Lead.filter(id=lead.id).update(opted_out_at=said_at or now)
        await _remember(lead, ConsentChange.OPT_OUT, rule, message_id, said_at or now)
    return await endings.cancel(CancelReason.OPTED_OUT, now, "lead_id", lead.id)


async def opt_in(lead: Lead, rule: str, message_id: UUID | None, now: datetime) -> None:
    """Lets the lead be written to again. Inside the caller's transaction, the lead locked."""
    if lead.opted_out_at is not None:
        await Lead.filter(id=lead.id).update(opted_out_at=None)
        await _remember(lead, ConsentChange.OPT_IN, rule, message_id, now)


async def _remember(lead: Lead, change: ConsentChange, rule: str, message_id: UUID | None, now: datetime) -> None:
    await ConsentEvent.create(
        id=new_id(),
        account_id=lead.account_id,
        phone=lead.phone,
        change=change,
        message_id=message_id,
        rule=rule,
        created_at=now,
    )


async def ended_by_provider(move: Move, now: datetime) -> None:
    """The provider said something about the lead and not only about one message: it holds for every enrolment."""
    enrollment = await Enrollment.get(id=move.enrollment_id)
    async with in_transaction():
        lead = await Lead.filter(id=enrollment.lead_id).select_for_update(no_key=True).get()
        if move.cancel_reason is CancelReason.OPTED_OUT:
            await opt_out(lead, f"provider:{move.error_code}", move.attempt_id, now)
        elif move.cancel_reason is CancelReason.INVALID_NUMBER:
            await endings.cancel(CancelReason.INVALID_NUMBER, now, "lead_id", lead.id)

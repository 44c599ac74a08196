"""A dry run of a sequence: by the engine's own decisions and renderer, and nothing is sent or stored."""

from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain.calendar.caps import Counted
from app.domain.calendar.delays import NO_DELAY, Following, unheeded
from app.domain.engine import explain
from app.domain.engine.decide import Due
from app.domain.engine.forecast import Ahead, Foreseen, begun
from app.domain.ids import new_id
from app.domain.people.pause import last_to_end
from app.domain.sms import custom, phones, templates, values, warnings
from app.domain.sms.first_message import FirstMessageRule
from app.domain.vocabulary import EnrollmentStatus, MisfirePolicy, StepType
from app.errors import Code, Path, not_found
from app.models import Account, Enrollment, Lead, Sequence, Step
from app.services.checks import FARTHEST, Checks
from app.services.enrollment.consent import is_suppressed, opted_out_of
from app.services.enrollment.expected import foreseen_together
from app.services.enrollment.variables import checked as checked_variables
from app.services.sending import AUTOMATED, addresses, count_for_lead

MAX_REPLIES = 100


@dataclass(frozen=True, slots=True)
class PreviewedStep:
    """One step, what would become of it, and which of its variables have neither a value nor a default."""

    step: Step
    foreseen: Foreseen
    missing: list[str]


async def preview_sequence(
    deps: Deps,
    partner_id: UUID,
    sequence_id: UUID,
    phone: str | None,
    at: datetime | None,
    replies: Rows[datetime],
    variables: Any = None,
) -> list[PreviewedStep]:
    """What today's steps would come to for the lead with this phone (without one, for a lead of whom nothing is
    known) if they were enrolled with these variables at `at` (without one, now) and replied at these moments.

    Refuses with NOT_FOUND, INVALID_PHONE or INVALID_INPUT.
    """
    sequence = await Sequence.of(partner_id).filter(id=sequence_id, deleted_at=None).select_related("account").first()
    if sequence is None:
        raise not_found("sequence", "sequenceId")
    of_version = Step.filter(version__sequence_id=sequence.id, version__version=sequence.version)
    steps = await of_version.order_by("position")
    return await preview_lead(deps, sequence.account, sequence, steps, phone, None, at, replies, variables)


async def preview_lead(
    deps: Deps,
    account: Account,
    sequence: Sequence | None,
    steps: Rows[Step],
    phone: str | None,
    invented: Lead | None,
    at: datetime | None,
    replies: Rows[datetime],
    variables: Any,
) -> list[PreviewedStep]:
    """What these steps would come to for the lead of the account with this phone, or for an invented lead.

    Refuses with INVALID_PHONE or INVALID_INPUT.
    """
    begins = at or deps.clock.now()
    number, given = _checked(deps.clock.now(), account, phone, begins, replies, variables)
    lead = invented or await Lead.filter(account_id=account.id, phone=number).first() or Lead(phone=number)
    senders = await addresses(account.id)
    lead.opted_out_at = lead.opted_out_at or await opted_out_of(senders, number)
    limits = lead.limits(account, begins)
    recipient = Recipient(
        account,
        sequence,
        lead,
        await is_suppressed(account.partner_id, account.id, number),
        given,
        await _last_automated(lead, account.first_message),
        await count_for_lead(connection(), lead.id, limits, begins, deps.settings.hour_seconds),
    )
    ahead = [Ahead(_due(recipient, step, begins), step.delay) for step in steps]
    hour_seconds = deps.settings.hour_seconds
    course = begun(ahead, begins, replies, hour_seconds, lead.days(account))
    await foreseen_together([course], hour_seconds, deps.concurrency.turns.of(account.id))
    each = zip(steps, course.found, ahead, strict=True)
    return [PreviewedStep(step, what, _missing(one.due)) for step, what, one in each]


@dataclass(frozen=True, slots=True)
class PreviewWarning:
    """Something that is allowed, and that the caller may not expect. `path` names the argument that it is about, or
    leads to the step."""

    message: str
    path: Path


async def preview_warnings(
    deps: Deps, partner_id: UUID, sequence_id: UUID, phone: str | None, steps: Rows[PreviewedStep]
) -> list[PreviewWarning]:
    """The warnings about enrolling this phone, and about the previewed texts."""
    sequence = await Sequence.of(partner_id).filter(id=sequence_id, deleted_at=None).select_related("account").first()
    if sequence is None:
        return []
    account, found = sequence.account, warnings_of(deps, sequence.account, steps)
    number = phones.normalize(phone, phones.region_of(account.phone_number)) if phone else None
    return [*await _enrolled_before(partner_id, sequence_id, number), *found] if number else found


def warnings_of(deps: Deps, account: Account, steps: Rows[PreviewedStep]) -> list[PreviewWarning]:
    """The warnings about previewed texts and delays."""
    texts = {number: step.foreseen.text for number, step in enumerate(steps) if step.foreseen.text}
    of_texts = warnings.of_steps([one.step for one in steps], account.company_name, account.first_message, texts)
    of_delays = [
        PreviewWarning(sentence, ("steps", str(number)))
        for number, one in enumerate(steps)
        if (sentence := unheeded(one.step.delay, deps.settings.hour_seconds))
    ]
    found = [*of_delays, *(PreviewWarning(one.message, ("steps", *one.path)) for one in of_texts)]
    return found[: warnings.MAX_WARNINGS]


async def _enrolled_before(partner_id: UUID, sequence_id: UUID, number: str) -> list[PreviewWarning]:
    """That a lead was on the sequence before: it begins again at the first step."""
    runs = Enrollment.of(partner_id).filter(sequence_id=sequence_id, lead__phone=number)
    if await runs.filter(status=EnrollmentStatus.ACTIVE).exists():
        return [PreviewWarning("The lead is on this sequence now: enrolling again changes nothing.", ("phone",))]
    if last := await runs.order_by("-id").first():
        how = "canceled" if last.status is EnrollmentStatus.CANCELLED else "completed"
        ended = f"{how} at {explain.utc(last.ended_at)}" if last.ended_at else how
        message = f"The lead was on this sequence before ({ended}): enrolling begins again with the first step."
        return [PreviewWarning(message, ("phone",))]
    return []


def _checked(
    now: datetime, account: Account, phone: str | None, begins: datetime, replies: Rows[datetime], variables: Any
) -> tuple[str, dict[str, Any] | None]:
    """The phone as a number (an empty one if none was given), and the variables."""
    checks = Checks(())
    if abs(begins - now) > FARTHEST:
        checks.refuse(Code.INVALID_INPUT, "A preview begins within ten years of today.", "at")
    if len(replies) > MAX_REPLIES:
        checks.refuse(Code.INVALID_INPUT, f"A preview takes at most {MAX_REPLIES} replies.", "replies")
    number = "" if phone is None else checks.lead_phone(phone, account.phone_number, "phone")
    given = checked_variables(checks, variables)
    checks.done()
    return number, given


def _missing(due: Due) -> list[str]:
    return templates.missing(templates.parse(due.message), due.values) if due.message else []


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a preview is for. `suppressed`: the phone is on a do-not-contact list. `last_automated_at`: see `Due`.
    `counted`: the messages to the lead so far, as caps count them."""

    account: Account
    sequence: Sequence | None
    lead: Lead
    suppressed: bool
    variables: dict[str, Any] | None
    last_automated_at: datetime | None
    counted: Counted


_LAST_AUTOMATED = f"SELECT created_at FROM message WHERE lead_id = $1 AND {AUTOMATED} ORDER BY created_at DESC LIMIT 1"


async def _last_automated(lead: Lead, rule: FirstMessageRule | None) -> datetime | None:
    """When the account last sent this lead a message of a step; None too if there is no rule for first messages."""
    if rule is None:
        return None
    found = await connection().execute_query_dict(_LAST_AUTOMATED, [lead.id])
    return found[0]["created_at"] if found else None


def _due(recipient: Recipient, step: Step, begins: datetime) -> Due:
    """The step as the engine would see it in its turn."""
    account, sequence, lead = recipient.account, recipient.sequence, recipient.lead
    return Due(
        enrollment_id=new_id(),
        account_id=account.id,
        lead_id=lead.id,
        position=step.position,
        status=EnrollmentStatus.ACTIVE,
        due_at=begins,
        failed_writings=0,
        failed_preparations=0,
        attempt_id=None,
        attempts=0,
        looks=0,
        hold_reason=None,
        replied_at=None,
        step_type=StepType(step.type),
        message=step.message,
        skip_if_replied=step.skip_if_replied,
        opted_out_at=lead.opted_out_at,
        suppressed=recipient.suppressed,
        requires_consent=account.require_consent,
        has_consent=lead.consent is not None,
        pause=last_to_end(lead.pause, sequence.pause if sequence else None, account.pause),
        inbound_count=lead.inbound_count,
        draft_id=None,
        draft=None,
        draft_inbound_count=None,
        phone=lead.phone,
        sender_id=account.id,
        sender=account.phone_number,
        sender_hold=None,
        rules_version=0,
        calendar=lead.calendar(account),
        at_once=step.position == 0 and step.delay == NO_DELAY and not account.strict_hours,
        values=values.lead_values(
            first_name=lead.first_name,
            last_name=lead.last_name,
            name=lead.name,
            email=lead.email,
            property_address=lead.property_address,
            company=account.company_name,
        )
        | custom.read(recipient.variables, lead.metadata),
        ai_review=account.ai_review,
        misfire=MisfirePolicy(sequence.misfire) if sequence else MisfirePolicy.SEND,
        expire_after_hours=sequence.expire_after_hours if sequence else None,
        own_delay=Following(step.delay, lead.days(account)),
        hour=recipient.counted.hour,
        first_message=account.first_message,
        last_automated_at=recipient.last_automated_at,
        caps=account.limits,
        counted=recipient.counted,
    )

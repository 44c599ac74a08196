"""What callers read. Each type wraps a row; what lies beyond the row comes from the request's loaders."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Generic, Self, TypeVar

import strawberry
from strawberry import UNSET, Private

from app import errors, models
from app.domain import ids
from app.domain import vocabulary as words
from app.errors import Code, Refusal
from app.graphql import words as _enums  # noqa: F401  (makes the vocabularies enums of the API)
from app.graphql.context import Info
from app.graphql.errors import bad_input
from app.graphql.fields import given, resolved, told
from app.graphql.loaders import SequenceList
from app.graphql.scalars import Json, PhoneNumber
from app.services import consent
from app.services.enrollments import Entry
from app.services.reading import R, Slice, Window

T = TypeVar("T")
MAX_LIMIT = 250
MAX_OFFSET = 1_000_000

Limit = Annotated[int, strawberry.argument(description="At most how many items to answer, 1 to 250.")]
Offset = Annotated[int, strawberry.argument(description="How many items to pass over first.")]
IsActive = Annotated[
    bool | None,
    strawberry.argument(description="Only those that take new enrolments (true), or only those that do not (false)."),
]


def window(limit: int, offset: int) -> Window:
    """The part of a list that a caller asks for; refused when it makes no sense."""
    if not 1 <= limit <= MAX_LIMIT:
        raise bad_input(f"limit must be from 1 to {MAX_LIMIT}; it is {limit}.")
    if not 0 <= offset <= MAX_OFFSET:
        raise bad_input(f"offset must be from 0 to {MAX_OFFSET:,}; it is {offset:,}. Narrow the list instead.")
    return Window(limit, offset)


@strawberry.type(description="One part of a list.")
class Page(Generic[T]):
    """The source document's total, limit and offset."""

    items: list[T] = told("The items of this part, in the order of the list.")
    total: int = told("How many items the whole list has.")
    limit: int = told("The limit that was asked for.")
    offset: int = told("The offset that was asked for.")
    has_more: bool = told("Whether items follow after this part.")

    @classmethod
    def of(cls, found: Slice[R], part: Window, show: Callable[[R], T]) -> "Page[T]":
        """The page that shows these rows."""
        more = part.offset + len(found.rows) < found.total
        return Page(
            items=[show(row) for row in found.rows],
            total=found.total,
            limit=part.limit,
            offset=part.offset,
            has_more=more,
        )


@strawberry.type(description="A partner: whoever holds the API key.")
class Partner:
    id: strawberry.ID = told("The partner's id, `prt_…`.")
    name: str = told("The partner's name.")
    created_at: datetime = told("When the partner was made.")

    @classmethod
    def of(cls, row: models.Partner) -> Self:
        return cls(id=strawberry.ID(ids.encode(ids.PARTNER, row.id)), name=row.name, created_at=row.created_at)


@strawberry.type(description="Whose key this is.")
class Viewer:
    partner: Partner = told("The partner that the key belongs to.")


@strawberry.type(description="The hours of the day in which messages may leave, in the lead's local time.")
class SendingWindow:
    start: str = told("When it opens, such as `08:00`.")
    end: str = told("When it closes, such as `21:00`. A window that ends before it starts goes over midnight.")


@strawberry.type(description="A company that you send for, with the number it sends from.")
class Account:
    row: Private[models.Account]
    id: strawberry.ID = told("The account's id, `acc_…`.")
    name: str = told("What you call the account.")
    company_name: str = told("What `{{company}}` becomes in a message.")
    phone_number: PhoneNumber = told("The Twilio number that it sends from and is answered on.")
    time_zone: str = told("The account's IANA time zone.")
    sending_window: SendingWindow | None = told("When messages may leave. Null: at any hour.")
    created_at: datetime = told("When the account was made.")

    @classmethod
    def of(cls, row: models.Account) -> Self:
        hours = (
            SendingWindow(start=row.window_start, end=row.window_end) if row.window_start and row.window_end else None
        )
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.ACCOUNT, row.id)),
            name=row.name,
            company_name=row.company_name,
            phone_number=PhoneNumber(row.phone_number),
            time_zone=row.time_zone,
            sending_window=hours,
            created_at=row.created_at,
        )

    @resolved("The account's sequences, oldest first.")
    async def sequences(
        self, info: Info, is_active: IsActive = UNSET, limit: Limit = 50, offset: Offset = 0
    ) -> Page["Sequence"]:
        part = window(limit, offset)
        found = await info.context.loaders.sequence_list.load(SequenceList(self.row.id, given(is_active), part))
        return Page.of(found, part, Sequence.of)


@strawberry.type(description="One step of a sequence.")
class Step:
    order: int = told("The step's place, from 0.")
    type: words.StepType = told("Who writes the message: you (FIXED) or the AI.")
    message: str | None = told("The template of a FIXED step.")
    instructions: str | None = told("What the AI is told, for an AI step.")
    delay_hours: int = told("How many hours after the step before it was settled; the first counts from the enrolment.")
    skip_if_replied: bool = told("Whether the step is skipped when the lead has replied since the enrolment.")

    @classmethod
    def of(cls, row: models.Step) -> Self:
        return cls(
            order=row.position,
            type=row.type,
            message=row.message,
            instructions=row.instructions,
            delay_hours=row.delay_hours,
            skip_if_replied=row.skip_if_replied,
        )


@strawberry.type(description="An automated follow-up: messages with delays between them.")
class Sequence:
    row: Private[models.Sequence]
    id: strawberry.ID = told("The sequence's id, `seq_…`.")
    name: str = told("The sequence's name.")
    description: str | None = told("What the sequence is for.")
    is_active: bool = told("Whether it takes new enrolments. Those under way go on in either case.")
    is_default: bool = told("Whether `importLead` with `autoSequence` starts new leads on it. At most one an account.")
    version: int = told("Grows by one each time the steps change.")
    created_at: datetime = told("When the sequence was made.")
    updated_at: datetime = told("When the sequence was changed last.")

    @classmethod
    def of(cls, row: models.Sequence) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.SEQUENCE, row.id)),
            name=row.name,
            description=row.description,
            is_active=row.is_active,
            is_default=row.is_default,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    @resolved("The account that the sequence belongs to.")
    async def account(self, info: Info) -> Account:
        return Account.of(there(await info.context.loaders.account.load(self.row.account_id)))

    @resolved("The steps that new enrolments get, in order.")
    async def steps(self, info: Info) -> list[Step]:
        return [Step.of(step) for step in await info.context.loaders.steps.load(self.row)]

    @resolved("How many leads were ever enrolled.")
    async def enrolled_count(self, info: Info) -> int:
        return (await info.context.loaders.counts.load(self.row.id))[0]

    @resolved("How many leads reached the end.")
    async def completed_count(self, info: Info) -> int:
        return (await info.context.loaders.counts.load(self.row.id))[1]


@strawberry.type(description="A person with a phone, inside one account.")
class Lead:
    row: Private[models.Lead]
    id: strawberry.ID = told("The lead's id, `lead_…`.")
    phone: PhoneNumber = told("The lead's phone, unique in the account.")
    first_name: str | None = told("The lead's first name, `{{first_name}}`.")
    last_name: str | None = told("The lead's last name, `{{last_name}}`.")
    name: str | None = told("The lead's full name, `{{name}}`.")
    email: str | None = told("The lead's e-mail address, `{{email}}`.")
    property_address: str | None = told("The address of the lead's property, `{{property_address}}`.")
    external_id: str | None = told("Your own id of the lead, unique in the account.")
    source: str | None = told("Where the lead came from.")
    notes: str | None = told("What you noted about the lead.")
    time_zone: str | None = told("The lead's IANA time zone, if you know it.")
    metadata: Json | None = told("Anything else that you store with the lead.")
    opted_out_at: datetime | None = told("When the lead opted out. Null: the lead may be written to.")
    created_at: datetime = told("When the lead was first seen.")

    @classmethod
    def of(cls, row: models.Lead) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.LEAD, row.id)),
            phone=PhoneNumber(row.phone),
            first_name=row.first_name,
            last_name=row.last_name,
            name=row.name,
            email=row.email,
            property_address=row.property_address,
            external_id=row.external_id,
            source=row.source,
            notes=row.notes,
            time_zone=row.time_zone,
            metadata=row.metadata,
            opted_out_at=row.opted_out_at,
            created_at=row.created_at,
        )

    @resolved("The account that the lead belongs to.")
    async def account(self, info: Info) -> Account:
        return Account.of(there(await info.context.loaders.account.load(self.row.account_id)))

    @resolved("Every change of the lead's consent, oldest first: the evidence for `optedOutAt`.")
    async def consent_history(self, info: Info) -> list["ConsentEvent"]:
        return [ConsentEvent.of(row) for row in await info.context.loaders.consent.load(self.row)]

    @resolved("Every enrolment of the lead, oldest first, those that have ended included.")
    async def enrollments(self, info: Info) -> list["Enrollment"]:
        return [Enrollment.of(row) for row in await info.context.loaders.enrollments.load(self.row.id)]


@strawberry.type(description="One run of one lead through a sequence.")
class Enrollment:
    row: Private[models.Enrollment]
    id: strawberry.ID = told("The enrolment's id, `enr_…`.")
    status: words.EnrollmentStatus = told("Where the enrolment stands.")
    cancel_reason: words.CancelReason | None = told("Why it was cancelled, if it was.")
    enrolled_at: datetime = told("When this run began.")
    next_step_at: datetime | None = told("When the next step is to go. Null once the enrolment has ended.")
    ended_at: datetime | None = told("When it was completed or cancelled. Null while it is under way.")

    @classmethod
    def of(cls, row: models.Enrollment) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.ENROLLMENT, row.id)),
            status=row.status,
            cancel_reason=row.cancel_reason,
            enrolled_at=row.started_at,
            next_step_at=_next_step_at(row),
            ended_at=row.ended_at,
        )

    @resolved("The lead who is enrolled.")
    async def lead(self, info: Info) -> Lead:
        return Lead.of(there(await info.context.loaders.lead.load(self.row.lead_id)))

    @resolved("The sequence, as it is today. It can be read here even after it was deleted.")
    async def sequence(self, info: Info) -> Sequence:
        return Sequence.of(there(await info.context.loaders.sequence.load(self.row.sequence_id)))

    @resolved("The version whose steps this lead is on, whatever the sequence says today.")
    async def sequence_version(self, info: Info) -> int:
        return there(await info.context.loaders.version.load(self.row.version_id)).version

    @resolved("One entry for each step, in order, the future ones included.")
    async def timeline(self, info: Info) -> list["StepRun"]:
        return [StepRun.of(entry) for entry in await info.context.loaders.timeline.load(self.row)]


def _next_step_at(row: models.Enrollment) -> datetime | None:
    if row.status is not words.EnrollmentStatus.ACTIVE:
        return None
    # `wake_at` is when the engine looks again: of use to a caller only for a step that is held until then. For one
    # that is being written or is in flight it is the end of a reservation.
    return row.wake_at if row.hold_reason and row.attempt_id is None else row.due_at


@strawberry.type(description="What the AI did to write a message.")
class Generation:
    model: str = told("The model that wrote it.")
    input_tokens: int = told("How many tokens the model read.")
    output_tokens: int = told("How many tokens the model wrote.")
    cost_usd: float | None = told("What that cost in US dollars, if the price is known.")
    fallback: bool = told("Whether a stand-in wrote it, because the model could not or was not set up.")

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        return cls(
            model=stored["model"],
            input_tokens=stored["input_tokens"],
            output_tokens=stored["output_tokens"],
            cost_usd=stored.get("cost_usd"),
            fallback=stored["fallback"],
        )


@strawberry.type(description="An SMS to or from a lead.")
class Message:
    id: strawberry.ID = told("The message's id, `msg_…`.")
    direction: words.MessageDirection = told("Which way it went.")
    body: str = told("The text.")
    source: words.MessageSource | None = told("Who wrote it. Null for an inbound one.")
    status: words.MessageStatus = told("What became of it.")
    segments: int = told("How many SMS segments it takes.")
    error_code: int | None = told("The SMS provider's error code, if it reported one.")
    provider_sid: str | None = told("The SMS provider's id of the message.")
    created_at: datetime = told("When it was written or received.")
    sent_at: datetime | None = told("When it was handed to the SMS provider.")
    delivered_at: datetime | None = told("When the carrier confirmed that it arrived.")
    generation: Generation | None = told("How the AI wrote it. Null for all other messages.")

    @classmethod
    def of(cls, row: models.Message) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(ids.MESSAGE, row.id)),
            direction=row.direction,
            body=row.body,
            source=row.source,
            status=row.status,
            segments=row.segments,
            error_code=row.error_code,
            provider_sid=row.provider_sid,
            created_at=row.created_at,
            sent_at=row.sent_at,
            delivered_at=row.delivered_at,
            generation=Generation.of(row.generation) if row.generation else None,
        )


@strawberry.type(description="One change of a lead's consent, with its evidence.")
class ConsentEvent:
    row: Private[models.ConsentEvent]
    change: words.ConsentChange = told("Which way it changed.")
    at: datetime = told("When the lead said so.")
    rule: str = told("The rule that read it, such as `keyword:STOP`, or the provider's code, such as `provider:21610`.")
    source: words.ConsentSource = told("On whose word.")

    @classmethod
    def of(cls, row: models.ConsentEvent) -> Self:
        return cls(row=row, change=row.change, at=row.created_at, rule=row.rule, source=consent.source(row))

    @resolved("The message that said so, word for word; of a change by the provider, the one that it refused.")
    async def message(self, info: Info) -> Message | None:
        row = await info.context.loaders.message.load(self.row.message_id) if self.row.message_id else None
        return Message.of(row) if row else None


@strawberry.type(description="One step of one enrolment: planned, or how it went.")
class StepRun:
    entry: Private[Entry]
    status: words.StepRunStatus = told("Where the step stands.")
    due_at: datetime | None = told("When it is planned, or when it was due.")
    settled_at: datetime | None = told("When it was sent, skipped, failed or cancelled. Null before.")
    reason: words.StepReason | None = told("Why it waits, was skipped, failed or was cancelled.")
    explanation: str = told("One sentence with the evidence: which rule, which reply, which clock.")

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            entry=entry,
            status=entry.status,
            due_at=entry.due_at,
            settled_at=entry.settled_at,
            reason=entry.reason,
            explanation=entry.explanation,
        )

    @resolved("The step, as it was when the lead was enrolled.")
    def step(self) -> Step:
        return Step.of(self.entry.step)

    @resolved("The message that the step sent, or tried to send.")
    async def message(self, info: Info) -> Message | None:
        if self.entry.message_id is None:
            return None
        row = await info.context.loaders.message.load(self.entry.message_id)
        return Message.of(row) if row else None


@strawberry.type(description="One reason why a mutation was refused. Nothing was changed.")
class UserError:
    code: errors.Code = told("The kind of mistake, for programs.")
    message: str = told("What is wrong and what to do about it, for people.")
    path: list[str] = told('Which argument or input field is meant, such as ["input", "steps", "1", "message"].')

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        return cls(code=Code(refusal.code), message=refusal.message, path=list(refusal.path))


def there(row: T | None) -> T:
    """A row that a foreign key says is there."""
    if row is None:
        raise LookupError("a parent row is missing")
    return row

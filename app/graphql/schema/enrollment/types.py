"""Enrollments and their timelines."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.sms import segments
from app.graphql.context import Info
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common.fields import must_exist, output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.pauses import Pause
from app.graphql.schema.common.scalars import Json
from app.graphql.schema.conversations.types import Message
from app.graphql.schema.people.types import Lead
from app.graphql.schema.sequences.types import Sequence, Step
from app.services.enrollment import Entry, UpcomingStep
from app.services.sequences import MAX_STEPS

NEXT_STEP_AT = (
    "When the next step will be sent or skipped, if nothing else happens: after its delay, the hours, pauses and all "
    "else that it waits for (`expectedAt` of that step). If nobody knows that, when its delay is over. Null once the "
    "enrollment has ended."
)


@strawberry.type(description="One run of one lead through a sequence.")
class Enrollment(Node):
    row: Private[models.Enrollment]
    id: strawberry.ID = output_field("The enrollment's id, `enr_…`.")
    status: words.EnrollmentStatus = output_field("The state of the enrollment.")
    cancel_reason: words.CancelReason | None = output_field("Why the enrollment was canceled, if it was.")
    enrolled_at: datetime = output_field("When this run began.")
    ended_at: datetime | None = output_field("When the enrollment was completed or canceled. Null while it is active.")
    current_step: int | None = output_field(
        "The position of the step that is next or in progress. The first step is 0. Null once the enrollment has ended."
    )
    replied_at: datetime | None = output_field("When the lead first replied to this run. Null: not yet.")
    converted_at: datetime | None = output_field(
        "When the event happened that is the goal of the sequence. Null: it has not been recorded for this run."
    )
    variables: Json | None = output_field(
        "The values of `{{custom.NAME}}` that this run was enrolled with. The lead's `metadata` has the others."
    )

    @classmethod
    def of(cls, row: models.Enrollment) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.ENROLLMENT, row.id)),
            status=row.status,
            cancel_reason=row.cancel_reason,
            enrolled_at=row.started_at,
            ended_at=row.ended_at,
            current_step=row.position if row.status is words.EnrollmentStatus.ACTIVE else None,
            replied_at=row.replied_at,
            converted_at=row.converted_at,
            variables=row.variables,
        )

    @resolved_field(
        "The pause of this enrollment alone. Null: there is none. Its lead, sequence and account have their own."
    )
    def pause(self, info: Info) -> Pause | None:
        return Pause.in_force(self.row.pause, info.context.deps.clock.now())

    @resolved_field(NEXT_STEP_AT)
    async def next_step_at(self, info: Info) -> datetime | None:
        return await info.context.loaders.next_step_at.load(self.row)

    @resolved_field("The account that the enrollment belongs to.")
    async def account(self, info: Info) -> Account:
        return Account.of(must_exist(await info.context.loaders.account.load(self.row.account_id)))

    @resolved_field("The enrolled lead.")
    async def lead(self, info: Info) -> Lead:
        return Lead.of(must_exist(await info.context.loaders.lead.load(self.row.lead_id)))

    @resolved_field("The sequence as it is today. A deleted sequence can still be read here.")
    async def sequence(self, info: Info) -> Sequence:
        return Sequence.of(must_exist(await info.context.loaders.sequence.load(self.row.sequence_id)))

    @resolved_field("The version of the sequence whose steps this enrollment follows. Later versions do not change it.")
    async def sequence_version(self, info: Info) -> int:
        return must_exist(await info.context.loaders.version.load(self.row.version_id)).version

    @resolved_field(
        f"One entry for each step, in order; at most {MAX_STEPS}, because a sequence has no more. Future steps are "
        "included.",
        most_items=MAX_STEPS,
    )
    async def timeline(self, info: Info) -> list["StepRun"]:
        return [StepRun.of(entry) for entry in await info.context.loaders.timeline.load(self.row)]


@strawberry.type(description="One step of one enrollment: its plan or its outcome.")
class StepRun:
    entry: Private[Entry]
    status: words.StepRunStatus = output_field("The state of the step.")
    due_at: datetime | None = output_field("When the step is planned, or when it was due.")
    expected_at: datetime | None = output_field(
        "When the step will be sent or skipped, if nothing else happens: after its delay, the hours, pauses and all "
        "else that it waits for. Null once it has ended, and if nobody knows, because it waits for a person or for a "
        "value: `reason` says so, of this step or of a step before it."
    )
    expected_status: words.StepRunStatus | None = output_field(
        "The state that the step will reach at `expectedAt`: SENT, SKIPPED, FAILED or CANCELLED."
    )
    text: str | None = output_field(
        "The text that was sent. Before that, the text as it would be sent with the lead's data of now. Null for an AI "
        "step whose text is not written yet, and for a step that is skipped."
    )
    segments: int | None = output_field("How many SMS segments the text has. Null without a text.")
    settled_at: datetime | None = output_field("When the step was sent, skipped, failed or canceled. Null before that.")
    reason: words.StepReason | None = output_field("Why the step waits, or was skipped, failed or canceled.")
    explanation: str = output_field("One sentence that gives the evidence: the rule, the reply or the clock.")
    by: str | None = output_field("The operator who skipped the step, or had it sent now. Null: nobody did.")

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            entry=entry,
            status=entry.status,
            due_at=entry.due_at,
            expected_at=entry.expected_at,
            expected_status=entry.expected_status,
            text=entry.text,
            segments=segments.segment_count(entry.text) if entry.text else None,
            settled_at=entry.settled_at,
            reason=entry.reason,
            explanation=entry.explanation,
            by=entry.by,
        )

    @resolved_field("The step as it was when the lead was enrolled.")
    def step(self) -> Step:
        return Step.of(self.entry.step)

    @resolved_field("The message that the step sent or tried to send.")
    async def message(self, info: Info) -> Message | None:
        return await _message(self.entry.message_id, info)

    @resolved_field("The reply of the lead because of which the step was or will be skipped.")
    async def evidence(self, info: Info) -> Message | None:
        return await _message(self.entry.evidence_id, info)


@strawberry.type(description="A step that is next in its enrollment, and waits.")
class UpcomingSend:
    enrollment: Enrollment = output_field("The enrollment.")
    step_run: StepRun = output_field("The step that is next.")

    @classmethod
    def of(cls, upcoming: UpcomingStep) -> Self:
        return cls(enrollment=Enrollment.of(upcoming.enrollment), step_run=StepRun.of(upcoming.entry))


async def _message(message_id: UUID | None, info: Info) -> Message | None:
    row = await info.context.loaders.message.load(message_id) if message_id else None
    return Message.of(row) if row else None

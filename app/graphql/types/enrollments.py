"""Enrolments and their timelines."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Info
from app.graphql.fields import resolved, there, told
from app.graphql.types.leads import Lead
from app.graphql.types.messages import Message
from app.graphql.types.node import Node
from app.graphql.types.sequences import Sequence, Step
from app.services.enrollment import Entry


@strawberry.type(description="One run of one lead through a sequence.")
class Enrollment(Node):
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
            next_step_at=row.next_step_at,
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

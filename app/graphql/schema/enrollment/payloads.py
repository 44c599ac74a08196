"""What mutations of enrollments answer."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Self

import strawberry
from strawberry import Private

from app.domain import vocabulary as words
from app.errors import Refused
from app.graphql.context import Info
from app.graphql.guard.cost import PerRow
from app.graphql.schema.common.fast_fields import attach, selected_below
from app.graphql.schema.common.fields import output_field, resolved_field
from app.graphql.schema.common.payloads import SUCCESS, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.types import NEXT_STEP_AT, Enrollment, StepRun
from app.services.enrollment import DecidedStep, Run

ERRORS_OF_A_PHONE = 2


@strawberry.type(description="The answer to `enrollLead`.")
class EnrollLeadPayload:
    success: bool = output_field(SUCCESS)
    action: words.EnrollmentAction | None = output_field("What was done. Null if the mutation was refused.", None)
    message_sent: bool = output_field(
        "Whether the SMS provider accepted the first message before this answer.", default=False
    )
    enrollment: Enrollment | None = output_field("The enrollment. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field(ERRORS_OF_A_PHONE)

    @classmethod
    def of(cls, done: Run | Refused) -> Self:
        if isinstance(done, Refused):
            return cls(success=False, user_errors=UserError.all_of(done)[:ERRORS_OF_A_PHONE])
        run = Enrollment.of(done.enrollment)
        return cls(
            success=True,
            action=done.action,
            message_sent=done.message_sent,
            enrollment=run,
        )

    @resolved_field(NEXT_STEP_AT, attachable=True)
    async def next_step_at(self, info: Info) -> datetime | None:
        return await info.context.loaders.next_step_at.load(self.enrollment.row) if self.enrollment else None


async def attach_next_steps(payloads: Sequence[EnrollLeadPayload], info: Info) -> None:
    """Attaches `nextStepAt` if the caller selected it, so that each payload is answered in one step.

    A fault is left to the field, which meets it in the loader again: the lead is enrolled, and the rest is answered.
    """
    enrolled = [one for one in payloads if one.enrollment is not None]
    if enrolled and "nextStepAt" in selected_below(info):
        with suppress(Exception):
            rows = [one.enrollment.row for one in enrolled if one.enrollment]
            found = await info.context.loaders.next_steps(rows)
            for one, at in zip(enrolled, found, strict=True):
                attach(one, "next_step_at", at)


@strawberry.type(description="The answer to `enrollLeads`.")
class EnrollLeadsPayload:
    success: bool = output_field(
        "Whether the call was carried out. If false, `userErrors` says why, and nothing changed."
    )
    results: list[EnrollLeadPayload] = output_field(
        "The answer for each phone, in the order of `phones`. If the whole call was refused, every answer says so.",
        most_items=PerRow(1),
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The answer to a change of an enrollment.")
class EnrollmentPayload:
    success: bool = output_field(SUCCESS)
    enrollment: Enrollment | None = output_field(
        "The enrollment after the change. Null if the mutation was refused.", None
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The answer to `skipStep` and `sendStepNow`.")
class StepPayload:
    position: Private[int] = -1
    success: bool = output_field(SUCCESS)
    message_sent: bool = output_field("Whether the SMS provider has accepted the message of the step.", default=False)
    enrollment: Enrollment | None = output_field(
        "The enrollment after the decision. Null if the mutation was refused.", None
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, done: DecidedStep) -> Self:
        return cls(
            position=done.position,
            success=True,
            message_sent=done.message_sent,
            enrollment=Enrollment.of(done.enrollment),
        )

    @resolved_field(
        "The step after the decision. While it waits, `expectedAt` is when it will be sent, `reason` and `explanation` "
        "say why it was not sent now. Null if the mutation was refused."
    )
    async def step_run(self, info: Info) -> StepRun | None:
        if self.enrollment is None:
            return None
        entries = await info.context.loaders.timeline.load(self.enrollment.row)
        return next((StepRun.of(entry) for entry in entries if entry.step.position == self.position), None)

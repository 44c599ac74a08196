"""Mutations of one step of an enrollment."""

from typing import Annotated

import strawberry

from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.graphql.context import Info
from app.graphql.schema.common.arguments import EnrollmentId
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.enrollment.payloads import StepPayload
from app.services.enrollment import send_step_now, skip_step
from app.services.people import MAX_NAME

StepOrder = Annotated[
    int,
    strawberry.argument(
        description="The `order` of the step that you have seen as the next one: `currentStep` of its enrollment."
    ),
]
Operator = Annotated[str, strawberry.argument(description=f"The operator's name, up to {MAX_NAME} characters.")]


@strawberry.type
class StepMutations:
    @mutation_field(
        StepPayload,
        "Skips the step that waits: it is never sent, and the delay of the next step begins now. If `step` is not the "
        "step that waits, nothing changes, and the mutation is refused with STEP_NOT_WAITING; a step that is skipped "
        "already stays as it is.",
    )
    async def skip_step(self, info: Info, enrollment_id: EnrollmentId, step: StepOrder, by: Operator) -> StepPayload:
        context, enrollment = info.context, info.context.decode_id(ids.ENROLLMENT, enrollment_id)
        return StepPayload.of(await skip_step(context.deps, context.partner_id, enrollment, step, by))

    @mutation_field(
        StepPayload,
        "Ends the delay of the step that waits: it is sent now if nothing else holds it. Everything else still holds "
        "it: hours, opt-out, consent, caps, pauses, the review of drafts and the rate of its sender; `stepRun` says "
        "what the step waits for, and until when. If `step` is not the step that waits, nothing changes, and the "
        "mutation is refused with STEP_NOT_WAITING; a step that is being sent or was sent stays as it is.",
        scope=KeyScope.SEND,
    )
    async def send_step_now(
        self, info: Info, enrollment_id: EnrollmentId, step: StepOrder, by: Operator
    ) -> StepPayload:
        context, enrollment = info.context, info.context.decode_id(ids.ENROLLMENT, enrollment_id)
        return StepPayload.of(await send_step_now(context.deps, context.partner_id, enrollment, step, by))

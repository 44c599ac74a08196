"""Previews: what a sequence would do."""

from datetime import datetime
from typing import Self

import strawberry

from app.domain import vocabulary as words
from app.domain.sms import segments
from app.graphql.fields import told
from app.graphql.types.refusals import UserError
from app.graphql.types.sequences import Step
from app.services.enrollment import PreviewedStep


@strawberry.type(description="What would become of one step.")
class StepPreview:
    step: Step = told("The step.")
    due_at: datetime = told(
        "When the step would go: when its delay is over, or when the sending window opens after that. For one that "
        "would be passed over, when that would be."
    )
    delay_over_at: datetime = told("When its delay is over, whatever the sending window says.")
    status: words.StepRunStatus = told("What would become of it: SENT, SKIPPED, FAILED or CANCELLED.")
    reason: words.StepReason | None = told("Why it would not be sent.")
    explanation: str = told("One sentence with the evidence: which rule, which reply, which clock.")
    text: str | None = told("The message. Null if none would be sent, and for an AI step: a preview asks no model.")
    segments: int | None = told("How many SMS segments the text takes. Null without one.")
    missing_variables: list[str] = told(
        "The template's variables with neither a value nor a default. The text is joined around them."
    )

    @classmethod
    def of(cls, previewed: PreviewedStep) -> Self:
        what = previewed.foreseen
        return cls(
            step=Step.of(previewed.step),
            due_at=what.at,
            delay_over_at=what.due_at,
            status=what.status,
            reason=what.reason,
            explanation=what.explanation,
            text=what.text,
            segments=segments.segment_count(what.text) if what.text else None,
            missing_variables=previewed.missing,
        )


@strawberry.type(description="What a sequence would do. Nothing was sent or stored.")
class SequencePreview:
    steps: list[StepPreview] = told("Today's steps, in order. Empty if the preview was refused.")
    user_errors: list[UserError] = told("Why it was refused; empty if it was not.")

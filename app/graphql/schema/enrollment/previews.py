"""Previews of a sequence: its decisions and texts, without sending."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry

from app.domain import vocabulary as words
from app.domain.sms import segments
from app.domain.sms.warnings import MAX_WARNINGS
from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.user_errors import MAX_ERRORS, UserError
from app.graphql.schema.common.warnings import Warning
from app.graphql.schema.sequences.types import Step
from app.services.enrollment import PreviewedStep, PreviewWarning
from app.services.sequences import MAX_STEPS


@strawberry.type(description="What a sequence would do with one step.")
class StepPreview:
    step: Step = output_field("The step.")
    due_at: datetime = output_field(
        "When the step would be sent or skipped: when its delay ends, or when the sending window opens after that."
    )
    delay_over_at: datetime = output_field(
        "When the delay of the step would end. The sending window is not considered."
    )
    status: words.StepRunStatus = output_field(
        "The state that the step would reach: SENT, SKIPPED, FAILED or CANCELLED; PENDING if it would wait for a "
        "person, for consent or for a value."
    )
    reason: words.StepReason | None = output_field("Why the step would not be sent.")
    explanation: str = output_field("One sentence that gives the evidence: the rule, the reply or the clock.")
    text: str | None = output_field(
        "The message. Null if none would be sent, and for an AI step, because a preview asks no model."
    )
    segments: int | None = output_field("How many SMS segments the text has. Null without a text.")
    missing_variables: list[str] = output_field(
        "The variables of the template that have neither a value nor a default. The text leaves them out, but a step "
        "that lacks a `custom` variable is held."
    )

    @classmethod
    def of(cls, previewed: PreviewedStep) -> Self:
        foreseen = previewed.foreseen
        return cls(
            step=Step.of(previewed.step),
            due_at=foreseen.at,
            delay_over_at=foreseen.due_at,
            status=foreseen.status,
            reason=foreseen.reason,
            explanation=foreseen.explanation,
            text=foreseen.text,
            segments=segments.segment_count(foreseen.text) if foreseen.text else None,
            missing_variables=previewed.missing,
        )


@strawberry.type(description="What a sequence would do. Nothing was sent or stored.")
class SequencePreview:
    steps: list[StepPreview] = output_field(
        "Today's steps, in order. Empty if the preview was refused.", most_items=MAX_STEPS
    )
    warnings: list[Warning] = output_field(
        "What is allowed and perhaps not expected, of the enrollment and of the texts. Empty if there is nothing.",
        most_items=MAX_WARNINGS + 1,
    )
    user_errors: list[UserError] = output_field(
        "Why the preview was refused. Empty if it was not.", most_items=MAX_ERRORS
    )

    @classmethod
    def of(cls, steps: Iterable[PreviewedStep], warnings: Iterable[PreviewWarning]) -> Self:
        return cls(
            steps=[StepPreview.of(one) for one in steps],
            warnings=[Warning.of(one.message, *one.path) for one in warnings],
            user_errors=[],
        )

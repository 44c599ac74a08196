"""The answers of REST: models with the fields of the source document, and how rows become them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.responses import Response

from app.domain import ids
from app.domain.calendar import moments
from app.domain.vocabulary import EnrollmentAction, StepType
from app.http import JSON
from app.models import Sequence, Step
from app.services.enrollment import Run
from app.services.sequences import Counts

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""An instant as RFC 3339 writes it, in UTC."""


class Answer(BaseModel):
    """A JSON object. A field that was not set is not in it."""

    model_config = ConfigDict(frozen=True)


class StepAnswer(Answer):
    """What the steps of both types have in common. Parts of a delay that are 0 or not given are left out, but hours."""

    order: int = Field(description="The place of the step, from 0.")
    delay_hours: int = Field(description="Hours after the step before, or after the enrollment for the first step.")
    delay_minutes: int = Field(default=0, description="Minutes added to the hours.")
    delay_days: int = Field(default=0, description="Days of the lead's calendar, after hours and minutes.")
    business_days: bool = Field(default=False, description="Whether the days are working days.")
    send_at: str = Field(default="", description="The time of day at which the step is sent, by the lead's clock.")
    skip_if_replied: bool = Field(description="Whether the step is skipped when the lead has replied.")


class FixedStepAnswer(StepAnswer):
    """A step with a message template."""

    type: Literal["fixed"]
    message: str = Field(description="The message template.")


class AiStepAnswer(StepAnswer):
    """A step whose message the AI writes."""

    type: Literal["ai"]
    instructions: str = Field(description="What the AI writes about.")
    fallback_message: str = Field(
        default="", description="The template that is sent when there is no text of the AI; left out if there is none."
    )


class SequenceAnswer(Answer):
    """A sequence with its current steps."""

    id: str = Field(examples=["seq_01jd2m6xk4e0gvz5f8s3r7q9wb"])
    name: str
    description: str | None
    is_active: bool = Field(description="Whether leads can be enrolled.")
    is_default: bool = Field(description="Whether imports with auto-enrollment use this sequence.")
    steps: list[Annotated[FixedStepAnswer | AiStepAnswer, Field(discriminator="type")]]
    enrolled_count: int = Field(description="The number of leads that were ever enrolled.")
    completed_count: int = Field(description="The number of leads that reached the end.")
    created_at: Time


class SequencesAnswer(Answer):
    """One part of the list of an account's sequences, oldest first."""

    sequences: list[SequenceAnswer]
    total: int = Field(description="The number of sequences in the whole list.")
    limit: int
    offset: int


class EnrolledAnswer(Answer):
    """The result of an enrollment."""

    success: Literal[True]
    action: Literal["enrolled", "already_enrolled", "reactivated"]
    message_sent: bool = Field(description="Whether the SMS provider has accepted the first message already.")
    next_step_at: Time | None = Field(description="When the next step is expected to be sent; null when there is none.")


class DeletedAnswer(Answer):
    """The result of a deletion."""

    success: Literal[True]
    cancelled_enrollments: int = Field(description="The number of active enrollments that were canceled.")


class ErrorBody(Answer):
    """What went wrong."""

    code: str
    message: str = Field(description="One or more sentences for people; they name the field.")
    status: int = Field(description="The HTTP status.")


class ErrorAnswer(Answer):
    """The answer to every request that failed."""

    error: ErrorBody


# ---------------------------------------------------------------- encoding


def answer(body: Answer, status: int = 200, **headers: str) -> Response:
    """A JSON response. Write `_` for `-` in the names of headers."""
    return json_response(body.model_dump_json(exclude_unset=True).encode(), status, **headers)


def json_response(body: bytes, status: int = 200, **headers: str) -> Response:
    """A response with this JSON. Write `_` for `-` in the names of headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, status, {"Cache-Control": "no-store", **named}, JSON)


def stored(response: Response) -> str:
    """An answer as it is kept for a repeated call with the same idempotency key."""
    return f"{response.status_code} {bytes(response.body).decode()}"


def recalled(kept: str) -> Response:
    """The answer that was kept."""
    status, _, body = kept.partition(" ")
    return json_response(body.encode(), int(status))


def sequence(row: Sequence, steps: Iterable[Step], counts: Counts) -> SequenceAnswer:
    """A sequence with its current steps."""
    return SequenceAnswer(
        id=ids.encode(ids.SEQUENCE, row.id),
        name=row.name,
        description=row.description,
        is_active=row.is_active,
        is_default=row.is_default,
        steps=[_step(step) for step in steps],
        enrolled_count=counts.enrolled,
        completed_count=counts.completed,
        created_at=moments.rfc3339(row.created_at),
    )


def _step(row: Step) -> FixedStepAnswer | AiStepAnswer:
    shared: dict[str, Any] = {
        "order": row.position,
        "delay_hours": row.delay_hours,
        "skip_if_replied": row.skip_if_replied,
    }
    # Beyond the source document, so that what is read can be sent back.
    finer = ("delay_minutes", "delay_days", "business_days", "send_at")
    shared |= {name: given for name in finer if (given := getattr(row, name))}
    if row.type == StepType.FIXED:
        return FixedStepAnswer(type="fixed", message=str(row.message), **shared)
    if row.fallback_message is not None:
        shared["fallback_message"] = row.fallback_message
    return AiStepAnswer(type="ai", instructions=str(row.instructions), **shared)


_ACTIONS: dict[EnrollmentAction, Literal["enrolled", "already_enrolled", "reactivated"]] = {
    EnrollmentAction.ENROLLED: "enrolled",
    EnrollmentAction.ALREADY_ENROLLED: "already_enrolled",
    EnrollmentAction.REACTIVATED: "reactivated",
}


def enrolled(done: Run, next_step_at: datetime | None) -> EnrolledAnswer:
    """The result of an enrollment."""
    return EnrolledAnswer(
        success=True,
        action=_ACTIONS[done.action],
        message_sent=done.message_sent,
        next_step_at=moments.rfc3339(next_step_at) if next_step_at else None,
    )

"""The bodies and queries that callers of REST write, and how they become the use cases' own values.

Types are strict and unknown names are refused: a misspelled `skip_if_replied` would send messages that nobody wanted.
A caller may send back what it has read from us (an id, counts, times); that changes nothing.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.domain.vocabulary import StepType
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, Window
from app.services.sequences import (
    MAX_DELAY_DAYS,
    MAX_DELAY_HOURS,
    MAX_DELAY_MINUTES,
    MAX_STEPS,
    NewSequence,
    NewStep,
    SequenceChanges,
)

_READ_ONLY = {"id", "enrolled_count", "completed_count", "created_at"}


class Body(BaseModel):
    """A JSON object without unknown fields, whose values have exactly their types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StepBody(Body):
    """One step."""

    type: Literal["fixed", "ai"]
    message: str | None = Field(default=None, description="For fixed: the message template, with variables.")
    instructions: str | None = Field(default=None, description="For ai: what the AI is to write about.")
    fallback_message: str | None = Field(
        default=None, description="For ai: the template that is sent when there is no text of the AI."
    )
    delay_hours: int = Field(default=0, description=f"Hours to wait before sending: 0 to {MAX_DELAY_HOURS:,}.")
    delay_minutes: int = Field(default=0, description=f"Minutes added to the hours: 0 to {MAX_DELAY_MINUTES:,}.")
    delay_days: int = Field(
        default=0, description=f"Days of the lead's calendar, after hours and minutes: 0 to {MAX_DELAY_DAYS}."
    )
    business_days: bool = Field(default=False, description="Count working days at the place of the lead.")
    send_at: str | None = Field(
        default=None, description='The time of day at which the step is sent, by the lead\'s clock: "10:00".'
    )
    skip_if_replied: bool = Field(default=True, description="Skip this step if the lead has replied.")
    order: int | None = Field(default=None, description="May be given when it is the place of the step in the list.")

    def decoded(self) -> NewStep:
        """The use case's own value."""
        return NewStep(type=StepType(self.type.upper()), **self.model_dump(exclude={"type", "order"}))


def _in_order(steps: list[StepBody]) -> list[StepBody]:
    for place, step in enumerate(steps):
        if step.order not in (None, place):
            raise ValueError(
                f"Steps are in the order of the list, but step {place} says that its order is {step.order}."
            )
    return steps


Steps = Annotated[
    list[StepBody], AfterValidator(_in_order), Field(description=f"The steps in their order: 1 to {MAX_STEPS}.")
]


class SequenceBody(Body):
    """What creation and change of a sequence have in common."""

    @model_validator(mode="before")
    @classmethod
    def _without_read_only_fields(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if name not in _READ_ONLY}

    def _given(self) -> dict[str, Any]:
        """The fields that the caller mentions, null or not."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        if given.get("steps") is not None:
            given["steps"] = [step.decoded() for step in given["steps"]]
        return given


class NewSequenceBody(SequenceBody):
    """A new sequence."""

    name: str
    description: str | None = Field(default=None, description="The purpose of the sequence.")
    is_active: bool = Field(default=True, description="Whether leads can be enrolled.")
    is_default: bool = Field(default=False, description="Whether imports with auto-enrollment use this sequence.")
    steps: Steps

    def decoded(self) -> NewSequence:
        """The use case's own value."""
        return NewSequence(**self._given())


class ChangesBody(SequenceBody):
    """Changes of a sequence. A field that is left out stays as it is; null clears the description."""

    name: str | None = None
    description: str | None = None
    is_active: bool | None = None
    is_default: bool | None = None
    steps: Steps | None = None

    def decoded(self) -> SequenceChanges:
        """The use case's own value."""
        return SequenceChanges(**self._given())


class EnrollBody(Body):
    """The lead to enroll."""

    phone: str = Field(
        description="E.164, or as dialed in the country of the account's number.", examples=["+14155551234"]
    )
    variables: dict[str, str | int | float | bool] | None = Field(
        default=None, description="The values of {{custom.NAME}} in this enrollment.", examples=[{"rate": 6.25}]
    )


class WindowQuery(BaseModel):
    """Which part of a list is wanted."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)

    def window(self) -> Window:
        """The part of the list."""
        return Window(self.limit, self.offset)


class ListQuery(WindowQuery):
    """Which sequences are wanted."""

    is_active: bool | None = Field(default=None, description="Only active sequences, or only inactive sequences.")

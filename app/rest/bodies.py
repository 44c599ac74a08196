"""What callers of REST write, and how it becomes the use cases' own values.

Types are strict and unknown names refused, so that a slip of the pen is an answer and not a message that is sent.
What a caller has read from us (an id, counts, times) may be sent back, and changes nothing.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.domain.vocabulary import StepType
from app.services.finders import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, Window
from app.services.sequences.definitions import NewSequence, NewStep, SequenceChanges

_READ_ONLY = {"id", "enrolled_count", "completed_count", "created_at"}


class Body(BaseModel):
    """A JSON object that means what it says."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StepBody(Body):
    """One step. `order`, which answers have, may be given if it is the step's place."""

    type: Literal["fixed", "ai"]
    message: str | None = None
    instructions: str | None = None
    fallback_message: str | None = None
    delay_hours: int = 0
    skip_if_replied: bool = True
    order: int | None = None

    def decoded(self) -> NewStep:
        """The use case's own value."""
        return NewStep(type=StepType(self.type.upper()), **self.model_dump(exclude={"type", "order"}))


def _in_order(steps: list[StepBody]) -> list[StepBody]:
    for place, step in enumerate(steps):
        if step.order not in (None, place):
            raise ValueError(f"Steps go in the order of the list, and step {place} says that its order is {step.order}")
    return steps


Steps = Annotated[list[StepBody], AfterValidator(_in_order)]


class SequenceBody(Body):
    """What a sequence to be made and changes of one have in common."""

    @model_validator(mode="before")
    @classmethod
    def _without_what_is_read_only(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if name not in _READ_ONLY}

    def _said(self) -> dict[str, Any]:
        """The fields that the caller mentions, null or not."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        if said.get("steps") is not None:
            said["steps"] = [step.decoded() for step in said["steps"]]
        return said


class NewSequenceBody(SequenceBody):
    """A sequence to be made."""

    name: str
    description: str | None = None
    is_active: bool = True
    is_default: bool = False
    steps: Steps

    def decoded(self) -> NewSequence:
        """The use case's own value."""
        return NewSequence(**self._said())


class ChangesBody(SequenceBody):
    """What to change of a sequence. A field that is left out stays as it is; null clears the description."""

    name: str | None = None
    description: str | None = None
    is_active: bool | None = None
    is_default: bool | None = None
    steps: Steps | None = None

    def decoded(self) -> SequenceChanges:
        """The use case's own value."""
        return SequenceChanges(**self._said())


class EnrollBody(Body):
    """Who is to be enrolled."""

    phone: str


class ListQuery(BaseModel):
    """Which part of a list is wanted, as the address says it."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)
    is_active: bool | None = None

    def window(self) -> Window:
        """The use case's own value."""
        return Window(self.limit, self.offset)

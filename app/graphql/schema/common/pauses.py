"""A pause, of a lead, an enrollment, a sequence or an account."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from app.domain import vocabulary as words
from app.domain.people import pause as pauses
from app.graphql.schema.common.fields import output_field
from app.services.people import MAX_NAME

By = Annotated[str | None, strawberry.argument(description=f"The operator's name, up to {MAX_NAME} characters.")]
PausedUntil = Annotated[
    datetime | None,
    strawberry.argument(description="When the pause ends by itself, within ten years. Null: a person ends it."),
]


@strawberry.type(
    description="A pause: no automated step is sent while it lasts. What a person writes with `sendMessage` is sent."
)
class Pause:
    since: datetime = output_field("When the pause began.")
    until: datetime | None = output_field("When the pause ends by itself. Null: a person ends it.")
    reason: words.PauseReason = output_field("Why there is a pause.")
    by: str | None = output_field("The name of the operator who paused, if a person did.")

    @classmethod
    def of(cls, pause: pauses.Pause | None) -> Self | None:
        """A pause that only a person ends; None stays None."""
        return cls(since=pause.since, until=pause.until, reason=pause.reason, by=pause.by) if pause else None

    @classmethod
    def in_force(cls, pause: pauses.Pause | None, now: datetime) -> Self | None:
        """The pause, unless it is over."""
        return cls.of(pause) if pause and pause.in_force(now) else None

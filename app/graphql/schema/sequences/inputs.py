"""The inputs of sequences, and the use case's values that they become."""

from collections.abc import Sequence

import strawberry
from strawberry import UNSET

from app.domain import vocabulary as words
from app.domain.people.events import MAX_NAME as MAX_EVENT_NAME
from app.domain.people.events import MAX_NAMES
from app.domain.sms.segments import MAX_BODY
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import mentioned, optional_input, required_input
from app.graphql.schema.common.scalars import Json
from app.services.sequences import (
    MAX_DELAY_DAYS,
    MAX_DELAY_HOURS,
    MAX_DELAY_MINUTES,
    MAX_DESCRIPTION,
    MAX_EXPIRY_HOURS,
    MAX_INSTRUCTIONS,
    MAX_NAME,
    MAX_PRIORITY,
    MAX_STEPS,
    NewSequence,
    NewStep,
    PreviewLead,
    SequenceChanges,
)


@strawberry.input(description="One step of a sequence.")
class StepInput:
    type: words.StepType = required_input("Who writes the message: you (FIXED) or the AI.")
    message: str | None = optional_input(
        f"The template of a FIXED step, up to {MAX_BODY:,} characters. Its variables are `{{{{first_name}}}}`, "
        "`{{last_name}}`, `{{name}}`, `{{company}}`, `{{email}}`, `{{property_address}}` and, for values of your own, "
        '`{{custom.NAME}}`, each with an optional default, such as `{{first_name | default: "there"}}`. A step that '
        "lacks a value of your own and has no default for it is held."
    )
    instructions: str | None = optional_input(
        f"The instructions for the AI, of an AI step, up to {MAX_INSTRUCTIONS:,} characters."
    )
    fallback_message: str | None = optional_input(
        "For an AI step: a template like `message` that is sent when the AI gives no text that passes the checks. "
        "Without it, the account's `ai.whenRejected` decides."
    )
    delay_hours: int = optional_input(
        "The delay in hours, counted from the moment the previous step was sent or skipped: "
        f"0 to {MAX_DELAY_HOURS:,}. The first step counts from the enrollment.",
        0,
    )
    delay_minutes: int = optional_input(f"Minutes that are added to `delayHours`: 0 to {MAX_DELAY_MINUTES:,}.", 0)
    delay_days: int = optional_input(
        "Days of the lead's calendar, after the hours and minutes: the same time of day, also when the clocks are "
        f"changed. 0 to {MAX_DELAY_DAYS}. The lead's time zone decides, or the account's if the lead's is not known.",
        0,
    )
    business_days: bool = optional_input(
        "Whether `delayDays` counts working days: no Saturdays, no Sundays, and for numbers that begin with +1 no "
        "federal holidays and no holidays of the lead's state.",
        False,
    )
    send_at: str | None = optional_input(
        'The time of day at which the step is sent, by the lead\'s clock, such as "10:00". The days of `delayDays` are '
        "then dates: a day after Tuesday 11:15 is Wednesday 10:00. Without `delayDays`: the next time that the clock "
        "shows it."
    )
    order: int | None = optional_input(
        "Is ignored: the steps have the order of the list. So a step that was read can be sent back."
    )
    skip_if_replied: bool = optional_input(
        "Whether to skip the step when the lead has replied since the enrollment.", True
    )

    def decoded(self) -> NewStep:
        """The use case's value."""
        return NewStep(**mentioned(self, *_STEP_FIELDS))


_STEP_FIELDS = tuple(NewStep.__dataclass_fields__)


@strawberry.input(description="A person who need not exist, for a preview.")
class PreviewLeadInput:
    first_name: str | None = optional_input("The person's first name.")
    last_name: str | None = optional_input("The person's last name.")
    name: str | None = optional_input("The full name.")
    email: str | None = optional_input("The e-mail address.")
    property_address: str | None = optional_input("The address of the property.")
    time_zone: str | None = optional_input("The person's time zone, such as `America/New_York`.")
    state: str | None = optional_input("The US state, as two letters or the name: its hours and holidays apply.")
    variables: Json | None = optional_input("The values of `{{custom.NAME}}`, as a flat JSON object.")

    def decoded(self) -> PreviewLead:
        """The use case's value."""
        return PreviewLead(**mentioned(self, *PreviewLead.__dataclass_fields__))


def _steps(steps: Sequence[StepInput] | None) -> list[NewStep] | None:
    return None if steps is None else [step.decoded() for step in steps]


_SEQUENCE_FIELDS = (
    *("name", "description", "is_active", "is_default", "exit_on", "goal", "priority", "misfire", "expire_after_hours"),
)
EXIT_ON = (
    f"The names of the events that end its enrollments, active ones too, at most {MAX_NAMES}, each of 1 to "
    f"{MAX_EVENT_NAME} characters. `recordLeadEvent` compares them exactly, with their case."
)
GOAL = "The name of the event that is the success of the sequence. It ends an enrollment only if `exitOn` has it too."
PRIORITY = (
    f"From -{MAX_PRIORITY:,} to {MAX_PRIORITY:,}. When steps of several sequences are due for one person, the sequence "
    "with the higher priority is sent first. With equal priorities, the step that has been due longer is sent first."
)


MISFIRE = "What happens to a step that is late because nothing could be sent."
EXPIRY = (
    f"After how many hours, 1 to {MAX_EXPIRY_HOURS:,}, a step is too late to be sent, whatever the cause: it is "
    "skipped with `EXPIRED`."
)


@strawberry.input(description="A new sequence.")
class CreateSequenceInput:
    name: str = required_input(f"The sequence's name, up to {MAX_NAME} characters.")
    description: str | None = optional_input(f"The purpose of the sequence, up to {MAX_DESCRIPTION:,} characters.")
    is_active: bool = optional_input("Whether it accepts new enrollments.", True)
    is_default: bool = optional_input("Whether it becomes the account's default in place of the current one.", False)
    exit_on: list[str] = strawberry.field(description=EXIT_ON, default_factory=list)
    goal: str | None = optional_input(GOAL)
    priority: int = optional_input(PRIORITY, 0)
    misfire: words.MisfirePolicy = optional_input(MISFIRE, words.MisfirePolicy.SEND)
    expire_after_hours: int | None = optional_input(f"{EXPIRY} Left out: never.")
    steps: list[StepInput] = required_input(f"The steps in order, 1 to {MAX_STEPS}.")

    def decoded(self) -> NewSequence:
        """The use case's value."""
        fields = mentioned(self, *_SEQUENCE_FIELDS)
        return NewSequence(**fields, steps=[step.decoded() for step in self.steps])


@strawberry.input(description="Changes of a sequence. A field that is left out keeps its value.")
class UpdateSequenceInput:
    name: str | None = optional_input(f"The sequence's name, up to {MAX_NAME} characters.")
    description: str | None = optional_input(
        f"The purpose of the sequence, up to {MAX_DESCRIPTION:,} characters. Null clears it."
    )
    is_active: bool | None = optional_input("False refuses new enrollments. Active enrollments go on.")
    is_default: bool | None = optional_input("True makes it the account's default in place of the current one.")
    exit_on: list[str] | None = optional_input(f"{EXIT_ON} The list replaces the current one.")
    goal: str | None = optional_input(f"{GOAL} Null clears it.")
    priority: int | None = optional_input(f"{PRIORITY} A change applies to active enrollments too.")
    misfire: words.MisfirePolicy | None = optional_input(f"{MISFIRE} A change applies to active enrollments too.")
    expire_after_hours: int | None = optional_input(
        f"{EXPIRY} Null: never. A change applies to active enrollments too."
    )
    steps: list[StepInput] | None = optional_input(
        f"New steps, 1 to {MAX_STEPS}, for enrollments from now on. Active enrollments keep their steps."
    )
    expected_version: int | None = optional_input(
        "The `version` that you have read. If the sequence has another one by now, nothing is changed, and the refusal "
        "is `VERSION_CONFLICT`."
    )

    def decoded(self) -> SequenceChanges:
        """The use case's value."""
        fields = mentioned(self, *_SEQUENCE_FIELDS, "expected_version")
        if self.steps is not UNSET:
            fields["steps"] = _steps(self.steps)
        return SequenceChanges(**fields)

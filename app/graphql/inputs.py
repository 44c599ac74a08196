"""What callers write, and how it becomes the use cases' own values."""

from collections.abc import Sequence
from typing import Any, TypeVar

import strawberry
from strawberry import UNSET

from app.domain import vocabulary as words
from app.graphql import words as _enums  # noqa: F401  (makes the vocabularies enums of the API)
from app.graphql.errors import bad_input
from app.graphql.fields import asked, said
from app.graphql.scalars import Json, PhoneNumber
from app.services.accounts.accounts import AccountChanges, Hours, NewAccount
from app.services.accounts.voice import UNCHANGED, VoiceChanges
from app.services.people.leads import NewLead
from app.services.sequences.definitions import NewSequence, NewStep, SequenceChanges

T = TypeVar("T")


def _mentioned(source: object, *names: str) -> dict[str, Any]:
    """The fields that the caller mentions, null or not."""
    return {name: value for name in names if (value := getattr(source, name)) is not UNSET}


MAX_ROWS = 1000


def rows(name: str, given: Sequence[T]) -> Sequence[T]:
    """The list that a bulk call takes; refused when it is longer than such a call may be."""
    if len(given) > MAX_ROWS:
        raise bad_input(f"{name} has {len(given):,} items; {MAX_ROWS:,} are allowed. Split the call.")
    return given


@strawberry.input(description="The hours of the day in which messages may leave, in the lead's local time.")
class SendingWindowInput:
    start: str = asked("When it opens, HH:MM, such as `08:00`.")
    end: str = asked("When it closes, HH:MM, such as `21:00`. Before `start` means after midnight.")


@strawberry.input(
    description="How AI steps are written. A field that is left out stays as it is, or as it is by default."
)
class AiSettingsInput:
    persona: str | None = said("Who the model writes as, up to 500 characters. Null: the default.")
    tone: str | None = said("How it sounds, up to 500 characters. Null: the default.")
    rules: list[str] | None = said(
        'What it must always keep to, such as "Never discuss interest rates.": up to 20 rules of up to 300 characters. '
        "They replace those before. Null: none."
    )
    max_segments: int | None = said("The most SMS segments a text may take, 1 to 10. Default: 2.")
    review: bool | None = said("Whether each text waits for a person: see `pendingDrafts`. Default: false.")
    when_rejected: words.WhenRejected | None = said(
        "What becomes of a step without a text that may leave, and without a `fallbackMessage`. Default: `SKIP`."
    )
    daily_budget_usd: float | None = said(
        "The most that the model may cost in a day, in US dollars. Null, the default: no limit."
    )
    monthly_budget_usd: float | None = said(
        "The most that the model may cost in a calendar month, in US dollars. Null, the default: no limit."
    )

    def decoded(self) -> VoiceChanges:
        """The use case's own value."""
        return VoiceChanges(**_mentioned(self, *VoiceChanges.__dataclass_fields__))


@strawberry.input(description="An account to be made.")
class CreateAccountInput:
    name: str = asked("What you call the account, up to 200 characters.")
    company_name: str | None = said("What `{{company}}` becomes in a message. Default: the name.")
    phone_number: PhoneNumber = asked("The Twilio number that the account sends from. No other account may have it.")
    time_zone: str | None = said("The account's IANA time zone. Default: `America/New_York`.")
    sending_window: SendingWindowInput | None = said("When messages may leave. Default: at any hour.")
    ai: AiSettingsInput | None = said("How AI steps are written. Default: see each field.")

    def decoded(self) -> NewAccount:
        """The use case's own value."""
        fields = _mentioned(self, "name", "company_name", "phone_number", "time_zone")
        return NewAccount(**fields, window=_hours(self.sending_window or None), ai=_ai(self.ai or UNSET))


@strawberry.input(description="What to change of an account. A field that is left out stays as it is.")
class UpdateAccountInput:
    name: str | None = said("What you call the account, up to 200 characters.")
    company_name: str | None = said("What `{{company}}` becomes in a message.")
    phone_number: PhoneNumber | None = said("The Twilio number that the account sends from.")
    time_zone: str | None = said("The account's IANA time zone.")
    sending_window: SendingWindowInput | None = said("When messages may leave. Null: at any hour.")
    ai: AiSettingsInput | None = said("What to change of how AI steps are written. A field left out stays as it is.")

    def decoded(self) -> AccountChanges:
        """The use case's own value."""
        fields = _mentioned(self, "name", "company_name", "phone_number", "time_zone")
        if self.sending_window is not UNSET:
            fields["window"] = _hours(self.sending_window)
        return AccountChanges(**fields, ai=_ai(self.ai))


def _ai(settings: AiSettingsInput | None) -> VoiceChanges:
    return settings.decoded() if settings else UNCHANGED


def _hours(window: SendingWindowInput | None) -> Hours | None:
    return Hours(window.start, window.end) if window else None


@strawberry.input(description="One step of a sequence.")
class StepInput:
    type: words.StepType = asked("Who writes the message: you (FIXED) or the AI.")
    message: str | None = said(
        "The template, for a FIXED step, up to 1,600 characters. It may use `{{first_name}}`, `{{last_name}}`, "
        '`{{name}}`, `{{company}}`, `{{email}}` and `{{property_address}}`, each with `| default: "…"` if you like.',
    )
    instructions: str | None = said("What the AI is to say, for an AI step, up to 4,000 characters.")
    fallback_message: str | None = said(
        "For an AI step: a template like `message`, sent when the AI gives no text, or none that passes the checks. "
        "Without one, the account's `ai.whenRejected` decides."
    )
    delay_hours: int = said("How many hours to wait after the step before it was settled, 0 to 8760.", 0)
    skip_if_replied: bool = said("Whether to skip the step when the lead has replied since the enrolment.", True)

    def decoded(self) -> NewStep:
        """The use case's own value."""
        return NewStep(**_mentioned(self, *_STEP_FIELDS))


_STEP_FIELDS = tuple(NewStep.__dataclass_fields__)


def _steps(steps: Sequence[StepInput] | None) -> list[NewStep] | None:
    return None if steps is None else [step.decoded() for step in steps]


@strawberry.input(description="A sequence to be made.")
class CreateSequenceInput:
    name: str = asked("The sequence's name, up to 200 characters.")
    description: str | None = said("What the sequence is for, up to 2,000 characters.")
    is_active: bool = said("Whether it takes enrolments.", True)
    is_default: bool = said("Whether it becomes the account's default; the one that was is unmade.", False)
    steps: list[StepInput] = asked("The steps in order, 1 to 50.")

    def decoded(self) -> NewSequence:
        """The use case's own value."""
        fields = _mentioned(self, "name", "description", "is_active", "is_default")
        return NewSequence(**fields, steps=[step.decoded() for step in self.steps])


@strawberry.input(description="What to change of a sequence. A field that is left out stays as it is.")
class UpdateSequenceInput:
    name: str | None = said("The sequence's name, up to 200 characters.")
    description: str | None = said("What the sequence is for, up to 2,000 characters. Null clears it.")
    is_active: bool | None = said("False refuses new enrolments and lets those under way finish.")
    is_default: bool | None = said("True makes it the account's default and unmakes the one that was.")
    steps: list[StepInput] | None = said("New steps, 1 to 50, for enrolments from now on; those under way keep theirs.")

    def decoded(self) -> SequenceChanges:
        """The use case's own value."""
        fields = _mentioned(self, "name", "description", "is_active", "is_default")
        if self.steps is not UNSET:
            fields["steps"] = _steps(self.steps)
        return SequenceChanges(**fields)


@strawberry.input(description="A lead to be imported. Blank texts count as left out.")
class LeadInput:
    phone: PhoneNumber = asked("The lead's phone, E.164 or the ten digits of the account's country.")
    first_name: str | None = said("The lead's first name, up to 200 characters.")
    last_name: str | None = said("The lead's last name, up to 200 characters.")
    name: str | None = said("The lead's full name, up to 200 characters.")
    email: str | None = said("The lead's e-mail address.")
    property_address: str | None = said("The address of the lead's property, up to 500 characters.")
    external_id: str | None = said("Your own id of the lead, up to 200 characters, unique in the account.")
    source: str | None = said("Where the lead came from, up to 200 characters.")
    notes: str | None = said("What you want noted about the lead, up to 4,000 characters.")
    time_zone: str | None = said("The lead's IANA time zone, if you know it.")
    metadata: Json | None = said("A JSON object of your own, up to 16 KB.")
    auto_sequence: bool = said(
        "Whether a lead that this call creates starts the account's default sequence at once.", False
    )

    def decoded(self) -> NewLead:
        """The use case's own value."""
        return NewLead(**_mentioned(self, *_LEAD_FIELDS))


_LEAD_FIELDS = tuple(NewLead.__dataclass_fields__)

"""The inputs of accounts, and the use case's values that they become."""

import strawberry
from strawberry import UNSET

from app.domain import vocabulary as words
from app.domain.calendar.caps import MAX_CAPS, MAX_HOURS, MAX_MESSAGES, Cap
from app.domain.numbers.guardrail import (
    DEFAULT_SENDS,
    MAX_SENDS,
    MAX_SHARE,
    MIN_SENDS,
    MIN_SHARE,
    SUGGESTED_SHARE,
    Guardrail,
)
from app.domain.sms.first_message import MAX_LINE, MAX_REPEAT_DAYS
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import mentioned, optional_input, or_none, required_input
from app.graphql.schema.common.scalars import PhoneNumber
from app.services.accounts import (
    AS_BEFORE,
    MAX_BUDGET,
    MAX_NAME,
    MAX_PAUSE_HOURS,
    MAX_RULE,
    MAX_RULES,
    MAX_SEGMENTS,
    MAX_TAKEOVER_HOURS,
    MAX_TEXT,
    MAX_TIMES,
    TAKEOVER_HOURS,
    UNCHANGED,
    UNCHANGED_HOURS,
    AccountChanges,
    DailyHours,
    FirstMessageChanges,
    Hours,
    HoursChanges,
    NewAccount,
    VoiceChanges,
)


@strawberry.input(description="The hours of the day in which messages may be sent, in the lead's local time, as HH:MM.")
class SendingWindowInput:
    start: str = required_input("The time at which the window opens, HH:MM, such as `08:00`.")
    end: str = required_input(
        "The time at which the window closes, HH:MM, such as `21:00`. "
        "If it is before `start`, the window closes the next day."
    )


@strawberry.input(description="Times of one day of the week, in the lead's local time.")
class DailyHoursInput:
    day: words.Weekday = required_input("The day of the week, where the lead is.")
    start: str = required_input("The time at which messages may begin, HH:MM, such as `09:00`.")
    end: str = required_input(
        "The time at which messages end, HH:MM, such as `17:00`. If it is before `start`, it is a time of the next "
        "day; `00:00` to `00:00` is the whole day."
    )


@strawberry.input(
    description="When messages may be sent. A field that is left out keeps its value; in a new account it gets its "
    "default. Every rule that applies to a lead must permit a message."
)
class SendingHoursInput:
    rules: words.HourRules | None = optional_input(
        "The public rules that the account keeps. Default: `US_STATES`, or `NONE` where `HOUR_SECONDS` is not 3600."
    )
    weekly: list[DailyHoursInput] | None = optional_input(
        f"The account's own times, up to {MAX_TIMES} a week. A day without times has no messages. An empty list or "
        "null, the default: at any hour that the rules permit."
    )
    holidays: bool | None = optional_input(
        "Whether nothing is sent on federal holidays of the United States. States whose rules name holidays have them "
        "in any case. Default: false."
    )
    strict: bool | None = optional_input(
        "Whether the first message of a single `enrollLead` keeps the hours too. False, the default: if its first step "
        "has no delay, it leaves at once, since somebody asked for it now. An account that gives `sendingWindow` alone "
        "is strict."
    )

    def decoded(self) -> HoursChanges:
        """The use case's value."""
        fields = mentioned(self, "rules", "holidays", "strict")
        if self.weekly is not UNSET:
            fields["weekly"] = [DailyHours(one.day, one.start, one.end) for one in self.weekly or ()]
        return HoursChanges(**fields)


@strawberry.input(description="At most `messages` automated messages to one person in any `hours` hours. Give both.")
class CapInput:
    messages: int | None = optional_input(f"How many messages, 1 to {MAX_MESSAGES:,}.")
    hours: int | None = optional_input(f"In any so many hours, 1 to {MAX_HOURS:,}.")

    def decoded(self) -> Cap:
        """The use case's value. A field that is missing is 0, which is refused."""
        return Cap(or_none(self.messages) or 0, or_none(self.hours) or 0)


@strawberry.input(description="When a sequence pauses itself.")
class GuardrailInput:
    opt_out_share: float = required_input(
        f"The share of opt-outs, {MIN_SHARE} to {MAX_SHARE}. {SUGGESTED_SHARE} is a good start: 3 %."
    )
    sends: int | None = optional_input(
        f"Over how many of its last messages, {MIN_SENDS} to {MAX_SENDS:,}. Default: {DEFAULT_SENDS}."
    )

    def decoded(self) -> Guardrail:
        """The use case's value."""
        sends = or_none(self.sends)
        return Guardrail(self.opt_out_share, DEFAULT_SENDS if sends is None else sends)


CAPS = (
    f"Up to {MAX_CAPS} caps on the automated messages to one person, over all sequences of the account. The caps of "
    "the lead's state apply in addition, if `hours.rules` is `US_STATES`."
)


@strawberry.input(
    description="How the AI writes. A field that is left out keeps its value; in a new account it gets its default."
)
class AiSettingsInput:
    persona: str | None = optional_input(
        f"The person or role that the model writes as, up to {MAX_TEXT} characters. Null: the default."
    )
    tone: str | None = optional_input(f"The tone of the texts, up to {MAX_TEXT} characters. Null: the default.")
    rules: list[str] | None = optional_input(
        f'Rules for every text, such as "Never discuss interest rates.": up to {MAX_RULES} rules of up to {MAX_RULE} '
        "characters. They replace the rules before. Null: no rules."
    )
    max_segments: int | None = optional_input(
        f"The most SMS segments that a text may have, 1 to {MAX_SEGMENTS}. Default: 2."
    )
    review: bool | None = optional_input(
        "Whether a person must approve each text. See `pendingDrafts`. Default: false."
    )
    suggest_replies: bool | None = optional_input(
        "Whether a reply is proposed to each message of a lead, for a person to edit and send: "
        "`Conversation.suggestion`. Each costs a call of the model. Default: false."
    )
    when_rejected: words.WhenRejected | None = optional_input(
        "What happens to a step that has no text that may be sent and no `fallbackMessage`. Default: `SKIP`."
    )
    daily_budget_usd: float | None = optional_input(
        f"The most that the model may cost in a day, in US dollars, 0 to {MAX_BUDGET:,}. Null, the default: no limit."
    )
    monthly_budget_usd: float | None = optional_input(
        f"The most that the model may cost in a calendar month, in US dollars, 0 to {MAX_BUDGET:,}. "
        "Null, the default: no limit."
    )

    def decoded(self) -> VoiceChanges:
        """The use case's value."""
        return VoiceChanges(**mentioned(self, *VoiceChanges.__dataclass_fields__))


@strawberry.input(
    description="What is added to the first automated message to a person. A field that is left out keeps its value; "
    "in a new account it gets its default."
)
class FirstMessageRuleInput:
    identify: bool | None = optional_input(
        "Whether the company's name is put before the text, unless the text has it. Default: false."
    )
    opt_out_line: str | None = optional_input(
        f"A line that says how to stop, such as `Reply STOP to opt out.`, up to {MAX_LINE} characters. It is put after "
        "the text, unless the text says how to stop. Null, the default: none."
    )
    repeat_after_days: int | None = optional_input(
        "After how many days without an automated message the next message counts as a first one again, 1 to "
        f"{MAX_REPEAT_DAYS:,}. Null, the default: never."
    )

    def decoded(self) -> FirstMessageChanges:
        """The use case's value."""
        return FirstMessageChanges(**mentioned(self, *FirstMessageChanges.__dataclass_fields__))


@strawberry.input(description="A new account.")
class CreateAccountInput:
    name: str = required_input(f"The name of the account, up to {MAX_NAME} characters.")
    company_name: str | None = optional_input(
        "The company name that replaces `{{company}}` in a message. Default: `name`."
    )
    phone_number: PhoneNumber = required_input(
        "The Twilio number that sends the account's messages. No other account may have it."
    )
    time_zone: str | None = optional_input("The account's IANA time zone. Default: `America/New_York`.")
    sending_window: SendingWindowInput | None = optional_input(
        "The short form of `hours.weekly`: the same times every day. Default: at any hour that the rules permit."
    )
    hours: SendingHoursInput | None = optional_input("When messages may be sent. Default: the defaults of its fields.")
    caps: list[CapInput] | None = optional_input(f"{CAPS} Default: none.")
    unclear_pause_hours: int | None = optional_input(
        f"After how many hours without another word the pause after an unclear text ends, 1 to {MAX_PAUSE_HOURS:,}. "
        "Null, the default: only a person ends it, with `resumeLead`."
    )
    takeover_hours: int | None = optional_input(
        "How many hours automation rests after a person took a conversation over or wrote in it, 1 to "
        f"{MAX_TAKEOVER_HOURS}. Default: {TAKEOVER_HOURS}."
    )
    require_consent: bool | None = optional_input(
        "Whether steps are sent only to leads with a `consent`. Without one a step waits. Default: false."
    )
    guardrail: GuardrailInput | None = optional_input("When a sequence pauses itself. Default: never.")
    first_message: FirstMessageRuleInput | None = optional_input(
        "What is added to the first automated message to a person. Default: nothing."
    )
    ai: AiSettingsInput | None = optional_input("How the AI writes. Default: the defaults of its fields.")

    def decoded(self) -> NewAccount:
        """The use case's value."""
        return NewAccount(
            **mentioned(self, *_FIELDS),
            window=_window(self.sending_window or None),
            hours=_hours(self.hours),
            caps=_caps(self.caps or None),
            guardrail=_guardrail(self.guardrail or None),
            first_message=_first_message(self.first_message or UNSET),
            ai=_ai(self.ai or UNSET),
        )


@strawberry.input(description="Changes of an account. A field that is left out keeps its value.")
class UpdateAccountInput:
    name: str | None = optional_input(f"The name of the account, up to {MAX_NAME} characters.")
    company_name: str | None = optional_input("The company name that replaces `{{company}}` in a message.")
    phone_number: PhoneNumber | None = optional_input("The Twilio number that sends the account's messages.")
    time_zone: str | None = optional_input("The account's IANA time zone.")
    sending_window: SendingWindowInput | None = optional_input(
        "The short form of `hours.weekly`: the same times every day. Null: at any hour that the rules permit."
    )
    hours: SendingHoursInput | None = optional_input("Changes of when messages may be sent.")
    caps: list[CapInput] | None = optional_input(
        f"{CAPS} The list replaces the current one; an empty list or null removes the account's caps. Steps that "
        "wait are decided on again."
    )
    unclear_pause_hours: int | None = optional_input(
        "After how many hours without another word the pause after an unclear text ends. Null: only a person ends it."
    )
    takeover_hours: int | None = optional_input(
        "How many hours automation rests after a person took a conversation over or wrote in it. It counts for the "
        "next takeover."
    )
    require_consent: bool | None = optional_input(
        "Whether steps are sent only to leads with a `consent`. Steps that waited for it go on when this becomes false."
    )
    guardrail: GuardrailInput | None = optional_input("When a sequence pauses itself. Null: never.")
    first_message: FirstMessageRuleInput | None = optional_input(
        "Changes of what is added to the first automated message to a person."
    )
    ai: AiSettingsInput | None = optional_input("Changes of how the AI writes.")

    def decoded(self) -> AccountChanges:
        """The use case's value."""
        fields = mentioned(self, *_FIELDS)
        if self.sending_window is not UNSET:
            fields["window"] = _window(self.sending_window)
        if self.caps is not UNSET:
            fields["caps"] = _caps(self.caps)
        if self.guardrail is not UNSET:
            fields["guardrail"] = _guardrail(self.guardrail)
        return AccountChanges(
            **fields, hours=_hours(self.hours), first_message=_first_message(self.first_message), ai=_ai(self.ai)
        )


_FIELDS = (
    "name",
    "company_name",
    "phone_number",
    "time_zone",
    "unclear_pause_hours",
    "takeover_hours",
    "require_consent",
)


def _ai(settings: AiSettingsInput | None) -> VoiceChanges:
    return settings.decoded() if settings else UNCHANGED


def _first_message(rule: FirstMessageRuleInput | None) -> FirstMessageChanges:
    return rule.decoded() if rule else AS_BEFORE


def _caps(caps: list[CapInput] | None) -> list[Cap]:
    return [cap.decoded() for cap in caps or ()]


def _guardrail(given: GuardrailInput | None) -> Guardrail | None:
    return given.decoded() if given else None


def _hours(hours: SendingHoursInput | None) -> HoursChanges:
    return hours.decoded() if hours else UNCHANGED_HOURS


def _window(window: SendingWindowInput | None) -> Hours | None:
    return Hours(window.start, window.end) if window else None

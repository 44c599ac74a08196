"""The partner who calls, and the partner's accounts."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry
from strawberry import Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.calendar.caps import MAX_CAPS
from app.graphql.context import Context
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fast_fields import attached_field
from app.graphql.schema.common.fields import must_exist, output_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.pauses import Pause
from app.graphql.schema.common.scalars import PhoneNumber
from app.services import accounts


async def _partner_name(partner: "Partner", context: Context) -> str:
    return must_exist(await context.loaders.partner.load(partner.key)).name


async def _partner_created_at(partner: "Partner", context: Context) -> datetime:
    return must_exist(await context.loaders.partner.load(partner.key)).created_at


@strawberry.type(description="A partner: the owner of API keys and of accounts.")
class Partner(Node):
    key: Private[UUID]
    id: strawberry.ID = output_field("The partner's id, `prt_…`.")
    name: str = attached_field("The partner's name.", _partner_name)
    created_at: datetime = attached_field("When the partner was created.", _partner_created_at)

    @classmethod
    def of(cls, key: UUID) -> Self:
        """The partner with this id, which must exist."""
        return cls(key=key, id=strawberry.ID(ids.encode(ids.PARTNER, key)))


@strawberry.type(description="The caller, as the API key tells.")
class Viewer:
    partner: Partner = output_field("The partner that owns the key.")


@strawberry.type(description="The hours of the day in which messages may be sent, in the lead's local time.")
class SendingWindow:
    start: str = output_field("The time at which the window opens, such as `08:00`.")
    end: str = output_field(
        "The time at which the window closes, such as `21:00`. If it is before `start`, the window closes the next day."
    )


@strawberry.type(description="Times of one day of the week, in the lead's local time.")
class DailyHours:
    day: words.Weekday = output_field("The day of the week, where the lead is.")
    start: str = output_field("The time at which messages may begin, such as `09:00`.")
    end: str = output_field(
        "The time at which messages end, such as `17:00`. If it is before `start`, it is a time of the next day; "
        "`00:00` to `00:00` is the whole day."
    )


@strawberry.type(description="When messages may be sent. Every rule that applies to a lead must permit a message.")
class SendingHours:
    rules: words.HourRules = output_field("The public rules that the account keeps.")
    weekly: list[DailyHours] = output_field(
        "The account's own times. Empty: at any hour that the rules permit.", most_items=accounts.MAX_TIMES
    )
    holidays: bool = output_field("Whether nothing is sent on federal holidays of the United States.")
    strict: bool = output_field(
        "Whether the first message of a single `enrollLead` keeps the hours too. If not, and its first step has no "
        "delay, it leaves at once."
    )

    @classmethod
    def of(cls, row: models.Account) -> Self:
        hours = row.hours
        return cls(
            rules=hours.rules,
            weekly=[
                DailyHours(day=day, start=f"{span.start:%H:%M}", end=f"{span.end:%H:%M}")
                for day, times in zip(words.Weekday, hours.week or (), strict=False)
                for span in times
            ],
            holidays=hours.holidays,
            strict=hours.strict,
        )


@strawberry.type(
    description="At most `messages` automated messages to one person in any `hours` hours. A step that finds no room "
    "waits for it, with `CAPPED`. A message that a person sends neither counts nor waits."
)
class Cap:
    messages: int = output_field("How many messages.")
    hours: int = output_field("In any so many hours. A message counts from the moment the provider accepted it.")


@strawberry.type(description="How the AI writes the account's AI steps, and how much that may cost.")
class AiSettings:
    persona: str = output_field("The person or role that the model writes as.")
    tone: str = output_field("The tone of the texts.")
    rules: list[str] = output_field("Rules for every text, in addition to the built-in rules.")
    max_segments: int = output_field("The most SMS segments that a text may have.")
    review: bool = output_field("Whether a person must approve each text. See `pendingDrafts`.")
    suggest_replies: bool = output_field(
        "Whether a reply is proposed to each message of a lead: `Conversation.suggestion`. A person sends it."
    )
    when_rejected: words.WhenRejected = output_field(
        "What happens to a step that has no text that may be sent and no `fallbackMessage`."
    )
    daily_budget_usd: float | None = output_field(
        "The most that the model may cost in a day, in US dollars. Null: no limit."
    )
    monthly_budget_usd: float | None = output_field(
        "The most that the model may cost in a month, in US dollars. Null: no limit."
    )

    @classmethod
    def of(cls, row: models.Account) -> Self:
        return cls(
            persona=row.ai_persona or accounts.DEFAULT_PERSONA,
            tone=row.ai_tone or accounts.DEFAULT_TONE,
            rules=list(row.ai_rules),
            max_segments=row.ai_max_segments,
            review=row.ai_review,
            suggest_replies=row.ai_suggest_replies,
            when_rejected=row.ai_when_rejected,
            daily_budget_usd=dollars(row.ai_daily_budget),
            monthly_budget_usd=dollars(row.ai_monthly_budget),
        )


@strawberry.type(
    description="What is added to the first automated message to a person: nothing, if `identify` is false and there "
    "is no `optOutLine`. It counts as text in segments, previews and limits."
)
class FirstMessageRule:
    identify: bool = output_field("Whether the company's name is put before the text, unless the text has it.")
    opt_out_line: str | None = output_field(
        "The line that is put after the text, unless the text says how to stop. Null: none."
    )
    repeat_after_days: int | None = output_field(
        "After how many days without an automated message the next message counts as a first one again. Null: never."
    )

    @classmethod
    def of(cls, row: models.Account) -> Self:
        return cls(
            identify=row.first_message_identify,
            opt_out_line=row.first_message_opt_out_line,
            repeat_after_days=row.first_message_repeat_days,
        )


@strawberry.type(
    description="When a sequence of the account pauses itself: after an opt-out, if more than this share of its last "
    "messages was followed by an opt-out within 7 days. `resumeSequence` resumes it, and it counts anew."
)
class Guardrail:
    opt_out_share: float = output_field("The share of opt-outs, from 0 to 1.")
    sends: int = output_field("Over how many of its last messages. The first ones count as if there were so many.")

    @classmethod
    def of(cls, row: models.Account) -> Self | None:
        return cls(opt_out_share=rail.opt_out_share, sends=rail.sends) if (rail := row.guardrail) else None


def dollars(amount: Decimal | None) -> float | None:
    """An amount as the API shows it. None stays None."""
    return None if amount is None else float(amount)


@strawberry.type(description="A company that you text for, with the phone number that it texts from.")
class Account(Node):
    row: Private[models.Account]
    id: strawberry.ID = output_field("The account's id, `acc_…`.")
    name: str = output_field("The name of the account.")
    company_name: str = output_field("The company name that replaces `{{company}}` in a message.")
    phone_number: PhoneNumber = output_field(
        "The Twilio number that sends the account's messages and receives the replies."
    )
    time_zone: str = output_field("The account's IANA time zone.")
    hours: SendingHours = output_field("When messages may be sent.")
    caps: list[Cap] = output_field(
        "How many automated messages a person may get, over all sequences of the account. The caps of the lead's state "
        "apply in addition, if `hours.rules` is `US_STATES`.",
        most_items=MAX_CAPS,
    )
    sending_window: SendingWindow | None = output_field(
        "The account's own times, if they are the same every day. Null: see `hours.weekly`."
    )
    takeover_hours: int = output_field(
        "How many hours automation rests after a person took a conversation over or wrote in it."
    )
    unclear_pause_hours: int | None = output_field(
        "After how many hours without another word the pause after an unclear text ends. Null: only a person ends it."
    )
    guardrail: Guardrail | None = output_field("When a sequence pauses itself. Null: never.")
    require_consent: bool = output_field(
        "Whether steps are sent only to leads with a `consent`. Without one a step waits, with `NO_CONSENT`."
    )
    first_message: FirstMessageRule = output_field("What is added to the first automated message to a person.")
    ai: AiSettings = output_field("How the AI writes the account's AI steps.")
    pause: Pause | None = output_field("The pause of everything automated of the account. Null: there is none.")
    created_at: datetime = output_field("When the account was created.")

    @classmethod
    def of(cls, row: models.Account) -> Self:
        hours = (
            SendingWindow(start=row.window_start, end=row.window_end) if row.window_start and row.window_end else None
        )
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.ACCOUNT, row.id)),
            name=row.name,
            company_name=row.company_name,
            phone_number=PhoneNumber(row.phone_number),
            time_zone=row.time_zone,
            hours=SendingHours.of(row),
            caps=[Cap(messages=one.cap.messages, hours=one.cap.hours) for one in row.limits],
            sending_window=hours,
            takeover_hours=row.takeover_hours,
            unclear_pause_hours=row.unclear_pause_hours,
            require_consent=row.require_consent,
            guardrail=Guardrail.of(row),
            first_message=FirstMessageRule.of(row),
            ai=AiSettings.of(row),
            pause=Pause.of(row.pause),
            created_at=row.created_at,
        )

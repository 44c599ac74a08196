"""Who asks, and the accounts they send for."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import UNSET, Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Context, Info
from app.graphql.fields import given, resolved, there, told
from app.graphql.loaders import SequenceList
from app.graphql.plain import attached
from app.graphql.scalars import PhoneNumber
from app.graphql.types.node import Node
from app.graphql.types.pages import Limit, Offset, Page, window
from app.services.accounts import voice

if TYPE_CHECKING:
    from app.graphql.types.ai import AiUsage
    from app.graphql.types.sequences import Sequence

IsActive = Annotated[
    bool | None,
    strawberry.argument(description="Only those that take new enrolments (true), or only those that do not (false)."),
]


async def _partner_name(partner: "Partner", context: Context) -> str:
    return there(await context.loaders.partner.load(partner.key)).name


async def _partner_created_at(partner: "Partner", context: Context) -> datetime:
    return there(await context.loaders.partner.load(partner.key)).created_at


@strawberry.type(description="A partner: whoever holds the API key.")
class Partner(Node):
    key: Private[UUID]
    id: strawberry.ID = told("The partner's id, `prt_…`.")
    name: str = attached("The partner's name.", _partner_name)
    created_at: datetime = attached("When the partner was made.", _partner_created_at)

    @classmethod
    def of(cls, key: UUID) -> Self:
        """The partner with this id, who is known to be there."""
        return cls(key=key, id=strawberry.ID(ids.encode(ids.PARTNER, key)))


@strawberry.type(description="Whose key this is.")
class Viewer:
    partner: Partner = told("The partner that the key belongs to.")


@strawberry.type(description="The hours of the day in which messages may leave, in the lead's local time.")
class SendingWindow:
    start: str = told("When it opens, such as `08:00`.")
    end: str = told("When it closes, such as `21:00`. A window that ends before it starts goes over midnight.")


@strawberry.type(description="How an account's AI steps are written, and what that may cost.")
class AiSettings:
    persona: str = told("Who the model writes as.")
    tone: str = told("How it sounds.")
    rules: list[str] = told("What it must always keep to, besides the rules that hold for every text.")
    max_segments: int = told("The most SMS segments a text may take.")
    review: bool = told("Whether each text waits for a person: see `pendingDrafts`.")
    when_rejected: words.WhenRejected = told(
        "What becomes of a step without a text that may leave, and without a `fallbackMessage`."
    )
    daily_budget_usd: float | None = told("The most that the model may cost in a day, in US dollars. Null: no limit.")
    monthly_budget_usd: float | None = told(
        "The most that the model may cost in a month, in US dollars. Null: no limit."
    )

    @classmethod
    def of(cls, row: models.Account) -> Self:
        return cls(
            persona=row.ai_persona or voice.PERSONA,
            tone=row.ai_tone or voice.TONE,
            rules=list(row.ai_rules),
            max_segments=row.ai_max_segments,
            review=row.ai_review,
            when_rejected=row.ai_when_rejected,
            daily_budget_usd=dollars(row.ai_daily_budget),
            monthly_budget_usd=dollars(row.ai_monthly_budget),
        )


def dollars(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


@strawberry.type(description="A company that you send for, with the number it sends from.")
class Account(Node):
    row: Private[models.Account]
    id: strawberry.ID = told("The account's id, `acc_…`.")
    name: str = told("What you call the account.")
    company_name: str = told("What `{{company}}` becomes in a message.")
    phone_number: PhoneNumber = told("The Twilio number that it sends from and is answered on.")
    time_zone: str = told("The account's IANA time zone.")
    sending_window: SendingWindow | None = told("When messages may leave. Null: at any hour.")
    ai: AiSettings = told("How its AI steps are written.")
    created_at: datetime = told("When the account was made.")

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
            sending_window=hours,
            ai=AiSettings.of(row),
            created_at=row.created_at,
        )

    @resolved("What the model was asked for the account, and what that cost, by days of the account's time zone.")
    async def ai_usage(
        self,
        info: Info,
        first: Annotated[date, strawberry.argument(name="from", description="The first day.")],
        last: Annotated[date, strawberry.argument(name="to", description="The last day, at most a year after.")],
    ) -> Annotated["AiUsage", strawberry.lazy("app.graphql.types.ai")]:
        from app.graphql.types.ai import AiUsage, days

        return AiUsage.of(await info.context.loaders.ai_usage.load(days(self.row.id, first, last)))

    @resolved("The account's sequences, oldest first.")
    async def sequences(
        self, info: Info, is_active: IsActive = UNSET, limit: Limit = 50, offset: Offset = 0
    ) -> Page[Annotated["Sequence", strawberry.lazy("app.graphql.types.sequences")]]:
        from app.graphql.types.sequences import Sequence

        part = window(limit, offset)
        found = await info.context.loaders.sequence_list.load(SequenceList(self.row.id, given(is_active), part))
        return Page.of(found, part, Sequence.of)

"""Drafts that wait for a person, and the use and cost of the model."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.engine import explain
from app.domain.sms import segments
from app.graphql.context import Info
from app.graphql.errors import bad_input
from app.graphql.guard.cost import MAX_DAYS
from app.graphql.keys import Days
from app.graphql.schema.accounts.types import dollars
from app.graphql.schema.common.fields import must_exist, output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.conversations.types import Generation
from app.graphql.schema.enrollment.types import Enrollment
from app.services import ai
from app.services.ai import UsageReport, UsageTotals
from app.services.subscriptions import DraftChange

MAX_INT = 2**31 - 1
"""The largest number of the GraphQL type Int. A larger count is shown as this number."""


@strawberry.type(description="A text that waits for a person: of a step, or a suggestion for a reply.")
class Draft(Node):
    row: Private[models.Draft | models.Suggestion]
    id: strawberry.ID = output_field("The draft's id, `drf_…`. A text that is written again gets a new id.")
    body: str = output_field("The text. Empty if the model was not asked. Then write the text with `editDraft`.")
    segments: int = output_field("How many SMS segments the text has.")
    step_order: int | None = output_field("The position of the step. The first step is 0. Null for a suggestion.")
    reason: words.StepReason | None = output_field(
        "Why the text waits: the account wants a review (AWAITING_REVIEW), the text did not pass the checks "
        "(AI_REJECTED), or the budget is used up (AI_BUDGET). Null for a suggestion."
    )
    explanation: str = output_field("One sentence that says why the text waits and what is wrong with it.")
    generation: Generation = output_field("How the AI wrote the text.")
    created_at: datetime = output_field("When the text was written.")

    @classmethod
    def of(cls, row: models.Draft) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.DRAFT, row.id)),
            body=row.body,
            segments=segments.segment_count(row.body),
            step_order=row.position,
            reason=row.reason or words.StepReason.AWAITING_REVIEW,
            explanation=explain.waiting(row.created_at, row.note),
            generation=Generation.of(row.generation),
            created_at=row.created_at,
        )

    @classmethod
    def of_suggestion(cls, row: models.Suggestion) -> Self:
        """A reply that the AI proposes."""
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.DRAFT, row.id)),
            body=row.body,
            segments=segments.segment_count(row.body),
            step_order=None,
            reason=None,
            explanation=explain.suggested(row.created_at),
            generation=Generation.of(row.generation),
            created_at=row.created_at,
        )

    @classmethod
    async def found(cls, partner_id: UUID, key: UUID) -> Self | None:
        """The text with this id, while it waits for a person."""
        if draft := await ai.find_draft(partner_id, key):
            return cls.of(draft)
        suggestion = await ai.find_suggestion(partner_id, key)
        return cls.of_suggestion(suggestion) if suggestion else None

    @resolved_field("The enrollment that the text is for. Null for a suggestion.")
    async def enrollment(self, info: Info) -> Enrollment | None:
        if isinstance(self.row, models.Suggestion):
            return None
        return Enrollment.of(must_exist(await info.context.loaders.enrollment.load(self.row.enrollment_id)))


@strawberry.type(description="A draft that began to wait for a person, changed, or no longer waits.")
class DraftUpdate:
    id: strawberry.ID = output_field("The draft's id, `drf_…`.")
    draft: Draft | None = output_field("The draft as it is now. Null: it no longer waits.")

    @classmethod
    def of(cls, change: DraftChange) -> Self:
        shown = None if change.draft is None else Draft.of(change.draft)
        return cls(id=strawberry.ID(ids.encode(ids.DRAFT, change.draft_id)), draft=shown)


@strawberry.type(description="How much the model was used, and what that cost.")
class AiTotals:
    tries: int = output_field("How many times the model was asked.")
    rejected: int = output_field("How many texts of the model did not pass the checks.")
    failed: int = output_field("How many times the model gave no text: it was unreachable or too slow, or it refused.")
    input_tokens: int = output_field("How many tokens the model read.")
    cached_tokens: int = output_field("How many of the input tokens came from the provider's cache, at a lower price.")
    output_tokens: int = output_field("How many tokens the model wrote.")
    cost_usd: float | None = output_field("The cost in US dollars. Null if the price of a model is not known.")

    @classmethod
    def of(cls, totals: UsageTotals) -> "AiTotals":
        return AiTotals(
            tries=totals.tries,
            rejected=totals.rejected,
            failed=totals.failed,
            input_tokens=min(totals.input_tokens, MAX_INT),
            cached_tokens=min(totals.cached_tokens, MAX_INT),
            output_tokens=min(totals.output_tokens, MAX_INT),
            cost_usd=dollars(totals.cost_usd),
        )


@strawberry.type(description="The use of the model on one day.")
class AiDay:
    day: date = output_field("The day, in the account's time zone.")
    totals: AiTotals = output_field("The use and the cost on that day.")


@strawberry.type(description="The use of the model in a range of days.")
class AiUsage:
    total: AiTotals = output_field("The use and the cost of all days together.")
    days: list[AiDay] = output_field("The days on which the model was asked, in order.")

    @classmethod
    def of(cls, report: UsageReport) -> Self:
        days = [AiDay(day=day, totals=AiTotals.of(totals)) for day, totals in report.days.items()]
        return cls(total=AiTotals.of(report.total), days=days)


def days(account_id: UUID, first: date, last: date) -> Days:
    """The days from `first` to `last`. Refuses a range that is reversed or longer than `MAX_DAYS`."""
    if not 0 <= (last - first).days < MAX_DAYS:
        raise bad_input(f"`from` and `to` must be the first and the last of at most {MAX_DAYS} days.")
    return Days(account_id, first, last)

"""What the AI wrote and is waiting to send, and what it was asked and cost."""

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
from app.graphql.fields import resolved, there, told
from app.graphql.loaders import Days
from app.graphql.types.accounts import dollars
from app.graphql.types.enrollments import Enrollment
from app.graphql.types.messages import Generation
from app.services.ai.usage import Report, Totals

MAX_DAYS = 366


@strawberry.type(description="A text that waits for a person.")
class Draft:
    row: Private[models.Draft]
    id: strawberry.ID = told("The draft's id, `drf_…`: a text that is written again gets another one.")
    body: str = told("The text. Empty if no model was asked for one: write it with `editDraft`.")
    segments: int = told("How many SMS segments it takes.")
    step_order: int = told("The place of its step, from 0.")
    reason: words.StepReason = told(
        "Why it waits: the account's setting (AWAITING_REVIEW), or because it did not pass the checks (AI_REJECTED), "
        "or the budget is used up (AI_BUDGET)."
    )
    explanation: str = told("One sentence that says so, with what is wrong with the text.")
    generation: Generation = told("How the AI wrote it.")
    created_at: datetime = told("When it was written.")

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

    @resolved("The enrolment whose step it is for.")
    async def enrollment(self, info: Info) -> Enrollment:
        return Enrollment.of(there(await info.context.loaders.enrollment.load(self.row.enrollment_id)))


@strawberry.type(description="What the model was asked, and what that cost.")
class AiTotals:
    tries: int = told("How often the model was asked.")
    rejected: int = told("How many of its texts did not pass the checks.")
    failed: int = told("How often it gave no text: it could not be reached, was too slow, or refused.")
    input_tokens: int = told("How many tokens it read.")
    cached_tokens: int = told("How many of them came out of the provider's cache, at a lower price.")
    output_tokens: int = told("How many tokens it wrote.")
    cost_usd: float | None = told("What that cost in US dollars. Null if the price of a model is not known.")

    @classmethod
    def of(cls, totals: Totals) -> "AiTotals":
        return AiTotals(
            tries=totals.tries,
            rejected=totals.rejected,
            failed=totals.failed,
            input_tokens=totals.input_tokens,
            cached_tokens=totals.cached_tokens,
            output_tokens=totals.output_tokens,
            cost_usd=dollars(totals.cost_usd),
        )


@strawberry.type(description="What the model was asked on one day, and what that cost.")
class AiDay:
    day: date = told("The day, by the account's time zone.")
    totals: AiTotals = told("What was asked on it.")


@strawberry.type(description="What the model was asked over some days, and what that cost.")
class AiUsage:
    total: AiTotals = told("All days together.")
    days: list[AiDay] = told("The days on which it was asked, in order.")

    @classmethod
    def of(cls, report: Report) -> Self:
        days = [AiDay(day=day, totals=AiTotals.of(totals)) for day, totals in report.days.items()]
        return cls(total=AiTotals.of(report.total), days=days)


def days(account_id: UUID, first: date, last: date) -> Days:
    """The days that a caller asks for; refused when they make no sense."""
    if not 0 <= (last - first).days < MAX_DAYS:
        raise bad_input(f"from and to are the first and the last of at most {MAX_DAYS} days.")
    return Days(account_id, first, last)

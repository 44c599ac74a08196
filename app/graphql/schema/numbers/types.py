"""Counts of an account, of a sequence and of its steps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

import strawberry

from app.deps import Deps
from app.domain import vocabulary as words
from app.domain.numbers.counts import AccountStats, Name, Problem, StepTotals, Totals, share
from app.graphql.schema.ai.types import MAX_INT
from app.graphql.schema.common.fields import output_field
from app.graphql.schema.sequences.types import Step

MOST_PROBLEMS = 50


@strawberry.type(description="How many steps were skipped for one reason.")
class ReasonCount:
    reason: words.StepReason = output_field("The reason.")
    count: int = output_field("How many steps.")


@strawberry.type(description="Messages that went wrong in the same way.")
class ProblemCount:
    error_code: int | None = output_field("The SMS provider's error code. Null if it gave none.")
    meaning: str = output_field("What went wrong, in words, and what mends it.")
    status: words.MessageStatus = output_field("The state of these messages: FAILED, UNDELIVERED or UNKNOWN.")
    count: int = output_field("How many messages.")
    last_at: datetime = output_field("When the newest of them was written.")

    @classmethod
    def of(cls, deps: Deps, problem: Problem) -> Self:
        words_of_code = deps.sms.explain(problem.code).sentence if problem.code else WITHOUT_CODE[problem.status]
        return cls(
            error_code=problem.code,
            meaning=words_of_code,
            status=problem.status,
            count=as_int(problem.count),
            last_at=problem.last_at,
        )


WITHOUT_CODE = {
    words.MessageStatus.FAILED: "the provider gave no reason",
    words.MessageStatus.UNDELIVERED: "the carrier gave no reason",
    words.MessageStatus.UNKNOWN: "the provider never confirmed the message, so it is not known whether it was sent",
}


@strawberry.type(description="The counts of one day.")
class SendingDay:
    day: date = output_field("The day, in the account's time zone.")
    sent: int = output_field("How many messages the SMS provider accepted.")
    delivered: int = output_field("How many of them reached the phone.")
    undelivered: int = output_field("How many of them did not reach the phone.")
    failed: int = output_field("How many messages the SMS provider refused, or gave up later.")
    unknown: int = output_field("For how many messages it is not known whether they were sent.")
    replied: int = output_field("How many messages of leads were replies.")
    opted_out: int = output_field("How many times a lead opted out.")
    segments: int = output_field("How many SMS segments the sent messages have.")

    @classmethod
    def of(cls, day: date, total: Totals) -> Self:
        return cls(day=day, **sending(total))


@strawberry.type(
    description="What an account sent in a range of days, and what came of it. Each message counts on the day on which "
    "it was written or received, by its present state."
)
class SendingStats:
    sent: int = output_field("How many messages the SMS provider accepted, those of people included.")
    delivered: int = output_field("How many of them reached the phone.")
    undelivered: int = output_field("How many of them did not reach the phone.")
    failed: int = output_field("How many messages the SMS provider refused, or gave up later.")
    unknown: int = output_field("For how many messages it is not known whether they were sent.")
    replied: int = output_field("How many messages of leads were replies.")
    opted_out: int = output_field("How many times a lead opted out, by a text or in another way.")
    segments: int = output_field("How many SMS segments the sent messages have.")
    ai_cost_usd: float = output_field("The cost of the model in US dollars, without models whose price is not known.")
    overdue: int = output_field("How many steps are late by more than a minute at this moment, 10,000 at most.")
    skipped: list[ReasonCount] = output_field(
        "How many steps were skipped, by reason.", most_items=len(words.StepReason)
    )
    problems: list[ProblemCount] = output_field(
        f"What went wrong, the most frequent first, at most {MOST_PROBLEMS}.", most_items=MOST_PROBLEMS
    )
    days: list[SendingDay] = output_field("The days on which there was something to count, in order.")

    @classmethod
    def of(cls, deps: Deps, stats: AccountStats, ai_cost: float) -> Self:
        return cls(
            ai_cost_usd=ai_cost,
            overdue=stats.overdue,
            skipped=skipped(stats.skipped),
            problems=[ProblemCount.of(deps, problem) for problem in stats.problems[:MOST_PROBLEMS]],
            days=[SendingDay.of(day, total) for day, total in stats.days.items()],
            **sending(stats.total),
        )


@strawberry.type(
    description="What became of the leads who were enrolled in a sequence in a range of days, until now. A lead counts "
    "once for each enrollment."
)
class SequenceStats:
    enrolled: int = output_field("How many enrollments began.")
    completed: int = output_field("How many of them have completed the sequence.")
    replied: int = output_field(
        "How many of them were followed by a reply that belongs to a message of a step: the lead wrote within 7 days "
        "of it, and before another message. `repliedCount` counts leads, and replies to people and later ones too."
    )
    opted_out: int = output_field("How many of them were followed by an opt-out, in the same way.")
    converted: int = output_field("How many of them have reached the goal.")
    reply_rate: float | None = output_field(
        "`replied` as a share of `enrolled`, from 0 to 1. Null if none is enrolled."
    )
    opt_out_rate: float | None = output_field(
        "`optedOut` as a share of `enrolled`, from 0 to 1. Null if none is enrolled."
    )

    @classmethod
    def of(cls, total: Totals) -> Self:
        enrolled = total[Name.ENROLLED]
        return cls(
            enrolled=as_int(enrolled),
            completed=as_int(total[Name.COMPLETED]),
            replied=as_int(total[Name.REPLIED]),
            opted_out=as_int(total[Name.OPTED_OUT]),
            converted=as_int(total[Name.CONVERTED]),
            reply_rate=share(total[Name.REPLIED], enrolled),
            opt_out_rate=share(total[Name.OPTED_OUT], enrolled),
        )


@strawberry.type(description="What became of one step, in the enrollments that reached it.")
class StepStats:
    version: int = output_field("The version of the sequence's steps.")
    step: Step = output_field("The step.")
    reached: int = output_field("In how many enrollments the step was sent, failed or skipped.")
    sent: int = output_field("How many messages the SMS provider accepted.")
    delivered: int = output_field("How many of them reached the phone.")
    undelivered: int = output_field("How many of them did not reach the phone.")
    failed: int = output_field("How many steps the SMS provider refused or gave up later, or could not be made ready.")
    unknown: int = output_field("For how many messages it is not known whether they were sent.")
    skipped: list[ReasonCount] = output_field(
        "How many steps were skipped, by reason.", most_items=len(words.StepReason)
    )
    replied_after: int = output_field(
        "After how many of its messages the lead replied: within 7 days and before another message. Each enrollment "
        "counts once, at its first reply."
    )
    opted_out_after: int = output_field("After how many of its messages the lead opted out, in the same way.")
    converted_after: int = output_field(
        "How many enrollments reached the goal after this step and before the next message of the same enrollment."
    )
    segments: int = output_field("How many SMS segments the sent messages have.")

    @classmethod
    def of(cls, step: Any, counted: StepTotals) -> Self:
        total = counted.total
        return cls(
            version=counted.version,
            step=Step.of(step),
            reached=as_int(total[Name.REACHED]),
            sent=as_int(total[Name.SENT]),
            delivered=as_int(total[Name.DELIVERED]),
            undelivered=as_int(total[Name.UNDELIVERED]),
            failed=as_int(total[Name.FAILED]),
            unknown=as_int(total[Name.UNKNOWN]),
            skipped=skipped(counted.skipped),
            replied_after=as_int(total[Name.REPLIED]),
            opted_out_after=as_int(total[Name.OPTED_OUT]),
            converted_after=as_int(total[Name.CONVERTED]),
            segments=as_int(total[Name.SEGMENTS]),
        )


def as_int(count: int) -> int:
    return min(count, MAX_INT)


def skipped(counts: Mapping[words.StepReason, int]) -> list[ReasonCount]:
    """The reasons, the most frequent first."""
    by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [ReasonCount(reason=reason, count=as_int(count)) for reason, count in by_count if count]


def sending(total: Totals) -> dict[str, int]:
    return {
        "sent": as_int(total[Name.SENT]),
        "delivered": as_int(total[Name.DELIVERED]),
        "undelivered": as_int(total[Name.UNDELIVERED]),
        "failed": as_int(total[Name.FAILED]),
        "unknown": as_int(total[Name.UNKNOWN]),
        "replied": as_int(total[Name.REPLY]),
        "opted_out": as_int(total[Name.OPT_OUT]),
        "segments": as_int(total[Name.SEGMENTS]),
    }

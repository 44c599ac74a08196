"""`Account.stats`, `Sequence.stats` and `Sequence.funnel`."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import UNSET, Parent

from app.domain.numbers.counts import StepTotals
from app.graphql.context import Info
from app.graphql.errors import bad_input
from app.graphql.guard.cost import MAX_DAYS
from app.graphql.keys import FunnelOf, StatsOf
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.ai.types import days
from app.graphql.schema.common.fields import link, or_none
from app.graphql.schema.numbers.types import SendingStats, SequenceStats, StepStats
from app.graphql.schema.sequences.types import Sequence
from app.services.numbers import sum_of
from app.services.sequences import MAX_STEPS

LAST_VERSIONS = 5
EVER = date(1, 1, 1), date(9999, 12, 31)

First = Annotated[date, strawberry.argument(name="from", description="The first day.")]
Last = Annotated[
    date, strawberry.argument(name="to", description=f"The last day. The range has at most {MAX_DAYS} days.")
]


@link(
    Account,
    "What the account sent in a range of days of its time zone, and what came of it. A new time zone counts from then "
    "on: days before it stay as they were counted.",
)
async def stats(account: Parent[Account], info: Info, first: First, last: Last) -> SendingStats:
    loaders, wanted = info.context.loaders, days(account.row.id, first, last)
    found = await loaders.account_stats.load(StatsOf(account.row.id, first, last))
    usage = await loaders.ai_usage.load(wanted)
    return SendingStats.of(info.context.deps, found, float(usage.total.known_cost_usd))


@link(
    Sequence,
    "What became of the leads who were enrolled in a range of days of the account's time zone.",
    name="stats",
)
async def sequence_stats(sequence: Parent[Sequence], info: Info, first: First, last: Last) -> SequenceStats:
    days(sequence.row.account_id, first, last)
    found = await info.context.loaders.steps_counted.load(
        FunnelOf(sequence.row.id, sequence.row.account_id, first, last)
    )
    return SequenceStats.of(sum_of(found))


@link(
    Sequence,
    "What became of each step, in order: of the leads who were enrolled in a range of days of the account's time zone, "
    "until now.",
    most_items=LAST_VERSIONS * MAX_STEPS,
)
async def funnel(
    sequence: Parent[Sequence],
    info: Info,
    version: Annotated[
        int | None,
        strawberry.argument(
            description=f"The version of the steps. Left out: the last {LAST_VERSIONS} that leads were enrolled in, "
            "and the present version."
        ),
    ] = UNSET,
    first: Annotated[
        date | None, strawberry.argument(name="from", description="The first day. Left out: from the beginning.")
    ] = UNSET,
    last: Annotated[
        date | None, strawberry.argument(name="to", description="The last day. Left out: until today.")
    ] = UNSET,
) -> list[StepStats]:
    loaders, row = info.context.loaders, sequence.row
    begin, end = or_none(first) or EVER[0], or_none(last) or EVER[1]
    if begin > end:
        raise bad_input("`from` must not be later than `to`.")
    found = await loaders.steps_counted.load(FunnelOf(row.id, row.account_id, begin, end))
    chosen = or_none(version)
    seen = {one for one, _ in found} | {row.version}
    wanted = sorted(seen)[-LAST_VERSIONS:] if chosen is None else [chosen]
    steps = await loaders.steps_of_number.load_many([(row.id, number) for number in wanted])
    return [
        StepStats.of(step, found.get((number, step.position)) or StepTotals(number, step.position))
        for number, of_version in zip(wanted, steps, strict=True)
        for step in of_version
    ]

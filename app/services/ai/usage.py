"""The calls of the model for an account: their number, tokens and cost, and the budgets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from app.db import connection
from app.domain.ai import budget, pricing
from app.domain.ai.budget import Spent
from app.domain.ai.pricing import Used
from app.domain.calendar import zones
from app.domain.ids import new_id
from app.models import Account, AiUsage
from app.observability.metrics import AI_CALLS, AI_COST, AI_TOKENS


def day_of(account: Account, now: datetime) -> date:
    """The day on which a call counts, in the account's time zone."""
    return now.astimezone(zones.named(account.time_zone)).date()


_COUNT = """
INSERT INTO ai_usage AS u (id, account_id, day, model, tries, rejected, failed, input_tokens, cached_tokens,
                           output_tokens, cost_usd, charged_usd)
VALUES ($1, $2, $3, $4, $11, 0, $5, $6, $7, $8, $9, $10)
ON CONFLICT (account_id, day, model) DO UPDATE SET
    tries = u.tries + excluded.tries, failed = u.failed + excluded.failed,
    input_tokens = u.input_tokens + excluded.input_tokens, cached_tokens = u.cached_tokens + excluded.cached_tokens,
    output_tokens = u.output_tokens + excluded.output_tokens, cost_usd = u.cost_usd + excluded.cost_usd,
    charged_usd = u.charged_usd + excluded.charged_usd
"""
_REJECT = "UPDATE ai_usage SET rejected = rejected + 1 WHERE account_id = $1 AND day = $2 AND model = $3"


async def count(
    account: Account, now: datetime, model: str, used: Used, *, tries: int = 1, failed: bool = False
) -> None:
    """Counts one call of the model, with any result. `tries` is 0 for a call that asks for a judgment and no text;
    `failed`: it returned nothing usable."""
    AI_CALLS.labels("failed" if failed else "answered").inc()
    AI_TOKENS.labels("read").inc(used.read)
    AI_TOKENS.labels("written").inc(used.written)
    cost, charge = pricing.cost(model, used), pricing.charge(model, used)
    call = [new_id(), account.id, day_of(account, now), model, int(failed)]
    AI_COST.inc(float(cost or 0))
    await connection().execute_query(_COUNT, [*call, used.read, used.cached, used.written, cost, charge, tries])


async def count_rejected(account: Account, now: datetime, model: str) -> None:
    """Counts that the text of a call, which is counted already, did not pass the checks."""
    await connection().execute_query(_REJECT, [account.id, day_of(account, now), model])


_SPENT = """
SELECT coalesce(sum(charged_usd) FILTER (WHERE day = $2), 0) AS day, coalesce(sum(charged_usd), 0) AS month
FROM ai_usage WHERE account_id = $1 AND day BETWEEN $3 AND $2
"""


async def used_up(account: Account, now: datetime) -> str | None:
    """Which budget of the account is used up, as part of a sentence, or None."""
    if account.ai_daily_budget is None and account.ai_monthly_budget is None:
        return None
    today = day_of(account, now)
    [row] = await connection().execute_query_dict(_SPENT, [account.id, today, today.replace(day=1)])
    return budget.used_up(account.ai_daily_budget, account.ai_monthly_budget, Spent(row["day"], row["month"]))


# ---------------------------------------------------------------- reading


@dataclass(slots=True)
class UsageTotals:
    """Calls, tokens, and the cost in US dollars: None if the price of a model is unknown.

    `known_cost_usd` is the cost without the calls of models whose price is unknown.
    """

    tries: int = 0
    rejected: int = 0
    failed: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = field(default_factory=Decimal)
    known_cost_usd: Decimal = field(default_factory=Decimal)

    def add(self, row: AiUsage) -> None:
        """Adds a row."""
        self.tries += row.tries
        self.rejected += row.rejected
        self.failed += row.failed
        self.input_tokens += row.input_tokens
        self.cached_tokens += row.cached_tokens
        self.output_tokens += row.output_tokens
        self.known_cost_usd += row.cost_usd or 0
        self.cost_usd = None if self.cost_usd is None or row.cost_usd is None else self.cost_usd + row.cost_usd


@dataclass(slots=True)
class UsageReport:
    """An account's use of the model: each day with calls, in order, and all days together."""

    days: dict[date, UsageTotals] = field(default_factory=dict)
    total: UsageTotals = field(default_factory=UsageTotals)


async def usage_reports(
    partner_id: UUID, account_ids: Iterable[UUID], first: date, last: date
) -> dict[UUID, UsageReport]:
    """The reports of many accounts for the same days, the first and the last included, in one statement."""
    found = {account_id: UsageReport() for account_id in account_ids}
    rows = AiUsage.of(partner_id).filter(account_id__in=list(found), day__gte=first, day__lte=last)
    for row in await rows.order_by("day", "model"):
        report = found[row.account_id]
        report.days.setdefault(row.day, UsageTotals()).add(row)
        report.total.add(row)
    return found

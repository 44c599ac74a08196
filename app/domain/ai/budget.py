"""Whether an account may ask the model once more."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Spent:
    """What the model has cost an account on this day and in this month, in US dollars."""

    day: Decimal = Decimal(0)
    month: Decimal = Decimal(0)


def used_up(daily: Decimal | None, monthly: Decimal | None, spent: Spent) -> str | None:
    """Which budget is used up, as a sentence's part, or None. What is being written meanwhile is finished, so a budget
    can be overstepped by the cost of the few texts that one process writes at a time."""
    for limit, so_far, each, now in (
        (daily, spent.day, "daily", "today"),
        (monthly, spent.month, "monthly", "this month"),
    ):
        if limit is not None and so_far >= limit:
            return f"the account's {each} AI budget of ${limit:.2f} is used up (${so_far:.4f} {now})"
    return None

"""Whether an account may call the model again."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Spent:
    """The cost of the model for an account on this day and in this month, in US dollars."""

    day: Decimal = Decimal(0)
    month: Decimal = Decimal(0)


def used_up(daily: Decimal | None, monthly: Decimal | None, spent: Spent) -> str | None:
    """Which budget is used up, as part of a sentence, or None.

    Texts in progress are finished, so a budget can be exceeded by the cost of the few texts that a process writes at a
    time.
    """
    for limit, so_far, each, now in (
        (daily, spent.day, "daily", "today"),
        (monthly, spent.month, "monthly", "this month"),
    ):
        if limit is not None and so_far >= limit:
            return f"the account's {each} AI budget of ${limit:.2f} is used up (${so_far:.4f} {now})"
    return None

"""Counts by day of what was sent and what came of it. Other topics use the names below only."""

from app.services.numbers.attribution import LAST_OF_RUN, follows, opt_out_follows
from app.services.numbers.keep import count_days
from app.services.numbers.read import MOST_OVERDUE, WHOLE, stats_of_accounts, steps_of_sequences, sum_of

__all__ = [
    "LAST_OF_RUN",
    "MOST_OVERDUE",
    "WHOLE",
    "count_days",
    "follows",
    "opt_out_follows",
    "stats_of_accounts",
    "steps_of_sequences",
    "sum_of",
]

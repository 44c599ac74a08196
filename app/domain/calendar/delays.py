"""When a step falls due. A delay is elapsed time: it does not change when the clocks do."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def after(since: datetime, delay_hours: int, hour_seconds: float) -> datetime:
    """When a step falls due: `delay_hours` hours after the step before it was recorded.

    `hour_seconds` is how long an hour lasts: 3600, or less in a demo. `services/sending/rules.py` says the same in SQL.
    """
    return since.astimezone(UTC) + timedelta(seconds=delay_hours * hour_seconds)


@dataclass(frozen=True, slots=True)
class Pace:
    """When new runs begin: the first at `start`, and each further run `every` after the run before it."""

    start: datetime
    every: timedelta = timedelta(0)

    def after(self, runs: int) -> "Pace":
        """The pace of what follows so many runs."""
        return Pace(self.start + runs * self.every, self.every)


def pace(start: datetime, per_hour: int | None, hour_seconds: float) -> Pace:
    """The pace of so many runs in an hour of `hour_seconds`; without a number, all begin at `start`."""
    return Pace(start, timedelta(seconds=hour_seconds / per_hour) if per_hour else timedelta(0))

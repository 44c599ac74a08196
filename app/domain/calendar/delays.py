"""When a step falls due. A delay is elapsed time: it does not change when the clocks do."""

from datetime import UTC, datetime, timedelta


def after(since: datetime, delay_hours: int, hour_seconds: float) -> datetime:
    """When a step falls due: `delay_hours` hours after the step before it was recorded.

    `hour_seconds` is how long an hour lasts: 3600, or less in a demo. `services/sending/rules.py` says the same in SQL.
    """
    return since.astimezone(UTC) + timedelta(seconds=delay_hours * hour_seconds)

"""The clock of every test: it stands still until the test moves it, because no test waits for time to pass."""

from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 2, 16, 15, 0, tzinfo=UTC)
"""A Monday, ten o'clock in New York."""

YEARS_AHEAD = datetime(2036, 3, 3, 17, 0, tzinfo=UTC)
"""A Monday in the future: an alarm that a test plants in Redis is not yet due by Redis's own clock."""


class FixedClock:
    """Stands still until `advance`."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def real(self) -> datetime:
        return self.moment

    async def play(self, by: timedelta) -> bool:
        self.moment += by
        return True

    def advance(self, **by: float) -> datetime:
        """Moves on, `advance(hours=2)`, and answers with the new time."""
        self.moment += timedelta(**by)
        return self.moment


class PlayedClock(FixedClock):
    """`now` is ahead of the real time by the hours that were played."""

    def __init__(self, moment: datetime = MORNING, played: timedelta = timedelta(days=6)) -> None:
        super().__init__(moment)
        self.played = played

    def now(self) -> datetime:
        return self.moment + self.played

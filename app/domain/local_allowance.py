"""Local allowance: up to 1 % of a bucket is admitted without asking Redis and reported at the next call.

The shared bucket is in Redis. A process remembers the bucket's last level and admits `SHARE` of its size by itself. The
admitted amount is reported when the bucket is asked next, with the time of its first call, so a partner that keeps to a
limit is never refused. The processes together admit at most two shares more than the limit: one that they have not
reported, and one that leaked too early. If the bucket is fuller than `CLOSE`, nothing is admitted without asking.
"""

from dataclasses import dataclass

SHARE = 0.01
CLOSE = 0.9
LIFE = 1.0
"""Seconds after which the admitted amount is reported."""


@dataclass(slots=True)
class LocalAllowance:
    """One bucket as this process knows it. Times are seconds of a monotonic clock."""

    per_minute: int
    size: int
    empty_at: float = 0.0
    """When the bucket is empty if no other process pours, with the unreported amount."""
    unreported: int = 0
    since: float = 0.0
    """When the first of the unreported amount was admitted."""

    @property
    def leak(self) -> float:
        """Seconds in which one unit leaks."""
        return 60 / self.per_minute

    def has_room(self, amount: int, now: float, processes: int = 1) -> bool:
        """Whether this amount may be admitted without asking. All `processes` together have one allowance."""
        level = max(self.empty_at, now) + self.leak * amount - now
        return self.unreported + amount <= self.size * SHARE / processes and level <= self.leak * self.size * CLOSE

    def admit(self, amount: int, now: float) -> float:
        """Admits the amount. Returns the seconds until the bucket is empty."""
        if not self.unreported:
            self.since = now
        self.unreported += amount
        self.empty_at = max(self.empty_at, now) + self.leak * amount
        return self.empty_at - now

    def take_unreported(self, now: float) -> tuple[int, float]:
        """The unreported amount and its age in seconds. Afterwards nothing is unreported."""
        amount, age = self.unreported, now - self.since if self.unreported else 0.0
        self.unreported = 0
        return amount, age

    def learn(self, empty_in: float, now: float) -> None:
        """Takes over a level that Redis answered. It lacks the amount that was admitted while Redis was asked."""
        self.empty_at = now + empty_in + self.leak * self.unreported

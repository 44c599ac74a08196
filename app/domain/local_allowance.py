"""What one process lets through before it tells the others: a bucket's tab.

A leaky bucket that processes share is asked over the network. A tab remembers its last answer for a moment, and lets a
small share of the bucket through on the strength of it; what was let through is owed, and settled when the bucket is
asked the next time, as of its first call: so whoever keeps to a limit is never refused. Each process adds at most two
shares to what the limit lets through: one that it has not told, and one that leaked a moment too early. Close to the
limit, beyond `CLOSE`, nothing is let through unasked.
"""

from dataclasses import dataclass

SHARE = 0.01
CLOSE = 0.9
LIFE = 1.0
"""Seconds after which what is owed is settled."""


@dataclass(slots=True)
class Tab:
    """One bucket as this process knows it. Times are seconds of one clock that only goes forward."""

    per_minute: int
    size: int
    empty_at: float = 0.0
    """When the bucket is empty if nobody else pours, with what is owed."""
    owed: int = 0
    since: float = 0.0
    """When the first of what is owed was let through."""

    @property
    def leak(self) -> float:
        """Seconds in which one unit leaks."""
        return 60 / self.per_minute

    def has_room(self, amount: int, now: float) -> bool:
        """Whether so much may be let through unasked."""
        level = max(self.empty_at, now) + self.leak * amount - now
        return self.owed + amount <= self.size * SHARE and level <= self.leak * self.size * CLOSE

    def owe(self, amount: int, now: float) -> float:
        """Lets so much through. Answers the seconds until the bucket is empty."""
        if not self.owed:
            self.since = now
        self.owed += amount
        self.empty_at = max(self.empty_at, now) + self.leak * amount
        return self.empty_at - now

    def settle(self, now: float) -> tuple[int, float]:
        """What is owed, and for how many seconds; nothing is owed afterwards."""
        owed, age = self.owed, now - self.since if self.owed else 0.0
        self.owed = 0
        return owed, age

    def learn(self, empty_in: float, now: float) -> None:
        """The bucket's answer. It does not know what was let through while it was asked."""
        self.empty_at = now + empty_in + self.leak * self.owed

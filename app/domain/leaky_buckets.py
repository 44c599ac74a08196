"""Leaky buckets that one process keeps by itself, by the generic cell rate algorithm (ITU-T I.371).

They stand in for the shared buckets while those cannot be reached: a process then admits its share of each limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_BUCKETS = 10_000


@dataclass(slots=True)
class LeakyBuckets:
    """The time at which each bucket is empty, in seconds of a monotonic clock."""

    _empty_at: dict[str, float] = field(default_factory=dict)

    def pour(
        self, pours: Iterable[tuple[str, int, int, int]], now: float, processes: int = 1
    ) -> list[tuple[float, float]]:
        """Pours (bucket, per minute, size, amount) into all buckets or into none, each of 1/`processes` of its size.

        Returns for each bucket the seconds until it is empty, and the seconds until it has room for a refused pour.
        """
        wanted = list(pours)
        levels = [self._level(*one, now, processes) for one in wanted]
        if not any(wait for _, wait in levels):
            for bucket, per_minute, _, amount in wanted:
                self._empty_at[bucket] = max(self._empty_at.get(bucket, now), now) + amount * _leak(
                    per_minute, processes
                )
            levels = [(self._empty_at[bucket] - now, 0.0) for bucket, *_ in wanted]
        if len(self._empty_at) > MOST_BUCKETS:
            self._empty_at = {bucket: at for bucket, at in self._empty_at.items() if at > now}
        return levels

    def _level(
        self, bucket: str, per_minute: int, size: int, amount: int, now: float, processes: int
    ) -> tuple[float, float]:
        empty_at, leak = max(self._empty_at.get(bucket, now), now), _leak(per_minute, processes)
        holds = max(size / processes, amount)  # a call that fits into the whole bucket is never refused for ever
        return empty_at - now, max(0.0, empty_at + amount * leak - now - holds * leak)


def _leak(per_minute: int, processes: int) -> float:
    """Seconds in which one unit leaks."""
    return 60 * processes / per_minute

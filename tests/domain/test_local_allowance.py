"""Several processes, each with a local allowance, on one bucket: whatever comes, when and where."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.local_allowance import CLOSE, LIFE, SHARE, LocalAllowance

PROCESSES = 3
SIZE = 400
PER_MINUTE = 400
LEAK = 60 / PER_MINUTE


@dataclass
class Bucket:
    """The bucket that all share, as Redis keeps it."""

    empty_at: float = 0.0

    def poured(self, amount: int, owed: int, age: float, now: float) -> tuple[bool, float]:
        self.empty_at = max(max(self.empty_at, now - age) + LEAK * owed, now)
        room = self.empty_at + LEAK * amount - now <= LEAK * SIZE + 1e-9
        if room:
            self.empty_at += LEAK * amount
        return room, self.empty_at - now


@dataclass
class Process:
    bucket: Bucket
    allowance: LocalAllowance = field(default_factory=lambda: LocalAllowance(PER_MINUTE, SIZE))
    asked_at: float = -LIFE

    def call(self, amount: int, now: float) -> bool:
        if now - self.asked_at >= LIFE or not self.allowance.has_room(amount, now):
            return self.ask(amount, now)
        self.allowance.admit(amount, now)
        return True

    def ask(self, amount: int, now: float) -> bool:
        owed, age = self.allowance.take_unreported(now)
        room, empty_in = self.bucket.poured(amount, owed, age, now)
        self.allowance.learn(empty_in, now)
        self.asked_at = now
        return room

    def tick(self, now: float) -> None:
        if self.allowance.unreported and now - self.asked_at >= LIFE:
            self.ask(0, now)


calls = st.lists(
    st.tuples(st.sampled_from([0.0, 0.001, 0.05, 0.3, 1.0, 5.0]), st.integers(0, PROCESSES - 1), st.integers(1, 180)),
    max_size=150,
)


def played(calls: list[tuple[float, int, int]], processes: int) -> list[tuple[float, int, bool]]:
    """Each call's moment, amount and whether it was let through."""
    bucket, now, told = Bucket(), 0.0, []
    there = [Process(bucket) for _ in range(processes)]
    for pause, who, amount in calls:
        due = now + pause
        while now + 0.25 < due:
            now += 0.25
            for one in there:
                one.tick(now)
        now = due
        told.append((now, amount, there[who % processes].call(amount, now)))
    return told


def fullest(told: list[tuple[float, int, bool]]) -> float:
    """The most that was ever in a bucket that was told of each call at once."""
    level = most = before = 0.0
    for now, amount, passed in told:
        level = max(level - (now - before) / LEAK, 0.0) + (amount if passed else 0)
        most, before = max(most, level), now
    return most


@given(calls, st.integers(1, PROCESSES))
def test_no_more_is_let_through_than_the_limit_and_two_shares_for_each_process(
    calls: list[tuple[float, int, int]], processes: int
) -> None:
    assert fullest(played(calls, processes)) <= SIZE * (1 + 2 * SHARE * processes) + 1e-6


@given(calls, st.integers(1, PROCESSES))
def test_who_keeps_to_the_limit_is_never_refused(calls: list[tuple[float, int, int]], processes: int) -> None:
    kept: list[tuple[float, int, int]] = []
    level = waited = 0.0
    for pause, who, amount in calls:
        waited += pause
        left = max(level - waited / LEAK, 0.0)
        if left + amount <= SIZE:
            kept.append((waited, who, amount))
            level, waited = left + amount, 0.0
    assert all(passed for _, _, passed in played(kept, processes))


def test_close_to_the_limit_nothing_is_let_through_unasked() -> None:
    allowance = LocalAllowance(PER_MINUTE, SIZE)
    allowance.learn(SIZE * LEAK * CLOSE, 10.0)
    assert not allowance.has_room(1, 10.0)
    assert allowance.has_room(1, 10.0 + 2 * LEAK)


def test_a_share_is_let_through_and_is_owed_from_its_first_call_on() -> None:
    allowance = LocalAllowance(PER_MINUTE, SIZE)
    allowance.learn(0.0, 10.0)
    levels = []
    while allowance.has_room(1, 10.5):
        levels.append(allowance.admit(1, 10.5))
    assert levels == pytest.approx([LEAK * (n + 1) for n in range(round(SIZE * SHARE))])
    assert allowance.take_unreported(11.0) == (SIZE * SHARE, 0.5)
    assert allowance.take_unreported(11.0) == (0, 0.0)


def test_what_was_let_through_while_the_bucket_was_asked_is_added_to_its_answer() -> None:
    allowance = LocalAllowance(PER_MINUTE, SIZE)
    allowance.learn(0.0, 10.0)
    allowance.admit(2, 10.0)
    allowance.learn(5.0, 10.0)
    assert allowance.admit(1, 10.0) == pytest.approx(5.0 + 3 * LEAK)

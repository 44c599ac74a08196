"""The rate of a sender and the order of its line, for any messages at any times."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.engine import explain, pacing
from app.domain.engine.pacing import Candidate, Clock, Dealt, Line, Pace, Share

BEGIN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SPAN = timedelta(seconds=10)
ONE = timedelta(seconds=1)
RATES = st.sampled_from([0.2, 0.5, 1.0, 1.2, 3.0, 3.75, 10.0, 60.0, 225.0])


def pace(per_second: float | None = None, per_day: int | None = None, zone: str = "UTC") -> Pace:
    return Pace(per_second, per_day, zone)


def most_in(sent: Sequence[tuple[datetime, int]], span: timedelta) -> int:
    """The most segments in any span so long that begins with a message, counted one by one."""
    return max(sum(n for at, n in sent if begin <= at < begin + span) for begin, _ in sent)


@given(
    per_second=RATES,
    arrivals=st.lists(st.tuples(st.floats(0, 4), st.integers(1, 6)), min_size=1, max_size=80),
)
def test_no_ten_seconds_have_more_than_the_rate_and_a_second(
    per_second: float, arrivals: list[tuple[float, int]]
) -> None:
    """Each message leaves as soon as it may, or a little later."""
    now, clock, sent = BEGIN, Clock(), list[tuple[datetime, int]]()
    for wait, segments in arrivals:
        now = pacing.opens(clock, pace(per_second), segments, now)
        if wait > 3:
            now += timedelta(seconds=wait)
        clock = pacing.take(clock, pace(per_second), segments, now)
        sent.append((now, segments))
    # A message that is longer than a second's segments leaves whole.
    longest = max(n for _, n in sent)
    allowed = per_second * SPAN.total_seconds() + max(per_second, longest + 0.25 * per_second)
    found = most_in(sent, SPAN)
    event(f"{round(found / allowed, 1)} of what is allowed")
    assert found <= allowed


@pytest.mark.parametrize("per_second", [0.5, 1.0, 3.0, 3.75, 10.0, 225.0])
def test_looks_that_come_a_little_late_use_the_whole_rate(per_second: float) -> None:
    """A thousand looks, each 30 ms late: at least 97 % of the rate is used."""
    now, clock, segments = BEGIN, Clock(), 0
    for _ in range(1000):
        while (room := pacing.room(clock, pace(per_second), now, 500)) > 0:
            for _ in range(room):
                clock = pacing.take(clock, pace(per_second), 1, now)
            segments += room
        now = pacing.next_look(clock, pace(per_second), 1, now) + timedelta(milliseconds=30)
    used = segments / ((now - BEGIN).total_seconds() * per_second)
    assert 0.97 <= used <= 1.02


@given(per_second=RATES, per_day=st.none() | st.integers(1, 60), segments=st.lists(st.integers(1, 4), max_size=40))
def test_room_is_what_may_leave_one_by_one(per_second: float, per_day: int | None, segments: list[int]) -> None:
    rates, clock, now = pace(per_second, per_day), Clock(), BEGIN
    for count in segments:
        now = pacing.opens(clock, rates, count, now)
        room, probe, fits = pacing.room(clock, rates, now, 500), clock, 0
        while pacing.opens(probe, rates, 1, now) <= now and fits < 500:
            probe, fits = pacing.take(probe, rates, 1, now), fits + 1
        assert abs(room - fits) <= 1  # times are in whole microseconds
        clock = pacing.take(clock, rates, count, now)


def test_the_day_is_that_of_the_accounts_zone_and_ends_when_clocks_change() -> None:
    new_york = pace(None, 100, "America/New_York")
    before = datetime(2026, 3, 8, 4, 59, tzinfo=UTC)  # Saturday, 23:59: the clocks change on Sunday
    clock = pacing.take(Clock(), new_york, 100, before)
    assert pacing.opens(clock, new_york, 1, before) == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
    clock = pacing.take(clock, new_york, 100, datetime(2026, 3, 8, 5, 0, tzinfo=UTC))
    assert clock.sent_today == 100
    assert pacing.opens(clock, new_york, 1, before + timedelta(hours=2)) == datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


def test_a_message_longer_than_the_day_leaves_as_the_first_of_its_day() -> None:
    rates = pace(None, 3)
    assert pacing.opens(Clock(), rates, 10, BEGIN) == BEGIN
    clock = pacing.take(Clock(), rates, 1, BEGIN)
    assert pacing.opens(clock, rates, 10, BEGIN) == datetime(2026, 3, 3, tzinfo=UTC)


# ------------------------------------------------------------------ the line

A, B, C = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize("rates", [pace(1e-300), pace(5e-324), pace(1e-9, 1), pace(None, 1), pace(1e-3, 1)], ids=str)
def test_no_rate_and_no_line_lead_to_a_time_that_does_not_exist(rates: Pace) -> None:
    """Steps of many accounts are dealt out together: an error in the line of one sender would hold them all."""
    sequence_id, clock = UUID(int=1), Clock()
    for _ in range(3):
        clock = pacing.take(pacing.take(clock, rates, 10, BEGIN), rates, 10, BEGIN)
    line = Line(rates, clock, {sequence_id: Share(0, 1.0, 1e12)}, exists=True)
    dealt = pacing.deal(line, [Candidate(UUID(int=2), sequence_id, 0, 10, BEGIN)], BEGIN)
    [parked] = dealt.parked
    assert BEGIN < parked.slot <= BEGIN + 4 * pacing.FARTHEST
    assert pacing.next_look(clock, rates, 10, BEGIN) > BEGIN
    assert pacing.room(clock, rates, BEGIN, 500) == 0


@dataclass
class Simulated:
    """One sender with its line in memory, played as `services/sending/pacing/` plays it on the rows."""

    rates: Pace
    now: datetime = BEGIN
    clock: Clock = field(default_factory=Clock)
    line: dict[UUID, Candidate] = field(default_factory=dict)
    promised: dict[UUID, datetime] = field(default_factory=dict)
    sent: list[tuple[datetime, Candidate]] = field(default_factory=list)
    count: int = 0

    def arrive(self, sequence_id: UUID, count: int, *, segments: int = 1, priority: int = 0) -> None:
        new = []
        for _ in range(count):
            self.count += 1
            due_at = self.now + timedelta(microseconds=self.count)
            new.append(Candidate(UUID(int=self.count), sequence_id, priority, segments, due_at))
        self._deal(new)

    def look(self, late: timedelta = timedelta(0)) -> bool:
        """Goes on to the next look at the line; False if nobody waits."""
        first = min(self.line.values(), key=self._order, default=None)
        if first is None:
            return False
        self.now = pacing.next_look(self.clock, self.rates, first.segments, self.now) + late
        room, pulled, upto = pacing.room(self.clock, self.rates, self.now, 500), [], 0
        for one in sorted(self.line.values(), key=self._order):
            upto += one.segments
            if upto <= room or upto == one.segments:
                pulled.append(one)
        self._deal([replace(one, in_line=True) for one in pulled])
        return True

    def _order(self, one: Candidate) -> tuple[int, float, UUID]:
        return (-one.priority, one.place or 0.0, one.key)

    def _deal(self, candidates: list[Candidate]) -> Dealt:
        shares = {}
        for sequence_id in {one.sequence_id for one in self.line.values()}:
            own = [one for one in self.line.values() if one.sequence_id == sequence_id]
            places = [one.place or 0.0 for one in own]
            shares[sequence_id] = Share(own[0].priority, min(places), max(places))
        dealt = pacing.deal(Line(self.rates, self.clock, shares, bool(self.line)), candidates, self.now)
        for one in dealt.taken:
            self.clock = pacing.take(self.clock, self.rates, one.segments, self.now)
            self.line.pop(one.key, None)
            self.sent.append((self.now, one))
        for parked in dealt.parked:
            self.line[parked.candidate.key] = replace(parked.candidate, place=parked.rank, in_line=False)
            self.promised.setdefault(parked.candidate.key, parked.slot)
        return dealt

    def order(self) -> list[UUID]:
        return [one.sequence_id for _, one in self.sent]


def test_a_short_sequence_does_not_wait_for_a_long_one() -> None:
    played = Simulated(pace(10))
    played.arrive(A, 300)
    played.arrive(B, 20)
    while played.look():
        pass
    order = played.order()
    burst = order.index(B)
    mixed = order[burst : burst + 40]
    assert abs(mixed.count(A) - mixed.count(B)) <= 4, "each has half of the rate while both wait"
    assert len(order) == 320


def test_a_sequence_that_comes_later_begins_where_the_line_is() -> None:
    played = Simulated(pace(10))
    played.arrive(A, 300)
    for _ in range(40):
        played.look()
    before = len(played.sent)
    played.arrive(B, 20)
    played.arrive(C, 20)
    while played.look():
        pass
    mixed = played.order()[before : before + 60]
    assert all(15 <= mixed.count(one) <= 25 for one in (A, B, C)), "thirds: nobody waits for the end of another"


def test_the_higher_priority_leaves_first_and_among_equals_the_older() -> None:
    played = Simulated(pace(10))
    played.arrive(A, 50)
    played.arrive(B, 30, priority=5)
    while played.look():
        pass
    waited = played.order()[8:]
    assert waited == [B] * 30 + [A] * 42
    of_a = [one.due_at for _, one in played.sent if one.sequence_id == A]
    assert of_a == sorted(of_a)


def test_who_is_ahead_leaves_at_once_and_the_others_keep_the_rate() -> None:
    played = Simulated(pace(10))
    played.arrive(A, 100)
    played._deal([Candidate(UUID(int=10**6 + n), B, 0, 1, played.now, ahead=True) for n in range(5)])
    assert played.order()[-5:] == [B] * 5
    while played.look():
        pass
    assert (played.sent[-1][0] - BEGIN).total_seconds() >= 105 / 10 - 1


@given(
    per_second=RATES,
    batches=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 30), st.integers(1, 3)), min_size=1, max_size=6),
    late=st.integers(0, 200),
)
def test_everybody_leaves_once_within_the_rate(
    per_second: float, batches: list[tuple[int, int, int]], late: int
) -> None:
    played = Simulated(pace(per_second))
    for sequence, count, segments in batches:
        played.arrive(UUID(int=sequence), count, segments=segments)
        played.look(timedelta(milliseconds=late))
    looks = 0
    while played.look(timedelta(milliseconds=late)):
        looks += 1
    keys = [one.key for _, one in played.sent]
    assert len(keys) == len(set(keys)) == sum(count for _, count, _ in batches)
    assert looks <= 4 * len(keys) + 4, "a look at the line is hardly ever in vain"
    allowed = per_second * SPAN.total_seconds() + max(per_second, 3 + 0.25 * per_second)
    assert most_in([(at, one.segments) for at, one in played.sent], SPAN) <= allowed


@given(per_second=RATES, count=st.integers(2, 200), segments=st.integers(1, 4))
def test_the_time_that_is_told_is_about_the_time_at_which_it_leaves(
    per_second: float, count: int, segments: int
) -> None:
    played = Simulated(pace(per_second))
    played.arrive(A, count, segments=segments)
    while played.look():
        pass
    for at, one in played.sent:
        if told := played.promised.get(one.key):
            assert abs((told - at).total_seconds()) <= 1 + segments / per_second


def test_what_does_not_fit_in_the_day_is_told_the_day_after() -> None:
    played = Simulated(pace(None, 100))
    played.arrive(A, 350)
    days = [played.promised[key].date() for key in sorted(played.promised, key=lambda key: key.int)]
    assert [days.count(datetime(2026, 3, day, tzinfo=UTC).date()) for day in (3, 4, 5)] == [100, 100, 50]
    while played.look():
        pass
    sent = [at.date() for at, _ in played.sent]
    assert [sent.count(datetime(2026, 3, day, tzinfo=UTC).date()) for day in (2, 3, 4, 5)] == [100, 100, 100, 50]


@pytest.mark.parametrize(
    ("per_second", "per_day", "says"),
    [
        (2.5, None, "at most 2.5 a second,"),
        (None, 2000, "at most 2,000 a day,"),
        (None, None, "sends no more at present"),
    ],
)
def test_a_step_in_the_line_names_the_rates_that_there_are(
    per_second: float | None, per_day: int | None, says: str
) -> None:
    assert says in explain.paced(datetime(2030, 1, 7, tzinfo=UTC), per_second, per_day)

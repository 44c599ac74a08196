"""The proof of the hours, as a small one: `make bench BENCH='--only year'` plays the whole of it."""

from datetime import UTC, datetime, timedelta

from benchmarks.hours import oracle
from benchmarks.hours.oracle import Whereabouts
from benchmarks.hours.year import a_year


def test_nothing_is_sent_outside_the_hours_and_nothing_waits_longer_than_it_must() -> None:
    assert a_year(4000, first_of=40) == (0, 0)


def test_the_oracle_tells_hours_apart() -> None:
    florida = Whereabouts(("FL",), ("America/New_York", "America/Chicago"))
    evening = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)  # 20:00 and 19:00 on a Tuesday
    assert not oracle.permits(evening, florida)
    assert oracle.permits(evening - timedelta(minutes=1), florida)
    assert oracle.first_minute(evening, florida) == datetime(2026, 12, 2, 14, 0, tzinfo=UTC)
    assert not oracle.permits(datetime(2026, 11, 26, 18, tzinfo=UTC), Whereabouts(("AL",), ("America/Chicago",)))


def test_the_oracle_counts_what_exceeds_a_cap() -> None:
    hours = [datetime(2026, 12, 2, hour, tzinfo=UTC) for hour in (9, 10, 11, 12)]
    assert oracle.exceeded(hours, [(3, 24)]) == 1
    assert oracle.exceeded(hours, [(3, 3)]) == 0
    assert oracle.caps_of(Whereabouts(("FL", "NY"), ())) == [(3, 24)]

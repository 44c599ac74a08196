"""Which databases are taken for a restored copy."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.domain.stores import marks
from app.domain.stores.marks import RECENT, Highest, Mark, RedisAway, Restored, found

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HERE, ELSEWHERE = "1/5/16390", "2/5/16390"
LATELY, LONG_AGO = NOW - RECENT, NOW - RECENT - timedelta(seconds=1)


def mark(generation: int = 7, at: datetime | None = LATELY, place: str = HERE) -> Mark:
    return Mark(generation, at, HERE if at else None, place)


CASES: list[tuple[str, Mark, int, Highest, Restored | None]] = [
    ("a new database", mark(0, None), 0, None, None),
    ("a new database beside a Redis that is away", mark(0, None), 0, RedisAway(), None),
    ("a restart", mark(), 0, 7, None),
    ("a restart after a long stop", mark(at=LONG_AGO), 0, 7, None),
    ("Redis lost its last seconds", mark(at=LONG_AGO), 0, 3, None),
    ("Redis was emptied while a process works", mark(at=LONG_AGO, place=ELSEWHERE), 7, None, None),
    ("Redis was emptied, and all processes began anew", mark(), 0, None, None),
    ("Redis is away, and all processes began anew", mark(), 0, RedisAway(), None),
    ("the server was upgraded and nothing was lost", mark(at=LONG_AGO, place=ELSEWHERE), 0, 7, None),
    ("a backup was restored", mark(), 0, 8, Restored.BEHIND),
    ("a backup of before the first start was restored", mark(0, None), 0, 8, Restored.BEHIND),
    ("a backup was restored below a process that works", mark(), 8, None, Restored.BEHIND),
    ("a backup was restored below a process, and Redis is away", mark(), 8, RedisAway(), Restored.BEHIND),
    ("a fresh dump elsewhere, beside a new Redis", mark(place=ELSEWHERE), 0, None, Restored.COPIED),
    ("a copy of the disk of yesterday, beside a new Redis", mark(at=LONG_AGO), 0, None, Restored.FORGOTTEN),
    ("a long stop, and Redis is away", mark(at=LONG_AGO), 0, RedisAway(), Restored.UNVERIFIED),
    ("a fresh dump elsewhere, and Redis is away", mark(place=ELSEWHERE), 0, RedisAway(), Restored.UNVERIFIED),
]


NAMES = [name for name, *_ in CASES]


@pytest.mark.parametrize(("own", "known", "highest", "expected"), [case[1:] for case in CASES], ids=NAMES)
def test_a_restored_copy_is_recognized(own: Mark, known: int, highest: Highest, expected: Restored | None) -> None:
    assert found(own, known, highest, NOW, reaches_people=True) is expected


def test_doubt_holds_nothing_up_where_nothing_reaches_people() -> None:
    assert found(mark(at=LONG_AGO), 0, None, NOW, reaches_people=False) is None
    assert found(mark(at=LONG_AGO), 0, RedisAway(), NOW, reaches_people=False) is None
    assert found(mark(), 0, 8, NOW, reaches_people=False) is Restored.BEHIND
    assert found(mark(place=ELSEWHERE), 0, None, NOW, reaches_people=False) is Restored.COPIED


def test_no_database_that_is_older_than_what_was_seen_of_it_goes_on() -> None:
    times, places = (LATELY, LONG_AGO), (HERE, ELSEWHERE)
    for generation, known, highest, at, place in product(range(3), range(4), (None, 0, 1, 2, 3), times, places):
        older = generation < max(known, highest or 0)
        because = found(mark(generation, at, place), known, highest, NOW, reaches_people=True)
        assert (because is Restored.BEHIND) is older


@pytest.mark.parametrize("because", Restored)
def test_a_sentence_says_why_and_the_mend(because: Restored) -> None:
    for at in (NOW, None):
        sentence = marks.sentence(because, at)
        assert sentence.startswith("Nothing is sent: ")
        assert ("2026-11-26 12:00:00 UTC" in sentence) is (at is not None)
        assert (marks.COMMAND in sentence) is (because is not Restored.UNVERIFIED)

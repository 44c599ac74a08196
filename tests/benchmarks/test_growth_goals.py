"""Growth is judged by the rows that are read, and by milliseconds beyond noise."""

import pytest

from benchmarks.growth.goals import Course, Point


@pytest.mark.parametrize(
    ("name", "small", "large", "counts", "missed"),
    [
        ("twice as long, but less than a millisecond more", Point(0.3, 40, 10), Point(0.9, 45, 10), False, ""),
        ("twice as long", Point(3.0, 40, 10), Point(6.5, 45, 10), False, "ms"),
        ("three rows for each", Point(1.0, 40, 10), Point(1.0, 60, 10), False, ""),
        ("rows of the whole account", Point(1.0, 130, 10), Point(1.5, 1_030, 10), False, "rows read"),
        ("many rows at any size", Point(1.0, 830, 10), Point(1.0, 830, 10), False, ""),
        ("a total to its bound", Point(0.5, 100, 0), Point(5.0, 10_030, 0), True, ""),
        ("a total beyond it", Point(0.5, 100, 0), Point(50.0, 100_030, 0), True, "ms, rows read"),
        ("a list is no total", Point(0.5, 100, 10), Point(5.0, 10_030, 10), False, "ms, rows read"),
    ],
)
def test_what_is_over_is_told_as_over(name: str, small: Point, large: Point, counts: bool, missed: str) -> None:
    course = Course(name, counts, [small, large])
    assert ", ".join(one.what.rpartition(": ")[2] for one in course.figures() if not one.met) == missed

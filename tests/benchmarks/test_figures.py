"""The table of a bench's figures."""

import pytest

from benchmarks.figures import least, table, told, total


def test_a_figure_without_a_goal_is_told_and_is_not_counted_as_met(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [least("two at a time", 24_907, 20_000, "rows/s"), told("one at a time", 13_413, "rows/s")]
    table(figures)
    total(figures)
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "two at a time 24,907 rows/s >= 20,000 rows/s met" in shown
    assert "one at a time 13,413 rows/s no goal" in shown
    assert shown[-1] == "1 of 1 goals met"

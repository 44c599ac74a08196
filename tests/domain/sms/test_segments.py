"""Segments as Twilio's own calculator counts them: `segments.json` has its answers, and each text in runs.

`tests/clients/test_segments.py` asks it again where Node is.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sms.segments import segment_count

TABLE = json.loads((Path(__file__).parent / "segments.json").read_text())


def text_of(runs: list[tuple[str, int]]) -> str:
    return "".join(chunk * times for chunk, times in runs)


@pytest.mark.parametrize(("count", "runs"), TABLE, ids=range(len(TABLE)))
def test_segments_are_counted_as_twilio_counts_them(count: int, runs: list[tuple[str, int]]) -> None:
    assert segment_count(text_of(runs)) == count


@given(st.text(max_size=500))
def test_a_segment_holds_no_more_than_140_octets(text: str) -> None:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert segment_count(text) >= max(1, units / 160)


@given(st.text(max_size=300), st.text(max_size=30))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert segment_count(text) <= segment_count(text + more)

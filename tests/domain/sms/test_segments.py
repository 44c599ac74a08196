"""Segments by the standard, and as Twilio's own calculator counts them: `segments.json` has its answers, and each text
in runs.

`tests/clients/test_segments.py` asks it again where Node is.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sms import segments
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


# ---------------------------------------------------------------- by the standard


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the escape pair does not fit into the first segment's last place
        ("’" + "a" * 69, 1),
        ("’" + "a" * 70, 2),
        ("’" + "a" * 159, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),  # 33 whole ones in a segment of 67 units
        ("ñ" * 160, 1),
        ("ç" * 71, 2),
        ("Ç" * 160, 1),
    ],
)
def test_segments_as_carriers_count(text: str, count: int) -> None:
    assert segment_count(text) == count


BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "^{}\\[~]|€\f"


def reference(text: str) -> int:
    """Segments cut out of the text one by one, from the front."""
    gsm = all(char in BASIC + EXTENSION for char in text)
    cost = [(2 if char in EXTENSION else 1) if gsm else len(char.encode("utf-16-le")) // 2 for char in text]
    if sum(cost) <= (160 if gsm else 70):
        return 1
    count = 0
    while cost:
        room, count = (153 if gsm else 67), count + 1
        while cost and cost[0] <= room:
            room -= cost.pop(0)
    return count


@given(
    st.lists(st.tuples(st.sampled_from("aA ñ€[\n^é’ç😀界"), st.integers(1, 120)), max_size=8),
    st.booleans(),
)
def test_segments_agree_with_the_reference(runs: list[tuple[str, int]], only_gsm: bool) -> None:
    text = "".join(char * length for char, length in runs if not only_gsm or char in BASIC + EXTENSION)
    assert segment_count(text) == reference(text)


def test_the_alphabets_are_of_the_size_that_the_standard_gives() -> None:
    assert len(segments._GSM) == 127  # 128 with the escape, which is no character
    assert frozenset(BASIC) == segments._GSM
    assert frozenset(EXTENSION) == segments._GSM_EXTENSION

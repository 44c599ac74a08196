"""What a text is sent as: GSM-7 where that loses nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drafting import fold
from app.domain.drafting.spelling import plain
from app.domain.sms.segments import segment_count


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“Yes”, it’s ‘fine’", "\"Yes\", it's 'fine'"),
        ("«sí»", '"sí"'),
        ("9–5 — daily", "9-5 - daily"),
        ("So…", "So..."),
        ("a\u00a0b\u202fc\u2009d\te", "a b c d e"),
        ("a\u200bb\ufeffc\u00add\u2060e", "abcde"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a \n\n\n\n b  c", "a\n\nb c"),
        ("  trimmed \n", "trimmed"),
        ("\u202egnorw\u202c", "gnorw"),
        ("５％ of ＡＢＣ", "5% of ABC"),
        ("𝐡𝐞𝐥𝐥𝐨", "hello"),
        ("cafe\u0301", "café"),
        ("`code´", "'code'"),
        ("\x00a\x07b\ud800", "ab"),
    ],
)
def test_what_only_looks_different_is_folded(written: str, sent: str) -> None:
    assert fold(written) == sent


@pytest.mark.parametrize(
    "text", ["é ñ ü Ñ à", "ő ç ã š", "¡Hola! ¿Qué tal?", "€5", "👩\u200d👧 ❤\ufe0f 😀", "您好。", "½"]
)
def test_what_would_be_lost_stays(text: str) -> None:
    assert fold(text) == text


def test_one_curly_quote_makes_no_three_segments_of_one() -> None:
    text = "It’s " + "a" * 150
    assert (segment_count(text), segment_count(fold(text))) == (3, 1)


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("aé’“—…\u00a0\u200b\u200d\ufe0f\u0301\r\n \t😀ő`\u202eＡ५"), max_size=40))
def test_folding_the_difficult_ones_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(categories=["L", "N"]), max_size=60))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    def bones(text: str) -> str:
        return unicodedata.normalize("NFKC", text)

    assert bones(fold(text)) == bones(text)


@given(st.text(max_size=100))
def test_a_folded_text_can_be_stored_and_sent(text: str) -> None:
    folded = fold(text)
    assert "\x00" not in folded
    folded.encode("utf-8")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ЕХАМРLЕ", "example"),
        ("еvil。соm", "evil.com"),
        ("٣٫٥٪ and 𝟓% and ５", "3.5% and 5% and 5"),
        ("5½", "5 1/2"),
        ("Préstamo SÍ", "prestamo si"),
        ("a\u200bp\u00adr", "apr"),
        ("①②", "12"),
    ],
)
def test_what_the_rules_read(written: str, read: str) -> None:
    assert plain(written) == read

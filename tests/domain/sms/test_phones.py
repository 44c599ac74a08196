"""Phone numbers as people write them."""

import re

import phonenumbers
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.sms.phones import normalise, region_of


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+14155551234", "US", "+14155551234"),
        ("+14155551234", None, "+14155551234"),
        ("+14155551234", "GB", "+14155551234"),
        ("4155551234", "US", "+14155551234"),
        ("14155551234", "US", "+14155551234"),
        ("(415) 555-1234", "US", "+14155551234"),
        (" 415.555.1234 \n", "US", "+14155551234"),
        ("+1 (415) 555-1234", "GB", "+14155551234"),
        ("415\u2011555\u20111234", "US", "+14155551234"),
        ("415\u00a0555\u00a01234", "US", "+14155551234"),
        ("\u202a+1 415-555-1234\u202c", None, "+14155551234"),
        ("+15005550006", "US", "+15005550006"),
        ("+15551234567", "US", "+15551234567"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "US", "+447700900123"),
        ("0412 345 678", "AU", "+61412345678"),
    ],
)
def test_a_number_is_normalised(text: str, region: str | None, e164: str) -> None:
    assert normalise(text, region) == e164


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "()",
        "hello",
        "555-1234",
        "415555123",
        "41555512345",
        "+1415555123",
        "+141555512345",
        "+0014155551234",
        "++14155551234",
        "+1 415 555 1234 ext 5",
        "4155551234;ext=5",
        "415-555-1234 x5",
        "1-800-FLOWERS",
        "tel:+14155551234",
        "+1415555\x001234",
        "\uff14\uff11\uff15\uff15\uff15\uff15\uff11\uff12\uff13\uff14",
        "+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0661\u0662\u0663\u0664",
        "+14155551234 +14155551235",
        "+9991234567890",
        "1234567890123456",
        "+1415555\n1234",
        "4" * 1_000_000,
        "+1 415 555 1234" + " " * 30,
    ],
)
def test_a_bad_number_is_none(text: str) -> None:
    assert normalise(text, "US") is None


def test_a_number_that_does_not_read_as_itself_is_none() -> None:
    assert normalise("0000000", "AU") is None


@pytest.mark.parametrize("region", [None, "", "ZZ", "us", "001"])
def test_ten_digits_need_a_country(region: str | None) -> None:
    assert normalise("4155551234", region) is None


REGIONS = "US CA PR GB IE FR DE IT ES PT NL CH SE NO PL GR MX BR AR CO IN PK JP AU NZ ZA".split()
FORMS = [phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL]
FORMS += [phonenumbers.PhoneNumberFormat.NATIONAL]


@st.composite
def written_numbers(draw: st.DrawFn) -> tuple[str, str, str]:
    """A number as people write it, the region where they do, and the number in E.164."""
    region = draw(st.sampled_from(REGIONS))
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    assert example.national_number is not None
    number = phonenumbers.PhoneNumber(
        country_code=example.country_code,
        national_number=example.national_number // 10**5 * 10**5 + draw(st.integers(0, 10**5 - 1)),
        italian_leading_zero=example.italian_leading_zero,
    )
    text = phonenumbers.format_number(number, draw(st.sampled_from(FORMS)))
    for mark in " -()":
        text = text.replace(mark, draw(st.sampled_from([mark, mark, "\u00a0", ""])) if mark != "(" else mark)
    return text, region, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(written_numbers())
def test_a_number_in_any_national_form_is_that_number_and_no_other(written: tuple[str, str, str]) -> None:
    text, region, e164 = written
    number = normalise(text, region)
    event("a number" if number else "none")
    assert number in (e164, None)
    assert normalise(e164, region) == normalise(e164, None) == e164


@given(written_numbers(), st.data())
def test_a_mistyped_number_is_e164_or_none(written: tuple[str, str, str], data: st.DataObject) -> None:
    """One character of a number is left out, doubled or replaced."""
    text, region, _ = written
    place = data.draw(st.integers(0, len(text) - 1))
    text = text[:place] + data.draw(st.sampled_from(["", "0", "7", "+", "-", " ", text[place] * 2])) + text[place + 1 :]
    number = normalise(text, region)
    event("a number" if number else "none")
    if number is not None:
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
        assert normalise(number, region) == number
        assert phonenumbers.is_possible_number(phonenumbers.parse(number))
        assert "+" not in text.lstrip(" \u00a0(")[1:], "a plus is the beginning of a number"


@given(st.text(max_size=50), st.sampled_from(["US", None]))
def test_any_text_has_an_answer(text: str, region: str | None) -> None:
    normalise(text, region)
    region_of(text)


@pytest.mark.parametrize(
    ("e164", "region"),
    [
        ("+14155551234", "US"),
        ("+15005550006", "US"),
        ("+15551234567", "US"),  # in nobody's plan: the main country of +1
        ("+16045551234", "CA"),
        ("+447700900123", "GB"),
        ("+80012345678", None),
        ("", None),
        ("hello", None),
    ],
)
def test_the_country_of_a_number(e164: str, region: str | None) -> None:
    assert region_of(e164) == region


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True), st.sampled_from(["US", "CA", "PR", "JM"]))
def test_what_is_read_without_a_parser_is_what_the_parser_reads(digits: str, region: str) -> None:
    number = phonenumbers.parse(digits, region)
    assert phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert normalise(digits, region) == normalise(f"+1{digits}", None) == e164 == f"+1{digits}"


def test_ten_digits_of_another_country_are_left_to_the_parser() -> None:
    assert normalise("2079460958", "GB") == "+442079460958"
    assert normalise("4155551234", None) is None

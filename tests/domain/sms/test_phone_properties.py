"""Phone numbers in any spelling: none becomes another number."""

import re

import phonenumbers
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from app.domain.sms.phones import NotANumber, canonical, normalize, read, region_of
from tests.examples import examples

RUNS = ("2345678901", "9876543210")
COUNTRIES = (
    "US CA MX BR AR CO CL PE GB IE DE AT CH FR ES IT PT NL BE SE NO DK PL CZ GR TR IL AE IN PK PH JP KR CN AU NZ ZA"
)
NOISE = ("\u00ad", "\u2060", "\ufe0f", "\u200e", " ", "\u2009", "\u202f")


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str, str]:
    """A number of a real person in some country, as somebody writes it there: the text, the country, the number."""
    region = draw(st.sampled_from(COUNTRIES.split()))
    kind = draw(st.sampled_from([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]))
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    significant = phonenumbers.national_significant_number(number)
    text = draw(
        st.sampled_from(
            [
                e164,
                phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL),
                phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL),
                phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966),
                significant,
                f"0{significant}",
                e164[1:],
                f"00{e164[1:]}",
                f"+{number.country_code} (0){significant}",
                f"{significant}.0",
                f"+{number.country_code}{e164[1:]}",
            ]
        )
    )
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(NOISE)) + text[at:], region, canonical(e164)


@given(spelled())
@example(("+39 ( 0)3123456789", "IT", "+393123456789"))
@settings(max_examples=examples(200), deadline=None)
def test_no_spelling_becomes_another_number(case: tuple[str, str, str]) -> None:
    text, region, number = case
    got = normalize(text, region)
    event("accepted" if got else "refused")
    # Two forms are numbers of their own as they are written: a zero in front in Italy, and the country code twice where
    # an area code has the same digits.
    written = re.sub(r"\D", "", text.removesuffix(".0"))
    literally = {f"+{written}", f"+39{written}"} if region == "IT" else {f"+{written}"}
    assert got in {None, number, *literally}


def test_most_spellings_are_accepted() -> None:
    numbers = [
        phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        for region in COUNTRIES.split()
    ]
    for number, region in zip(numbers, COUNTRIES.split(), strict=True):
        assert number is not None
        for form in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
            text = phonenumbers.format_number(number, form)
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            assert normalize(text, region) == canonical(e164), (region, text)


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
    number = normalize(text, region)
    event("a number" if number else "none")
    assert number in (canonical(e164), None)
    assert normalize(e164, region) == normalize(e164, None) == canonical(e164)


@given(written_numbers(), st.data())
def test_a_mistyped_number_is_e164_or_none(written: tuple[str, str, str], data: st.DataObject) -> None:
    """One character of a number is left out, doubled or replaced."""
    text, region, _ = written
    place = data.draw(st.integers(0, len(text) - 1))
    text = text[:place] + data.draw(st.sampled_from(["", "0", "7", "+", "-", " ", text[place] * 2])) + text[place + 1 :]
    number = normalize(text, region)
    event("a number" if number else "none")
    if number is not None:
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
        assert normalize(number, region) == number
        assert phonenumbers.is_possible_number(phonenumbers.parse(number))
        assert "+" not in text.lstrip(" \u00a0(")[1:], "a plus is the beginning of a number"


@given(written_numbers(), st.data())
@settings(max_examples=examples(200))
def test_a_suggestion_is_a_number_that_is_taken(written: tuple[str, str, str], data: st.DataObject) -> None:
    """Some characters of a number are left out, doubled or replaced, until it is refused."""
    text, region, _ = written
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from(["", "0", "7", "+", " ", text[place] * 2]))
        text = text[:place] + other + text[place + 1 :] or "0"
    refused = read(text, region)
    suggestion = refused.suggestion if isinstance(refused, NotANumber) else None
    event("a suggestion" if suggestion else "none")
    assert suggestion is None or read(suggestion, None) == suggestion


@given(st.text("0123456789+-() .", max_size=20), st.sampled_from(["US", "GB", "MX", "AU", None]))
def test_what_comes_out_is_e164_and_stays_as_it_is(text: str, region: str | None) -> None:
    number = normalize(text, region)
    if number is not None:
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
        assert normalize(number, region) == number


@given(st.text(max_size=50), st.sampled_from(["US", None]))
def test_any_text_has_an_answer(text: str, region: str | None) -> None:
    normalize(text, region)
    region_of(text)


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True), st.sampled_from(["US", "CA", "PR", "JM"]))
def test_what_is_read_without_a_parser_is_what_the_parser_reads(digits: str, region: str) -> None:
    number = phonenumbers.parse(digits, region)
    assert phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    refused = digits[:3] in ("900", "976") or digits[1:3] == "11" or len(set(digits)) == 1 or digits in RUNS
    valid = phonenumbers.is_valid_number(number)
    no_plan = digits[3] in "01" or digits[4:6] == "11"
    event("valid" if valid else "in no plan" if no_plan else "not assigned")
    assert normalize(f"+1{digits}", None) == (None if refused else e164)
    if refused or not no_plan:
        assert normalize(digits, region) == (None if refused else e164)
    elif not valid and digits[:3] != "555":
        assert normalize(digits, region) is None
    assert read(f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", region) == read(digits, region)
    assert normalize(f"1-{digits[:3]}-{digits[3:6]}-{digits[6:]}", region) == normalize(digits, region)

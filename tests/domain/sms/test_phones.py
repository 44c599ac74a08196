"""Phone numbers as people write them."""

import re

import phonenumbers
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from app.domain.sms import phones
from app.domain.sms.phones import NotANumber, canonical, normalize, read, region_of
from tests.examples import examples


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
        ("tel:+1-415-555-1234", None, "+14155551234"),
        ("'4155551234", "US", "+14155551234"),
        ("4155551234.0", "US", "+14155551234"),
        ("211234567. 0", "NZ", "+64211234567"),
        ("\uff14\uff11\uff15\uff15\uff15\uff15\uff11\uff12\uff13\uff14", "US", "+14155551234"),
        ("+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0661\u0662\u0663\u0664", "US", "+14155551234"),
        ("415\u2212555\u22121234", "US", "+14155551234"),
        ("415\u2009555\u202f1234", "US", "+14155551234"),
        ("415\u2060555\u00ad1234\ufe0f", "US", "+14155551234"),
        ("0151/12345678", "DE", "+4915112345678"),
        ("15112345678", "DE", "+4915112345678"),
        ("+49 (0)151 12345678", "US", "+4915112345678"),
        ("00 49 151 12345678", "DE", "+4915112345678"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("(474) 581-6328", "US", "+14745816328"),
        ("474/5816328", "US", "+14745816328"),
        ("+4792345678", "US", "+4792345678"),
        ("+6582345678", "US", "+6582345678"),
        ("+4989123456", "DE", "+4989123456"),
        ("0112 3400000", "DE", "+491123400000"),
        ("+491123400000", "DE", "+491123400000"),
        ("+4989123456", "US", "+4989123456"),
    ],
)
def test_a_number_is_normalized(text: str, region: str | None, e164: str) -> None:
    assert normalize(text, region) == e164


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
        "+1415555\x001234",
        "+14155551234 +14155551235",
        "+9991234567890",
        "1234567890123456",
        "+1415555\n1234",
        "4" * 1_000_000,
        "+1 415 555 1234" + " " * 30,
    ],
)
def test_a_bad_number_is_none(text: str) -> None:
    assert normalize(text, "US") is None


@pytest.mark.parametrize(
    ("text", "region", "suggestion"),
    [
        ("4915112345678", "DE", "+4915112345678"),
        ("+494915112345678", "DE", "+4915112345678"),
        ("30123456", "DE", "+4930123456"),
        ("44 7911 123456", "US", "+447911123456"),
        ("0014155551234", "US", "+14155551234"),
        ("415 555 1234 ext. 12", "US", "+14155551234"),
        ("415-555-1234x12", "US", "+14155551234"),
        ("+4155551234", "US", "+14155551234"),
        ("+612391518", "NL", "+31612391518"),
        ("+5144024264", "CA", "+15144024264"),
        ("+2015091390", "US", "+12015091390"),
        ("00534171192", "PL", "+48534171192"),
        ("00612391518", "NL", "+31612391518"),
        ("+480512322486", "PL", "+48512322486"),
        ("011 49 30 559904", "DE", "+4930559904"),
        ("47 45 81 63 28", "US", "+4745816328"),
        ("(45) 34515746", "US", "+4534515746"),
        ("415-555-1234 (cell)", "US", "+14155551234"),
        ("cell: 415-555-1234", "US", "+14155551234"),
        ("(m)415-555-1234", "US", "+14155551234"),
        ("sms:+14155551234", "GB", "+14155551234"),
    ],
)
def test_what_is_not_surely_one_number_is_refused_with_the_number_it_probably_means(
    text: str, region: str, suggestion: str
) -> None:
    refused = read(text, region)
    assert isinstance(refused, NotANumber)
    assert refused.suggestion == suggestion
    assert suggestion in refused.sentence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("000-000-0000", "not a number of"),
        ("111-111-1111", "not a number of"),
        ("123-456-7890", "not a number of"),
        ("555-555-5555", "placeholder"),
        ("987-654-3210", "placeholder"),
        ("+19005551234", "premium-rate"),
        ("411 555 1234", "service number"),
        ("4.15555E+09", "rounded"),
        ("4155551234 or 4155551235", "more than one"),
        ("4155551234/4155551235", "more than one"),
        ("415-555-1234, 415-555-1235", "more than one"),
        ("+1 415 555 1234 +1 415 555 1235", "more than one"),
        ("415-555-1234/1235", "not a number of"),
        ("call me", "not a phone number"),
    ],
)
def test_the_reason_says_what_is_wrong(text: str, reason: str) -> None:
    refused = read(text, "US")
    assert isinstance(refused, NotANumber)
    assert reason in refused.reason


@pytest.mark.parametrize(
    ("spellings", "region", "one"),
    [
        (("+5215512345678", "+525512345678", "55 1234 5678"), "MX", "+525512345678"),
        (("+551187654321", "+5511987654321", "(11) 98765-4321", "(11) 8765-4321"), "BR", "+5511987654321"),
        (("+541112345678", "+5491112345678", "011 15-1234-5678", "011 1234-5678"), "AR", "+5491112345678"),
    ],
)
def test_one_person_in_two_national_spellings_is_one_number(spellings: tuple[str, ...], region: str, one: str) -> None:
    assert {normalize(text, region) for text in spellings} == {one}
    assert canonical(one) == one


@pytest.mark.parametrize("text", ["14155552671", "1-415-555-2671", "1 (415) 555-2671", "14155552671.0"])
@pytest.mark.parametrize("region", ["MX", "DE", "GB", "BR", "FR"])
def test_an_american_number_without_its_plus_is_nobody_elses(text: str, region: str) -> None:
    refused = read(text, region)
    assert isinstance(refused, NotANumber)
    assert refused.suggestion == "+14155552671"


@pytest.mark.parametrize(
    ("text", "region", "meant"),
    [
        ("1 (516) 936-6118", "DE", "+15169366118"),
        ("1-760-936-6118", "DE", "+17609366118"),
        ("(506) 651-3099", "BR", "+15066513099"),
        ("(219) 976-5432", "BR", "+12199765432"),
        ("(551) 234-5678", "MX", "+15512345678"),
        ("(812) 565-1232", "IN", "+18125651232"),
    ],
)
def test_american_groups_are_no_mobile_number_that_lost_its_zero(text: str, region: str, meant: str) -> None:
    refused = read(text, region)
    assert isinstance(refused, NotANumber)
    assert refused.suggestion == meant
    assert normalize("15169366118", "DE") == "+4915169366118"


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


def test_a_number_that_does_not_read_as_itself_is_none() -> None:
    assert normalize("+920012300000", "PK") is None
    assert normalize("0000000", "AU") is None


@pytest.mark.parametrize("region", [None, "", "ZZ", "us", "001"])
def test_ten_digits_need_a_country(region: str | None) -> None:
    assert normalize("4155551234", region) is None


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
    assert normalize(digits, region) == normalize(f"+1{digits}", None)
    assert normalize(digits, region) in (e164, None)
    refused = digits[:3] in ("900", "976") or digits[1:3] == "11" or len(set(digits)) == 1 or digits in RUNS
    assert (normalize(digits, region) is None) == refused


def test_ten_digits_of_another_country_are_left_to_the_parser() -> None:
    assert normalize("7911123456", "GB") == "+447911123456"
    assert normalize("4155551234", None) is None


SPELLINGS = [
    ("+525512345678", "+5215512345678"),
    ("+5511987654321", "+551187654321"),
    ("+5491112345678", "+541112345678"),
]


@pytest.mark.parametrize(("main", "other"), SPELLINGS)
def test_one_phone_in_two_national_spellings_has_one_canonical_form(main: str, other: str) -> None:
    assert phones.canonical(main) == phones.canonical(other) == main
    assert phones.spellings(main) == phones.spellings(other) == (main, other)


@pytest.mark.parametrize(
    "phone", ["+14155551234", "+551134567890", "+52155123456789", "+4915112345678", "+442079460000"]
)
def test_other_numbers_have_one_spelling(phone: str) -> None:
    assert phones.canonical(phone) == phone
    assert phones.spellings(phone) == (phone,)


@pytest.mark.parametrize(("text", "is_one"), [("+5215512345678", True), ("5215512345678", False), ("+0415", False)])
def test_a_providers_number_is_trusted_by_its_form(text: str, is_one: bool) -> None:
    assert phones.is_e164(text) is is_one

"""Phone numbers as people write them."""

import re

import pytest

from app.domain.sms import phones
from app.domain.sms.phones import NotANumber, canonical, normalize, read, region_of


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
        ("1-415-555-2671", "US", "+14155552671"),
        ("1 (415) 555-2671", "US", "+14155552671"),
        ("1.415.555.2671", "US", "+14155552671"),
        ("1 416 555 2671", "CA", "+14165552671"),
        ("(1) 415 555 2671", "US", "+14155552671"),
        ("1-800-411-7246", "US", "+18004117246"),
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
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("045 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("+52 (01) 55 1234 5678", "US", "+525512345678"),
        ("972-52-123-4567", "IL", "+972521234567"),
        ("810 1 415 555 2671", "RU", "+14155552671"),
        ("0011 1 415 555 2671", "AU", "+14155552671"),
        ("0347 123 4567", "IT", "+393471234567"),
        ("0512345678", "PL", "+48512345678"),
        ("4155552671,,5", "US", "+14155552671"),
        ("001512 3438339", "DE", "+15123438339"),
        ("0972 50-234-4763", "IL", "+972502344763"),
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
    ("text", "region"),
    [
        ("0151 123", "DE"),
        ("0151-12345678-0", "DE"),
        ("07911 12345", "GB"),
        ("0412 345 67", "AU"),
        ("090-1234-567", "JP"),
        ("070-123 45", "SE"),
        ("0912 345 67", "VN"),
        ("01212 345 678", "VN"),
    ],
)
def test_what_no_one_has_as_it_is_dialed_is_taken_with_its_plus_only(text: str, region: str) -> None:
    refused = read(text, region)
    assert isinstance(refused, NotANumber)
    if refused.suggestion:
        assert normalize(refused.suggestion, region) == refused.suggestion


@pytest.mark.parametrize("text", ["415-155-2671", "(415) 055-2671", "415.911.2671", "1-415-155-2671", "4159112671"])
def test_no_plan_has_such_an_exchange(text: str) -> None:
    refused = read(text, "US")
    assert isinstance(refused, NotANumber)
    assert "exchange" in refused.reason
    assert refused.suggestion == f"+1{re.sub('[^0-9]', '', text)[-10:]}"


@pytest.mark.parametrize("text", ["+14150552671", "+1 415 155 2671", "+1 (415) 911-2671"])
def test_with_its_plus_an_american_number_is_taken_by_its_length(text: str) -> None:
    assert read(text, "US") == f"+{re.sub('[^0-9]', '', text)}"


@pytest.mark.parametrize(
    ("text", "region"), [("+6421123", "US"), ("415-555-2671 (2)", "US"), ("+86 131 234776181", "DE")]
)
def test_nothing_is_suggested_where_nothing_is_likely(text: str, region: str) -> None:
    assert isinstance(refused := read(text, region), NotANumber)
    assert refused.suggestion is None


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


def test_a_number_that_does_not_read_as_itself_is_none() -> None:
    assert normalize("+920012300000", "PK") is None
    assert normalize("0000000", "AU") is None


@pytest.mark.parametrize("region", [None, "", "ZZ", "us", "001"])
def test_ten_digits_need_a_country(region: str | None) -> None:
    assert normalize("4155551234", region) is None


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

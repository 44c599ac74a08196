"""Names as CRMs hold them, and what of a stranger's words is filled into a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sms import names
from app.domain.sms.strangers import carries_contact
from app.domain.sms.templates import parse, render
from app.domain.sms.values import lead_values

GREETING = parse('Hi {{first_name | default: "there"}}, thanks for your application.')


def greeted(first: str | None = None, name: str | None = None, last: str | None = None) -> str:
    message = render(GREETING, lead_values(first, last, name, None, None, "Acme"))
    return message.removeprefix("Hi ").removesuffix(", thanks for your application.")


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("John Smith", "John"),
        ("Mr. John Smith", "John"),
        ("Dr. Anna-Maria van der Berg", "Anna-Maria"),
        ("Sr. José García", "José"),
        ("Smith, John", "John"),
        ("Smith,John", "John"),
        ("Smith, Mr. John Q.", "John"),
        ("John Smith, Jr.", "John"),
        ("O'Neil, Shaun", "Shaun"),
        ("J. Robert Oppenheimer", "Robert"),
        ("John & Mary Smith", "John"),
        ("Nguyễn Văn An", "Nguyễn"),
        ("JOHN SMITH", "JOHN"),
        ("John 😀", "John"),
        ("李明", "李明"),
        ("Na Li", "Na"),
        ("Mr.John Smith", "John"),
        ("Smith, Dr.Anna", "Anna"),
        ("Don Johnson", "Don"),
        ("Johnson, Don", "Don"),
        ("John 2nd Smith", "John"),
        ("Marcel·la Puig", "Marcel·la"),
        ("Smith,Anna", "Anna"),
    ],
)
def test_a_full_name_is_greeted_by_its_first_name(name: str, greeting: str) -> None:
    assert greeted(name=name) == greeting


@pytest.mark.parametrize(
    "name",
    ["Mrs. Robinson", "Mr Smith", "Mr.Smith", "J. Smith", "de la Cruz Maria", "St. John", "Mr.", "Dr", "Madame Curie"],
)
def test_nobody_is_greeted_by_a_title_an_initial_or_the_beginning_of_a_family_name(name: str) -> None:
    assert greeted(name=name) == "there"


@pytest.mark.parametrize(
    "text",
    [
        "null", "NULL", "None", "N/A", "n/a", "n.a.", "NA", "-", "?", "...", "undefined", "unknown", "test", "Test",
        "[First Name]", "{{first_name}}", "%first_name%", "*|FNAME|*", "First Name", "FNAME", "\u200b", "\u2060\ufe0f",
        "\u3164", "\u2800", " ", "12345", "😀", "true", "FALSE", "N.N.", "No Name Given", "Sin Nombre", "Desconocido",
        "Mr. Null", "admin", "DNC", "DO NOT CALL John", "J\ufffds\ufffd",
        "New Lead", "Co-Borrower", "co borrower", "1st", "John123", "VIP", "Madame", "Wife", "User123",
    ],
)  # fmt: skip
def test_a_placeholder_or_an_invisible_name_is_not_greeted(text: str) -> None:
    assert greeted(first=text) == "there"
    assert greeted(name=text) == "there"


@pytest.mark.parametrize(
    "text",
    [
        "Acme LLC", "Smith Family Trust", "Estate of John Smith", "The Smiths", "Deceased John", "Homeowner",
        "Current Resident", "Valued Customer", "Facebook User", "WIRELESS CALLER", "NULL NULL", "First Last",
        "Lead 4521", "(unknown)", "John Smith (DECEASED)", "John Smith - deceased",
    ],
)  # fmt: skip
def test_nobody_is_greeted_as_a_company_a_household_or_a_label(text: str) -> None:
    assert greeted(first=text) == "there"
    assert greeted(name=text) == "there"


def test_a_company_keeps_its_name() -> None:
    assert names.read(None, None, "Acme LLC").full == "Acme LLC"


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("Mr and Mrs John Smith", "John"), ("Mr. & Mrs. John Smith", "John"), ("Mr. & Mrs. Smith", "there")],
)
def test_a_couple_is_greeted_by_the_name_that_is_given(name: str, greeting: str) -> None:
    assert greeted(name=name) == greeting
    assert greeted(first=name).split(" ")[0] == greeting


@pytest.mark.parametrize(
    ("first", "greeting"),
    [
        ("Mr. John Smith", "John"),
        ("John Smith III", "John"),
        ("Mary Ann", "Mary Ann"),
        ("O&#39;Neil", "O'Neil"),
        ("JosÃ©", "José"),
        ("&lt;b&gt;Sam", "there"),
        ("evil&#46;com", "there"),
    ],
)
def test_the_field_of_a_first_name_is_greeted_without_what_else_was_put_there(first: str, greeting: str) -> None:
    assert greeted(first=first) == greeting


@pytest.mark.parametrize("text", ["John\nReply YES to pay", "\n\u200b\r\nJohn\nReply YES to pay", "John&#10;Reply YES"])
def test_only_the_first_line_of_a_name_is_read(text: str) -> None:
    assert greeted(first=text) == "John"
    assert greeted(name=text) == "John"
    assert names.read(None, None, text).full == "John"


@pytest.mark.parametrize("text", ["evil,com", "evil•com", "evil\ua4f8com"])
def test_a_link_with_another_sign_than_a_dot_is_not_filled_in(text: str) -> None:
    assert carries_contact(text)
    assert not carries_contact(text.replace("com", "Ann"))


def test_a_note_behind_a_name_is_not_read_out() -> None:
    assert greeted(name="John Smith (do not call)") == "John"
    assert greeted(first="John (wife Ann)") == "John"


@pytest.mark.parametrize(
    "text",
    [
        "Visit evil.com", "https://evil.com", "evil.com", "www evil com", "bit.ly/abc", "evil (dot) com",
        "evil dot com",
        "evil . com", "evil. COM", "evil。com", "evil,com", "evil•com", "evil\ua4f8com", "evil·com", "evil com",
        "EVIL．COM", "ev\u200bil.com", "bob@evil.com", "Call 415-555-2001", "415 555 2001 Bob", "hxxp evil", "Bob!",
        "Your account is locked: reply now", "A" * 61, "John <b>Smith</b>", "$500 for you",
    ],
)  # fmt: skip
def test_what_a_stranger_wants_sent_is_not_filled_in_as_a_name(text: str) -> None:
    for values in (lead_values(text, None, None, None, None, None), lead_values(None, None, text, None, None, None)):
        assert values["first_name"] is None
        assert values["name"] is None
    assert lead_values(None, text, None, None, None, None)["last_name"] is None


@pytest.mark.parametrize(
    "address",
    [
        "12 Oak St, Portland OR 97201", "12 Oak St.Apt 4", "5 N.Main St., St.Louis, MO 63101-1234", "12 Main St #4",
        "12345 Main St, Springfield, IL 62704-1234", "1600 Pennsylvania Ave. N.W.", "Calle 5 #12-34",
        "9 Elm St. CO 80202", "9 Elm St. ME 04101",
    ],
)  # fmt: skip
def test_an_address_is_filled_in_as_it_stands(address: str) -> None:
    assert lead_values(None, None, None, None, address, None)["property_address"] == address


@pytest.mark.parametrize(
    "address",
    [
        "go to evil.com", "https://a.b", "call 415-555-2001", "evil-pay.com/x", "x" * 201, "me@evil.com", "evil . com",
        "{{company}}", "[Property Address]", "{address}",
    ],
)  # fmt: skip
def test_a_strangers_link_or_a_placeholder_in_an_address_is_not_filled_in(address: str) -> None:
    assert lead_values(None, None, None, None, address, None)["property_address"] is None


def test_an_email_is_filled_in_only_where_it_is_one_address() -> None:
    def email(text: str) -> str | None:
        return lead_values(None, None, None, text, None, None)["email"]

    assert email("ana@example.com") == "ana@example.com"
    assert email("ana@example.com https://evil.com") is None
    assert email("pay at evil.com") is None


def test_the_accounts_own_company_is_its_own_words() -> None:
    assert lead_values(None, None, None, None, None, "Riverbend.com")["company"] == "Riverbend.com"


PIECES = ["Ana", "José", ",", "Mr.", "evil.com", "http://x.co", "bob@x.org", "415 555 2001", "\u200b", "van", "&"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), st.sampled_from([" ", "", "."]))
def test_no_link_address_or_number_is_ever_part_of_a_name(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    for fields in ((text, None, None), (None, text, None), (None, None, text)):
        found = names.read(*fields)
        for part in (found.first, found.last, found.full):
            assert part is None or not any(sign in part for sign in ("evil.com", "://", "@", "555"))

"""Which column is which field."""

from typing import Any

import pytest

from app.domain.people.csv import FIELDS, Unreadable, plan
from app.domain.people.csv.headers import KNOWN, squashed


def fields(header: list[str], cells: list[str], mapping: dict[str, Any] | None = None) -> dict[str, Any]:
    row = plan(header, mapping).read(cells)
    assert row.problem is None
    return row.fields | ({"metadata": row.metadata} if row.metadata else {})


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Cell", "phone"),
        ("MOBILE PHONE", "phone"),
        ("Phone #", "phone"),
        ("mobile_number", "phone"),
        ("Teléfono móvil", "phone"),
        ("número de teléfono", "phone"),
        ("Celular", "phone"),
        ("Handy-Nr.", None),
        ("First", "firstName"),
        ("FIRST_NAME", "firstName"),
        ("firstName", "firstName"),
        ("Vorname", "firstName"),
        ("Last Name", "lastName"),
        ("Apellidos", "lastName"),
        ("Borrower Name", "name"),
        ("Nombre completo", "name"),
        ("E-Mail Address", "email"),
        ("Correo electrónico", "email"),
        ("Loan #", "externalId"),
        ("Loan Number", "externalId"),
        ("Lead ID", "externalId"),
        ("Subject Property", "propertyAddress"),
        ("Dirección", "propertyAddress"),
        ("Lead Source", "source"),
        ("Comentarios", "notes"),
        ("Time Zone", "timeZone"),
        ("Status", "status"),
        ("Lead Status", "status"),
        ("Loan Status", None),
        ("Loan Amount", None),
        ("Phone Type", None),
        ("Fax", None),
        ("", None),
    ],
)
def test_a_header_in_peoples_words(header: str, field: str | None) -> None:
    assert KNOWN.get(squashed(header), (None,))[0] == field


def test_every_field_is_known_by_its_own_name() -> None:
    assert {squashed(name) for name in FIELDS if name != "metadata"} <= KNOWN.keys()


def test_headers_in_any_order_and_unknown_ones_into_the_metadata() -> None:
    header = [" Loan Officer ", "Last", "Cell", "Rate", "First", ""]
    assert fields(header, ["Bo Hill", "Lee", "415", "6.5%", "Ann", "?"]) == {
        "lastName": "Lee",
        "phone": "415",
        "firstName": "Ann",
        "metadata": {"Loan Officer": "Bo Hill", "Rate": "6.5%", "column 6": "?"},
    }


def test_of_two_columns_the_first_with_a_value_counts_and_nothing_is_lost() -> None:
    header = ["Phone", "Mobile", "Home Phone", "Phone"]
    assert fields(header, ["1", "2", "3", "4"]) == {
        "phone": "2",
        "metadata": {"Phone": "1", "Home Phone": "3", "Phone (2)": "4"},
    }
    assert fields(header, ["1", " ", "3", "4"])["phone"] == "1"
    assert fields(header, ["", "n/a", "3", "4"])["phone"] == "4"
    assert "phone" not in fields(header, ["", "", "3", ""]), "a landline stands in for no mobile number"
    assert fields(["Home Phone", "Name"], ["3", "Ann"])["phone"] == "3", "where there is no other column it does"


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        (["Nombre", "Apellido"], ["Ana", "Ruiz"], {"firstName": "Ana", "lastName": "Ruiz"}),
        (["Nombre"], ["Ana Ruiz"], {"name": "Ana Ruiz"}),
        (["Vorname", "Name"], ["Jan", "Klein"], {"firstName": "Jan", "lastName": "Klein"}),
        (["Prénom", "Nom"], ["Léa", "Petit"], {"firstName": "Léa", "lastName": "Petit"}),
        (["First Name", "Name"], ["Ann", "Ann Lee"], {"firstName": "Ann", "name": "Ann Lee"}),
    ],
)
def test_some_headers_say_it_together(header: list[str], cells: list[str], expected: dict[str, str]) -> None:
    assert fields(header, cells) == expected


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        (["Cell", "Status"], ["1", "lost"], {"phone": "1", "status": "lost"}),
        (["Cell", "Status"], ["1", "Hot"], {"phone": "1", "metadata": {"Status": "Hot"}}),
        (
            ["Cell", "Lead Status", "Status"],
            ["1", "Hot", "New"],
            {"phone": "1", "status": "New", "metadata": {"Lead Status": "Hot"}},
        ),
        (["Cell", "Estado"], ["1", "Lost"], {"phone": "1", "status": "Lost"}),
        (["Cell", "Estado"], ["1", "CA"], {"phone": "1", "state": "CA"}),
        (["Cell", "Estado", "Status"], ["1", "CA", "Lost"], {"phone": "1", "state": "CA", "status": "Lost"}),
        (["Cell", "State"], ["1", "Lost"], {"phone": "1", "metadata": {"State": "Lost"}}),
    ],
)
def test_a_status_is_one_of_five_words(header: list[str], cells: list[str], expected: dict[str, Any]) -> None:
    assert fields(header, cells) == expected


def test_the_columns_are_told_without_control_characters() -> None:
    columns = plan(["Cell", "Estado", "Loan\x1b[2J", "Secret", "", "Step"], {"Secret": None, "Step": "status"})
    assert columns.told() == (
        '"Cell" is phone, "Estado" is state or status, "Step" is status, to the metadata: "Loan\ufffd[2J"'
    )


def test_a_mapping_has_precedence() -> None:
    header, cells = ["Phone", "Number to text", "Secret", "Other"], ["1", "2", "3", "4"]
    assert fields(header, cells, {"Number to text": "phone", "secret": None, "Other": "metadata"}) == {
        "phone": "2",
        "metadata": {"Phone": "1", "Other": "4"},
    }
    assert fields(header, cells, {"phone": "Number to text"})["phone"] == "2", "written the other way round"
    with pytest.raises(Unreadable, match='"Cell" that the table does not have'):
        plan(header, {"Cell": "phone"})
    with pytest.raises(Unreadable, match=r"unknown field\. The fields are: phone"):
        plan(header, {"Secret": "password"})


def test_what_spreadsheets_write_around_a_value_is_no_part_of_it() -> None:
    header = ["Phone", "Loan #", "Notes", "First", "Last", "Email"]
    assert fields(header, ['="4155550101"', "'=0017", "=1+1", "'t Hooft", "Null", "#N/A"]) == {
        "phone": "4155550101",
        "externalId": "=0017",
        "notes": "=1+1",
        "firstName": "'t Hooft",
        "lastName": "Null",
    }


def test_a_row_may_be_shorter_and_not_longer_than_the_header() -> None:
    columns = plan(["Phone", "First"])
    assert columns.read(["1"]).fields == {"phone": "1"}
    assert columns.read(["1", "Ann", " ", ""]).fields == {"phone": "1", "firstName": "Ann"}
    assert "3 cells, and the header has 2" in str(columns.read(["1", "Ann", "MD"]).problem)

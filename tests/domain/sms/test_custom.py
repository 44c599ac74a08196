"""Values that an account names itself: where they come from, how they are written, and which are not filled in."""

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.sms import custom, templates
from app.domain.sms.strangers import visible
from app.domain.sms.templates import lacking, parse, render


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (6.0, "6"),
        (250000, "250000"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (-3.25, "-3.25"),
        (True, "true"),
        (False, "false"),
        ("  Ana\u200b\nMaria ", "Ana Maria"),
        ("$250,000.00", "$250,000.00"),
        ("6.25% APR", "6.25% APR"),
        ("11/30/2026 10:00 AM", "11/30/2026 10:00 AM"),
        ("2026-11-30 10:00:00", "2026-11-30 10:00:00"),
        ("O'Neil & Sons, Inc.", "O'Neil & Sons, Inc."),
        ("STOP", "STOP"),
    ],
)
def test_a_value_is_written_as_a_person_would(value: Any, text: str) -> None:
    assert custom.read({"it": value}, None) == {"custom.it": text}


@pytest.mark.parametrize(
    "value", [None, "", "  ", "\u200b", [], [1], {}, {"a": 1}, "null", "N/A", "#REF!", "undefined"]
)
def test_nothing_is_no_value(value: Any) -> None:
    assert custom.read(None, {"it": value}) == {}


@pytest.mark.parametrize(
    "value",
    [
        "https://evil.example/x",
        "evil.com",
        "write to a@b.co",
        "call 415 555 1234",
        4155551234,
        "12/12/1234 567890",
        "x" * 201,
        1e250,
        "{{first_name}}",
        "[First Name]",
        "*|FNAME|*",
    ],
)
def test_what_may_not_be_sent_is_not_filled_in(value: Any) -> None:
    assert custom.read({"it": value}, {"it": "the metadata's"}) == {"custom.it": None}


def test_the_enrollment_s_value_comes_before_the_metadata_s() -> None:
    metadata = {"rate": 6, "city": "Reno", "nested": {"a": 1}, "a b": 1, "": 2}
    assert custom.read({"rate": 7.5, "city": ""}, metadata) == {"custom.rate": "7.5", "custom.city": "Reno"}


@pytest.mark.parametrize("metadata", [None, [], "text", 5])
def test_metadata_that_is_no_object_has_no_values(metadata: Any) -> None:
    assert custom.read(None, metadata) == {}


KINDS: list[Any] = [
    None,
    True,
    5,
    0.1,
    -1e300,
    "",
    " ",
    "Reno",
    "null",
    "a.com",
    "4155551234",
    "x" * 201,
    "\u202e",
    [],
    {"a": 1},
]
VALUES = st.dictionaries(st.sampled_from("ab"), st.sampled_from([*KINDS, "Łódź\n1", 1e-7, -2.5, "\x00", "STOP"]))


@given(VALUES, VALUES, st.sampled_from(["{{custom.a}}", "{{custom.a}} {{custom.b}}", 'It: {{custom.a|default:"x"}}']))
def test_a_text_is_rendered_only_with_all_its_values(
    variables: dict[str, Any], metadata: dict[str, Any], text: str
) -> None:
    """Whatever strangers put there: either a value is lacking, or each value stands in the text as one clean line."""
    values, template = custom.read(variables, metadata), parse(text)
    names = lacking(template, values)
    event("lacks a value" if names else "is sent")
    if names:
        assert set(names) <= set(template.required)
        return
    sent = render(template, values)
    for variable in template.variables:
        value = values.get(variable.name) or variable.default
        assert value
        assert value in sent
        assert visible(value) == value
        assert len(value) <= custom.MAX_VALUE


def test_a_foreign_spelling_of_a_custom_variable_is_refused() -> None:
    with pytest.raises(templates.TemplateError, match=r"write \{\{custom.rate\}\}"):
        templates.check("Your rate is {custom.rate}.")

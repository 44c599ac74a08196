"""How long an answer may be: texts and JSON count wherever they are selected."""

from typing import Any

import orjson
import pytest
from graphql import parse

from app.deps import Deps
from app.domain import ids
from app.graphql.api import schema
from app.graphql.guard.admission import is_export
from app.graphql.guard.budget import Budget
from app.graphql.guard.cost import Bill
from app.graphql.guard.length import MAX_CHARACTERS, length_of
from app.models import Lead
from app.services.people import MAX_METADATA_BYTES
from tests.factories import Holder, make_lead
from tests.graphql.client import Api

LEADS = 110
METADATA = {"x": "v" * (MAX_METADATA_BYTES - 100)}
ALIASES = " ".join(f"m{number}: metadata" for number in range(20))
LONG_NAME = "a" * 95_000


@pytest.fixture
async def many(deps: Deps, partner: Holder, account_id: str) -> str:
    """An account with leads who have much metadata."""
    account = ids.decode(ids.ACCOUNT, account_id)
    assert account is not None
    for _ in range(LEADS):
        await make_lead(deps, partner.id, account)
    await Lead.filter(account_id=account).update(metadata=METADATA)
    return account_id


@pytest.mark.parametrize(
    "query",
    [
        f"{{leads(accountId: $a, limit: 250) {{items {{{ALIASES}}}}}}}",
        f"{{leads(accountId: $a, limit: 250) {{items {{{ALIASES} enrollments {{id}}}}}}}}",
        f"{{leadsConnection(accountId: $a, first: 250) {{edges {{node {{{ALIASES}}}}}}}}}",
        f"{{leads(accountId: $a, limit: 250) {{items {{{LONG_NAME}: id}}}}}}",
        "{" + " ".join(f"a{n}: leads(accountId: $a, limit: 250) {{items {{metadata notes}}}}" for n in range(9)) + "}",
    ],
    ids=["aliases", "aliases, with children", "a connection", "a long name", "many pages"],
)
async def test_a_longer_answer_is_refused_whichever_way_it_is_made(api: Api, many: str, query: str) -> None:
    for _ in range(4):  # a selection that is met again is answered in another way
        code, message = await api.error(f"query($a: ID!) {query}", a=many)
        assert code == "QUERY_TOO_COMPLEX"
        assert message.startswith(f"The answer has more than {MAX_CHARACTERS:,} characters. Select smaller pages")
    once = await api.data("query($a: ID!) { leads(accountId: $a, limit: 250) { items { metadata } } }", a=many)
    assert once["items"] == [{"metadata": METADATA}] * LEADS, "each text once is answered"


@pytest.mark.parametrize(
    ("query", "alone"),
    [
        ('{ leadExport(id: "lead_1") }', True),
        ('{ mine: leadExport(id: "lead_1") }', True),
        ('{ a: leadExport(id: "lead_1") b: leadExport(id: "lead_2") }', False),
        ('{ lead(id: "lead_1") { id } }', False),
    ],
)
def test_the_export_of_one_lead_has_any_length(query: str, alone: bool) -> None:
    assert is_export(Bill(schema._schema, parse(query), None, {})) is alone


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"leads": {"items": [{"id": "lead_1", "notes": None, "at": "2026-01-01", "open": True}] * 50}}},
        {"data": {"lead": {"metadata": {"a": [1, 2, [3, {"b": "c" * 500}]], "": {}}}}},
        {"data": None},
    ],
)
def test_the_length_is_about_that_of_the_text(value: Any) -> None:
    assert len(orjson.dumps(value)) <= length_of(value) + 4 <= 2 * len(orjson.dumps(value)) + 50


@pytest.mark.parametrize("value", [{"a": 1}, {1: "a", "b": [{2.5: None, True: {}}]}, {"ключ": ["é" * 30]}])
def test_every_key_counts_whatever_it_is(value: Any) -> None:
    keys = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
    assert len(keys) <= length_of(value) + 4


def test_a_part_that_was_measured_is_not_measured_again() -> None:
    part = [{"id": "lead_1", "notes": "x" * 500}] * 3
    answer = {"a": {"items": part, "total": 3}, "b": part}
    assert length_of(answer, measured={id(part): (part, length_of(part))}) == length_of(answer)
    assert length_of(answer, measured={id(part): (part, 10)}) == length_of(answer) - 2 * (length_of(part) - 10)


@pytest.mark.parametrize("beside", [0, 1])
def test_what_is_beside_the_measured_parts_counts_too(beside: int) -> None:
    half, budget = ["x" * (MAX_CHARACTERS // 2 - 40)], Budget()
    other = "y" * (MAX_CHARACTERS // 2 - 40 + 100 * beside)
    budget.add_text(half)
    assert budget.admits({"items": half, "name": other}) is not bool(beside)


def test_nothing_is_read_beyond_the_most() -> None:
    value: list[Any] = ["x" * 100]
    for _ in range(60):
        value = [value, value]
    assert 1_000 < length_of(value, 1_000) < 1_300

"""What the line of a GraphQL request in the log tells: the operation, its fields and cost, and no value of a caller."""

import logging

import pytest
from starlette.middleware import Middleware

from app.deps import Deps
from app.observability.requests import Requests
from tests.factories import Holder
from tests.graphql.client import Api


async def test_a_line_names_the_operation_its_fields_and_its_cost(
    deps: Deps, partner: Holder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nudge.requests")
    async with Api(deps, partner.key, Middleware(Requests)) as api:
        await api.http.post(
            "/graphql",
            json={
                "query": "query Mine($p: String) { accounts(search: $p) { items { id } } viewer { key { id } } }",
                "operationName": "Mine",
                "variables": {"p": "+14155550142"},
            },
        )
    [line] = [record for record in caplog.records if record.name == "nudge.requests"]
    told = vars(line)
    assert (told["door"], told["operation"], told["fields"]) == ("graphql", "Mine", "accounts,viewer")
    assert told["cost"] > 0
    assert told["partner"] == str(partner.id)
    assert "4155550142" not in str(told)

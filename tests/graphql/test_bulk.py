"""A thousand leads in one call, as a caller meets it."""

from typing import Any

import orjson
import pytest

from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.models import Account, Enrollment, Lead
from tests.factories import Holder, fixed, make_sequence
from tests.graphql.client import Api

NUMBERS = [f"+1415555{number}" for number in range(1000, 2001)]
ENROLL = """mutation ($id: ID!, $phones: [PhoneNumber!]!) { enrollLeads(sequenceId: $id, phones: $phones) {
  results { success action messageSent nextStepAt enrollment { id lead { phone } } userErrors { code path } } } }"""
IMPORT = """mutation ($id: ID!, $leads: [LeadInput!]!) { importLeads(accountId: $id, leads: $leads) {
  imported updated skipped userErrors { code path }
  results { success action lead { phone firstName metadata } enrollment { status } userErrors { code path } } } }"""


@pytest.fixture
async def sequence_id(deps: Deps, partner: Holder, account: Account) -> str:
    made = await make_sequence(deps, partner.id, account.id, is_default=True, steps=[fixed(), fixed(delay_hours=24)])
    return ids.encode(ids.SEQUENCE, made.id)


async def test_a_result_for_each_phone_in_order(api: Api, sequence_id: str) -> None:
    asked = ["415-555-1001", "nobody", NUMBERS[0], NUMBERS[1]]
    found = (await api.data(ENROLL, id=sequence_id, phones=asked))["results"]
    assert [one["action"] for one in found] == ["ENROLLED", None, "ENROLLED", "ALREADY_ENROLLED"]
    assert [one["success"] for one in found] == [True, False, True, True]
    assert [one["messageSent"] for one in found] == [False] * 4
    assert found[1]["userErrors"] == [{"code": "INVALID_PHONE", "path": ["phones", "1"]}]
    assert found[1]["enrollment"] is found[1]["nextStepAt"] is None
    assert [found[at]["enrollment"]["lead"]["phone"] for at in (0, 2, 3)] == [NUMBERS[1], NUMBERS[0], NUMBERS[1]]
    assert found[0]["enrollment"]["id"] == found[3]["enrollment"]["id"]
    assert found[0]["nextStepAt"] == "2026-02-16T15:00:00Z"


async def test_every_enrollment_of_a_call_has_its_variables(api: Api, sequence_id: str) -> None:
    document = """mutation ($id: ID!, $phones: [PhoneNumber!]!, $variables: JSON) {
      enrollLeads(sequenceId: $id, phones: $phones, variables: $variables) {
        success userErrors { code path } results { enrollment { variables } } } }"""
    variables = {"rate": 6.25, "vip": True, "city": "Reno", "n": 7}
    done = await api.data(document, id=sequence_id, phones=NUMBERS[:2], variables=variables)
    assert [one["enrollment"]["variables"] for one in done["results"]] == [variables] * 2
    wrong = await api.data(document, id=sequence_id, phones=NUMBERS[2:3], variables={"rate": {"a": 1}})
    assert (wrong["success"], wrong["userErrors"]) == (False, [{"code": "INVALID_INPUT", "path": ["variables"]}])
    assert await Enrollment.all().count() == 2


async def test_who_is_enrolled_is_told_even_if_the_next_step_cannot_be(api: Api, sequence_id: str) -> None:
    await connection().execute_script("ALTER TABLE message RENAME TO away")  # it is read for the next step alone
    try:
        answer = await api.answer(ENROLL, id=sequence_id, phones=NUMBERS[:2])
    finally:
        await connection().execute_script("ALTER TABLE away RENAME TO message")
    found = answer["data"]["enrollLeads"]["results"]
    assert [(one["success"], one["nextStepAt"]) for one in found] == [(True, None)] * 2
    places = [["enrollLeads", "results", at, "nextStepAt"] for at in range(2)]
    assert [error["path"] for error in answer["errors"]] == places
    assert await Enrollment.all().count() == 2


async def test_a_refusal_of_the_whole_call_is_told_in_each_result(api: Api) -> None:
    found = (await api.data(ENROLL, id="seq_nobody", phones=NUMBERS[:2]))["results"]
    assert [one["userErrors"] for one in found] == [[{"code": "NOT_FOUND", "path": ["sequenceId"]}]] * 2


async def test_an_import_counts_and_names_the_rows_that_are_wrong(
    api: Api, account: Account, account_id: str, sequence_id: str
) -> None:
    await Lead.create(account_id=account.id, phone=NUMBERS[0], created_at=account.created_at)
    rows: list[dict[str, Any]] = [
        {"phone": NUMBERS[0], "firstName": "Ann"},
        {"phone": "1", "timeZone": "Moon"},
        {"phone": NUMBERS[1], "metadata": {"a": [1]}, "autoSequence": True},
        {"phone": NUMBERS[0], "firstName": "Bea"},
    ]
    done = await api.data(IMPORT, id=account_id, leads=rows)
    assert (done["imported"], done["updated"], done["skipped"]) == (1, 1, 1)
    wrong = [
        {"code": "INVALID_PHONE", "path": ["leads", "1", "phone"]},
        {"code": "INVALID_INPUT", "path": ["leads", "1", "timeZone"]},
    ]
    assert done["userErrors"] == done["results"][1]["userErrors"] == wrong
    assert [one["action"] for one in done["results"]] == ["UPDATED", None, "CREATED", "SKIPPED"]
    assert done["results"][0]["lead"] == {"phone": NUMBERS[0], "firstName": "Ann", "metadata": None}
    assert done["results"][2]["lead"]["metadata"] == {"a": [1]}
    assert [one["enrollment"] for one in done["results"]] == [None, None, {"status": "ACTIVE"}, None]


async def test_an_account_that_is_not_there_imports_nothing(api: Api) -> None:
    done = await api.data(IMPORT, id="acc_nobody", leads=[{"phone": NUMBERS[0]}])
    assert done == {
        "imported": 0,
        "updated": 0,
        "skipped": 0,
        "userErrors": [{"code": "NOT_FOUND", "path": ["accountId"]}],
        "results": [],
    }


async def test_a_thousand_are_taken_and_one_more_is_not(api: Api, account_id: str, sequence_id: str) -> None:
    for query, variables in (
        (ENROLL, {"id": sequence_id, "phones": NUMBERS}),
        (IMPORT, {"id": account_id, "leads": [{"phone": phone} for phone in NUMBERS]}),
    ):
        code, message = await api.error(query, **variables)
        assert (code, "1,001 items; 1,000 are allowed" in message) == ("BAD_USER_INPUT", True)
    written = (
        f'mutation {{ enrollLeads(sequenceId: "{sequence_id}", phones: {orjson.dumps(NUMBERS).decode()}) {{ results'
    )
    code, message = await api.error(f"{written} {{ success }} }} }}")
    assert (code, "1,001 items" in message) == ("BAD_USER_INPUT", True)
    assert await Lead.all().count() == 0
    rows = [{"phone": phone} for phone in NUMBERS[1:]]
    few = "mutation ($id: ID!, $leads: [LeadInput!]!) { importLeads(accountId: $id, leads: $leads) { imported } }"
    assert (await api.data(few, id=account_id, leads=rows)) == {"imported": 1000}
    assert len((await api.data(ENROLL, id=sequence_id, phones=NUMBERS[1:]))["results"]) == 1000
    assert await Enrollment.all().count() == 1000

"""The caps of an account and the priority of a sequence, as their owner writes and reads them."""

from typing import Any

from tests.graphql.client import Api

FIELDS = "account { id caps { messages hours } } userErrors { code message path }"
CREATE = f"mutation ($i: CreateAccountInput!) {{ createAccount(input: $i) {{ success {FIELDS} }} }}"
UPDATE = f"mutation ($id: ID!, $i: UpdateAccountInput!) {{ updateAccount(id: $id, input: $i) {{ success {FIELDS} }} }}"
SEQUENCE = """
mutation ($account: ID!, $priority: Int!) {
  createSequence(accountId: $account, input: {
    name: "A", priority: $priority, steps: [{type: FIXED, message: "Hi", delayHours: 1}]
  }) { sequence { id priority } userErrors { code path } }
}"""
THREE, MANY = {"messages": 3, "hours": 24}, {"messages": 10, "hours": 720}


async def created(api: Api, **said: Any) -> Any:
    return await api.data(CREATE, i={"name": "A", "phoneNumber": "+14155550001", **said})


async def test_caps_are_kept_in_order_replaced_as_a_whole_and_removed(api: Api) -> None:
    account = (await created(api, caps=[MANY, THREE]))["account"]
    assert account["caps"] == [MANY, THREE]
    untouched = (await api.data(UPDATE, id=account["id"], i={"name": "B"}))["account"]
    assert untouched["caps"] == [MANY, THREE]
    for given, kept in (([THREE], [THREE]), ([], []), ([MANY], [MANY]), (None, [])):
        changed = await api.data(UPDATE, id=account["id"], i={"caps": given})
        assert changed["account"]["caps"] == kept


async def test_caps_that_cannot_be_are_refused_with_their_path(api: Api) -> None:
    for given, path, message in (
        ([THREE, MANY | {"messages": 0}], ["1", "messages"], "Write 1 to 1,000 messages."),
        ([{"hours": 24}], ["0", "messages"], "Write 1 to 1,000 messages."),
        ([{"messages": 1}], ["0", "hours"], "Write 1 to 2,160 hours."),
        ([MANY | {"hours": 2161}], ["0", "hours"], "Write 1 to 2,160 hours."),
        ([THREE] * 6, [], "An account has at most 5 caps; this list has 6."),
        (
            [THREE, THREE],
            ["1", "hours"],
            "Another cap of the list has 24 hours too: keep the one with fewer messages.",
        ),
    ):
        answer = await created(api, caps=given)
        assert (answer["success"], answer["account"]) == (False, None)
        assert answer["userErrors"] == [{"code": "INVALID_INPUT", "message": message, "path": ["input", "caps", *path]}]


async def test_a_priority_is_kept_and_has_bounds(api: Api) -> None:
    account = (await created(api))["account"]["id"]
    made = await api.data(SEQUENCE, account=account, priority=-1000)
    assert made["sequence"]["priority"] == -1000
    refused = await api.data(SEQUENCE, account=account, priority=1001)
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "priority"]}]

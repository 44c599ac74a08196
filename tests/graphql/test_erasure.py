"""Erasing over the API: what was answered before is forgotten too."""

from typing import Any

import orjson

from app.deps import Deps
from app.domain import ids
from app.models import IdempotencyKey, Lead
from tests import stored
from tests.graphql.client import Api

IMPORT = """
mutation($account: ID!) {
  importLead(accountId: $account, input: {phone: "+14155550177", firstName: "Zebulon"}) { action lead { id firstName } }
}"""
WRITE = """
mutation($account: ID!) {
  sendMessage(accountId: $account, phone: "+14155550177", body: "About the Marmalade file") { message { body } }
}"""
ANOTHER = IMPORT.replace("0177", "0178").replace("Zebulon", "Ann")
ERASE = "mutation($id: ID!) { eraseLead(id: $id) { success erased userErrors { code message } } }"


async def call(api: Api, query: str, key: str, **variables: Any) -> Any:
    content = orjson.dumps({"query": query, "variables": variables})
    answer = (await api.post(content, Idempotency_Key=key)).json()
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


async def test_the_stored_answers_of_earlier_calls_are_forgotten_and_repeated_from_the_rows(
    api: Api, account_id: str, deps: Deps
) -> None:
    first = await call(api, IMPORT, "one", account=account_id)
    await call(api, WRITE, "two", account=account_id)
    await call(api, ANOTHER, "three", account=account_id)
    assert "Marmalade" in await stored.in_postgres()

    assert await api.data(ERASE, id=first["lead"]["id"]) == {"success": True, "erased": True, "userErrors": []}

    text = await stored.in_postgres()
    assert [word for word in ("Zebulon", "Marmalade") if word in text] == []
    assert not stored.has_phone(text, "+14155550177")
    assert (await IdempotencyKey.get(key="three")).answer is not None, "answers about others stay"
    deps.clock.advance(seconds=10)  # type: ignore[attr-defined]
    again = await call(api, IMPORT, "one", account=account_id)
    assert again == {"action": "CREATED", "lead": {"id": first["lead"]["id"], "firstName": None}}
    assert (await call(api, WRITE, "two", account=account_id))["message"]["body"] == ""
    assert deps.sms.sent[0].body == "About the Marmalade file"  # type: ignore[attr-defined]
    assert len(deps.sms.sent) == 1  # type: ignore[attr-defined]


async def test_an_erased_lead_is_shown_without_data(api: Api, account_id: str) -> None:
    lead = await api.data(IMPORT, account=account_id)
    await api.data(ERASE, id=lead["lead"]["id"])
    assert await api.data(ERASE, id=lead["lead"]["id"]) == {"success": True, "erased": False, "userErrors": []}
    row = await Lead.get()
    query = "query($id: ID!) { node(id: $id) { ... on Lead { phone name firstName erasedAt } } }"
    shown = await api.data(query, id=ids.encode(ids.LEAD, row.id))
    assert shown["phone"].startswith("+999")
    assert (shown["name"], shown["firstName"]) == (None, None)
    assert shown["erasedAt"] is not None
    listed = "query($account: ID!) { leads(accountId: $account) { total } }"
    assert (await api.data(listed, account=account_id))["total"] == 0


async def test_the_export_is_json(api: Api, account_id: str) -> None:
    lead = (await api.data(IMPORT, account=account_id))["lead"]
    found = await api.data("query($id: ID!) { leadExport(id: $id) }", id=lead["id"])
    assert (found["lead"]["id"], found["lead"]["firstName"], found["messages"]) == (lead["id"], "Zebulon", [])

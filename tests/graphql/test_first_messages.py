"""What an account adds to a first message, and the warnings about the texts of a sequence, as a caller meets them."""

from typing import Any

from tests.graphql.client import Api

LINE = "Reply STOP to opt out."
UPDATE_ACCOUNT = """mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) {
  success account { firstMessage { identify optOutLine repeatAfterDays } } userErrors { code path } } }"""
CREATE = """mutation ($id: ID!, $steps: [StepInput!]!) {
  createSequence(accountId: $id, input: {name: "A", steps: $steps}) {
    sequence { id } warnings { message path } userErrors { code path } } }"""
UPDATE = """mutation ($id: ID!, $input: UpdateSequenceInput!) { updateSequence(id: $id, input: $input) {
  success warnings { path } } }"""
PREVIEW = "query ($id: ID!) { previewSequence(sequenceId: $id) { steps { text segments } warnings { path } } }"


async def rule(api: Api, account_id: str, **rule: Any) -> Any:
    done = await api.data(UPDATE_ACCOUNT, id=account_id, input={"firstMessage": rule})
    assert done["success"], done["userErrors"]
    return done["account"]["firstMessage"]


def fixed(*texts: str) -> list[dict[str, str]]:
    return [{"type": "FIXED", "message": text} for text in texts]


async def test_a_field_of_the_rule_that_is_left_out_stays(api: Api, account_id: str) -> None:
    off = {"identify": False, "optOutLine": None, "repeatAfterDays": None}
    assert await rule(api, account_id) == off
    assert await rule(api, account_id, optOutLine=LINE, repeatAfterDays=30) == off | {
        "optOutLine": LINE,
        "repeatAfterDays": 30,
    }
    assert await rule(api, account_id, identify=True, repeatAfterDays=None) == {
        "identify": True,
        "optOutLine": LINE,
        "repeatAfterDays": None,
    }
    refused = await api.data(
        UPDATE_ACCOUNT, id=account_id, input={"firstMessage": {"identify": None, "optOutLine": "Hi"}}
    )
    assert [error["path"][1:] for error in refused["userErrors"]] == [
        ["firstMessage", "identify"],
        ["firstMessage", "optOutLine"],
    ]
    assert await rule(api, account_id, optOutLine=None, identify=False) == off


async def test_a_new_account_has_the_rule_that_it_is_made_with(api: Api) -> None:
    document = """mutation ($input: CreateAccountInput!) { createAccount(input: $input) {
      account { firstMessage { identify optOutLine repeatAfterDays } } userErrors { path } } }"""
    rule = {"identify": True, "optOutLine": LINE, "repeatAfterDays": 90}
    made = await api.data(document, input={"name": "Acme", "phoneNumber": "+14155550142", "firstMessage": rule})
    assert made["account"]["firstMessage"] == rule


async def test_a_sequence_is_warned_of_when_it_is_made_and_when_it_is_changed(api: Api, account_id: str) -> None:
    made = await api.data(CREATE, id=account_id, steps=fixed("Hi.", "See bit.ly/a"))
    assert [one["path"] for one in made["warnings"]] == [["input", "steps", number, "message"] for number in "001"]
    assert "does not name the company" in made["warnings"][0]["message"]
    sequence = made["sequence"]["id"]
    same = await api.data(UPDATE, id=sequence, input={"name": "B"})
    assert len(same["warnings"]) == 3
    good = fixed("Hi, it's {{company}}. Reply STOP to opt out.", "Bye.")
    assert await api.data(UPDATE, id=sequence, input={"steps": good}) == {"success": True, "warnings": []}
    refused = await api.data(CREATE, id=account_id, steps=fixed("{{"))
    assert (refused["warnings"], len(refused["userErrors"])) == ([], 1)


async def test_a_preview_shows_what_is_added_and_warns_of_the_texts(api: Api, account_id: str) -> None:
    made = await api.data(CREATE, id=account_id, steps=fixed("Hi.", "It’s time."))
    sequence = made["sequence"]["id"]
    before = await api.data(PREVIEW, id=sequence)
    assert [one["path"] for one in before["warnings"]] == [["steps", number, "message"] for number in "001"]
    await rule(api, account_id, identify=True, optOutLine=LINE)
    after = await api.data(PREVIEW, id=sequence)
    assert after["steps"][0] == {"text": "Acme: Hi. Reply STOP to opt out.", "segments": 1}
    assert [one["path"] for one in after["warnings"]] == [["steps", "1", "message"]]

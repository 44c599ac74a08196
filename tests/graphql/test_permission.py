"""Consent and do-not-contact lists as callers see them."""

from typing import Any

from app.deps import Deps
from app.domain import ids
from app.models import Account, Suppression
from tests.factories import Holder, make_account, make_lead
from tests.graphql.client import Api

ADD = """mutation ($a: ID, $phones: [PhoneNumber!]!, $source: String! = "litigators") {
  addSuppressions(accountId: $a, phones: $phones, source: $source, note: "June") {
    success changed cancelledEnrollments userErrors { code message path } } }"""
REMOVE = """mutation ($a: ID, $phones: [PhoneNumber!]!) {
  removeSuppressions(accountId: $a, phones: $phones) { success changed userErrors { code path } } }"""
LISTED = """query ($a: ID, $first: Int, $after: String) {
  suppressionsConnection(accountId: $a, first: $first, after: $after) {
    totalCount nodes { phone scope source note } pageInfo { hasNextPage endCursor } } }"""
LEADS = "query ($a: ID!) { leads(accountId: $a) { items { phone suppressed { phone scope source } } } }"
OPT_IN = """mutation ($a: ID!, $consent: ConsentInput!) {
  optInLead(accountId: $a, phone: "415 555 0101", consent: $consent) {
    success userErrors { code path } lead { phone consent { source text url ip givenAt }
      consentHistory { change source consent { source ip } } } } }"""
KEY = "mutation ($input: KeyInput!) { createKey(input: $input) { secret } }"
FORM = {
    "source": "WEB_FORM",
    "text": "Text me.",
    "url": "https://a.example/form",
    "ip": "2001:db8::7",
    "givenAt": "2026-02-01T12:00:00Z",
}


def numbers(count: int) -> list[str]:
    return [f"+1415555{number:04d}" for number in range(count)]


async def test_each_list_is_shown_and_told_to_its_leads(api: Api, deps: Deps, partner: Holder, account_id: str) -> None:
    account = ids.decode(ids.ACCOUNT, account_id)
    assert account is not None
    for phone in numbers(3):
        await make_lead(deps, partner.id, account, phone=phone)
    own, everywhere, nobody = numbers(3)
    assert (await api.data(ADD, a=account_id, phones=[own, everywhere]))["changed"] == 2
    assert (await api.data(ADD, phones=[everywhere], source="board"))["changed"] == 1
    first = await api.data(LISTED, a=account_id, first=1)
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    assert first["nodes"] == [{"phone": own, "scope": "ACCOUNT", "source": "litigators", "note": "June"}]
    rest = await api.data(LISTED, a=account_id, after=first["pageInfo"]["endCursor"])
    assert [one["phone"] for one in rest["nodes"]] == [everywhere]
    assert [one["phone"] for one in (await api.data(LISTED))["nodes"]] == [everywhere]
    found = {one["phone"]: one["suppressed"] for one in (await api.data(LEADS, a=account_id))["items"]}
    assert found == {
        own: {"phone": own, "scope": "ACCOUNT", "source": "litigators"},
        everywhere: {"phone": everywhere, "scope": "PARTNER", "source": "board"},
        nobody: None,
    }
    assert await api.data(REMOVE, a=account_id, phones=[own, nobody]) == {
        "success": True,
        "changed": 1,
        "userErrors": [],
    }


async def test_ten_thousand_phones_go_into_one_call_and_not_one_more(api: Api, account_id: str) -> None:
    phones = [f"+1212{2_000_000 + number}" for number in range(10_001)]
    answer = await api.data(ADD, a=account_id, phones=phones[:-1])
    assert (answer["success"], answer["changed"]) == (True, 10_000)
    code, message = await api.error(ADD, a=account_id, phones=phones)
    assert (code, "10,001 items; 10,000 are allowed" in message) == ("BAD_USER_INPUT", True)


async def test_wrong_phones_are_named_up_to_a_bound_and_nothing_is_listed(api: Api, account_id: str) -> None:
    answer = await api.data(ADD, a=account_id, phones=[*numbers(3), *["nobody"] * 200])
    assert answer["success"] is False
    assert [one["path"] for one in answer["userErrors"]] == [["phones", str(index)] for index in range(3, 53)]
    assert {one["code"] for one in answer["userErrors"]} == {"INVALID_PHONE"}
    assert await Suppression.all().count() == 0
    blank = await api.data(ADD, a=account_id, phones=numbers(1), source=" ")
    assert [(one["code"], one["path"]) for one in blank["userErrors"]] == [("INVALID_INPUT", ["source"])]


async def test_a_key_of_some_accounts_has_no_say_in_the_partners_list(
    api: Api, deps: Deps, partner: Holder, account: Account, account_id: str
) -> None:
    other = await make_account(deps, partner.id, phone_number="+15005550009")
    made = await api.data(KEY, input={"name": "K", "scopes": ["READ", "WRITE"], "accountIds": [account_id]})
    async with Api(deps, made["secret"]) as limited:
        assert (await limited.data(ADD, a=account_id, phones=numbers(1)))["success"]
        for document in (ADD, REMOVE):
            assert (await limited.error(document, phones=numbers(1)))[0] == "FORBIDDEN"
        assert (await limited.error(LISTED))[0] == "FORBIDDEN"
        refused = await limited.data(ADD, a=ids.encode(ids.ACCOUNT, other.id), phones=numbers(1))
        assert [one["code"] for one in refused["userErrors"]] == ["NOT_FOUND"]
    for empty in ("", "acc_"):
        refused = await api.data(ADD, a=empty, phones=numbers(1))
        assert [one["code"] for one in refused["userErrors"]] == ["NOT_FOUND"], "no id is not the partner's list"
    assert [row.account_id for row in await Suppression.all()] == [account.id]


async def test_consent_is_stored_and_shown_with_its_evidence(api: Api, account_id: str) -> None:
    answer: dict[str, Any] = await api.data(OPT_IN, a=account_id, consent=FORM)
    assert answer["lead"]["consent"] == FORM
    assert answer["lead"]["consentHistory"] == [
        {"change": "OPT_IN", "source": "PERSON", "consent": {"source": "WEB_FORM", "ip": "2001:db8::7"}}
    ]
    late = await api.data(OPT_IN, a=account_id, consent={"source": "PHONE", "givenAt": "2036-02-01T12:00:00Z"})
    assert [(one["code"], one["path"]) for one in late["userErrors"]] == [("INVALID_INPUT", ["consent", "givenAt"])]


async def test_an_account_says_whether_it_requires_consent(api: Api, account_id: str) -> None:
    update = """mutation ($a: ID!, $required: Boolean) { updateAccount(id: $a, input: {requireConsent: $required}) {
      account { requireConsent } userErrors { code path } } }"""
    assert (await api.data("query ($a: ID!) { account(id: $a) { requireConsent } }", a=account_id)) == {
        "requireConsent": False
    }
    assert (await api.data(update, a=account_id, required=True))["account"] == {"requireConsent": True}
    made = await api.data(
        """mutation { createAccount(input: {name: "B", phoneNumber: "+15005550008", requireConsent: true}) {
          account { requireConsent } } }"""
    )
    assert made["account"] == {"requireConsent": True}

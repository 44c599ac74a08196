"""AI steps as a caller meets them: texts that wait for a person, and what it all cost."""

from typing import Any

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.http import identify
from app.models import Account, Lead
from app.services import accounts
from app.services.accounts import AccountChanges, VoiceChanges
from app.services.ai import find_suggestion, suggest_reply
from app.services.conversations import InboundSms, receive_sms
from app.services.enrollment import enroll_lead
from tests.clock import FixedClock
from tests.factories import Holder, ai, make_account, make_partner, make_sequence
from tests.graphql.client import Api

PENDING = """query ($id: ID!) { pendingDrafts(accountId: $id) { total items { id body segments stepOrder reason
  explanation generation { model tries costUsd edited } enrollment { lead { phone } } } } }"""
DECIDED = "{ success messageSent enrollment { timeline { status reason explanation } } userErrors { code path } }"
USAGE = """query ($id: ID!, $from: Date!, $to: Date!) { account(id: $id) { aiUsage(from: $from, to: $to) {
  total { tries rejected failed inputTokens cachedTokens outputTokens costUsd }
  days { day totals { tries } } } } }"""


async def held(deps: Deps, partner: Holder, account: Account, *phones: str) -> None:
    await accounts.update(deps, partner.id, account.id, AccountChanges(ai=VoiceChanges(review=True)))
    sequence = await make_sequence(deps, partner.id, account.id, steps=[ai()])
    for phone in phones:
        await enroll_lead(deps, partner.id, sequence.id, phone)


async def test_texts_wait_are_decided_on_and_are_gone(
    api: Api, deps: Deps, partner: Holder, account: Account, account_id: str
) -> None:
    await held(deps, partner, account, "+14155550001", "+14155550002", "+14155550003")
    page = await api.data(PENDING, id=account_id)
    first, second, third = page["items"]
    assert page["total"] == 3
    assert first | {"id": "", "explanation": ""} == {
        "id": "",
        "body": "Hello again, any questions?",
        "segments": 1,
        "stepOrder": 0,
        "reason": "AWAITING_REVIEW",
        "explanation": "",
        "generation": {"model": "double", "tries": 1, "costUsd": None, "edited": False},
        "enrollment": {"lead": {"phone": "+14155550001"}},
    }
    assert first["explanation"].startswith("Waits for a person since 2026-02-16 15:00:00 UTC.")

    sent = await api.data(f"mutation ($id: ID!) {{ approveDraft(id: $id) {DECIDED} }}", id=first["id"])
    assert (sent["success"], sent["messageSent"]) == (True, True)
    assert sent["enrollment"]["timeline"][0]["status"] == "SENT"

    ask = f"mutation ($id: ID!, $body: String!) {{ editDraft(id: $id, body: $body) {DECIDED} }}"
    wrong = await api.data(ask, id=second["id"], body="Hi [name]")
    assert wrong["userErrors"] == [{"code": "INVALID_INPUT", "path": ["body"]}]
    assert (await api.data(ask, id=second["id"], body="My own words."))["messageSent"]

    skipped = await api.data(f"mutation ($id: ID!) {{ rejectDraft(id: $id) {DECIDED} }}", id=third["id"])
    [line] = skipped["enrollment"]["timeline"]
    assert (line["status"], line["reason"]) == ("SKIPPED", "REJECTED_BY_PERSON")

    assert (await api.data(PENDING, id=account_id))["total"] == 0
    again = await api.data(f"mutation ($id: ID!) {{ approveDraft(id: $id) {DECIDED} }}", id=first["id"])
    assert again["userErrors"] == [{"code": "DRAFT_STALE", "path": ["id"]}]


async def test_a_suggestion_is_found_by_its_id_while_it_is_shown(
    api: Api, deps: Deps, partner: Holder, account: Account, account_id: str
) -> None:
    """A client that reads an object again by `node` must not lose it."""
    await receive_sms(deps, InboundSms("SM1", "+14155550001", account.phone_number, "What is the rate?"))
    lead = await Lead.get(phone="+14155550001")
    row = await suggest_reply(deps, partner.id, lead.id)
    ask = "query ($id: ID!) { draft(id: $id) { id body } node(id: $id) { id } }"
    key = ids.encode(ids.DRAFT, row.id)
    shown = {"draft": {"id": key, "body": row.body}, "node": {"id": key}}
    gone = {"draft": None, "node": None}
    assert (await api.answer(ask, id=key))["data"] == shown
    said = await api.data("mutation ($id: ID!) { approveDraft(id: $id) { userErrors { code message } } }", id=key)
    sentence = "This is a suggested reply and no draft of a step: send its text with sendMessage."
    assert said == {"userErrors": [{"code": "NOT_FOUND", "message": sentence}]}
    other = await make_account(deps, partner.id)
    for accounts_of_key, found in (([account.id], shown), ([other.id], gone)):
        new = accounts.NewKey(name="Some", scopes=[KeyScope.READ], account_ids=accounts_of_key)
        _, secret = await accounts.create_key(deps, await identify(partner.key, "127.0.0.1", deps.clock.now()), new)
        async with Api(deps, secret) as limited:
            assert (await limited.answer(ask, id=key))["data"] == found
    assert await find_suggestion((await make_partner("Other")).id, row.id) is None
    await receive_sms(deps, InboundSms("SM2", lead.phone, account.phone_number, "Hello?"))
    assert (await api.answer(ask, id=key))["data"] == gone


async def test_what_the_model_was_asked_is_told_by_day(
    api: Api, deps: Deps, clock: FixedClock, partner: Holder, account: Account, account_id: str
) -> None:
    clock.advance(hours=12)  # 03:00 UTC on the 17th, 22:00 on the 16th in New York
    await held(deps, partner, account, "+14155550001")
    clock.advance(hours=3)
    await held(deps, partner, account, "+14155550002", "+14155550003")

    async def usage(**days: str) -> Any:
        return (await api.data(USAGE, id=account_id, **days))["aiUsage"]

    told = await usage(**{"from": "2026-02-01", "to": "2026-02-28"})
    assert told["total"] == {
        "tries": 3,
        "rejected": 0,
        "failed": 0,
        "inputTokens": 30,
        "cachedTokens": 0,
        "outputTokens": 15,
        "costUsd": None,  # nobody knows what "double" costs
    }
    assert told["days"] == [
        {"day": "2026-02-16", "totals": {"tries": 1}},
        {"day": "2026-02-17", "totals": {"tries": 2}},
    ]
    assert (await usage(**{"from": "2026-02-17", "to": "2026-02-17"}))["total"]["tries"] == 2
    nothing = await usage(**{"from": "2026-03-01", "to": "2026-03-31"})
    assert (nothing["days"], nothing["total"]["costUsd"]) == ([], 0)


async def test_days_that_make_no_sense_are_refused(api: Api, account_id: str) -> None:
    for days in ({"from": "2026-02-02", "to": "2026-02-01"}, {"from": "2026-01-01", "to": "2027-01-02"}):
        code, message = await api.error(USAGE, id=account_id, **days)
        assert (code, "at most 366 days" in message) == ("BAD_USER_INPUT", True)
    for day in ("2026-02-30", "20260201", "yesterday", "2026-2-1"):
        _, message = await api.error(USAGE, id=account_id, **{"from": day, "to": "2026-02-01"})
        assert "Date is a calendar day" in message

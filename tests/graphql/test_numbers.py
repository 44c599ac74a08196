"""What was sent and what came of it, as a caller reads it."""

from typing import Any
from uuid import uuid4

from app.deps import Deps
from app.domain import ids
from app.models import Account, Sequence
from app.services import sequences
from app.services.conversations import InboundSms, receive_sms
from app.services.enrollment import enroll_lead
from app.services.sending import drain
from app.services.sequences import SequenceChanges
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_sequence
from tests.graphql.client import Api

ANN, BOB = "+14155550001", "+14155550002"
DAYS = {"from": "2026-02-01", "to": "2026-02-28"}
ACCOUNT = """query ($id: ID!, $from: Date!, $to: Date!) { account(id: $id) { stats(from: $from, to: $to) {
  sent delivered undelivered failed unknown replied optedOut segments aiCostUsd overdue skipped { reason count }
  problems { errorCode meaning status count lastAt } days { day sent replied optedOut } } } }"""
SEQUENCE = """query ($id: ID!, $from: Date!, $to: Date!) { sequence(id: $id) { stats(from: $from, to: $to) {
  enrolled completed replied optedOut converted replyRate optOutRate } } }"""
FUNNEL = """query ($id: ID!, $version: Int, $from: Date, $to: Date) { sequence(id: $id) {
  funnel(version: $version, from: $from, to: $to) { version step { order message } reached sent failed repliedAfter
  optedOutAfter skipped { reason count } } } }"""


async def wrote(deps: Deps, account: Account, phone: str, body: str) -> None:
    await receive_sms(deps, InboundSms(sid=f"SM{uuid4().hex}", sender=phone, to=account.phone_number, body=body))


async def a_story(deps: Deps, clock: FixedClock, partner: Holder, account: Account) -> Sequence:
    """Two steps; one lead replies to the first and skips the second, the other opts out after the second."""
    steps = [fixed("One"), fixed("Two", delay_hours=24, skip_if_replied=True)]
    sequence = await make_sequence(deps, partner.id, account.id, steps=steps)
    for phone in (ANN, BOB):
        await enroll_lead(deps, partner.id, sequence.id, phone)
    await wrote(deps, account, ANN, "Yes please")
    clock.advance(hours=24)
    await drain(deps, clock.now())
    await wrote(deps, account, BOB, "STOP")
    return sequence


async def test_an_account_is_told_in_numbers(
    api: Api, deps: Deps, clock: FixedClock, partner: Holder, account: Account, account_id: str
) -> None:
    await a_story(deps, clock, partner, account)
    told: Any = (await api.data(ACCOUNT, id=account_id, **DAYS))["stats"]
    assert told == {
        "sent": 3,
        "delivered": 0,
        "undelivered": 0,
        "failed": 0,
        "unknown": 0,
        "replied": 1,
        "optedOut": 1,
        "segments": 3,
        "aiCostUsd": 0,
        "overdue": 0,
        "problems": [],
        "skipped": [{"reason": "REPLIED", "count": 1}],
        "days": [
            {"day": "2026-02-16", "sent": 2, "replied": 1, "optedOut": 0},
            {"day": "2026-02-17", "sent": 1, "replied": 0, "optedOut": 1},
        ],
    }
    other = (await api.data(ACCOUNT, id=account_id, **{"from": "2026-02-17", "to": "2026-02-17"}))["stats"]
    assert (other["sent"], len(other["days"])) == (1, 1)
    for days in ({"from": "2026-02-02", "to": "2026-02-01"}, {"from": "2026-01-01", "to": "2027-01-02"}):
        code, message = await api.error(ACCOUNT, id=account_id, **days)
        assert (code, "at most 366 days" in message) == ("BAD_USER_INPUT", True)


async def test_a_sequence_and_each_of_its_steps_are_told_in_numbers(
    api: Api, deps: Deps, clock: FixedClock, partner: Holder, account: Account
) -> None:
    row = await a_story(deps, clock, partner, account)
    sequence = ids.encode(ids.SEQUENCE, row.id)
    assert (await api.data(SEQUENCE, id=sequence, **DAYS))["stats"] == {
        "enrolled": 2,
        "completed": 2,
        "replied": 1,
        "optedOut": 1,
        "converted": 0,
        "replyRate": 0.5,
        "optOutRate": 0.5,
    }
    nobody = (await api.data(SEQUENCE, id=sequence, **{"from": "2026-03-01", "to": "2026-03-02"}))["stats"]
    assert (nobody["enrolled"], nobody["replyRate"]) == (0, None)
    first, second = (await api.data(FUNNEL, id=sequence))["funnel"]
    assert first == {
        "version": 1,
        "step": {"order": 0, "message": "One"},
        "reached": 2,
        "sent": 2,
        "failed": 0,
        "repliedAfter": 1,
        "optedOutAfter": 0,
        "skipped": [],
    }
    assert second == {
        "version": 1,
        "step": {"order": 1, "message": "Two"},
        "reached": 2,
        "sent": 1,
        "failed": 0,
        "repliedAfter": 0,
        "optedOutAfter": 1,
        "skipped": [{"reason": "REPLIED", "count": 1}],
    }


async def test_each_version_has_its_own_funnel(
    api: Api, deps: Deps, clock: FixedClock, partner: Holder, account: Account
) -> None:
    row = await a_story(deps, clock, partner, account)
    await sequences.update(deps, partner.id, row.id, SequenceChanges(steps=[fixed("New")]))
    sequence = ids.encode(ids.SEQUENCE, row.id)

    async def funnel(**said: Any) -> list[tuple[int, str, int]]:
        told = (await api.data(FUNNEL, id=sequence, **said))["funnel"]
        return [(one["version"], one["step"]["message"], one["reached"]) for one in told]

    assert await funnel() == [(1, "One", 2), (1, "Two", 2), (2, "New", 0)]
    assert await funnel(version=2) == [(2, "New", 0)]
    assert await funnel(version=1, to="2026-02-15") == [(1, "One", 0), (1, "Two", 0)]
    assert await funnel(version=7) == []
    code, message = await api.error(FUNNEL, id=sequence, **{"from": "2026-02-02", "to": "2026-02-01"})
    assert (code, "later than" in message) == ("BAD_USER_INPUT", True)


GUARDRAIL = """mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) {
  account { guardrail { optOutShare sends } } userErrors { code path } } }"""


async def test_an_account_has_a_guardrail(api: Api, account_id: str) -> None:
    async def update(guardrail: Any) -> Any:
        return await api.data(GUARDRAIL, id=account_id, input={"guardrail": guardrail})

    assert (await update({"optOutShare": 0.03}))["account"]["guardrail"] == {"optOutShare": 0.03, "sends": 200}
    assert (await api.data(GUARDRAIL, id=account_id, input={}))["account"]["guardrail"]["sends"] == 200
    wrong = await update({"optOutShare": 3, "sends": 5})
    paths = [["input", "guardrail", "optOutShare"], ["input", "guardrail", "sends"]]
    assert wrong["userErrors"] == [{"code": "INVALID_INPUT", "path": path} for path in paths]
    assert (await update(None))["account"]["guardrail"] is None

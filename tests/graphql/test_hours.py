"""The hours of an account, as its owner writes and reads them."""

from typing import Any

from app.deps import Deps
from app.domain import ids
from app.models import Account
from tests.factories import Holder, fixed, make_sequence
from tests.graphql.client import Api

FIELDS = """account { id sendingWindow { start end } hours { rules weekly { day start end } holidays strict } }
  userErrors { code path message }"""
CREATE = f"mutation ($i: CreateAccountInput!) {{ createAccount(input: $i) {{ success {FIELDS} }} }}"
UPDATE = f"mutation ($id: ID!, $i: UpdateAccountInput!) {{ updateAccount(id: $id, input: $i) {{ success {FIELDS} }} }}"

OFFICE = [{"day": day, "start": "09:00", "end": "17:00"} for day in ("MONDAY", "TUESDAY")]
EVERY_DAY = [
    {"day": day, "start": "08:00", "end": "20:00"}
    for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
]


async def created(api: Api, number: int = 1, **said: Any) -> Any:
    return await api.data(CREATE, i={"name": "A", "phoneNumber": f"+1415555000{number}", **said})


async def test_a_new_account_keeps_the_rules_of_the_states(api: Api) -> None:
    account = (await created(api))["account"]
    assert account["hours"] == {"rules": "US_STATES", "weekly": [], "holidays": False, "strict": False}
    assert account["sendingWindow"] is None


async def test_a_sending_window_is_the_short_form_of_a_week(api: Api) -> None:
    short = (await created(api, 1, sendingWindow={"start": "08:00", "end": "20:00"}))["account"]
    assert short["hours"] == {"rules": "US_STATES", "weekly": EVERY_DAY, "holidays": False, "strict": True}
    long = (await created(api, 2, hours={"weekly": EVERY_DAY}))["account"]
    assert long["sendingWindow"] == {"start": "08:00", "end": "20:00"}
    assert long["hours"] == short["hours"] | {"strict": False}


async def test_a_week_replaces_a_window_and_a_window_a_week(api: Api) -> None:
    account = (await created(api, hours={"weekly": OFFICE, "holidays": True, "rules": "FEDERAL"}))["account"]
    assert account["sendingWindow"] is None
    assert account["hours"] == {"rules": "FEDERAL", "weekly": OFFICE, "holidays": True, "strict": False}
    window = {"start": "08:00", "end": "20:00"}
    changed = (await api.data(UPDATE, id=account["id"], i={"sendingWindow": window}))["account"]
    assert (changed["sendingWindow"], changed["hours"]["weekly"]) == (window, EVERY_DAY)
    assert (changed["hours"]["rules"], changed["hours"]["holidays"]) == ("FEDERAL", True)
    anytime = (await api.data(UPDATE, id=account["id"], i={"hours": {"weekly": None, "rules": "NONE"}}))["account"]
    assert (anytime["sendingWindow"], anytime["hours"]["weekly"], anytime["hours"]["rules"]) == (None, [], "NONE")


async def test_hours_that_cannot_be_are_refused_with_their_path(api: Api) -> None:
    hour = {"day": "MONDAY", "start": "09:00", "end": "17:00"}
    for said, path in (
        ({"hours": {"weekly": [hour | {"start": "9"}]}}, ["hours", "weekly", "0", "start"]),
        ({"hours": {"weekly": [hour | {"end": "09:00"}]}}, ["hours", "weekly", "0"]),
        ({"hours": {"weekly": [hour] * 22}}, ["hours", "weekly"]),
        ({"hours": {"weekly": [hour | {"start": "22:00", "end": "06:00"}]}}, ["hours", "weekly"]),
        ({"hours": {"rules": None}}, ["hours", "rules"]),
        ({"hours": {"weekly": [hour]}, "sendingWindow": {"start": "08:00", "end": "09:00"}}, ["sendingWindow"]),
    ):
        answer = await created(api, **said)
        assert (answer["success"], answer["account"]) == (False, None), said
        assert [(error["code"], error["path"]) for error in answer["userErrors"]] == [
            ("INVALID_INPUT", ["input", *path])
        ], said


async def test_the_hours_that_would_never_open_are_refused_in_a_change_too(api: Api) -> None:
    night = [{"day": "MONDAY", "start": "22:00", "end": "06:00"}]
    account = (await created(api, hours={"weekly": night, "rules": "NONE"}))["account"]
    refused = await api.data(UPDATE, id=account["id"], i={"hours": {"rules": "US_STATES"}})
    assert [error["path"] for error in refused["userErrors"]] == [["input", "hours", "weekly"]]
    assert "share no time with the federal hours" in refused["userErrors"][0]["message"]


ENROLL = """mutation ($s: ID!, $p: [PhoneNumber!]!) { enrollLeads(sequenceId: $s, phones: $p) {
  results { nextStepAt enrollment { nextStepAt timeline { expectedAt } } } } }"""
NIGHT, OPENS = "+12125550101", "2026-02-16T16:00:00Z"


async def test_the_next_step_is_told_for_its_hours_before_any_worker_has_looked(
    api: Api, deps: Deps, partner: Holder, account: Account
) -> None:
    """It is 10:00 in New York, and the account sends from 11:00 on."""
    week = [{"day": day["day"], "start": "11:00", "end": "20:00"} for day in EVERY_DAY]
    await api.data(UPDATE, id=ids.encode(ids.ACCOUNT, account.id), i={"hours": {"weekly": week}})
    for delay, expected in ((0, OPENS), (24, "2026-02-17T16:00:00Z"), (26, "2026-02-17T17:00:00Z")):
        sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed(delay_hours=delay)])
        [result] = (await api.data(ENROLL, s=ids.encode(ids.SEQUENCE, sequence.id), p=[NIGHT]))["results"]
        told = {"nextStepAt": expected, "enrollment": {"nextStepAt": expected, "timeline": [{"expectedAt": expected}]}}
        assert result == told

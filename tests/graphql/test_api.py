"""The API as a caller meets it, from the first account to the last message: one story, so the file is not split."""

import logging
from typing import Any
from uuid import UUID

import pytest

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import MessageDirection, MessageSource, MessageStatus
from app.models import Account, Enrollment, Message
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_account, make_lead, make_sequence, three_steps
from tests.graphql.client import Api

PHONE = "+14155551234"

CREATE_ACCOUNT = """mutation ($input: CreateAccountInput!) { createAccount(input: $input) {
  success account { id name companyName phoneNumber timeZone sendingWindow { start end } createdAt }
  userErrors { code message path } } }"""
UPDATE_ACCOUNT = """mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) {
  success account { name companyName timeZone sendingWindow { start end } } userErrors { code path } } }"""
CREATE_SEQUENCE = """mutation ($accountId: ID!, $input: CreateSequenceInput!) {
  createSequence(accountId: $accountId, input: $input) { success
    sequence { id name description isActive isDefault version enrolledCount completedCount createdAt updatedAt
      account { id } steps { order type message instructions delayHours skipIfReplied } }
    userErrors { code message path } } }"""
UPDATE_SEQUENCE = """mutation ($id: ID!, $input: UpdateSequenceInput!) { updateSequence(id: $id, input: $input) {
  success sequence { name description isActive version steps { message } } userErrors { code path } } }"""
DELETE_SEQUENCE = """mutation ($id: ID!) { deleteSequence(id: $id) {
  success cancelledEnrollments userErrors { code path } } }"""
IMPORT_LEAD = """mutation ($accountId: ID!, $input: LeadInput!) { importLead(accountId: $accountId, input: $input) {
  success action lead { id phone firstName metadata } enrollment { id status } userErrors { code path } } }"""
ENROLL = """mutation ($id: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $id, phone: $phone) {
  success action messageSent nextStepAt enrollment { id status } userErrors { code path } } }"""
CANCEL = """mutation ($id: ID!) { cancelEnrollment(id: $id) {
  success enrollment { status cancelReason nextStepAt endedAt } userErrors { code path } } }"""
ENROLLMENT = """query ($id: ID!) { enrollment(id: $id) {
  status cancelReason enrolledAt nextStepAt endedAt sequenceVersion lead { phone } sequence { id name steps { order } }
  timeline { status reason explanation dueAt settledAt step { order message } message { body status source } } } }"""

STEPS = [
    {"type": "FIXED", "message": "Hi {{first_name}}, this is {{company}}.", "skipIfReplied": False},
    {"type": "AI", "instructions": "Follow up warmly.", "delayHours": 24},
]


def sequence_id(value: UUID) -> str:
    return ids.encode(ids.SEQUENCE, value)


async def sequence(api: Api, account_id: str, **said: Any) -> dict[str, Any]:
    made = await api.data(CREATE_SEQUENCE, accountId=account_id, input={"name": "Recovery", "steps": STEPS} | said)
    assert made["success"], made["userErrors"]
    return dict(made["sequence"])


async def test_from_the_first_account_to_a_timeline_that_explains_itself(api: Api) -> None:
    made = await api.data(CREATE_ACCOUNT, input={"name": "Acme", "phoneNumber": "(415) 555-0000"})
    assert made["success"] is True
    assert made["userErrors"] == []
    account = made["account"]
    assert account["id"].startswith("acc_")
    assert (account["companyName"], account["phoneNumber"]) == ("Acme", "+14155550000")
    assert (account["timeZone"], account["sendingWindow"]) == ("America/New_York", None)
    assert account["createdAt"] == "2026-02-16T15:00:00Z"

    recovery = await sequence(api, account["id"], description="Bring them back", isDefault=True)
    assert recovery["steps"] == [
        {
            "order": 0,
            "type": "FIXED",
            "message": "Hi {{first_name}}, this is {{company}}.",
            "instructions": None,
            "delayHours": 0,
            "skipIfReplied": False,
        },
        {
            "order": 1,
            "type": "AI",
            "message": None,
            "instructions": "Follow up warmly.",
            "delayHours": 24,
            "skipIfReplied": True,
        },
    ]
    assert (recovery["account"]["id"], recovery["version"], recovery["isDefault"]) == (account["id"], 1, True)

    lead = await api.data(
        IMPORT_LEAD,
        accountId=account["id"],
        input={"phone": "415-555-1234", "firstName": "Ann", "metadata": {"a": [1]}},
    )
    assert (lead["action"], lead["lead"]["phone"], lead["lead"]["metadata"]) == ("CREATED", PHONE, {"a": [1]})

    enrolled = await api.data(ENROLL, id=recovery["id"], phone=PHONE)
    assert (enrolled["action"], enrolled["messageSent"]) == ("ENROLLED", True)
    opens = "2026-02-17T16:00:00Z"  # the delay is over at 7:00 in San Francisco, which is too early
    assert enrolled["nextStepAt"] == opens
    again = await api.data(ENROLL, id=recovery["id"], phone="4155551234")
    assert (again["action"], again["messageSent"], again["nextStepAt"]) == (
        "ALREADY_ENROLLED",
        False,
        opens,
    )

    run = await api.data(ENROLLMENT, id=enrolled["enrollment"]["id"])
    assert (run["status"], run["sequenceVersion"], run["lead"]) == ("ACTIVE", 1, {"phone": PHONE})
    first, second = run["timeline"]
    assert (first["status"], first["message"]["body"]) == ("SENT", "Hi Ann, this is Acme.")
    held = ("PENDING", "QUIET_HOURS", opens)
    assert (second["status"], second["reason"], second["dueAt"]) == held
    assert first["explanation"]
    assert second["explanation"]


async def test_history_stays_readable_after_the_sequence_is_gone(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id)
    run = (await api.data(ENROLL, id=made["id"], phone=PHONE))["enrollment"]
    assert await api.data(DELETE_SEQUENCE, id=made["id"]) == {
        "success": True,
        "cancelledEnrollments": 1,
        "userErrors": [],
    }
    assert await api.data("query ($id: ID!) { sequence(id: $id) { id } }", id=made["id"]) is None
    assert (await api.data("query ($id: ID!) { sequences(accountId: $id) { total } }", id=account_id))["total"] == 0
    past = await api.data(ENROLLMENT, id=run["id"])
    assert (past["status"], past["cancelReason"], past["nextStepAt"]) == ("CANCELLED", "SEQUENCE_DELETED", None)
    assert past["sequence"] == {"id": made["id"], "name": "Recovery", "steps": [{"order": 0}, {"order": 1}]}
    assert len(past["timeline"]) == 2
    again = await api.data(DELETE_SEQUENCE, id=made["id"])
    assert again["userErrors"] == [{"code": "NOT_FOUND", "path": ["id"]}]


async def test_those_under_way_keep_the_steps_they_have(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id)
    run = (await api.data(ENROLL, id=made["id"], phone=PHONE))["enrollment"]
    edited = await api.data(UPDATE_SEQUENCE, id=made["id"], input={"steps": [{"type": "FIXED", "message": "New"}]})
    assert (edited["sequence"]["version"], edited["sequence"]["steps"]) == (2, [{"message": "New"}])
    old = await api.data(ENROLLMENT, id=run["id"])
    assert (old["sequenceVersion"], len(old["timeline"])) == (1, 2)
    assert len(old["sequence"]["steps"]) == 1


async def test_steps_that_somebody_else_has_changed_are_not_overwritten(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id)
    first = {"steps": [{"type": "FIXED", "message": "One"}], "expectedVersion": made["version"]}
    assert (await api.data(UPDATE_SEQUENCE, id=made["id"], input=first))["sequence"]["version"] == 2
    second = await api.data(UPDATE_SEQUENCE, id=made["id"], input=first | {"steps": STEPS, "name": "Other"})
    assert second["userErrors"] == [{"code": "VERSION_CONFLICT", "path": ["input", "expectedVersion"]}]
    same = await api.data(UPDATE_SEQUENCE, id=made["id"], input={"name": "Third", "expectedVersion": 2})
    assert (same["sequence"]["name"], same["sequence"]["steps"]) == ("Third", [{"message": "One"}])


async def test_a_field_left_out_stays_and_null_clears(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id, description="Why")
    named = await api.data(UPDATE_SEQUENCE, id=made["id"], input={"name": "Other", "isActive": False})
    assert (named["sequence"]["name"], named["sequence"]["description"]) == ("Other", "Why")
    assert (named["sequence"]["isActive"], named["sequence"]["version"]) == (False, 1)
    cleared = await api.data(UPDATE_SEQUENCE, id=made["id"], input={"description": None})
    assert (cleared["sequence"]["name"], cleared["sequence"]["description"]) == ("Other", None)
    refused = await api.data(UPDATE_SEQUENCE, id=made["id"], input={"name": None, "steps": None, "isActive": None})
    assert refused["sequence"] is None
    paths = [["input", "name"], ["input", "isActive"], ["input", "steps"]]
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": path} for path in paths]


async def test_an_account_is_edited_in_the_same_way(api: Api, account_id: str) -> None:
    hours = {"start": "08:00", "end": "21:00"}
    edited = await api.data(UPDATE_ACCOUNT, id=account_id, input={"sendingWindow": hours, "timeZone": "Europe/Paris"})
    assert edited["account"] == {
        "name": "Acme",
        "companyName": "Acme",
        "timeZone": "Europe/Paris",
        "sendingWindow": hours,
    }
    cleared = await api.data(UPDATE_ACCOUNT, id=account_id, input={"sendingWindow": None, "name": "Other"})
    assert (cleared["account"]["sendingWindow"], cleared["account"]["name"]) == (None, "Other")
    refused = await api.data(UPDATE_ACCOUNT, id=account_id, input={"timeZone": None})
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "timeZone"]}]


async def test_a_refusal_says_where_and_changes_nothing(api: Api, account_id: str) -> None:
    steps = [{"type": "FIXED", "message": "Hi"}, {"type": "FIXED", "message": "Hi\n{{nickname}}", "delayHours": -1}]
    refused = await api.data(CREATE_SEQUENCE, accountId=account_id, input={"name": "", "steps": steps})
    assert (refused["success"], refused["sequence"]) == (False, None)
    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [
        ("INVALID_INPUT", ["input", "name"]),
        ("INVALID_INPUT", ["input", "steps", "1", "delayHours"]),
        ("UNKNOWN_VARIABLE", ["input", "steps", "1", "message"]),
    ]
    assert "Line 2, column 3" in refused["userErrors"][2]["message"]
    assert (await api.data("query ($id: ID!) { sequences(accountId: $id) { total } }", id=account_id))["total"] == 0


@pytest.mark.parametrize("phone", ["", "abc", "+1", "+1415555123", "\x00", "9" * 5_000, "4.15555E+09"])
async def test_a_bad_phone_is_a_user_error_in_a_mutation_and_nothing_in_a_query(
    api: Api, account_id: str, phone: str
) -> None:
    made = await sequence(api, account_id)
    assert (await api.data(ENROLL, id=made["id"], phone=phone))["userErrors"] == [
        {"code": "INVALID_PHONE", "path": ["phone"]}
    ]
    imported = await api.data(IMPORT_LEAD, accountId=account_id, input={"phone": phone})
    assert imported["userErrors"] == [{"code": "INVALID_PHONE", "path": ["input", "phone"]}]
    query = """query ($a: ID!, $p: PhoneNumber!) {
      lead(accountId: $a, phone: $p) { id } messages(accountId: $a, phone: $p) { total } }"""
    assert await api.data(query, a=account_id, p=phone) == {"lead": None, "messages": {"total": 0}}


async def test_inactive_and_unknown_are_refused(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id, isActive=False)
    refused = await api.data(ENROLL, id=made["id"], phone=PHONE)
    assert [error["code"] for error in refused["userErrors"]] == ["SEQUENCE_INACTIVE"]
    assert (refused["action"], refused["messageSent"], refused["enrollment"]) == (None, False, None)
    assert (await api.data(CANCEL, id="enr_nobody"))["userErrors"] == [{"code": "NOT_FOUND", "path": ["id"]}]


async def test_canceling_ends_an_enrollment_and_enrolling_reactivates_it(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id)
    run = (await api.data(ENROLL, id=made["id"], phone=PHONE))["enrollment"]
    for _ in range(2):
        ended = (await api.data(CANCEL, id=run["id"]))["enrollment"]
        assert (ended["status"], ended["cancelReason"], ended["nextStepAt"]) == ("CANCELLED", "REQUESTED", None)
    again = await api.data(ENROLL, id=made["id"], phone=PHONE)
    assert again["action"] == "REACTIVATED"
    assert again["enrollment"]["id"] != run["id"]


async def test_a_later_mutation_sees_what_an_earlier_one_did(api: Api, account_id: str) -> None:
    made = await sequence(api, account_id)
    query = """mutation ($id: ID!) {
      before: updateSequence(id: $id, input: {}) { sequence { enrolledCount } }
      enrollLead(sequenceId: $id, phone: "+14155551234") { enrollment { sequence { enrolledCount } } }
      after: updateSequence(id: $id, input: {steps: [{type: FIXED, message: "Bye"}]}) {
        sequence { enrolledCount steps { message } } } }"""
    done = await api.data(query, id=made["id"])
    assert done["before"]["sequence"]["enrolledCount"] == 0
    assert done["enrollLead"]["enrollment"]["sequence"]["enrolledCount"] == 1
    assert done["after"]["sequence"] == {"enrolledCount": 1, "steps": [{"message": "Bye"}]}


async def test_lists_come_in_parts(api: Api, deps: Deps, partner: Holder, account_id: str, account: Account) -> None:
    for number in range(5):
        await make_sequence(deps, partner.id, account.id, name=f"S{number}", is_active=number < 4)
    query = """query ($id: ID!, $limit: Int!, $offset: Int!) {
      sequences(accountId: $id, isActive: true, limit: $limit, offset: $offset) {
        total limit offset hasMore items { name } } }"""
    for limit, offset, names, more in ((2, 0, ["S0", "S1"], True), (2, 2, ["S2", "S3"], False), (50, 9, [], False)):
        assert await api.data(query, id=account_id, limit=limit, offset=offset) == {
            "total": 4,
            "limit": limit,
            "offset": offset,
            "hasMore": more,
            "items": [{"name": name} for name in names],
        }


LISTS = {
    "accounts": "accounts({0})",
    "sequences": 'sequences(accountId: "{1}", {0})',
    "enrollments": 'enrollments(accountId: "{1}", {0})',
    "leads": 'leads(accountId: "{1}", {0})',
    "messages": 'messages(accountId: "{1}", phone: "+14155551234", {0})',
}


@pytest.mark.parametrize("name", LISTS)
async def test_parts_that_make_no_sense_are_refused(api: Api, account_id: str, name: str) -> None:
    for said in ("limit: 0", "limit: -1", "limit: 251", "offset: -1", "offset: 2000000", "offset: 2147483647"):
        query = f"{{ {LISTS[name].format(said, account_id)} {{ total }} }}"
        code, message = await api.error(query)
        assert code == "BAD_USER_INPUT"
        assert message.startswith(said.split(":")[0])
    huge = f"{{ {LISTS[name].format('offset: 99999999999', account_id)} {{ total }} }}"
    assert (await api.error(huge))[0] == "GRAPHQL_VALIDATION_FAILED"
    # Where a list has cursors too, they lead further.
    most = 1_000_000 if name == "accounts" else 10_000
    for said in ("limit: 1", "limit: 250", f"offset: {most}"):
        await api.data(f"{{ {LISTS[name].format(said, account_id)} {{ total }} }}")
    _, message = await api.error(f"{{ {LISTS[name].format(f'offset: {most + 1}', account_id)} {{ total }} }}")
    assert message.endswith(
        "Narrow the list instead." if name == "accounts" else f"Use {name}Connection with `after` to read further."
    )


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "%", "'; DROP TABLE lead; --", "x" * 100_000])
async def test_any_search_is_answered(api: Api, account_id: str, text: str) -> None:
    query = """query ($id: ID!, $text: String) {
      leads(accountId: $id, search: $text) { total } accounts(search: $text) { total } }"""
    assert await api.data(query, id=account_id, text=text) == {"leads": {"total": 0}, "accounts": {"total": 0}}


async def test_a_conversation_is_read_newest_first_without_what_was_never_sent(
    api: Api, account: Account, account_id: str, deps: Deps, partner: Holder, clock: FixedClock
) -> None:
    lead = await make_lead(deps, partner.id, account.id, phone=PHONE)
    written = {"model": "m", "input_tokens": 3, "output_tokens": 2, "cost_usd": None, "fallback": True}
    common: dict[str, Any] = {"account_id": account.id, "lead_id": lead.id, "segments": 1}
    outbound = {**common, "direction": MessageDirection.OUTBOUND, "status": MessageStatus.SENT}
    await Message.create(**outbound, source=MessageSource.AI, body="1", created_at=clock.moment, generation=written)
    later = clock.advance(minutes=1)
    await Message.create(**outbound, source=MessageSource.SEQUENCE, body="gone", created_at=later, superseded=True)
    inbound = {**common, "direction": MessageDirection.INBOUND, "status": MessageStatus.RECEIVED}
    await Message.create(**inbound, body="2", created_at=later, provider_sid="SM1")
    query = """query ($id: ID!) { messages(accountId: $id, phone: "+14155551234") { total items {
      id direction body source status segments errorCode providerSid createdAt sentAt deliveredAt
      generation { model inputTokens outputTokens costUsd fallback } } } }"""
    found = await api.data(query, id=account_id)
    assert (found["total"], [item["body"] for item in found["items"]]) == (2, ["2", "1"])
    reply, first = found["items"]
    assert (reply["direction"], reply["source"], reply["status"]) == ("INBOUND", None, "RECEIVED")
    assert (reply["generation"], reply["createdAt"]) == (None, "2026-02-16T15:01:00Z")
    assert first["generation"] == {
        "model": "m",
        "inputTokens": 3,
        "outputTokens": 2,
        "costUsd": None,
        "fallback": True,
    }


async def test_the_next_step_of_a_message_in_flight_is_when_it_was_due(
    api: Api, account_id: str, clock: FixedClock
) -> None:
    made = await sequence(api, account_id)
    run = (await api.data(ENROLL, id=made["id"], phone=PHONE))["enrollment"]
    key = ids.decode(ids.ENROLLMENT, run["id"])
    lease = clock.advance(hours=30)
    await Enrollment.filter(id=key).update(attempt_id=ids.new_id(), lease_until=lease, wake_at=lease)
    assert (await api.data(ENROLLMENT, id=run["id"]))["nextStepAt"] == "2026-02-17T15:00:00Z"
    await Enrollment.filter(id=key).update(attempt_id=None, hold_reason="OUTSIDE_WINDOW")
    assert (await api.data(ENROLLMENT, id=run["id"]))["nextStepAt"] == "2026-02-17T21:00:00Z"


EVERYTHING = """{ accounts { items { id sequences { total items { name enrolledCount completedCount account { id }
  steps { order message } } } } } }"""
RUNS = """query ($id: ID!) { enrollments(accountId: $id, limit: 250) { items { id sequenceVersion
  lead { phone account { name } enrollments { id } } sequence { name enrolledCount steps { order } }
  timeline { status step { order } message { body } } } } }"""


async def test_the_number_of_statements_does_not_grow_with_the_answer(
    api: Api, deps: Deps, partner: Holder, account: Account, account_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    counted: list[tuple[int, int]] = []
    for size in (1, 6):
        for _ in range(size):
            other = await make_account(deps, partner.id)
            await make_sequence(deps, partner.id, other.id)
            made = await make_sequence(deps, partner.id, account.id, steps=[fixed(), *three_steps()])
            for _ in range(2):
                lead = await make_lead(deps, partner.id, account.id)
                await api.data(ENROLL, id=sequence_id(made.id), phone=lead.phone)
        counted.append((await statements(api, caplog, EVERYTHING), await statements(api, caplog, RUNS, id=account_id)))
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 16


async def statements(api: Api, caplog: pytest.LogCaptureFixture, query: str, **variables: Any) -> int:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
        await api.data(query, **variables)
    return len([record for record in caplog.records if record.name == "tortoise.db_client"])


async def test_an_accounts_voice_is_read_where_it_was_written(api: Api, account_id: str) -> None:
    ask = """mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) {
      success account { ai { persona tone rules maxSegments review whenRejected dailyBudgetUsd monthlyBudgetUsd } }
      userErrors { code path } } }"""
    plain = await api.data(ask, id=account_id, input={})
    assert plain["account"]["ai"] == {
        "persona": "An assistant on the company's team.",
        "tone": "Warm, plain and brief. Never pushy.",
        "rules": [],
        "maxSegments": 2,
        "review": False,
        "whenRejected": "SKIP",
        "dailyBudgetUsd": None,
        "monthlyBudgetUsd": None,
    }
    said = {"tone": "Dry.", "rules": ["No jokes."], "whenRejected": "HOLD", "monthlyBudgetUsd": 20}
    changed = await api.data(ask, id=account_id, input={"ai": said})
    assert changed["account"]["ai"] == plain["account"]["ai"] | said
    wrong = await api.data(ask, id=account_id, input={"ai": {"maxSegments": 11, "tone": None}})
    assert wrong["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "ai", "maxSegments"]}]
    assert (await api.data(ask, id=account_id, input={"ai": None}))["account"]["ai"]["tone"] == "Dry."


async def test_a_lead_is_paused_and_resumed(api: Api, deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    lead = ids.encode(ids.LEAD, (await make_lead(deps, partner.id, account.id)).id)
    fields = "{ success lead { pause { since until reason by } } userErrors { code path } }"
    until = "2026-02-20T15:00:00Z"
    pause = f'mutation ($id: ID!) {{ pauseLead(id: $id, until: "{until}", by: "Ann") {fields} }}'
    paused = await api.data(pause, id=lead)
    assert paused["lead"]["pause"] == {
        "since": "2026-02-16T15:00:00Z",
        "until": until,
        "reason": "REQUESTED",
        "by": "Ann",
    }
    late = await api.data(pause.replace(until, "2026-02-16T15:00:00Z"), id=lead)
    assert late["userErrors"] == [{"code": "INVALID_INPUT", "path": ["until"]}]
    endless = await api.data(pause.replace(until, "9999-12-31T23:59:59Z"), id=lead)
    assert endless["userErrors"] == [{"code": "INVALID_INPUT", "path": ["until"]}]
    resumed = await api.data(f"mutation ($id: ID!) {{ resumeLead(id: $id) {fields} }}", id=lead)
    assert resumed == {"success": True, "lead": {"pause": None}, "userErrors": []}


async def test_an_account_says_whether_the_pause_of_an_unclear_text_ends(api: Api) -> None:
    create = """mutation ($hours: Int) { createAccount(input: {name: "A", phoneNumber: "+14155550001",
      unclearPauseHours: $hours}) { account { id unclearPauseHours } userErrors { code path } } }"""
    update = """mutation ($id: ID!, $hours: Int) { updateAccount(id: $id, input: {unclearPauseHours: $hours}) {
      account { unclearPauseHours } userErrors { code path } } }"""
    refused = await api.data(create, hours=0)
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "unclearPauseHours"]}]
    account = (await api.data(create))["account"]
    assert account["unclearPauseHours"] is None
    assert (await api.data(update, id=account["id"], hours=72))["account"] == {"unclearPauseHours": 72}
    assert (await api.data(update, id=account["id"], hours=None))["account"] == {"unclearPauseHours": None}


async def test_a_lead_has_the_name_of_templates_and_an_import_tells_what_it_kept(api: Api, account_id: str) -> None:
    query = """mutation ($a: ID!, $i: LeadInput!) { importLead(accountId: $a, input: $i) {
      action keptFields lead { name phone } userErrors { message } } }"""
    first = {"phone": PHONE, "firstName": "Ann", "lastName": "Lee", "externalId": "crm-1"}
    assert (await api.data(query, a=account_id, i=first))["lead"]["name"] == "Ann Lee"
    moved = await api.data(query, a=account_id, i=first | {"phone": "+14155559999", "firstName": "Anna"})
    assert moved["keptFields"] == ["phone", "firstName"]
    assert (moved["action"], moved["lead"]["phone"]) == ("SKIPPED", PHONE)

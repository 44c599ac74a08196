"""Imports of files over the API: started, watched, paused, and what a key may do with them."""

from typing import Any

import pytest

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.models import Account, Enrollment, ImportChunk, ImportJob, Lead, PartnerKey
from app.services import people, subscriptions
from app.services.accounts.keys import hashed, new_secret
from tests.factories import Holder, fixed, make_account, make_sequence
from tests.graphql.client import Api

JOB = "id status rows done created updated skipped refused enrolled failure reportUrl errors { row message code }"
START = f"""mutation ($account: ID!, $input: ImportInput!) {{
  startImport(accountId: $account, input: $input) {{ success job {{ {JOB} }} userErrors {{ code message path }} }} }}"""
FIND = f"query ($id: ID!) {{ importJob(id: $id) {{ {JOB} }} }}"
FILE = "Vorname;Handynummer;Kredit\nZoë;(415) 555-0101;7\nBob;12;8\n"


async def start(api: Api, account_id: str, csv: str = FILE, **said: Any) -> dict[str, Any]:
    return dict(await api.data(START, account=account_id, input={"csv": csv} | said))


async def test_an_import_is_started_and_found(deps: Deps, api: Api, account_id: str) -> None:
    started = (await start(api, account_id))["job"]
    assert (started["status"], started["rows"], started["reportUrl"]) == ("CHECKING", 0, None)
    await people.run_waiting_imports(deps)
    job = await api.data(FIND, id=started["id"])
    assert {name: job[name] for name in ("status", "rows", "done", "created", "refused")} == {
        "status": "DONE", "rows": 2, "done": 2, "created": 1, "refused": 1,
    }  # fmt: skip
    [error] = job["errors"]
    assert (error["row"], error["code"]) == (3, "INVALID_PHONE")
    assert job["reportUrl"] == f"http://localhost:8000/imports/{started['id']}/report.csv"
    lead = await Lead.get()
    assert (lead.phone, lead.first_name, lead.metadata) == ("+14155550101", "Zoë", {"Kredit": "7"})


async def test_a_sequence_a_pace_and_a_mapping(deps: Deps, partner: Holder, api: Api, account: Account) -> None:
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed()])
    said = {"sequenceId": ids.encode(ids.SEQUENCE, sequence.id), "perHour": 60, "mapping": {"Number": "phone"}}
    csv = "Number,Phone\n+14155550101,1\n+14155550102,2\n"
    await start(api, ids.encode(ids.ACCOUNT, account.id), csv, **said, dryRun=True)
    await people.run_waiting_imports(deps)
    assert (await Lead.all().count(), (await ImportJob.get()).enrolled) == (0, 2)
    await start(api, ids.encode(ids.ACCOUNT, account.id), csv, **said)
    await people.run_waiting_imports(deps)
    first, second = await Enrollment.all().order_by("due_at")
    assert first.due_at is not None
    assert second.due_at is not None
    assert (second.due_at - first.due_at).total_seconds() == 60


PREVIEW = """query ($account: ID!, $csv: String!, $mapping: JSON) {
  previewImport(accountId: $account, csv: $csv, mapping: $mapping) {
    columns { header field } rows { line fields metadata problem } fields userErrors { code path } } }"""


async def test_a_file_is_looked_at_before_it_is_imported(api: Api, account_id: str) -> None:
    found = await api.data(PREVIEW, account=account_id, csv=FILE, mapping={"Kredit": None})
    assert found["columns"] == [
        {"header": "Vorname", "field": "firstName"},
        {"header": "Handynummer", "field": "phone"},
        {"header": "Kredit", "field": None},
    ]
    assert [(row["line"], row["fields"]["firstName"], row["metadata"]) for row in found["rows"]] == [
        (2, "Zoë", {}),
        (3, "Bob", {}),
    ]
    assert {"phone", "metadata"} <= set(found["fields"])
    assert await ImportJob.all().count() == await ImportChunk.all().count() == 0


async def test_a_file_without_a_phone_is_shown_so_that_a_column_can_be_chosen(api: Api, account_id: str) -> None:
    found = await api.data(PREVIEW, account=account_id, csv="Name,Ruf\nAnn,+14155550101\n")
    assert [one["field"] for one in found["columns"]] == ["name", "metadata"]
    mapped = await api.data(PREVIEW, account=account_id, csv="Name,Ruf\nAnn,+14155550101\n", mapping={"Ruf": "phone"})
    assert mapped["rows"][0]["fields"] == {"name": "Ann", "phone": "+14155550101"}
    for mapping, path in (("phone", ["mapping"]), ({"Fax": "phone"}, ["csv"])):
        refused = await api.data(PREVIEW, account=account_id, csv=FILE, mapping=mapping)
        assert (refused["columns"], refused["userErrors"]) == ([], [{"code": "INVALID_INPUT", "path": path}])


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"csv": "Name\nAnn\n"}, "INVALID_INPUT", ["input", "csv"]),
        ({"csv": ""}, "INVALID_INPUT", ["input", "csv"]),
        ({"csv": FILE, "mapping": {"Fax": "phone"}}, "INVALID_INPUT", ["input", "csv"]),
        ({"csv": FILE, "mapping": "phone"}, "INVALID_INPUT", ["input", "mapping"]),
        ({"csv": FILE, "perHour": 5}, "INVALID_INPUT", ["input", "perHour"]),
        ({"csv": FILE, "sequenceId": "seq_1"}, "NOT_FOUND", ["input", "sequenceId"]),
    ],
)
async def test_a_refusal_changes_nothing(
    api: Api, account_id: str, said: dict[str, Any], code: str, path: list[str]
) -> None:
    answer = await api.data(START, account=account_id, input=said)
    assert (answer["success"], answer["job"]) == (False, None)
    assert [(one["code"], one["path"]) for one in answer["userErrors"]] == [(code, path)]
    assert await ImportJob.all().count() == await ImportChunk.all().count() == 0


async def test_an_import_is_paused_and_resumed(deps: Deps, api: Api, account_id: str) -> None:
    id = (await start(api, account_id))["job"]["id"]
    change = "mutation ($id: ID!) {{ {}(id: $id) {{ success job {{ status }} }} }}"
    assert (await api.data(change.format("pauseImport"), id=id))["job"] == {"status": "PAUSED"}
    assert await people.run_waiting_imports(deps) == 0
    assert (await api.data(change.format("resumeImport"), id=id))["job"] == {"status": "CHECKING"}
    assert await people.run_waiting_imports(deps) == 1


async def test_the_imports_of_an_account_are_listed_the_newest_first(deps: Deps, api: Api, account_id: str) -> None:
    made = [(await start(api, account_id, f"Phone\n+1415555010{number}\n"))["job"]["id"] for number in range(3)]
    await start(api, account_id, dryRun=True)
    ask = """query ($a: ID!, $after: String) { importJobsConnection(accountId: $a, first: 2, after: $after) {
      totalCount nodes { id errors { row } } pageInfo { hasNextPage endCursor } } }"""
    page = await api.data(ask, a=account_id)
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    rest = await api.data(ask, a=account_id, after=page["pageInfo"]["endCursor"])
    assert [one["id"] for one in page["nodes"] + rest["nodes"]] == made[::-1]


async def test_the_stream_has_each_step_and_ends_with_the_import(
    deps: Deps, partner: Holder, api: Api, account_id: str
) -> None:
    rows = "\n".join(f"+1415555{number:04d}" for number in range(1_500))
    id = (await start(api, account_id, f"Phone\n{rows}\n"))["job"]["id"]
    key = ids.decode(ids.IMPORT, id)
    assert key is not None
    seen = [("CHECKING", 0)]
    stream = subscriptions.import_updates(deps, partner.id, key)
    assert (await anext(stream)).status == "CHECKING"
    work = deps.concurrency.start(people.run_waiting_imports(deps))
    seen += [(row.status.value, row.done) async for row in stream]
    await work
    assert seen[-1] == ("DONE", 1_500)
    assert seen == sorted(seen, key=lambda one: one[1])


async def test_to_enroll_takes_the_scope_to_send(deps: Deps, partner: Holder, account: Account) -> None:
    secret, sequence = new_secret(), await make_sequence(deps, partner.id, account.id)
    await PartnerKey.create(
        partner_id=partner.id, hash=hashed(secret), is_main=False, name="w", scopes=f"{KeyScope.READ} {KeyScope.WRITE}"
    )
    said = {"csv": FILE, "sequenceId": ids.encode(ids.SEQUENCE, sequence.id)}
    account_id = ids.encode(ids.ACCOUNT, account.id)
    async with Api(deps, secret) as api:
        code, message = await api.error(START, account=account_id, input=said)
        assert (code, "SEND" in message) == ("FORBIDDEN", True)
        assert (await start(api, account_id))["success"]
    assert await ImportJob.all().count() == 1


async def test_a_key_for_some_accounts_sees_their_imports_alone(deps: Deps, partner: Holder, account: Account) -> None:
    secret, other = new_secret(), await make_account(deps, partner.id)
    await PartnerKey.create(
        partner_id=partner.id, hash=hashed(secret), is_main=False, name="one", account_ids=[str(other.id)]
    )
    async with Api(deps, partner.key) as api:
        hidden = (await start(api, ids.encode(ids.ACCOUNT, account.id)))["job"]["id"]
        visible = (await start(api, ids.encode(ids.ACCOUNT, other.id)))["job"]["id"]
    async with Api(deps, secret) as api:
        assert await api.data(FIND, id=hidden) is None
        assert (await api.data(FIND, id=visible))["id"] == visible


async def test_a_repeated_call_answers_the_first_import(deps: Deps, api: Api, account_id: str) -> None:
    body = {"query": START, "variables": {"account": account_id, "input": {"csv": FILE}}}
    answers = []
    for _ in range(2):
        answer = await api.http.post("/graphql", json=body, headers={"Idempotency-Key": "once"})
        answers.append(answer.json()["data"])
        await people.run_waiting_imports(deps)
    assert answers[0] == answers[1]
    assert (await ImportJob.all().count(), await ImportChunk.all().count()) == (1, 0)

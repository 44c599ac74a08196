"""`POST /imports`: a file as the body of a request, streamed; and the report of its refused rows."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from app.deps import Deps
from app.domain import ids
from app.models import Account, ImportChunk, ImportJob, Lead
from app.services import people
from app.services.people import MAX_UPLOAD_BYTES
from tests.factories import Holder, make_account, make_partner, make_sequence
from tests.rest.door import Client

FILE = "Vorname\tHandynummer\nZoë\t(415) 555-0101\n=Bob\t12\n".encode("utf-16")


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id)


@pytest.fixture
async def http(deps: Deps, partner: Holder) -> AsyncIterator[httpx2.AsyncClient]:
    async with Client(deps, partner.key) as client:
        yield client.http


def address(account: Account, **said: Any) -> str:
    query = {"accountId": ids.encode(ids.ACCOUNT, account.id)} | said
    return "/imports?" + "&".join(f"{name}={value}" for name, value in query.items())


async def test_a_file_is_imported_and_its_report_read(
    deps: Deps, http: httpx2.AsyncClient, account: Account, partner: Holder
) -> None:
    sequence = await make_sequence(deps, partner.id, account.id)
    said = {"sequenceId": ids.encode(ids.SEQUENCE, sequence.id), "perHour": 100, "mapping": '{"Handynummer":"phone"}'}
    answer = await http.post(address(account, **said), content=FILE)
    assert (answer.status_code, answer.json()["status"]) == (202, "CHECKING")
    id = answer.json()["id"]
    assert (await http.get(f"/imports/{id}/report.csv")).status_code == 404, "nothing is refused yet"
    await people.run_waiting_imports(deps)
    job = await ImportJob.get()
    assert (job.created, job.refused, job.enrolled) == (1, 1, 1)
    report = await http.get(f"/imports/{id}/report.csv")
    assert report.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="{id}.refused.csv"' in report.headers["content-disposition"]
    assert report.content.decode("utf-8-sig").splitlines()[0] == "line\treason\tVorname\tHandynummer"
    assert report.content.decode("utf-8-sig").splitlines()[1].endswith("\t'=Bob\t12")
    async with Client(deps, (await make_partner("Stranger")).key) as stranger:
        assert (await stranger.http.get(f"/imports/{id}/report.csv")).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"accountId": "acc_1"}, 404, "not_found"),
        ({"sequenceId": "seq_1"}, 404, "not_found"),
        ({"perHour": "many"}, 422, "validation_error"),
        ({"perHour": 5}, 422, "validation_error"),
        ({"mapping": "phone"}, 422, "validation_error"),
        ({"wrong": 1}, 422, "validation_error"),
    ],
)
async def test_what_cannot_begin_is_refused(
    http: httpx2.AsyncClient, account: Account, change: dict[str, Any], status: int, code: str
) -> None:
    answer = await http.post(address(account, **change), content=FILE)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert await ImportJob.all().count() == await ImportChunk.all().count() == 0


async def test_the_body_is_a_file_of_a_bounded_size(http: httpx2.AsyncClient, account: Account) -> None:
    answer = await http.post(address(account), files={"file": FILE})
    assert (answer.status_code, "curl --data-binary" in answer.json()["error"]["message"]) == (415, True)
    answer = await http.post(address(account), content=b"Name\nAnn\n")
    assert (answer.status_code, '"Name"' in answer.json()["error"]["message"]) == (422, True)

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"Phone\n" * 20_000

    for content in (b"x" * (MAX_UPLOAD_BYTES + 1), endless()):
        answer = await http.post(address(account), content=content)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "payload_too_large")
    assert await ImportJob.all().count() == await ImportChunk.all().count() == 0


async def test_a_repeated_upload_answers_the_first_import(
    deps: Deps, http: httpx2.AsyncClient, account: Account
) -> None:
    seen = set()
    for _ in range(2):
        answer = await http.post(address(account), content=FILE, headers={"Idempotency-Key": "once"})
        seen.add(answer.json()["id"])
        await people.run_waiting_imports(deps)
    assert (len(seen), await Lead.all().count(), await ImportChunk.all().count()) == (1, 1, 0)
    answer = await http.post(address(account, dryRun="true"), content=FILE, headers={"Idempotency-Key": "once"})
    assert answer.json()["error"]["code"] == "idempotency_conflict"


async def test_another_partners_account_is_an_account_that_does_not_exist(deps: Deps, account: Account) -> None:
    async with Client(deps, (await make_partner("Stranger")).key) as stranger:
        answer = await stranger.http.post(address(account), content=FILE)
    assert answer.status_code == 404
    assert await ImportChunk.all().count() == 0

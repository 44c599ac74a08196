"""PostgreSQL goes away under a running API: every door says so with 503, and the log has one line for each call."""

from pathlib import Path

import httpx2
import pytest

from app.domain import ids
from app.local.postgres import Postgres
from app.local.processes import free_port
from app.local.stores import Stores
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, signed
from tests.processes import Home
from tests.rest.door import address
from tests.waiting import until
from tests.webhooks.door import an_sms

KEY = "pk_live_" + "x" * 32  # well-formed, so that it is looked up; nobody has it
TWILIO = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "PUBLIC_BASE_URL": PUBLIC_URL}
QUERY = {"query": "{ accounts { total } }"}


@pytest.fixture
async def postgres(tmp_path: Path) -> Postgres:
    return Postgres(tmp_path / "postgres", durable=False)


@pytest.mark.timeout(180)  # two processes start: half a minute on a busy machine
async def test_a_database_that_is_away_is_503_and_one_line_a_call(
    home: Home, postgres: Postgres, test_stores: Stores
) -> None:
    await postgres.start()
    try:
        environment = {"DATABASE_URL": postgres.url, "REDIS_URL": test_stores.redis_url}
        assert home.command("migrate", **environment)[0] == 0
        port = free_port()
        api = home.begin("api", "--port", str(port), **environment, **TWILIO)
        headers, path = {"X-Partner-Key": KEY}, address(ids.encode(ids.ACCOUNT, ids.new_id()))
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as http:

            async def answers() -> bool:
                try:
                    return (await http.get("/healthz")).status_code == 200
                except httpx2.TransportError:
                    return False

            await until(answers, seconds=60)
            assert (await http.get(path)).status_code == 401
            postgres.stop()
            rest = [await http.get(path), await http.post(path, json={}), await http.get(path)]
            graphql = [await http.post("/graphql", json=QUERY) for _ in range(2)]
            form = an_sms()
            webhook = await http.post("/webhooks/twilio/sms", data=form, headers=signed("/webhooks/twilio/sms", form))
    finally:
        postgres.stop()
    assert {response.status_code for response in [*rest, *graphql, webhook]} == {503}
    assert {response.headers["Retry-After"] for response in [*rest, *graphql, webhook]} == {"5"}
    assert {response.json()["error"]["code"] for response in rest} == {"unavailable"}
    assert {response.json()["errors"][0]["extensions"]["code"] for response in graphql} == {"UNAVAILABLE"}
    log = api.ends()
    assert len([line for line in log.splitlines() if "the database is away" in line]) == 6
    assert "Traceback" not in log

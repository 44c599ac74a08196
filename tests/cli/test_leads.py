"""`nudge leads`: a person asks what is stored, and asks to be erased."""

import asyncio
import json

import asyncpg
import pytest

from app.domain import ids
from app.local.secret import make_secret
from app.settings import Settings
from tests.processes import Home

LEAD = """
INSERT INTO lead (id, account_id, phone, first_name, inbound_count, created_at)
SELECT gen_random_uuid(), id, '+14155551234', 'Zebulon', 0, now() FROM account RETURNING account_id
"""


async def a_lead(database_url: str) -> str:
    """Makes a lead of the demo account; the account's id."""
    connection = await asyncpg.connect(database_url)
    try:
        return ids.encode(ids.ACCOUNT, await connection.fetchval(LEAD))
    finally:
        await connection.close()


@pytest.mark.timeout(180)
def test_a_person_is_told_what_is_stored_and_is_erased(home: Home, database_url: str) -> None:
    home.nudge("seed")
    account = asyncio.run(a_lead(database_url))

    code, output, _ = home.nudge("leads", "export", "(415) 555-1234", "--account", account)
    assert (code, json.loads(output)["lead"]["firstName"]) == (0, "Zebulon")

    code, _, complaints = home.nudge("leads", "erase", "+14155551234", "--account", account)
    assert (code, "NUDGE_SECRET_KEY" in complaints) == (1, True), "there is no secret yet"
    make_secret(Settings(nudge_data_dir=home.data))
    code, output, _ = home.nudge("leads", "erase", "+14155551234", "--account", account)
    assert (code, output) == (0, "")

    code, output, complaints = home.nudge("leads", "export", "+14155551234", "--account", account)
    assert (code, output, "no lead with this phone" in complaints) == (1, "", True)

    (home.data / "secret.key").unlink()
    code, output, _ = home.nudge("doctor")
    assert (code, "1 block of an erased phone needs a former key" in output) == (1, True)

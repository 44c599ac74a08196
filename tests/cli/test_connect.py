"""`nudge connect` and `nudge rotate-secrets`: what Twilio does with inbound messages, and tokens under a new key."""

import asyncio
from base64 import urlsafe_b64encode

import asyncpg
import pytest

from app.domain import sealing
from tests.factories import SECRET
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, twilio_double
from tests.processes import Home

NUMBER = "+15005550006"
HERE = f"{PUBLIC_URL}/webhooks/twilio/sms"
NEW = urlsafe_b64encode(bytes(32)).decode()
CONNECTED = """
INSERT INTO connection (id, account_id, provider, provider_account, secret, created_at)
SELECT uuidv7(), id, 'twilio', 'AC2', $1, now() FROM account
"""


@pytest.mark.timeout(180)
async def test_twilio_is_told_where_to_deliver_and_doctor_sees_it(home: Home) -> None:
    async with twilio_double() as twilio:
        twilio.console.account(ACCOUNT_SID, NUMBER)
        twilio.console.service(ACCOUNT_SID, "MG" + "1" * 32, NUMBER)
        settings = {
            "TWILIO_API_URL": twilio.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "PUBLIC_BASE_URL": PUBLIC_URL,
        }

        async def nudge(*words: str) -> tuple[int, str, str]:
            return await asyncio.to_thread(home.nudge, *words, **settings)

        await nudge("seed")
        code, output, _ = await nudge("doctor")
        assert (code, "a STOP is lost" in output) == (1, True)
        code, _, complaints = await nudge("connect", NUMBER)
        assert (code, HERE in complaints, twilio.console.changes) == (1, True, []), "nobody said yes"
        code, _, complaints = await nudge("connect", NUMBER, "--yes")
        assert (code, f"It calls {HERE} now." in complaints) == (0, True)
        assert [form["InboundRequestUrl"] for _, form in twilio.console.changes] == [HERE]
        code, _, complaints = await nudge("connect", NUMBER, "--yes")
        assert (code, "right already" in complaints) == (0, True)
        _, output, _ = await nudge("doctor")
        assert f"Twilio account {ACCOUNT_SID}: {NUMBER} can send" in output
        code, _, complaints = await nudge("connect", "+15005550099")
        assert (code, "No account has the sender" in complaints) == (1, True)


@pytest.mark.timeout(180)
def test_tokens_are_encrypted_by_a_new_key(home: Home, database_url: str) -> None:
    home.nudge("seed")
    asyncio.run(_connected(database_url))
    code, _, complaints = home.nudge("rotate-secrets", NUDGE_SECRET_KEY=f"{NEW},{SECRET}")
    assert (code, "1 token is encrypted" in complaints) == (0, True)
    assert sealing.unseal([NEW], asyncio.run(_sealed(database_url))) == "the token"
    code, _, complaints = home.nudge("rotate-secrets", NUDGE_SECRET_KEY=SECRET)
    assert (code, "1 token is encrypted by none" in complaints) == (1, True)


async def _connected(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(CONNECTED, sealing.seal([SECRET], "the token"))
    await connection.close()


async def _sealed(url: str) -> str:
    connection = await asyncpg.connect(url)
    sealed = await connection.fetchval("SELECT secret FROM connection")
    await connection.close()
    return str(sealed)

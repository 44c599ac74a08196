"""Steps fall due while their account is connected to a Twilio account, to another, and disconnected: what is claimed
after such a commit leaves by the new credentials.

The claim locks the sender's row and compares the version of the rules there; a connection changes the version. So one
of them is first, and a step that was prepared with the former credentials is prepared again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.db import connection, rows
from app.domain.vocabulary import EnrollmentStatus
from app.models import Account, Connection, Enrollment
from app.services import accounts, sending
from tests.fakes import ACCOUNT_SID
from tests.flows.sending.test_races import a_crowd
from tests.races import LONGEST, RACES, a_few_at_once
from tests.waiting import until
from tests.world import SENDER, World

COUNT = RACES
WORKERS = 3
FIRST, SECOND, TOKEN = "AC" + "a" * 32, "AC" + "b" * 32, "a" * 32

# What had been claimed at each change, read by the transaction that makes it. It has the sender's row locked, so every
# claim that the row lets through is committed before, and is seen.
_WITNESS = """
CREATE TABLE noted (message_id uuid);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO noted SELECT id FROM message;
    RETURN NEW;
END $$;
CREATE TRIGGER note AFTER UPDATE ON sender FOR EACH ROW WHEN (OLD.rules_version <> NEW.rules_version)
    EXECUTE FUNCTION note()
"""
_NO_WITNESS = "DROP TRIGGER note ON sender; DROP FUNCTION note; DROP TABLE noted"
_CLAIMED = """
SELECT m.connection_id, m.provider_sid, m.status, count(n.message_id) AS changes_after
FROM message m LEFT JOIN noted n ON n.message_id = m.id GROUP BY m.id
"""


@asynccontextmanager
async def a_witness() -> AsyncIterator[None]:
    await connection().execute_script(_WITNESS)
    try:
        yield
    finally:
        await connection().execute_script(_NO_WITNESS)


async def _claimed() -> int:
    [row] = await rows("SELECT count(*) AS count FROM message")
    return int(row["count"])


@pytest.mark.timeout(LONGEST)
async def test_what_is_claimed_after_a_change_of_credentials_leaves_by_the_new_ones(world: World) -> None:
    for account in (FIRST, SECOND):
        world.twilio.console.account(account, SENDER)
        world.twilio.tokens[account] = TOKEN
    await a_crowd(world, COUNT, skip=False)
    world.clock.advance(minutes=1)
    drained = asyncio.Event()

    async def after(claimed: int) -> None:
        async def enough() -> bool:
            return drained.is_set() or await _claimed() >= claimed

        await until(enough)

    async def changing() -> list[str]:
        """The Twilio accounts that the account used, in their order."""
        given = world.deps, world.partner_id, world.account.id
        await after(COUNT // 5)
        await accounts.connect(*given, FIRST, TOKEN)
        await after(2 * COUNT // 5)
        await accounts.connect(*given, SECOND, TOKEN)
        await after(3 * COUNT // 5)
        await accounts.disconnect(*given)
        return [ACCOUNT_SID, FIRST, SECOND, ACCOUNT_SID]

    async def drain() -> None:
        workers = [replace(world.deps, concurrency=a_few_at_once()) for _ in range(WORKERS)]
        await asyncio.gather(*(sending.drain(deps, world.clock.now()) for deps in workers))
        drained.set()

    async with a_witness():
        order, _ = await asyncio.gather(changing(), drain())
        while await Enrollment.filter(status=EnrollmentStatus.ACTIVE).exists():
            await world.later(minutes=30)  # what was locked meanwhile, and what a busy machine did not answer in time
        messages = await rows(_CLAIMED)
    assert (await Account.get(id=world.account.id)).connection_id is None
    of_connection = {one.id: one.provider_account for one in await Connection.all()} | {None: ACCOUNT_SID}
    left_by = {sent.sid: sent.account for sent in world.twilio.ledger}
    for message in messages:
        current = order[len(order) - 1 - message["changes_after"]]
        assert of_connection[message["connection_id"]] == current
        assert left_by.get(message["provider_sid"], current) == current
    unknown = sum(message["status"] == "UNKNOWN" for message in messages)
    assert len(world.twilio.ledger) == len({sent.to for sent in world.twilio.ledger}) >= COUNT - unknown

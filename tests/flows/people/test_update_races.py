"""Thousands of new phones, each at about the moment at which the lead's step falls due.

The promise: a step that was not claimed before the new phone was committed is never submitted to the former one. The
claim compares the phone, and both lock the lead's row, so one of them is first.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.concurrency import Concurrency
from app.db import connection
from app.domain.vocabulary import EnrollmentStatus
from app.models import Enrollment, Lead
from app.services import people
from app.services.people import LeadChanges
from tests.flows.sending.test_races import WORKERS, a_crowd
from tests.races import LONGEST, RACES, act_while_workers_send, was_a_race
from tests.world import World

# What was claimed when a lead's phone changed, read under the lead's lock by the transaction that changes it.
_WITNESS = """
CREATE TABLE witness (lead_id uuid PRIMARY KEY, former text, claimed int);
CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO witness SELECT NEW.id, OLD.phone, count(*) FROM message WHERE lead_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER witness AFTER UPDATE OF phone ON lead FOR EACH ROW EXECUTE FUNCTION witness()
"""
_NO_WITNESS = "DROP TRIGGER witness ON lead; DROP FUNCTION witness; DROP TABLE witness"
_SENT = """
SELECT count(*) FILTER (WHERE w.claimed = 1) AS before,
       count(*) FILTER (WHERE w.claimed = 0) AS after,
       count(*) FILTER (WHERE m.recipient IS DISTINCT FROM CASE w.claimed WHEN 1 THEN w.former ELSE l.phone END)
           AS wrong
FROM witness w JOIN lead l ON l.id = w.lead_id LEFT JOIN message m ON m.lead_id = w.lead_id
"""


@asynccontextmanager
async def a_witness() -> AsyncIterator[None]:
    await connection().execute_script(_WITNESS)
    try:
        yield
    finally:
        await connection().execute_script(_NO_WITNESS)


@pytest.mark.timeout(LONGEST)
async def test_no_step_is_claimed_for_a_former_phone(world: World) -> None:
    count = RACES
    phones = await a_crowd(world, count, skip=False)
    by_phone = {lead.phone: lead.id for lead in await Lead.filter(account_id=world.account.id)}
    moved = {phone: f"+1212{phone[5:]}" for phone in phones}

    async def moves(phone: str) -> None:
        changes = LeadChanges(phone=moved[phone])
        await people.update_lead(world.deps, world.partner_id, by_phone[phone], changes)

    workers = [replace(world.deps, concurrency=Concurrency()) for _ in range(WORKERS)]
    async with a_witness():
        await act_while_workers_send(world.clock, workers, phones, moves)
        [seen] = await connection().execute_query_dict(_SENT)
    print(f"{seen['before']} claimed before the new phone, {seen['after']} after it")
    assert seen["wrong"] == 0
    assert seen["before"] + seen["after"] == count == len(world.twilio.ledger)
    assert sum(sent.to in by_phone for sent in world.twilio.ledger) == seen["before"]
    assert {sent.to for sent in world.twilio.ledger} <= by_phone.keys() | set(moved.values())
    was_a_race(0.1 * count < seen["before"] < 0.9 * count)
    assert await Enrollment.filter(status=EnrollmentStatus.COMPLETED).count() == count

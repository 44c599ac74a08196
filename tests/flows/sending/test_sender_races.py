"""Five thousand steps fall due while their sender is held: what is not claimed before that commit is not claimed.

The claim locks the sender's row and reads it after that; holding it updates the same row. So one of them is first.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

import pytest

from app.concurrency import Concurrency
from app.db import connection
from app.deps import Deps
from app.domain.engine.effects import Effect
from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.models import Enrollment, Sender
from app.services import sending
from app.services.sending import senders
from app.services.sending.refusals import Refused
from tests.flows.sending.test_races import a_crowd
from tests.waiting import until
from tests.world import SENDER, World

COUNT = 5000
WORKERS = 3

# What had been claimed when the sender was held, read by the transaction that holds it. It has the sender's row locked,
# so every claim that the row lets through is committed before, and is seen.
_WITNESS = """
CREATE TABLE held_at (id uuid);
CREATE FUNCTION held_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO held_at SELECT id FROM message WHERE sender = NEW.phone_number;
    RETURN NEW;
END $$;
CREATE TRIGGER held_at AFTER UPDATE ON sender FOR EACH ROW WHEN (OLD.retry_at IS NULL AND NEW.retry_at IS NOT NULL)
    EXECUTE FUNCTION held_at()
"""
_NO_WITNESS = "DROP TRIGGER held_at ON sender; DROP FUNCTION held_at; DROP TABLE held_at"


@asynccontextmanager
async def a_witness() -> AsyncIterator[None]:
    await connection().execute_script(_WITNESS)
    try:
        yield
    finally:
        await connection().execute_script(_NO_WITNESS)


async def _claimed() -> int:
    [row] = await connection().execute_query_dict("SELECT count(*) AS count FROM message")
    return int(row["count"])


async def _hold(deps: Deps, sender_id: UUID, after: int) -> None:
    """Holds the sender once so many have been claimed."""

    async def enough() -> bool:
        return await _claimed() >= after

    await until(enough)
    await senders.refused(deps, sender_id, 0, Refused(Effect.SENDER_BLOCKED, 30034, "it is not registered"))


@pytest.mark.timeout(180)
async def test_no_step_is_claimed_once_its_sender_is_held(world: World) -> None:
    await a_crowd(world, COUNT, skip=False)
    world.clock.advance(minutes=1)
    sender = await Sender.get(phone_number=SENDER)
    workers = [replace(world.deps, concurrency=Concurrency()) for _ in range(WORKERS)]
    async with a_witness():
        await asyncio.gather(
            _hold(world.deps, sender.id, COUNT // 3),
            *(sending.drain(deps, world.clock.now()) for deps in workers),
        )
        [late] = await connection().execute_query_dict(
            "SELECT count(*) AS count FROM message WHERE id NOT IN (SELECT id FROM held_at)"
        )
    assert late["count"] == 0
    claimed = await _claimed()
    assert claimed == len(world.twilio.ledger)
    assert 0 < claimed < COUNT, "this was no race"
    waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, hold_reason=StepReason.SENDER_BLOCKED, wake_at=None)
    assert await waiting.count() == COUNT - claimed

    await sending.resume_sender(SENDER, world.clock.now())
    await world.work()
    while await Enrollment.filter(
        status=EnrollmentStatus.ACTIVE
    ).exists():  # a machine that is busy times out a connection
        await world.later(minutes=1)
    assert len(world.twilio.ledger) == len({sent.to for sent in world.twilio.ledger}) == COUNT
    assert await Enrollment.filter(status=EnrollmentStatus.COMPLETED).count() == COUNT


@pytest.mark.timeout(180)
async def test_one_process_at_a_time_tries_a_sender(world: World) -> None:
    await a_crowd(world, 200, skip=False)
    world.clock.advance(minutes=1)
    sender = await Sender.get(phone_number=SENDER)
    for refusals in range(8):
        await senders.refused(world.deps, sender.id, refusals, Refused(Effect.TRY_LATER, None, "busy"))
    hold = await Sender.get(id=sender.id)
    assert hold.retry_at is not None
    world.clock.advance(seconds=(hold.retry_at - world.clock.now()).total_seconds())
    world.twilio.plans.extend(["busy"] * 1000)
    workers = [replace(world.deps, concurrency=Concurrency()) for _ in range(8)]
    await asyncio.gather(*(sending.drain(deps, world.clock.now()) for deps in workers))
    assert world.twilio.posts == 1
    assert (await Sender.get(id=sender.id)).refusals == 9

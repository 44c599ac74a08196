"""Five thousand steps fall due while their sender is held, paused or removed: what is not claimed before that commit is
not claimed from it.

The claim locks the sender's row and reads it after that; holding it updates the same row. So one of them is first.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
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
from app.services import accounts, sending
from app.services.accounts import NewSender
from app.services.sending.senders import holds
from app.services.sending.senders.refusals import Refused
from tests.flows.sending.test_races import a_crowd
from tests.races import LONGEST, RACES, a_few_at_once, was_a_race
from tests.waiting import until
from tests.world import SENDER, World

SECOND = "+15005550007"
COUNT = RACES
WORKERS = 3

# What had been claimed when the sender was held, read by the transaction that holds it. It has the sender's row locked,
# so every claim that the row lets through is committed before, and is seen.
_WITNESS = """
CREATE TABLE held_at (id uuid);
CREATE FUNCTION held_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO held_at SELECT id FROM message WHERE sender = NEW.address;
    RETURN NEW;
END $$;
CREATE TRIGGER held_at AFTER UPDATE ON sender FOR EACH ROW WHEN (OLD.retry_at IS NULL AND NEW.retry_at IS NOT NULL)
    EXECUTE FUNCTION held_at()
"""
# The same of a sender that a person pauses or removes.
_ENDED = _WITNESS.replace(
    "OLD.retry_at IS NULL AND NEW.retry_at IS NOT NULL",
    "(OLD.status, OLD.removed_at) IS DISTINCT FROM (NEW.status, NEW.removed_at)",
)
_NO_WITNESS = "DROP TRIGGER held_at ON sender; DROP FUNCTION held_at; DROP TABLE held_at"


@asynccontextmanager
async def a_witness(script: str = _WITNESS) -> AsyncIterator[None]:
    await connection().execute_script(script)
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
    await holds.refused(deps, sender_id, 0, Refused(Effect.SENDER_BLOCKED, 30034, "it is not registered"))


@pytest.mark.timeout(LONGEST)
async def test_no_step_is_claimed_once_its_sender_is_held(world: World) -> None:
    await a_crowd(world, COUNT, skip=False)
    world.clock.advance(minutes=1)
    sender = await Sender.get(phone_number=SENDER)
    workers = [replace(world.deps, concurrency=a_few_at_once()) for _ in range(WORKERS)]
    async with a_witness():
        await asyncio.gather(
            _hold(world.deps, sender.id, COUNT // 3),
            *(sending.drain(deps, world.clock.now()) for deps in workers),
        )
        await world.work()  # a batch that met the hold is left for the next look
        [late] = await connection().execute_query_dict(
            "SELECT count(*) AS count FROM message WHERE id NOT IN (SELECT id FROM held_at)"
        )
    assert late["count"] == 0
    claimed = await _claimed()
    assert claimed == len(world.twilio.ledger)
    was_a_race(0 < claimed < COUNT)
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


@pytest.mark.timeout(LONGEST)
async def test_one_process_at_a_time_tries_a_sender(world: World) -> None:
    await a_crowd(world, 200, skip=False)
    world.clock.advance(minutes=1)
    sender = await Sender.get(phone_number=SENDER)
    for refusals in range(8):
        await holds.refused(world.deps, sender.id, refusals, Refused(Effect.TRY_LATER, None, "busy"))
    hold = await Sender.get(id=sender.id)
    assert hold.retry_at is not None
    world.clock.advance(seconds=(hold.retry_at - world.clock.now()).total_seconds())
    world.twilio.plans.extend(["busy"] * 1000)
    workers = [replace(world.deps, concurrency=Concurrency()) for _ in range(8)]
    await asyncio.gather(*(sending.drain(deps, world.clock.now()) for deps in workers))
    assert world.twilio.posts == 1
    assert (await Sender.get(id=sender.id)).refusals == 9


Ends = Callable[[Deps, UUID, UUID], Awaitable[Sender]]


@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize("end", [accounts.pause_sender, accounts.remove_sender], ids=["paused", "removed"])
async def test_no_step_is_claimed_from_a_sender_that_was_paused_or_removed(world: World, end: Ends) -> None:
    """Half of the leads have the sender that ends. Of a paused one they wait, of a removed one they move."""
    new = NewSender(phone_number=SECOND)
    second = (await accounts.add_sender(world.deps, world.partner_id, world.account.id, new)).sender
    await a_crowd(world, COUNT, skip=False)
    world.clock.advance(minutes=1)
    workers = [replace(world.deps, concurrency=a_few_at_once()) for _ in range(WORKERS)]

    async def ended() -> None:
        async def enough() -> bool:
            return await _claimed() >= COUNT // 10

        await until(enough)
        await end(world.deps, world.partner_id, second.id)

    async with a_witness(_ENDED):
        await asyncio.gather(ended(), *(sending.drain(deps, world.clock.now()) for deps in workers))
        [late] = await connection().execute_query_dict(
            "SELECT count(*) AS count FROM message WHERE sender = $1 AND id NOT IN (SELECT id FROM held_at)", [SECOND]
        )
    assert late["count"] == 0
    before = Counter(sent.sender for sent in world.twilio.ledger)
    was_a_race(0 < before[SECOND] < COUNT // 2)
    await world.work()
    if end is accounts.pause_sender:
        waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, hold_reason=StepReason.SENDER_PAUSED, wake_at=None)
        while await waiting.count() < await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count():
            await world.later(minutes=1)  # on a machine that is busy a connection times out
        assert await waiting.count() == COUNT - len(world.twilio.ledger)
        await accounts.resume_sender(world.deps, world.partner_id, second.id)
        await world.work()
    while await Enrollment.filter(
        status=EnrollmentStatus.ACTIVE
    ).exists():  # a machine that is busy times out a connection
        await world.later(minutes=1)
    assert len(world.twilio.ledger) == len({sent.to for sent in world.twilio.ledger}) == COUNT
    if end is accounts.remove_sender:
        assert Counter(sent.sender for sent in world.twilio.ledger)[SECOND] == before[SECOND]
    kept = await connection().execute_query_dict(
        "SELECT count(*) AS count FROM message m JOIN lead l ON l.id = m.lead_id JOIN sender s ON s.id = l.sender_id"
        " WHERE s.address = m.sender"
    )
    assert kept[0]["count"] == COUNT

"""Many steps fall due while a rule of their account changes: after that commit no claim breaks the rule.

The claim locks the sender's row, and the change of a rule updates it. So one of them is first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.db import connection
from app.domain.vocabulary import CancelReason, EnrollmentStatus, StepReason
from app.models import Enrollment, Sequence
from app.services import accounts, people, restores, sending
from app.services.accounts import AccountChanges
from app.services.sequences import pause_sequence, resume_sequence
from tests.flows.sending.test_races import a_crowd
from tests.races import LONGEST, RACES, a_few_at_once, was_a_race
from tests.waiting import until
from tests.world import World

COUNT = RACES
WORKERS = 3

# What had been claimed when a rule changed, read by the transaction that changes it, for the leads that the change
# concerns and for which nothing is noted yet. It has the sender's row locked, so every claim that the row lets through
# is committed before, and is seen.
_WITNESS = """
CREATE TABLE noted (lead_id uuid PRIMARY KEY, claimed int);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO noted
    SELECT l.id, (SELECT count(*) FROM message m WHERE m.lead_id = l.id) FROM lead l
    WHERE l.phone IN (SELECT phone FROM suppression WHERE xmin = pg_current_xact_id()::xid)
       OR EXISTS (SELECT FROM account WHERE (require_consent OR paused_at IS NOT NULL)
                  AND xmin = pg_current_xact_id()::xid)
       OR EXISTS (SELECT FROM sequence WHERE paused_at IS NOT NULL AND xmin = pg_current_xact_id()::xid)
       OR EXISTS (SELECT FROM installation WHERE restored_at IS NOT NULL AND xmin = pg_current_xact_id()::xid)
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;
CREATE TRIGGER note AFTER UPDATE ON sender FOR EACH ROW WHEN (OLD.rules_version <> NEW.rules_version)
    EXECUTE FUNCTION note()
"""
_NO_WITNESS = "DROP TRIGGER note ON sender; DROP FUNCTION note; DROP TABLE noted"
_CLAIMED_AFTER = """
SELECT count(*) AS count FROM noted n
WHERE n.claimed < (SELECT count(*) FROM message m WHERE m.lead_id = n.lead_id)
"""


@asynccontextmanager
async def a_witness() -> AsyncIterator[None]:
    await connection().execute_script(_WITNESS)
    try:
        yield
    finally:
        await connection().execute_script(_NO_WITNESS)


async def _count(sql: str) -> int:
    [row] = await connection().execute_query_dict(sql)
    return int(row["count"])


async def _claimed() -> int:
    return await _count("SELECT count(*) AS count FROM message")


async def race(world: World, change: Callable[[], Awaitable[None]]) -> int:
    """The workers send what is due, and the rules change once a part of it is claimed; how many were claimed."""
    world.clock.advance(minutes=1)
    workers = [replace(world.deps, concurrency=a_few_at_once()) for _ in range(WORKERS)]

    async def enough() -> bool:
        return await _claimed() >= COUNT // 5

    async def changing() -> None:
        await until(enough)
        await change()

    async with a_witness():
        await asyncio.gather(changing(), *(sending.drain(deps, world.clock.now()) for deps in workers))
        await world.later(minutes=30)  # what was locked while the workers looked, or was not taken by the provider
        assert await _count(_CLAIMED_AFTER) == 0
        assert await _count("SELECT count(*) AS count FROM noted") == COUNT
    claimed = await _claimed()
    assert claimed == len(world.twilio.ledger)
    was_a_race(0 < claimed < COUNT)
    return claimed


@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize("size", [COUNT, COUNT // 2])
async def test_no_step_is_claimed_once_its_phone_is_on_a_list(world: World, size: int) -> None:
    phones = await a_crowd(world, COUNT, skip=False)
    cancelled = 0

    async def suppress() -> None:
        nonlocal cancelled
        for start in range(0, COUNT, size):
            given = phones[COUNT - start - size : COUNT - start]  # the last that fall due are the first on the list
            done = await people.add_suppressions(world.deps, world.partner_id, None, given, "a list", None)
            cancelled += done.cancelled

    claimed = await race(world, suppress)
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count() == 0
    ended = Enrollment.filter(status=EnrollmentStatus.CANCELLED, cancel_reason=CancelReason.SUPPRESSED)
    assert await ended.count() == cancelled
    assert COUNT - claimed <= cancelled <= COUNT, "a message in flight is recorded for a run that is canceled already"


@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize("what", ["the sequence", "the account", "the database"])
async def test_no_step_is_claimed_once_its_sequence_or_account_is_paused_or_the_database_is_a_copy(
    world: World, what: str
) -> None:
    await a_crowd(world, COUNT, skip=False)
    sequence = await Sequence.get(account_id=world.account.id)

    async def pause() -> None:
        if what == "the sequence":
            await pause_sequence(world.deps, world.partner_id, sequence.id, None)
        elif what == "the database":
            await restores.mark_restored()
        else:
            await accounts.pause_account(world.deps, world.partner_id, world.account.id, None)

    claimed = await race(world, pause)
    waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, hold_reason=StepReason.PAUSED, wake_at=None)
    assert await waiting.count() == COUNT - claimed

    if what == "the sequence":
        await resume_sequence(world.deps, world.partner_id, sequence.id)
    elif what == "the database":
        await restores.resume_after_restore(world.deps)
    else:
        await accounts.resume_account(world.deps, world.partner_id, world.account.id)
    while await Enrollment.filter(status=EnrollmentStatus.ACTIVE).exists():
        await world.later(minutes=30)
    assert len(world.twilio.ledger) == COUNT


@pytest.mark.timeout(LONGEST)
async def test_no_step_is_held_by_a_pause_that_ends_while_workers_hold_steps(world: World) -> None:
    """The resume comes while steps are being held: each is held before it and woken, or is not held by it."""
    await a_crowd(world, COUNT, skip=False)
    sequence = await Sequence.get(account_id=world.account.id)
    await pause_sequence(world.deps, world.partner_id, sequence.id, None)
    world.clock.advance(minutes=1)
    held = Enrollment.filter(hold_reason=StepReason.PAUSED)

    async def resuming() -> None:
        await until(lambda: held.offset(COUNT // 5).exists())
        await resume_sequence(world.deps, world.partner_id, sequence.id)

    workers = [replace(world.deps, concurrency=a_few_at_once()) for _ in range(WORKERS)]
    await asyncio.gather(resuming(), *(sending.drain(deps, world.clock.now()) for deps in workers))
    for deps in (world.deps, *workers):
        await deps.concurrency.finish(10)
    for _ in range(40):
        if await Enrollment.filter(status=EnrollmentStatus.ACTIVE).exists():
            await world.later(minutes=30)
    assert len(world.twilio.ledger) == COUNT


@pytest.mark.timeout(LONGEST)
async def test_no_step_without_consent_is_claimed_once_the_account_requires_it(world: World) -> None:
    await a_crowd(world, COUNT, skip=False)

    async def require(required: bool) -> None:
        changes = AccountChanges(require_consent=required)
        await accounts.update(world.deps, world.partner_id, world.account.id, changes)

    claimed = await race(world, lambda: require(True))
    waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, hold_reason=StepReason.NO_CONSENT, wake_at=None)
    assert await waiting.count() == COUNT - claimed

    await require(False)
    assert not await waiting.exists()
    while await Enrollment.filter(status=EnrollmentStatus.ACTIVE).exists():
        await world.later(minutes=30)
    assert len(world.twilio.ledger) == COUNT

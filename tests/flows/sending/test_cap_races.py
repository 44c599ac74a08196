"""Many steps fall due, several for each person, and workers claim them at once: nobody is sent more than a cap
allows, and nobody waits who has room.

A claim takes a capped step with the lead's row locked against other claims, and counts after that.
"""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.db import connection
from app.domain.calendar.caps import Cap
from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.models import Enrollment, SequenceVersion
from app.services import accounts
from app.services.accounts import AccountChanges
from app.services.sending.claim import claim_due
from tests.clock import FixedClock
from tests.races import LONGEST, RACES, was_a_race
from tests.world import World, fixed

GROUP, SEQUENCES, ROOM = 50, 4, 2
PEOPLE = RACES // SEQUENCES // GROUP * GROUP
BATCHES = (7, 50, 200)
APART, MOMENT = timedelta(milliseconds=10), timedelta(milliseconds=1)

# The steps of a group fall due sequence by sequence, a moment apart. The later sequence has the higher priority, so no
# step leaves its room to another one that is being claimed: the lock alone keeps the cap.
_CROWD = """
WITH crowd AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), $1, '+1415' || (2000000 + n), $4 FROM generate_series(0, $5::int - 1) AS n
    RETURNING id, right(phone, 7)::int - 2000000 AS n),
due AS (
    SELECT c.id AS lead_id, s.*, $4::timestamptz + (c.n / $6::int) * $7::interval + (s.place - 1) * $8::interval AS at
    FROM crowd c CROSS JOIN unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS s(sequence_id, version_id, place))
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), $1, lead_id, sequence_id, version_id, 'ACTIVE', $4, 0, at, at FROM due
"""


async def a_crowd(world: World) -> None:
    made = [await world.sequence(fixed("Hello", 1), priority=number) for number in range(SEQUENCES)]
    versions = [(await SequenceVersion.get(sequence_id=sequence.id)).id for sequence in made]
    ids, now = [sequence.id for sequence in made], world.clock.now()
    values = [world.account.id, ids, versions, now, PEOPLE, GROUP, APART, MOMENT]
    await connection().execute_query(_CROWD, values)


@pytest.mark.timeout(LONGEST)
async def test_nobody_gets_more_than_a_cap_allows(world: World) -> None:
    changes = AccountChanges(caps=[Cap(ROOM, 24), Cap(3, 48)])
    await accounts.update(world.deps, world.partner_id, world.account.id, changes)
    await a_crowd(world)
    claimed, skipped = Counter[UUID](), 0

    async def claims(after: timedelta) -> int:
        """A worker whose clock is so far after the beginning takes a batch; how many rows it picked."""
        nonlocal skipped
        deps = replace(world.deps, clock=FixedClock(world.clock.now() + after))
        batch = await claim_due(deps, random.choice(BATCHES))
        claimed.update(claim.due.lead_id for claim in batch.claims)
        skipped += batch.picked - len(batch.claims) - len(batch.moves)
        return batch.picked

    for group in range(PEOPLE // GROUP):
        await asyncio.gather(*(claims(group * APART + place * MOMENT) for place in range(SEQUENCES)))
    was_a_race(skipped > PEOPLE // 10)
    for later in range(3):  # what was locked, and what left the room to another step of the person
        while await claims(timedelta(seconds=1 + later)):
            pass

    assert set(claimed.values()) == {ROOM}
    assert len(claimed) == PEOPLE
    waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, attempt_id=None)
    assert await waiting.count() == PEOPLE * (SEQUENCES - ROOM)
    assert await waiting.filter(hold_reason=StepReason.CAPPED).count() == PEOPLE * (SEQUENCES - ROOM)
    assert not await waiting.filter(wake_at__lt=world.clock.now() + timedelta(hours=23)).exists()

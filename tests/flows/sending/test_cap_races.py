"""Five thousand steps fall due, several for each person, and workers claim them in batches of any size at once: nobody
is sent more than a cap allows, and nobody waits who has room.

A claim takes a capped step with the lead's row locked, and counts after that.
"""

import asyncio
import random
from collections import Counter, defaultdict
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
from tests.world import World, fixed

PEOPLE, SEQUENCES, ROOM = 1250, 4, 2
WORKERS = 4
BATCHES = (1, 3, 40, 500)

_CROWD = """
WITH crowd AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), $1, '+1415' || (2000000 + n), $4 FROM generate_series(1, $5::int) AS n RETURNING id)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), $1, c.id, s.sequence_id, s.version_id, 'ACTIVE', $4, 0, $4, $4
FROM crowd c CROSS JOIN unnest($2::uuid[], $3::uuid[]) AS s(sequence_id, version_id)
"""
_LOWEST = """
SELECT min(q.priority) AS lowest
FROM message m JOIN enrollment e ON e.id = m.enrollment_id JOIN sequence q ON q.id = e.sequence_id
"""


async def a_crowd(world: World) -> None:
    """Every person has a step due in each of the sequences, whose priorities are their numbers."""
    made = [await world.sequence(fixed("Hello", 1), priority=number) for number in range(SEQUENCES)]
    versions = [(await SequenceVersion.get(sequence_id=sequence.id)).id for sequence in made]
    ids = [sequence.id for sequence in made]
    await connection().execute_query(_CROWD, [world.account.id, ids, versions, world.clock.now(), PEOPLE])


@pytest.mark.timeout(180)
async def test_nobody_gets_more_than_a_cap_allows(world: World) -> None:
    changes = AccountChanges(caps=[Cap(ROOM, 24), Cap(3, 48)])
    await accounts.update(world.deps, world.partner_id, world.account.id, changes)
    await a_crowd(world)
    claimed, by_worker = Counter[UUID](), defaultdict[UUID, set[int]](set)

    async def work(worker: int) -> None:
        picked = True
        while picked:
            batch = await claim_due(world.deps, random.choice(BATCHES))
            picked = batch.picked > 0
            for claim in batch.claims:
                claimed[claim.due.lead_id] += 1
                by_worker[claim.due.lead_id].add(worker)

    for _ in range(SEQUENCES):
        await asyncio.gather(*map(work, range(WORKERS)))
        world.clock.advance(seconds=1)  # what left the room to another step of the person is decided on again

    assert set(claimed.values()) == {ROOM}
    assert len(claimed) == PEOPLE
    assert any(len(workers) > 1 for workers in by_worker.values()), "this was no race"
    waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, attempt_id=None)
    assert await waiting.count() == await waiting.filter(hold_reason=StepReason.CAPPED).count()
    assert await waiting.count() == PEOPLE * (SEQUENCES - ROOM)
    [row] = await connection().execute_query_dict(_LOWEST)
    assert row["lowest"] == SEQUENCES - ROOM, "the higher priorities took the room"
    assert not await waiting.filter(wake_at__lt=world.clock.now() + timedelta(hours=23)).exists()

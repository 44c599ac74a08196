"""A person on two sequences gets the step of the sequence with the higher priority first."""

from app.models import Enrollment
from app.services.enrollment import enroll_lead
from app.services.sending.claim import claim_due
from app.services.sequences import SequenceChanges, update
from tests.world import LEAD, World, fixed


async def both_due(world: World, low: int, high: int) -> list[Enrollment]:
    """The step of the first sequence has been due longer than that of the second."""
    enrolled = []
    for text, priority in (("Low", low), ("High", high)):
        sequence = await world.sequence(fixed(text, 1), priority=priority)
        enrolled.append((await enroll_lead(world.deps, world.partner_id, sequence.id, LEAD)).enrollment)
        world.clock.advance(seconds=1)
    world.clock.advance(hours=1)
    return enrolled


async def submitted(world: World) -> list[str]:
    """The texts in the order in which they are submitted."""
    return [claim.body for claim in (await claim_due(world.deps)).claims]


async def test_the_higher_priority_is_sent_first(world: World) -> None:
    await both_due(world, -1, 1)
    assert await submitted(world) == ["High", "Low"]


async def test_with_equal_priorities_the_step_that_has_been_due_longer_is_sent_first(world: World) -> None:
    await both_due(world, 5, 5)
    assert await submitted(world) == ["Low", "High"]


async def test_a_change_of_the_priority_applies_to_active_enrollments(world: World) -> None:
    first, _ = await both_due(world, 0, 1)
    await update(world.deps, world.partner_id, first.sequence_id, SequenceChanges(priority=2))
    assert await submitted(world) == ["Low", "High"]

"""A process that begins on a database of a test, a backup that is put in its place, and what the resume says."""

from dataclasses import replace

from app.domain.stores.marks import Restored
from app.models import Enrollment, StepRun
from app.providers.marks import Generation
from app.services import restores
from app.services.restores import Resumed
from tests.restored import KeptMarks, restore
from tests.world import World


async def begin(world: World, marks: KeptMarks) -> Restored | None:
    """A new process begins on the database."""
    world.deps = replace(world.deps, marks=marks, generation=Generation())
    return await restores.mark(world.deps)


async def put_back(world: World, marks: KeptMarks, dump: str) -> None:
    """The former database was in use for longer than the backup knows. The copy takes its place; a process begins."""
    await restores.mark(world.deps)
    await restore(dump)
    assert await begin(world, marks) is Restored.BEHIND


async def resume(world: World, **how: bool) -> Resumed:
    done = await restores.resume_after_restore(world.deps, **how)
    assert done is not None
    return done


async def ended(run: Enrollment) -> list[tuple[int, str]]:
    rows = await StepRun.filter(enrollment_id=run.id).order_by("position")
    return [(row.position, row.status.value) for row in rows]

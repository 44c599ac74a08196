"""A few steps take PostgreSQL longer to plan than to send: the plans are kept with the connection."""

from tortoise.transactions import in_transaction

from app.db import connection, rows
from app.models import Enrollment
from app.services.sending import outcomes, store
from app.services.sending.claim import claim_due
from app.services.sending.drain import run_one, submitted
from app.services.sending.record import record
from tests.flows.sending.test_shares import due
from tests.world import World

BATCHES = (1, 2, 1, 3, 1, 12, 1, 5)
STATEMENTS = {
    "pick what is due": store.PICK_DUE,
    "pick these": store.PICK_THESE,
    "claim": store.CLAIM,
    "record": outcomes.RECORD,
}
MADE_AT_FIRST = 5
"""PostgreSQL makes a plan for each of the first calls, and then compares."""
_PLANNED = "SELECT generic_plans AS kept, custom_plans AS made FROM pg_prepared_statements WHERE statement = $1"


async def test_from_the_sixth_batch_on_nothing_is_planned(world: World) -> None:
    await due(world, sum(BATCHES), hours=2)
    await connection()._pool.expire_connections()  # a connection of an earlier test keeps its plans
    async with in_transaction():  # on one connection
        for size in BATCHES:
            batch = await claim_due(world.deps, size)
            assert len(batch.claims) == size
            await record(world.deps, [await submitted(world.deps, one, batch.lease_until) for one in batch.claims])
        await due(world, len(BATCHES), hours=2)
        for run in await Enrollment.filter(status="ACTIVE"):
            [move] = await run_one(world.deps, run.id)
            assert move.run_status == "SENT"
        for name, statement in STATEMENTS.items():
            [plans] = await rows(_PLANNED, statement)
            assert plans.made <= MADE_AT_FIRST, name
            assert plans.kept >= len(BATCHES) - MADE_AT_FIRST, name


async def test_a_table_that_a_migration_changes_delays_no_claim(world: World) -> None:
    """A prepared statement whose columns have other types now fails in a transaction, once for all connections."""
    await due(world, 2, hours=2)
    async with in_transaction() as tx:  # on one connection, and taken back
        [first] = (await claim_due(world.deps, 1)).claims
        await tx.execute_query("ALTER TABLE lead ALTER COLUMN phone TYPE text")
        [second] = (await claim_due(world.deps, 1)).claims
        assert first.due.enrollment_id != second.due.enrollment_id
        await tx.rollback()
    async with connection().acquire_connection() as session:
        await session.reload_schema_state()  # forgets what was prepared for the other type

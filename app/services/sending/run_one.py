"""One enrollment's step, now: a first step that a caller waits for, and a text that a person has approved."""

from uuid import UUID

from app.deps import Deps
from app.domain.engine.moves import Move
from app.services.sending.claim import claim_due
from app.services.sending.drain import submitted
from app.services.sending.record import record


async def run_one(deps: Deps, enrollment_id: UUID) -> list[Move]:
    """Carries out the current step of one enrollment now: writes its text if it needs one, submits it, records it."""
    batch = await claim_due(deps, 1, [enrollment_id])
    for due in batch.to_write:
        if (instead := await deps.handlers.write_draft(deps, due)) is None:
            return await run_one(deps, enrollment_id)
        await record(deps, instead)
        return instead
    moves = [await submitted(deps, one, batch.lease_until) for one in batch.claims]
    if moves:
        await record(deps, moves)
    return batch.moves + moves

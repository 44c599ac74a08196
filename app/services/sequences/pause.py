"""Pausing a sequence: no step of its enrollments is sent until it is resumed. New enrollments are taken, and wait.

There may be a million enrollments, so a pause changes none of them. The claim reads the sequence, and a step that falls
due is held then. The rules of the account change in the same transaction, so after the commit nothing is claimed, and
no step is held, by a decision from before it (`sending/account_rules.py`).
"""

from uuid import UUID

from app import failpoints
from app.deps import Deps
from app.errors import not_found
from app.failpoints import Failpoint
from app.models import Sequence
from app.services.enrollment import operator_name
from app.services.idempotency import idempotent, writing
from app.services.sending import change_rules, go_on
from app.services.sequences.find import live, require


@idempotent()
async def pause_sequence(deps: Deps, partner_id: UUID, sequence_id: UUID, by: str | None) -> Sequence:
    """Pauses every automated step of the sequence. A paused sequence stays as it is.

    Refuses with NOT_FOUND or INVALID_INPUT.
    """
    name, now = operator_name(by), deps.clock.now()
    async with writing(deps) as made:
        sequence = await _lock(partner_id, sequence_id)
        if sequence.paused_at is None:
            columns = {"paused_at": now, "paused_by": name, "pause_reason": None, "resumed_at": None}
            await Sequence.filter(id=sequence.id).update(updated_at=now, **columns)
            await change_rules([sequence.account_id])
        made(sequence)
        failpoints.reach(Failpoint.PAUSED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.PAUSED_AFTER_COMMIT)
    deps.events.tell([sequence.id, sequence.account_id])
    return await require(partner_id, sequence_id)


@idempotent()
async def resume_sequence(deps: Deps, partner_id: UUID, sequence_id: UUID) -> Sequence:
    """Ends the pause of the sequence: what it held goes on, and the account's guardrail counts anew. A sequence that is
    not paused stays as it is.

    Refuses with NOT_FOUND.
    """
    now = deps.clock.now()
    async with writing(deps) as made:
        sequence = await _lock(partner_id, sequence_id)
        if sequence.paused_at is not None:
            columns = {"paused_at": None, "paused_by": None, "pause_reason": None, "resumed_at": now}
            await Sequence.filter(id=sequence.id).update(updated_at=now, guarded_since=now, **columns)
            await change_rules([sequence.account_id])
        made(sequence)
        failpoints.reach(Failpoint.RESUMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.RESUMED_AFTER_COMMIT)
    await go_on(deps, sequence.account_id)
    deps.events.tell([sequence.id, sequence.account_id])
    return await require(partner_id, sequence_id)


async def _lock(partner_id: UUID, sequence_id: UUID) -> Sequence:
    sequence = await live(partner_id).select_for_update(of=("sequence",), no_key=True).get_or_none(id=sequence_id)
    if sequence is None:
        raise not_found("sequence", "id")
    return sequence

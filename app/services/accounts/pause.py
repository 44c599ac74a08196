"""Pausing an account: nothing automated of it is sent until it is resumed. See `sequences/pause.py`."""

from uuid import UUID

from app import failpoints
from app.deps import Deps
from app.errors import not_found
from app.failpoints import Failpoint
from app.models import Account, Sequence
from app.services.enrollment import operator_name
from app.services.idempotency import idempotent, writing
from app.services.sending import change_rules, go_on


@idempotent()
async def pause_account(deps: Deps, partner_id: UUID, account_id: UUID, by: str | None) -> Account:
    """Pauses every automated step of the account. A paused account stays as it is.

    Refuses with NOT_FOUND or INVALID_INPUT.
    """
    name = operator_name(by)
    async with writing(deps) as made:
        account = await _lock(partner_id, account_id)
        if account.paused_at is None:
            await Account.filter(id=account.id).update(paused_at=deps.clock.now(), paused_by=name)
            await change_rules([account.id])
        made(account)
        failpoints.reach(Failpoint.PAUSED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.PAUSED_AFTER_COMMIT)
    deps.events.tell([account.id])
    return await Account.get(id=account.id)


@idempotent()
async def resume_account(deps: Deps, partner_id: UUID, account_id: UUID) -> Account:
    """Ends the pause of the account: what it held goes on, but for what a sequence, an enrollment or a lead holds. An
    account that is not paused stays as it is. Refuses with NOT_FOUND."""
    async with writing(deps) as made:
        account = await _lock(partner_id, account_id)
        if account.paused_at is not None:
            await Account.filter(id=account.id).update(paused_at=None, paused_by=None)
            running = Sequence.filter(account_id=account.id, paused_at=None, deleted_at=None)
            await running.update(resumed_at=deps.clock.now())
            await change_rules([account.id])
        made(account)
        failpoints.reach(Failpoint.RESUMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.RESUMED_AFTER_COMMIT)
    await go_on(deps, account.id)
    deps.events.tell([account.id])
    return await Account.get(id=account.id)


async def _lock(partner_id: UUID, account_id: UUID) -> Account:
    account = await Account.of(partner_id).select_for_update(no_key=True).get_or_none(id=account_id)
    if account is None:
        raise not_found("account", "id")
    return account

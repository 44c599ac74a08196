"""Finding anything by its id, whose prefix tells the kind."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from app import models
from app.domain import ids
from app.graphql.context import Context, known
from app.graphql.types import Account, Enrollment, Lead, Message, Node, Partner, Sequence
from app.services import finders
from app.services.sequences import definitions

Finder = Callable[[Context, UUID], Awaitable[Node | None]]


async def found_by_id(context: Context, id: str) -> Node | None:
    """What the partner has with this id, a deleted sequence excepted; None as for an id that does not exist."""
    prefix = id.rpartition("_")[0]
    finder = _FINDERS.get(prefix)
    return await finder(context, known(prefix, id)) if finder else None


async def _partner(context: Context, key: UUID) -> Node | None:
    return Partner.of(key) if key == context.partner_id else None


async def _sequence(context: Context, key: UUID) -> Node | None:
    row = await definitions.find(context.partner_id, key)
    return Sequence.of(row) if row else None


def _row(model: type[finders.R], show: Callable[[finders.R], Node]) -> Finder:
    async def find(context: Context, key: UUID) -> Node | None:
        row = (await finders.by_id(model, context.partner_id, [key])).get(key)
        return show(row) if row else None

    return find


_FINDERS: dict[str, Finder] = {
    ids.PARTNER: _partner,
    ids.SEQUENCE: _sequence,
    ids.ACCOUNT: _row(models.Account, Account.of),
    ids.LEAD: _row(models.Lead, Lead.of),
    ids.ENROLLMENT: _row(models.Enrollment, Enrollment.of),
    ids.MESSAGE: _row(models.Message, Message.of),
}

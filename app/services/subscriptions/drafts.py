"""The drafts of an account that wait for a person, as they come and go."""

from collections.abc import AsyncGenerator
from functools import partial
from typing import Any
from uuid import UUID

from app.db import rows
from app.deps import Deps
from app.domain.values import value
from app.models import Draft
from app.providers.events import News
from app.services import accounts
from app.services.subscriptions.account import Gather, at_once
from app.services.subscriptions.reading import with_patience

_WAITING = """
SELECT d.*, e.lead_id, d.xmin::text AS stamp FROM draft d JOIN enrollment e ON e.id = d.enrollment_id
WHERE e.account_id = $1 AND ($2::uuid[] IS NULL OR e.lead_id = ANY($2))
  AND e.status = 'ACTIVE' AND e.hold_reason = 'AWAITING_REVIEW' AND d.state = 'WAITING'
ORDER BY d.id
"""


@value
class DraftChange:
    """A draft that waits for a person; without `draft`: that no longer waits."""

    draft_id: UUID
    draft: Draft | None


class Waiting:
    """The waiting drafts of an account as one subscriber knows them: by their ids, the leads and the stamps."""

    def __init__(self, account_id: UUID) -> None:
        self._account_id = account_id
        self._known: dict[UUID, tuple[UUID, str]] = {}

    async def begin(self) -> None:
        """The drafts that wait now are not delivered, unless they change."""
        await self.read(News(frozenset(), missed=True))

    async def read(self, news: News) -> list[DraftChange]:
        """What differs from the known drafts: of the leads that events name, or of all."""
        leads = None if news.missed else list(news.changed)
        found = await rows(_WAITING, self._account_id, leads)
        waiting = {row["id"]: (row["lead_id"], row["stamp"]) for row in found}
        ended = [
            draft_id
            for draft_id, (lead_id, _) in self._known.items()
            if draft_id not in waiting and (news.missed or lead_id in news.changed)
        ]
        changed = [row for row in found if self._known.get(row["id"]) != waiting[row["id"]]]
        for draft_id in ended:
            del self._known[draft_id]
        self._known |= waiting
        return [*(DraftChange(one, None) for one in ended), *(DraftChange(row["id"], _draft(row)) for row in changed)]


def _draft(row: Any) -> Draft:
    return Draft._init_from_db(**{name: given for name, given in row.items() if name not in ("lead_id", "stamp")})


async def draft_changes(
    deps: Deps, partner_id: UUID, account_id: UUID, gather: Gather = at_once
) -> AsyncGenerator[list[DraftChange], None]:
    """Each draft when it begins to wait for a person, when its text changes, and when it no longer waits. Refuses with
    NOT_FOUND."""
    account = await accounts.require(partner_id, account_id)
    waiting = Waiting(account.id)
    with deps.events.watch(account.id) as watch:
        watch.keeps_changed = True
        await with_patience(deps, waiting.begin)
        yield []
        while True:
            news = await watch.news(gather)
            if found := await with_patience(deps, partial(waiting.read, news)):
                yield found

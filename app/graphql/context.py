"""What a resolver may use: the dependencies of the use cases, the calling partner, and the loaders of the request."""

from dataclasses import dataclass, field
from uuid import UUID

import strawberry

from app.deps import Deps
from app.domain import ids
from app.graphql.guard.budget import Budget
from app.graphql.guard.cost import Bill
from app.graphql.loaders import Loaders
from app.services.rate_limits import RateLimitStatus

NO_ROW = UUID(int=0)
"""An id that no row has. A malformed id becomes this one, so it is handled exactly like an unknown id."""


@dataclass(slots=True)
class Context:
    """One request of one partner."""

    deps: Deps
    partner_id: UUID
    request_id: str
    _loaders: Loaders | None = field(init=False, default=None)
    bill: Bill | None = field(init=False, default=None)
    cost: int = field(init=False, default=0)
    budget: Budget = field(init=False, default_factory=Budget)
    rate_limits: RateLimitStatus | None = field(init=False, default=None)

    @property
    def loaders(self) -> Loaders:
        """Built when the first loader is needed. Most lists attach the children themselves."""
        if self._loaders is None:
            self._loaders = Loaders(self.deps, self.partner_id, self.budget)
        return self._loaders

    def begin(self, field: str) -> None:
        """Begins a mutation field, named by its response name."""
        self.forget()
        if self.deps.idempotency is not None:
            self.deps.idempotency.part = field

    def forget(self) -> None:
        """Forgets the loaded rows: an earlier mutation of the same document may have changed them."""
        self._loaders = None


Info = strawberry.Info[Context, None]


def decode_id(prefix: str, value: str) -> UUID:
    """The row's id inside an id of the API. Any other text gives the id of no row."""
    return ids.decode(prefix, value) or NO_ROW

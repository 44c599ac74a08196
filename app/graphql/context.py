"""What a resolver may reach: the use cases' dependencies, the partner who asks, and the request's loaders."""

from dataclasses import dataclass, field
from uuid import UUID

import strawberry

from app.deps import Deps
from app.domain import ids
from app.graphql.cost import Bill
from app.graphql.loaders import Loaders
from app.services.rate_limits import Standing

NOBODY = UUID(int=0)
"""An id that no row ever has, so that a malformed id goes the whole way of an unknown one."""


@dataclass(slots=True)
class Context:
    """One request of one partner."""

    deps: Deps
    partner_id: UUID
    request_id: str
    _loaders: Loaders | None = field(init=False, default=None)
    bill: Bill | None = field(init=False, default=None)
    cost: int = field(init=False, default=0)
    standing: Standing | None = field(init=False, default=None)

    @property
    def loaders(self) -> Loaders:
        """Made when the first one is needed: most lists attach what they need themselves."""
        if self._loaders is None:
            self._loaders = Loaders(self.deps, self.partner_id)
        return self._loaders

    def begin(self, field: str) -> None:
        """A mutation field begins, known by its response name."""
        self.forget()
        if self.deps.once is not None:
            self.deps.once.part = field

    def forget(self) -> None:
        """Forgets what was loaded: a mutation before this one in the same document may have changed it."""
        self._loaders = None


Info = strawberry.Info[Context, None]


def known(prefix: str, value: str) -> UUID:
    """The id inside, for any text."""
    return ids.decode(prefix, value) or NOBODY

"""What a resolver may use: the dependencies of the use cases, the calling partner, and the loaders of the request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import strawberry

from app.concurrency import GiveWay
from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.graphql.errors import bad_input, forbidden
from app.graphql.guard.budget import Budget
from app.graphql.guard.cost import Bill
from app.graphql.loaders import Loaders
from app.graphql.plans import Plans
from app.services.accounts import KeyHolder
from app.services.rate_limits import RateLimitStatus
from app.services.subscriptions import at_once

NO_ROW = UUID(int=0)
"""An id that no row has. A malformed id becomes this one, so it is handled exactly like an unknown id."""

_OF_PARTNER = {ids.PARTNER, ids.KEY}


@dataclass(slots=True)
class Context:
    """One request of one partner."""

    deps: Deps
    holder: KeyHolder
    request_id: str
    _loaders: Loaders | None = field(init=False, default=None)
    bill: Bill | None = field(init=False, default=None)
    cost: int = field(init=False, default=0)
    budget: Budget = field(init=False, default_factory=Budget)
    rate_limits: RateLimitStatus | None = field(init=False, default=None)
    visible: frozenset[UUID] | None = field(init=False, default=None)
    """The ids in this operation that the key may see; None if it may see everything of the partner."""
    plans: Plans = field(init=False, default_factory=Plans)
    """How the selections of the document are answered."""
    caught_up: Callable[[], None] | None = field(init=False, default=None)
    """Called when a subscription to changes misses no change from then on, and after each group of changes."""
    gather: Callable[[], float] = field(init=False, default=at_once)
    """For how many seconds a subscription gathers changes."""

    @property
    def partner_id(self) -> UUID:
        return self.holder.partner_id

    @property
    def give_way(self) -> GiveWay:
        """How this request gives way to others: those of one partner take turns."""
        return self.deps.concurrency.turns.of(self.partner_id)

    @property
    def ends_with_caller(self) -> bool:
        """Whether the operation ends when its caller leaves. A mutation goes on: the caller may ask for its answer."""
        return self.bill is not None and not self.bill.is_mutation

    def decode_id(self, prefix: str, value: str) -> UUID:
        """The row's id inside an id of the API; for any other text, and for an id that the key may not see, `NO_ROW`.

        Raises BAD_USER_INPUT for the id of another kind of object.
        """
        key = ids.decode(prefix, value)
        if key is None:
            _refuse_other_kind(prefix, value)
            return NO_ROW
        return key if self.visible is None or key in self.visible or prefix in _OF_PARTNER else NO_ROW

    def require_every_account(self) -> None:
        """Raises FORBIDDEN if the key is good for some accounts only."""
        if self.holder.account_ids:
            raise forbidden("Your key is good for some accounts only.")

    def require(self, scope: KeyScope) -> None:
        """Raises FORBIDDEN if the key does not have the scope."""
        if scope not in self.holder.scopes:
            raise forbidden(f"Your key does not have the scope {scope.value}.")

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


def _refuse_other_kind(prefix: str, value: str) -> None:
    other = value.rpartition("_")[0]
    if other in ids.PREFIXES and ids.decode(other, value) is not None:
        raise bad_input(f"This is an id of another kind, `{other}_…`. Give an id that begins with `{prefix}_`.")

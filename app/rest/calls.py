"""One request, and the objects that its address names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.errors import not_found
from app.services import accounts, sequences
from app.services.accounts import KeyHolder

NO_ROW = UUID(int=0)
"""An id that no row has: that of a malformed one."""


def account_of(request: Request) -> UUID:
    """The id of the account that the address names, whether there is one or not."""
    return ids.decode(ids.ACCOUNT, request.path_params["account"]) or NO_ROW


@dataclass(frozen=True, slots=True)
class Call:
    """One request of one partner."""

    deps: Deps
    holder: KeyHolder
    request: Request
    body: Any

    @property
    def partner_id(self) -> UUID:
        return self.holder.partner_id

    def may(self, scope: KeyScope) -> bool:
        """Whether the key has the scope."""
        return scope in self.holder.scopes

    async def account(self) -> UUID:
        """The account that the address names. Refused with NOT_FOUND when the partner has no such account."""
        key = account_of(self.request)
        if key == NO_ROW or not self.holder.may_use(key):
            raise not_found("account")
        return (await accounts.require(self.partner_id, key)).id

    async def sequence(self) -> UUID:
        """The sequence that the address names, in the account that it names. Refused with NOT_FOUND."""
        key, account = ids.decode(ids.SEQUENCE, self.request.path_params["sequence"]), await self.account()
        if key and self._was_carried_out():
            return key  # it existed when the call was carried out
        row = await sequences.require(self.partner_id, key) if key else None
        if row is None or row.account_id != account:
            raise not_found("sequence")
        return row.id

    def _was_carried_out(self) -> bool:
        return self.deps.idempotency is not None and self.deps.idempotency.part in self.deps.idempotency.done


Handler = Callable[[Call], Awaitable[Response]]

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
        key = ids.decode(ids.ACCOUNT, self.request.path_params["account"])
        if key is None or not self.holder.may_use(key):
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

"""What every mutation answers: what was done, or why it was refused."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import strawberry
from strawberry.extensions import FieldExtension

from app.domain.vocabulary import KeyScope
from app.errors import Refused
from app.graphql.context import Info
from app.graphql.errors import in_progress
from app.graphql.guard.cost import MOST, SCOPE
from app.graphql.schema.common.fields import F
from app.graphql.schema.common.user_errors import MAX_ERRORS, UserError
from app.services.idempotency import InProgress

SUCCESS = "Whether the mutation was carried out. If false, `userErrors` says why, and nothing changed."
USER_ERRORS = "Why the mutation was refused. Empty if it was carried out."


def user_errors_field(most_items: int = MAX_ERRORS) -> Any:
    """The field `userErrors` of a payload."""
    return strawberry.field(description=USER_ERRORS, default_factory=list, metadata={MOST: most_items})


class AnswerRefusals(FieldExtension):
    """Answers a refusal as the mutation's payload. The answer reads rows as they are after the mutation."""

    def __init__(self, payload: Callable[..., Any]) -> None:
        self.payload = payload

    # Not `source`: `kwargs` has the arguments of the mutation, which may have that name.
    async def resolve_async(  # type: ignore[override]
        self, next_: Callable[..., Awaitable[Any]], parent_: Any, info: Info, **kwargs: Any
    ) -> Any:
        info.context.begin(str(info.path.key))
        try:
            return await next_(parent_, info, **kwargs)
        except Refused as refused:
            return self.payload(success=False, user_errors=UserError.all_of(refused))
        except InProgress:
            raise in_progress() from None


def mutation_field(
    payload: Callable[..., Any], description: str, *, scope: KeyScope = KeyScope.WRITE
) -> Callable[[F], F]:
    """A mutation that may be refused, for keys with the scope."""
    field = strawberry.mutation(description=description, extensions=[AnswerRefusals(payload)], metadata={SCOPE: scope})
    return cast(Callable[[F], F], field)

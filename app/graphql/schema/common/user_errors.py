"""Why a mutation was refused."""

from typing import Self

import strawberry

from app import errors
from app.errors import Code, Refusal, Refused
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import output_field

MAX_ERRORS = 50


@strawberry.type(description="One reason why a mutation was refused. Nothing was changed.")
class UserError:
    code: errors.Code = output_field("The kind of error, for programs.")
    message: str = output_field("What is wrong and how to correct it, for people.")
    path: list[str] = output_field(
        'The argument or input field that the error is about, such as ["input", "steps", "1", "message"].'
    )

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        return cls(code=Code(refusal.code), message=refusal.message, path=list(refusal.path))

    @classmethod
    def all_of(cls, refused: Refused) -> list[Self]:
        """The reasons of one refusal, the first `MAX_ERRORS` of them."""
        return [cls.of(refusal) for refusal in refused.refusals[:MAX_ERRORS]]

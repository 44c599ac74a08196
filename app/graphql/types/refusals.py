"""Why a mutation was refused."""

from typing import Self

import strawberry

from app import errors
from app.errors import Code, Refusal, Refused
from app.graphql.fields import told


@strawberry.type(description="One reason why a mutation was refused. Nothing was changed.")
class UserError:
    code: errors.Code = told("The kind of mistake, for programs.")
    message: str = told("What is wrong and what to do about it, for people.")
    path: list[str] = told('Which argument or input field is meant, such as ["input", "steps", "1", "message"].')

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        return cls(code=Code(refusal.code), message=refusal.message, path=list(refusal.path))

    @classmethod
    def all_of(cls, refused: Refused) -> list[Self]:
        """Every reason of one refusal."""
        return [cls.of(refusal) for refusal in refused.refusals]

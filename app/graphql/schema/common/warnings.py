"""Warnings: what is allowed, and what the caller may not expect."""

from typing import Self

import strawberry

from app.graphql.schema.common.fields import output_field


@strawberry.type(description="Something that is allowed, and that the caller may not expect.")
class Warning:
    message: str = output_field("What happens, and what to do if you do not want it. For people.")
    path: list[str] = output_field("The argument, the input field or the step that the warning is about.")

    @classmethod
    def of(cls, message: str, *path: str) -> Self:
        return cls(message=message, path=list(path))

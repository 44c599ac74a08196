"""What mutations of conversations answer."""

from typing import Self

import strawberry

from app import models
from app.deps import Deps
from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.payloads import user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.conversations.types import Message
from app.services.conversations import refused_by_provider


@strawberry.type(description="The answer to `sendMessage`.")
class MessagePayload:
    success: bool = output_field(
        "Whether the message was sent, or its outcome is still open. If false, `userErrors` says why, and nothing was "
        "sent."
    )
    message: Message | None = output_field(
        "The message. Its status is FAILED, with `errorCode`, if the SMS provider refused it: then `success` is false. "
        "It is SENDING or UNKNOWN "
        "if the provider has not answered yet. It is never sent twice. Null if the mutation was refused.",
        None,
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, deps: Deps, row: models.Message) -> Self:
        """A message that was submitted. If the provider refused it, the reason is an error beside it."""
        refusal = refused_by_provider(deps, row)
        errors = UserError.all_of(refusal) if refusal else []
        return cls(success=refusal is None, message=Message.of(row), user_errors=errors)

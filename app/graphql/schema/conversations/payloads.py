"""What mutations of conversations answer."""

import strawberry

from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.payloads import user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.conversations.types import Message


@strawberry.type(description="The answer to `sendMessage`.")
class MessagePayload:
    success: bool = output_field(
        "Whether the message was accepted. If false, `userErrors` says why, and nothing was sent."
    )
    message: Message | None = output_field(
        "The message. Its status is FAILED, with `errorCode`, if the SMS provider refused it, and SENDING or UNKNOWN "
        "if the provider has not answered yet. It is never sent twice. Null if the mutation was refused.",
        None,
    )
    user_errors: list[UserError] = user_errors_field()

"""What mutations of sequences answer."""

import strawberry

from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.payloads import SUCCESS, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.sequences.types import Sequence


@strawberry.type(description="The answer to a change of a sequence.")
class SequencePayload:
    success: bool = output_field(SUCCESS)
    sequence: Sequence | None = output_field("The sequence after the change. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The answer to `deleteSequence`.")
class DeleteSequencePayload:
    success: bool = output_field(SUCCESS)
    cancelled_enrollments: int = output_field("How many active enrollments were canceled.", 0)
    user_errors: list[UserError] = user_errors_field()

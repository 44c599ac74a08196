"""What mutations of drafts answer."""

import strawberry

from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.payloads import user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.types import Enrollment


@strawberry.type(description="The answer to a decision on a draft.")
class DraftPayload:
    success: bool = output_field(
        "Whether the decision was made and the SMS provider did not refuse the text. If false, `userErrors` says why."
    )
    enrollment: Enrollment | None = output_field(
        "The enrollment after the decision. Null if the mutation was refused.", None
    )
    message_sent: bool = output_field("Whether the SMS provider accepted the text before this answer.", default=False)
    user_errors: list[UserError] = user_errors_field()

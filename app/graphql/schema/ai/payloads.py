"""What mutations of drafts answer."""

import strawberry

from app.domain import vocabulary as words
from app.graphql.schema.ai.types import Draft
from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.payloads import user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.types import Enrollment


@strawberry.type(description="The answer to a decision on a draft, and to `suggestReply`.")
class DraftPayload:
    success: bool = output_field(
        "Whether the decision was made and the SMS provider did not refuse the text. If false, `userErrors` says why."
    )
    enrollment: Enrollment | None = output_field(
        "The enrollment after the decision. Null if the mutation was refused.", None
    )
    draft: Draft | None = output_field(
        "The suggestion that `suggestReply` had written. Null for a decision, and if the mutation was refused.", None
    )
    message_sent: bool = output_field("Whether the SMS provider accepted the text before this answer.", default=False)
    reason: words.StepReason | None = output_field(
        "Why the text has not been sent yet, or is not sent at all. Null if it was sent, or is on its way.", None
    )
    explanation: str | None = output_field(
        "What became of the text: the sentence of its step in the timeline. Null if the mutation was refused.", None
    )
    user_errors: list[UserError] = user_errors_field()

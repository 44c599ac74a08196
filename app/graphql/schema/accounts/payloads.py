"""What mutations of accounts answer."""

import strawberry

from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common.fields import output_field
from app.graphql.schema.common.payloads import SUCCESS, user_errors_field
from app.graphql.schema.common.user_errors import UserError


@strawberry.type(description="The answer to a change of an account.")
class AccountPayload:
    success: bool = output_field(SUCCESS)
    account: Account | None = output_field("The account after the change. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()

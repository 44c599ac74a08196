"""An account's own credentials at Twilio: their type, input and fields."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import Parent

from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.graphql.context import Info
from app.graphql.schema.accounts.payloads import AccountPayload
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.fields import link, must_exist, output_field, required_input
from app.graphql.schema.common.payloads import mutation_field
from app.services import accounts


@strawberry.type(description="An account's own credentials at Twilio. The auth token is shown to nobody.")
class TwilioConnection:
    account_sid: str = output_field("The SID of the Twilio account, `AC…`.")
    verified_at: datetime | None = output_field("When Twilio last confirmed that messages can leave and arrive.")
    problem: str | None = output_field(
        "What is wrong at Twilio and how to mend it, as found within the last hour. Null: nothing is known to be wrong."
    )


@strawberry.input(description="Credentials of a Twilio account.")
class ConnectTwilioInput:
    account_sid: str = required_input("The SID of the Twilio account or subaccount that has the account's numbers.")
    auth_token: str = required_input("Its auth token. It is stored encrypted and shown to nobody.")


@link(Account, "The account's own credentials at Twilio. Null: the server's own credentials are used.")
def twilio(account: Parent[Account], info: Info) -> TwilioConnection | None:
    connection_id = account.row.connection_id
    # No coroutine where there is nothing to load: it would part loads that wait for each other.
    return _loaded(connection_id, info) if connection_id else None  # type: ignore[return-value]


async def _loaded(connection_id: UUID, info: Info) -> TwilioConnection:
    row = must_exist(await info.context.loaders.connection.load(connection_id))
    return TwilioConnection(account_sid=row.provider_account, verified_at=row.verified_at, problem=row.problem)


@strawberry.type
class TwilioMutations:
    @mutation_field(
        AccountPayload,
        "Has the account send and receive by its own Twilio account. Twilio is asked first, whether "
        "the account is active, the token right, and the account's numbers there. From then on its messages are real, "
        "also where the server itself uses the simulator. Steps that the former credentials held go on.",
        scope=KeyScope.ADMIN,
    )
    async def connect_twilio(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[ConnectTwilioInput, strawberry.argument(description="The credentials.")],
    ) -> AccountPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await accounts.connect(context.deps, context.partner_id, account, input.account_sid, input.auth_token)
        return AccountPayload(success=True, account=Account.of(row))

    @mutation_field(
        AccountPayload,
        "Has the account send by the server's own credentials again, and erases its token at once.",
        scope=KeyScope.ADMIN,
    )
    async def disconnect_twilio(self, info: Info, account_id: AccountId) -> AccountPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await accounts.disconnect(context.deps, context.partner_id, account)
        return AccountPayload(success=True, account=Account.of(row))

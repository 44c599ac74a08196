"""Queries and mutations of the partner and its accounts."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.graphql.context import Info
from app.graphql.schema.accounts.inputs import CreateAccountInput, UpdateAccountInput
from app.graphql.schema.accounts.payloads import AccountPayload
from app.graphql.schema.accounts.types import Account, Partner, Viewer
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.fields import or_none, resolved_field
from app.graphql.schema.common.pages import Limit, Offset, Page, page_window
from app.graphql.schema.common.pauses import By
from app.graphql.schema.common.payloads import mutation_field
from app.services import accounts
from app.services.paging import DEFAULT_LIMIT
from app.services.searching import MOST_WORDS


@strawberry.type
class AccountQueries:
    @resolved_field("The partner that the API key belongs to.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer(partner=Partner.of(info.context.partner_id))

    @resolved_field("The account with this id, or null.")
    async def account(self, info: Info, id: AccountId) -> Account | None:
        row = await accounts.find(info.context.partner_id, info.context.decode_id(ids.ACCOUNT, id))
        return Account.of(row) if row else None

    @resolved_field("Your accounts, oldest first.")
    async def accounts(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(
                description=f"Only accounts that have each of these words (of more than {MOST_WORDS}: of the first "
                f"{MOST_WORDS}) in the name or the company name, or these digits in the phone number."
            ),
        ] = UNSET,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Page[Account]:
        part = page_window(info, limit, offset)
        holder = info.context.holder
        found = await accounts.search(holder.partner_id, or_none(search), part, holder.account_ids)
        return Page.of(found, part, Account.of)


@strawberry.type
class AccountMutations:
    @mutation_field(AccountPayload, "Creates an account.")
    async def create_account(
        self, info: Info, input: Annotated[CreateAccountInput, strawberry.argument(description="The account.")]
    ) -> AccountPayload:
        info.context.require_every_account()
        row = await accounts.create(info.context.deps, info.context.partner_id, input.decoded())
        return AccountPayload(success=True, account=Account.of(row))

    @mutation_field(AccountPayload, "Changes an account. A field that is left out keeps its value.")
    async def update_account(
        self,
        info: Info,
        id: AccountId,
        input: Annotated[UpdateAccountInput, strawberry.argument(description="The changes.")],
    ) -> AccountPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, id)
        row = await accounts.update(context.deps, context.partner_id, account, input.decoded())
        return AccountPayload(success=True, account=Account.of(row))

    @mutation_field(
        AccountPayload,
        "Pauses everything automated of the account until `resumeAccount`: once this is answered, no step is handed to "
        "the provider that was not before. Leads are enrolled and wait, with `PAUSED`. A person may still write with "
        "`sendMessage`. An account that is paused stays as it is.",
    )
    async def pause_account(self, info: Info, id: AccountId, by: By = UNSET) -> AccountPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, id)
        row = await accounts.pause_account(context.deps, context.partner_id, account, or_none(by))
        return AccountPayload(success=True, account=Account.of(row))

    @mutation_field(
        AccountPayload,
        "Ends the pause of the account. What it held goes on, in the order in which it was due; what a pause of a "
        "sequence, an enrollment or a lead holds waits on.",
    )
    async def resume_account(self, info: Info, id: AccountId) -> AccountPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, id)
        row = await accounts.resume_account(context.deps, context.partner_id, account)
        return AccountPayload(success=True, account=Account.of(row))

"""Reading. Each field decodes its arguments, makes one call and shows the rows."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from app import models
from app.domain import ids
from app.errors import Refused
from app.graphql.arguments import AccountId, InStatus, LeadSearch, OfSequence, Phone
from app.graphql.connections import Connections
from app.graphql.context import Info, known
from app.graphql.fields import given, resolved
from app.graphql.nodes import found_by_id
from app.graphql.plain import asked_below
from app.graphql.scalars import PhoneNumber
from app.graphql.types import (
    Account,
    Draft,
    Enrollment,
    IsActive,
    Lead,
    Limit,
    Message,
    Node,
    Offset,
    Page,
    Partner,
    Sequence,
    SequencePreview,
    StepPreview,
    UserError,
    Viewer,
    window,
)
from app.graphql.types.sequences import attach
from app.services import finders
from app.services.accounts import accounts
from app.services.ai import reviews
from app.services.enrollment import preview_sequence
from app.services.people import leads
from app.services.sequences import definitions


@strawberry.type(description="Reading. Another partner's ids behave exactly like ids that do not exist.")
class Query(Connections):
    @resolved("Who you are: the first call anyone makes.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer(partner=Partner.of(info.context.partner_id))

    @resolved("What has this id, or null: whatever the id is of.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="An id of any kind.")]
    ) -> Node | None:
        return await found_by_id(info.context, id)

    @resolved("The account with this id, or null.")
    async def account(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The account's id, `acc_…`.")]
    ) -> Account | None:
        row = await accounts.find(info.context.partner_id, known(ids.ACCOUNT, id))
        return Account.of(row) if row else None

    @resolved("Your accounts, oldest first.")
    async def accounts(
        self,
        info: Info,
        search: Annotated[
            str | None, strawberry.argument(description="Only those with this in the name, company name or number.")
        ] = UNSET,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[Account]:
        part = window(limit, offset)
        return Page.of(await accounts.search(info.context.partner_id, given(search), part), part, Account.of)

    @resolved("The account's sequences, oldest first. Deleted ones are gone.")
    async def sequences(
        self, info: Info, account_id: AccountId, is_active: IsActive = UNSET, limit: Limit = 50, offset: Offset = 0
    ) -> Page[Sequence]:
        part, account, context = window(limit, offset), known(ids.ACCOUNT, account_id), info.context
        found = await definitions.of_account(context.partner_id, account, given(is_active), part)
        page = Page.of(found, part, Sequence.of)
        await attach(page.items, asked_below(info), context)
        return page

    @resolved("The sequence with this id, or null. A deleted one is gone.")
    async def sequence(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The sequence's id, `seq_…`.")]
    ) -> Sequence | None:
        row = await definitions.find(info.context.partner_id, known(ids.SEQUENCE, id))
        return Sequence.of(row) if row else None

    @resolved("The enrolment with this id, or null.")
    async def enrollment(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The enrolment's id, `enr_…`.")]
    ) -> Enrollment | None:
        key = known(ids.ENROLLMENT, id)
        row = (await finders.by_id(models.Enrollment, info.context.partner_id, [key])).get(key)
        return Enrollment.of(row) if row else None

    @resolved("The account's enrolments, oldest first.")
    async def enrollments(
        self,
        info: Info,
        account_id: AccountId,
        sequence_id: OfSequence = UNSET,
        status: InStatus = UNSET,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[Enrollment]:
        part, account = window(limit, offset), known(ids.ACCOUNT, account_id)
        sequence = known(ids.SEQUENCE, sequence_id) if sequence_id else None
        found = await finders.enrollments(info.context.partner_id, account, sequence, given(status), part)
        return Page.of(found, part, Enrollment.of)

    @resolved("The account's lead with this phone, or null.")
    async def lead(self, info: Info, account_id: AccountId, phone: Phone) -> Lead | None:
        row = await finders.lead_by_phone(info.context.partner_id, known(ids.ACCOUNT, account_id), phone)
        return Lead.of(row) if row else None

    @resolved("The account's leads, oldest first.")
    async def leads(
        self,
        info: Info,
        account_id: AccountId,
        search: LeadSearch = UNSET,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Page[Lead]:
        part, account = window(limit, offset), known(ids.ACCOUNT, account_id)
        return Page.of(await leads.search(info.context.partner_id, account, given(search), part), part, Lead.of)

    @resolved("The account's texts that wait for a person, oldest first.")
    async def pending_drafts(
        self, info: Info, account_id: AccountId, limit: Limit = 50, offset: Offset = 0
    ) -> Page[Draft]:
        part, account = window(limit, offset), known(ids.ACCOUNT, account_id)
        return Page.of(await reviews.pending(info.context.partner_id, account, part), part, Draft.of)

    @resolved("The conversation with one phone, newest message first.")
    async def messages(
        self, info: Info, account_id: AccountId, phone: Phone, limit: Limit = 50, offset: Offset = 0
    ) -> Page[Message]:
        part, account = window(limit, offset), known(ids.ACCOUNT, account_id)
        return Page.of(await finders.messages(info.context.partner_id, account, phone, part), part, Message.of)

    @resolved(
        "What a sequence would do for one lead: the decisions of the engine and the texts as they would be sent. Of an "
        "AI step the time only, because a preview asks no model. Nothing is sent or stored."
    )
    async def preview_sequence(
        self,
        info: Info,
        sequence_id: Annotated[strawberry.ID, strawberry.argument(description="The sequence's id, `seq_…`.")],
        phone: Annotated[
            PhoneNumber | None,
            strawberry.argument(description="The lead's phone. Left out: a lead of whom nothing is known."),
        ] = UNSET,
        at: Annotated[
            datetime | None, strawberry.argument(description="When the lead would be enrolled. Left out: now.")
        ] = UNSET,
        replies: Annotated[
            list[datetime], strawberry.argument(description="When the lead would reply, at most 100 times.")
        ] = [],  # noqa: B006  (Strawberry reads the default and never calls with it)
    ) -> SequencePreview:
        context, sequence = info.context, known(ids.SEQUENCE, sequence_id)
        try:
            found = await preview_sequence(context.deps, context.partner_id, sequence, given(phone), given(at), replies)
        except Refused as refused:
            return SequencePreview(steps=[], user_errors=UserError.all_of(refused))
        return SequencePreview(steps=[StepPreview.of(one) for one in found], user_errors=[])

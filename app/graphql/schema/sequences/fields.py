"""Queries and mutations of sequences, and the sequences of an account."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET, Parent

from app.domain import ids
from app.errors import Refused
from app.graphql.context import Info
from app.graphql.keys import SequenceList
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import AccountId, IsActive, SequenceId
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import link, or_none, resolved_field
from app.graphql.schema.common.pages import Limit, Offset, Page, page_window
from app.graphql.schema.common.pauses import By
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.common.scalars import PhoneNumber
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.previews import SequencePreview
from app.graphql.schema.sequences.inputs import CreateSequenceInput, PreviewLeadInput, StepInput, UpdateSequenceInput
from app.graphql.schema.sequences.payloads import DeleteSequencePayload, SequencePayload
from app.graphql.schema.sequences.types import Sequence, attach
from app.services import sequences as use_cases
from app.services.enrollment import MAX_REPLIES
from app.services.paging import DEFAULT_LIMIT
from app.services.sequences import MAX_STEPS


@link(Account, "The account's sequences, oldest first. Deleted sequences are left out.")
async def sequences(
    account: Parent[Account],
    info: Info,
    is_active: IsActive = UNSET,
    limit: Limit = DEFAULT_LIMIT,
    offset: Offset = 0,
) -> Page[Sequence]:
    part = page_window(info, limit, offset, "sequencesConnection")
    found = await info.context.loaders.sequence_list.load(SequenceList(account.row.id, or_none(is_active), part))
    return Page.of(found, part, Sequence.of)


@strawberry.type
class SequenceQueries:
    @resolved_field("The account's sequences, oldest first. Deleted sequences are left out.")
    async def sequences(
        self,
        info: Info,
        account_id: AccountId,
        is_active: IsActive = UNSET,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Page[Sequence]:
        part, context = page_window(info, limit, offset, "sequencesConnection"), info.context
        account = context.decode_id(ids.ACCOUNT, account_id)
        found = await use_cases.of_account(context.partner_id, account, or_none(is_active), part)
        page = Page.of(found, part, Sequence.of)
        await attach(page.items, selected_below(info), context)
        return page

    @resolved_field("The account's sequences, oldest first, by cursors. Deleted sequences are left out.")
    async def sequences_connection(
        self,
        info: Info,
        account_id: AccountId,
        is_active: IsActive = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Sequence]:
        names, context = selected_below(info), info.context
        part = span(cursors.SEQUENCES, first, after, last, before, names)
        account = context.decode_id(ids.ACCOUNT, account_id)
        found = await use_cases.of_account(context.partner_id, account, or_none(is_active), part)
        connection = Connection.of(found, cursors.SEQUENCES, Sequence.of)
        await attach(connection.nodes, names, context)
        return connection

    @resolved_field("The sequence with this id, or null. Also null if it was deleted.")
    async def sequence(self, info: Info, id: SequenceId) -> Sequence | None:
        row = await use_cases.find(info.context.partner_id, info.context.decode_id(ids.SEQUENCE, id))
        return Sequence.of(row) if row else None

    @resolved_field(
        "What steps that are not saved would do, for a lead of the account or for an invented one: as "
        "`previewSequence`. Nothing is sent or stored."
    )
    async def preview_steps(
        self,
        info: Info,
        account_id: AccountId,
        steps: Annotated[list[StepInput], strawberry.argument(description=f"The steps in order, 1 to {MAX_STEPS}.")],
        phone: Annotated[
            PhoneNumber | None,
            strawberry.argument(description="The lead's phone number. Without it and `lead`: no data."),
        ] = UNSET,
        lead: Annotated[
            PreviewLeadInput | None, strawberry.argument(description="An invented lead, in place of `phone`.")
        ] = UNSET,
        at: Annotated[
            datetime | None, strawberry.argument(description="When the lead would be enrolled. Left out: now.")
        ] = UNSET,
        replies: Annotated[
            list[datetime], strawberry.argument(description=f"When the lead would reply, at most {MAX_REPLIES} times.")
        ] = [],  # noqa: B006  (Strawberry reads the default and never calls with it)
    ) -> SequencePreview:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        given, invented = [step.decoded() for step in steps], or_none(lead)
        person = invented.decoded() if invented else None
        try:
            found, warnings = await use_cases.preview_steps(
                context.deps, context.partner_id, account, given, or_none(phone), person, or_none(at), replies
            )
        except Refused as refused:
            return SequencePreview(steps=[], warnings=[], user_errors=UserError.all_of(refused))
        return SequencePreview.of(found, warnings)


@strawberry.type
class SequenceMutations:
    @mutation_field(SequencePayload, "Creates a sequence with its steps.")
    async def create_sequence(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[CreateSequenceInput, strawberry.argument(description="The sequence.")],
    ) -> SequencePayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await use_cases.create(context.deps, context.partner_id, account, input.decoded())
        return SequencePayload(success=True, sequence=Sequence.of(row))

    @mutation_field(
        SequencePayload,
        "Changes a sequence. A field that is left out keeps its value. Active enrollments keep their steps.",
    )
    async def update_sequence(
        self,
        info: Info,
        id: SequenceId,
        input: Annotated[UpdateSequenceInput, strawberry.argument(description="The changes.")],
    ) -> SequencePayload:
        context, sequence = info.context, info.context.decode_id(ids.SEQUENCE, id)
        row = await use_cases.update(context.deps, context.partner_id, sequence, input.decoded())
        return SequencePayload(success=True, sequence=Sequence.of(row))

    @mutation_field(
        DeleteSequencePayload,
        "Deletes a sequence and cancels its active enrollments. The history of its enrollments stays readable.",
    )
    async def delete_sequence(self, info: Info, id: SequenceId) -> DeleteSequencePayload:
        count = await use_cases.delete(
            info.context.deps, info.context.partner_id, info.context.decode_id(ids.SEQUENCE, id)
        )
        return DeleteSequencePayload(success=True, cancelled_enrollments=count)

    @mutation_field(
        SequencePayload,
        "Pauses a sequence until `resumeSequence`: once this is answered, no step of its enrollments is handed to the "
        "provider that was not before. It accepts enrollments, which wait, with `PAUSED`: `isActive` refuses them. A "
        "person may still write with `sendMessage`. A sequence that is paused stays as it is.",
    )
    async def pause_sequence(self, info: Info, id: SequenceId, by: By = UNSET) -> SequencePayload:
        context, sequence = info.context, info.context.decode_id(ids.SEQUENCE, id)
        row = await use_cases.pause_sequence(context.deps, context.partner_id, sequence, or_none(by))
        return SequencePayload(success=True, sequence=Sequence.of(row))

    @mutation_field(
        SequencePayload,
        "Ends the pause of a sequence. What it held goes on, in the order in which it was due; what a pause of the "
        "account, an enrollment or a lead holds waits on.",
    )
    async def resume_sequence(self, info: Info, id: SequenceId) -> SequencePayload:
        context, sequence = info.context, info.context.decode_id(ids.SEQUENCE, id)
        row = await use_cases.resume_sequence(context.deps, context.partner_id, sequence)
        return SequencePayload(success=True, sequence=Sequence.of(row))

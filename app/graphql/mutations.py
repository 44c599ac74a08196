"""Writing. Each field decodes its arguments, makes one call and shows what came of it."""

from typing import Annotated

import strawberry

from app.domain import ids
from app.errors import Refused
from app.graphql.arguments import AccountId, Phone
from app.graphql.context import Info, known
from app.graphql.inputs import (
    CreateAccountInput,
    CreateSequenceInput,
    LeadInput,
    UpdateAccountInput,
    UpdateSequenceInput,
    rows,
)
from app.graphql.payloads import (
    AccountPayload,
    DeleteSequencePayload,
    DraftPayload,
    EnrollLeadPayload,
    EnrollLeadsPayload,
    EnrollmentPayload,
    ImportLeadPayload,
    ImportLeadsPayload,
    MessagePayload,
    SequencePayload,
    refusable,
)
from app.graphql.scalars import PhoneNumber
from app.graphql.types import Account, Enrollment, Message, Sequence
from app.services.accounts import accounts
from app.services.ai import reviews
from app.services.ai.reviews import Decided
from app.services.conversations import send_message
from app.services.enrollment import Run, cancel_enrollment, enroll_lead, enroll_leads
from app.services.people import leads as imports
from app.services.sequences import definitions

DraftId = Annotated[strawberry.ID, strawberry.argument(description="The draft's id, `drf_…`.")]


@strawberry.type(
    description="Writing. What can be expected to go wrong is answered in `userErrors`, and then nothing changed."
)
class Mutation:
    @refusable(AccountPayload, "Makes an account.")
    async def create_account(
        self, info: Info, input: Annotated[CreateAccountInput, strawberry.argument(description="The account.")]
    ) -> AccountPayload:
        row = await accounts.create(info.context.deps, info.context.partner_id, input.decoded())
        return AccountPayload(success=True, account=Account.of(row))

    @refusable(AccountPayload, "Changes an account. A field that is left out stays as it is.")
    async def update_account(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The account's id, `acc_…`.")],
        input: Annotated[UpdateAccountInput, strawberry.argument(description="What to change.")],
    ) -> AccountPayload:
        row = await accounts.update(info.context.deps, info.context.partner_id, known(ids.ACCOUNT, id), input.decoded())
        return AccountPayload(success=True, account=Account.of(row))

    @refusable(SequencePayload, "Makes a sequence with its steps.")
    async def create_sequence(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[CreateSequenceInput, strawberry.argument(description="The sequence.")],
    ) -> SequencePayload:
        context, account = info.context, known(ids.ACCOUNT, account_id)
        row = await definitions.create(context.deps, context.partner_id, account, input.decoded())
        return SequencePayload(success=True, sequence=Sequence.of(row))

    @refusable(
        SequencePayload,
        "Changes a sequence. A field that is left out stays as it is, and null clears the description. "
        "Leads under way keep the steps that they have.",
    )
    async def update_sequence(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The sequence's id, `seq_…`.")],
        input: Annotated[UpdateSequenceInput, strawberry.argument(description="What to change.")],
    ) -> SequencePayload:
        context, sequence = info.context, known(ids.SEQUENCE, id)
        row = await definitions.update(context.deps, context.partner_id, sequence, input.decoded())
        return SequencePayload(success=True, sequence=Sequence.of(row))

    @refusable(DeleteSequencePayload, "Deletes a sequence and cancels its enrolments. Their history stays readable.")
    async def delete_sequence(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The sequence's id, `seq_…`.")]
    ) -> DeleteSequencePayload:
        count = await definitions.delete(info.context.deps, info.context.partner_id, known(ids.SEQUENCE, id))
        return DeleteSequencePayload(success=True, cancelled_enrollments=count)

    @refusable(
        ImportLeadPayload,
        "Makes a lead. If there is one with this phone or externalId, fills its empty fields only and overwrites none.",
    )
    async def import_lead(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[LeadInput, strawberry.argument(description="The lead.")],
    ) -> ImportLeadPayload:
        context, account = info.context, known(ids.ACCOUNT, account_id)
        done = await imports.import_lead(context.deps, context.partner_id, account, input.decoded())
        return ImportLeadPayload.of(done)

    @refusable(
        ImportLeadsPayload,
        "Imports up to 1,000 leads in one transaction, each as `importLead` would, one after the other. A row that is "
        "refused changes nothing and stops no other. First messages of the default sequence leave within moments, "
        "but this answer does not wait for them.",
    )
    async def import_leads(
        self,
        info: Info,
        account_id: AccountId,
        leads: Annotated[list[LeadInput], strawberry.argument(description="The leads, at most 1,000.")],
    ) -> ImportLeadsPayload:
        context, account = info.context, known(ids.ACCOUNT, account_id)
        news = [lead.decoded() for lead in rows("leads", leads)]
        try:
            return ImportLeadsPayload.of(await imports.import_leads(context.deps, context.partner_id, account, news))
        except Refused as whole:
            return ImportLeadsPayload.refused(whole)

    @refusable(
        EnrollLeadPayload,
        "Starts a lead on a sequence. An unknown phone becomes a lead; a lead under way already is left as it is.",
    )
    async def enroll_lead(
        self,
        info: Info,
        sequence_id: Annotated[strawberry.ID, strawberry.argument(description="The sequence's id, `seq_…`.")],
        phone: Phone,
    ) -> EnrollLeadPayload:
        context, sequence = info.context, known(ids.SEQUENCE, sequence_id)
        done = await enroll_lead(context.deps, context.partner_id, sequence, phone)
        return EnrollLeadPayload.of(done)

    @refusable(
        EnrollLeadsPayload,
        "Starts up to 1,000 leads on a sequence in one transaction, each as `enrollLead` would, one after the other. A "
        "phone that is refused stops no other. A first step without delay leaves within moments, but this answer does "
        "not wait for it: `messageSent` is false.",
    )
    async def enroll_leads(
        self,
        info: Info,
        sequence_id: Annotated[strawberry.ID, strawberry.argument(description="The sequence's id, `seq_…`.")],
        phones: Annotated[list[PhoneNumber], strawberry.argument(description="The leads' phones, at most 1,000.")],
    ) -> EnrollLeadsPayload:
        context, sequence = info.context, known(ids.SEQUENCE, sequence_id)
        done: list[Run | Refused]
        try:
            done = await enroll_leads(context.deps, context.partner_id, sequence, rows("phones", phones))
        except Refused as whole:
            done = [whole] * len(phones)
        return EnrollLeadsPayload(results=[EnrollLeadPayload.of(one) for one in done])

    @refusable(EnrollmentPayload, "Cancels an enrolment: nothing unsent leaves. One that has ended stays as it is.")
    async def cancel_enrollment(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The enrolment's id, `enr_…`.")]
    ) -> EnrollmentPayload:
        row = await cancel_enrollment(info.context.deps, info.context.partner_id, known(ids.ENROLLMENT, id))
        return EnrollmentPayload(success=True, enrollment=Enrollment.of(row))

    @refusable(
        MessagePayload,
        "Sends what a person wrote to a lead. An unknown phone becomes a lead. Nothing is sent to a lead who has opted "
        "out, nor outside the account's sending window.",
    )
    async def send_message(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        body: Annotated[str, strawberry.argument(description="The text, at most 1,600 characters.")],
    ) -> MessagePayload:
        context, account = info.context, known(ids.ACCOUNT, account_id)
        row = await send_message(context.deps, context.partner_id, account, phone, body)
        return MessagePayload(success=True, message=Message.of(row))

    @refusable(
        DraftPayload,
        "Sends a text that waits, as it is, through the same gates as every step. If the lead has written since, it is "
        "refused with DRAFT_STALE and written again.",
    )
    async def approve_draft(self, info: Info, id: DraftId) -> DraftPayload:
        context = info.context
        return _decided(await reviews.approve(context.deps, context.partner_id, known(ids.DRAFT, id)))

    @refusable(
        DraftPayload,
        "Sends your words in the place of a text that waits. Only their length is checked, and that no placeholder is "
        "left: the facts are yours to answer for.",
    )
    async def edit_draft(
        self,
        info: Info,
        id: DraftId,
        body: Annotated[str, strawberry.argument(description="The text, within the account's `ai.maxSegments`.")],
    ) -> DraftPayload:
        context = info.context
        return _decided(await reviews.edit(context.deps, context.partner_id, known(ids.DRAFT, id), body))

    @refusable(DraftPayload, "Sends nothing: the step is skipped, and the enrolment goes on with the next one.")
    async def reject_draft(self, info: Info, id: DraftId) -> DraftPayload:
        context = info.context
        return _decided(await reviews.reject(context.deps, context.partner_id, known(ids.DRAFT, id)))


def _decided(done: Decided) -> DraftPayload:
    return DraftPayload(success=True, enrollment=Enrollment.of(done.enrollment), message_sent=done.message_sent)

"""Queries and mutations of leads."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.domain import vocabulary as words
from app.domain.people.events import MAX_NAME as MAX_EVENT_NAME
from app.domain.vocabulary import KeyScope
from app.errors import Refused
from app.graphql.context import Info
from app.graphql.errors import bad_input
from app.graphql.guard.size import MAX_ITEMS, bounded_rows
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import AccountId, LeadSearch, Phone
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import or_none, resolved_field
from app.graphql.schema.common.pages import Limit, Offset, Page, page_window
from app.graphql.schema.common.pauses import By, PausedUntil
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.common.scalars import Json, PhoneNumber
from app.graphql.schema.people.inputs import ConsentInput, LeadInput, UpdateLeadInput
from app.graphql.schema.people.payloads import (
    ErasePayload,
    ImportLeadPayload,
    ImportLeadsPayload,
    LeadEventPayload,
    LeadPayload,
)
from app.graphql.schema.people.types import Lead
from app.services import people
from app.services.conversations import opt_in_lead, opt_out_lead
from app.services.enrollment import pause_lead, resume_lead
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.services.people import LeadFilter

EXPORT_COST = 10 * MAX_LIMIT
"""An export has no pages: it counts as a full page of each of its lists that grow."""

WithLeadStatus = Annotated[words.LeadStatus | None, strawberry.argument(description="Only leads with this status.")]
OptedOut = Annotated[
    bool | None, strawberry.argument(description="True: only leads who have opted out. False: only the others.")
]
OnSequence = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only leads who were ever in this sequence, `seq_…`."),
]
WithEnrollment = Annotated[
    words.EnrollmentStatus | None,
    strawberry.argument(description="With `sequenceId`: only leads with an enrollment in it with this status."),
]
CreatedSince = Annotated[
    datetime | None, strawberry.argument(description="Only leads that were created at this time or later.")
]
UpdatedSince = Annotated[
    datetime | None,
    strawberry.argument(description="Only leads that were created or changed at this time or later: see `updatedAt`."),
]
InOrder = Annotated[words.LeadOrder, strawberry.argument(description="The order of the list.")]
LeadId = Annotated[strawberry.ID, strawberry.argument(description="The lead's id, `lead_…`.")]


@strawberry.type
class LeadQueries:
    @resolved_field("The account's lead with this phone number, or null.")
    async def lead(self, info: Info, account_id: AccountId, phone: Phone) -> Lead | None:
        row = await people.find_by_phone(
            info.context.partner_id, info.context.decode_id(ids.ACCOUNT, account_id), phone
        )
        return Lead.of(row) if row else None

    @resolved_field("The account's leads; the filters narrow each other.")
    async def leads(
        self,
        info: Info,
        account_id: AccountId,
        search: LeadSearch = UNSET,
        status: WithLeadStatus = UNSET,
        opted_out: OptedOut = UNSET,
        sequence_id: OnSequence = UNSET,
        enrollment_status: WithEnrollment = UNSET,
        created_since: CreatedSince = UNSET,
        updated_since: UpdatedSince = UNSET,
        order: InOrder = words.LeadOrder.OLDEST,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Page[Lead]:
        part = page_window(info, limit, offset, "leadsConnection")
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        wanted = _filter(info, search, status, opted_out, sequence_id, enrollment_status, created_since, updated_since)
        return Page.of(await people.find_leads(info.context.partner_id, account, wanted, part, order), part, Lead.of)

    @resolved_field("The account's leads by cursors; the filters narrow each other.")
    async def leads_connection(
        self,
        info: Info,
        account_id: AccountId,
        search: LeadSearch = UNSET,
        status: WithLeadStatus = UNSET,
        opted_out: OptedOut = UNSET,
        sequence_id: OnSequence = UNSET,
        enrollment_status: WithEnrollment = UNSET,
        created_since: CreatedSince = UNSET,
        updated_since: UpdatedSince = UNSET,
        order: InOrder = words.LeadOrder.OLDEST,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Lead]:
        part = span(cursors.LISTS_OF_LEADS[order], first, after, last, before, selected_below(info))
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        wanted = _filter(info, search, status, opted_out, sequence_id, enrollment_status, created_since, updated_since)
        found = await people.find_leads(info.context.partner_id, account, wanted, part, order)
        return Connection.of(found, cursors.LISTS_OF_LEADS[order], Lead.of)

    @resolved_field(
        "Everything that is stored about a person: the lead, messages, drafts, enrollments, outcomes of steps, events, "
        "and changes of consent. Null if there is no such lead.",
        work=EXPORT_COST,
    )
    async def lead_export(self, info: Info, id: LeadId) -> Json | None:
        found = await people.lead_export(info.context.partner_id, info.context.decode_id(ids.LEAD, id))
        return Json(found) if found else None


def _filter(
    info: Info,
    search: str | None,
    status: words.LeadStatus | None,
    opted_out: bool | None,
    sequence_id: strawberry.ID | None,
    enrollment_status: words.EnrollmentStatus | None,
    created_since: datetime | None,
    updated_since: datetime | None,
) -> LeadFilter:
    """The use case's value. Refuses a status of enrollments of no sequence."""
    sequence = or_none(sequence_id)
    if or_none(enrollment_status) is not None and sequence is None:
        raise bad_input("enrollmentStatus narrows sequenceId: give both.")
    return LeadFilter(
        search=or_none(search),
        status=or_none(status),
        opted_out=or_none(opted_out),
        sequence_id=None if sequence is None else info.context.decode_id(ids.SEQUENCE, sequence),
        enrollment_status=or_none(enrollment_status),
        created_since=or_none(created_since),
        updated_since=or_none(updated_since),
    )


@strawberry.type
class LeadMutations:
    @mutation_field(
        ImportLeadPayload,
        "Creates a lead. If the account has a lead with this phone or externalId, fills that lead's empty fields and "
        "overwrites nothing.",
    )
    async def import_lead(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[LeadInput, strawberry.argument(description="The lead.")],
    ) -> ImportLeadPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        if input.auto_sequence:
            context.require(KeyScope.SEND)
        done = await people.import_lead(context.deps, context.partner_id, account, input.decoded())
        return ImportLeadPayload.of(done)

    @mutation_field(
        ImportLeadsPayload,
        f"Imports up to {MAX_ITEMS:,} leads in one transaction, each as `importLead` does, in order. A refused row "
        "changes nothing and does not stop the other rows. The first messages of the default sequence are sent within "
        "moments, but after this answer.",
    )
    async def import_leads(
        self,
        info: Info,
        account_id: AccountId,
        leads: Annotated[list[LeadInput], strawberry.argument(description=f"The leads, at most {MAX_ITEMS:,}.")],
    ) -> ImportLeadsPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        rows = [lead.decoded() for lead in bounded_rows("leads", leads)]
        if any(row.auto_sequence for row in rows):
            context.require(KeyScope.SEND)
        try:
            return ImportLeadsPayload.of(await people.import_leads(context.deps, context.partner_id, account, rows))
        except Refused as whole:
            return ImportLeadsPayload.refused(whole)

    @mutation_field(
        LeadPayload,
        "Corrects a lead: overwrites the fields that you give. A new phone takes the messages, the enrollments and the "
        "opt-out along; a message claimed before goes to the former phone, every later message to the new one. The "
        "former phone stays blocked if the person had opted out, and a phone that had opted out blocks the lead. "
        "Refused with DUPLICATE if another lead of the account has the phone or the externalId.",
    )
    async def update_lead(
        self,
        info: Info,
        id: LeadId,
        input: Annotated[UpdateLeadInput, strawberry.argument(description="The fields to change.")],
    ) -> LeadPayload:
        context = info.context
        row = await people.update_lead(
            context.deps, context.partner_id, context.decode_id(ids.LEAD, id), input.decoded()
        )
        return LeadPayload(success=True, lead=Lead.of(row))

    @mutation_field(
        LeadPayload,
        "Records an opt-out that came by voice, by mail or in person, or in an unclear text. Every "
        "enrollment is canceled, and nothing is sent until the lead texts START or `optInLead`, as after a STOP.",
    )
    async def opt_out_lead(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        note: Annotated[
            str, strawberry.argument(description="How the lead asked for it: the evidence, for `consentHistory`.")
        ],
    ) -> LeadPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await opt_out_lead(context.deps, context.partner_id, account, phone, note)
        return LeadPayload(success=True, lead=Lead.of(row))

    @mutation_field(
        LeadPayload,
        "Records a consent that did not come by SMS, and lifts the lead's opt-out from the account and its number. It "
        "is stored as `Lead.consent`, in place of the former one, and in `consentHistory`. Steps that waited for it go "
        "on; canceled enrollments stay canceled. A phone on a do-not-contact list stays there. An unknown phone "
        "becomes a lead. Twilio keeps its own block after a STOP until the lead texts START.",
    )
    async def opt_in_lead(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        consent: Annotated[ConsentInput, strawberry.argument(description="The evidence.")],
    ) -> LeadPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await opt_in_lead(context.deps, context.partner_id, account, phone, consent.decoded())
        return LeadPayload(success=True, lead=Lead.of(row))

    @mutation_field(
        LeadPayload,
        "Pauses every automated step of the lead, in all sequences, until `until` or until `resumeLead`. A person may "
        "still write to the lead with `sendMessage`.",
    )
    async def pause_lead(
        self,
        info: Info,
        id: LeadId,
        until: PausedUntil = UNSET,
        by: By = UNSET,
    ) -> LeadPayload:
        context = info.context
        row = await pause_lead(
            context.deps, context.partner_id, context.decode_id(ids.LEAD, id), or_none(until), or_none(by)
        )
        return LeadPayload(success=True, lead=Lead.of(row))

    @mutation_field(
        LeadPayload,
        "Ends the lead's pause, whatever its reason. An overdue step of each enrollment is sent now, and later steps "
        "keep their delays. A lead without a pause stays as it is.",
    )
    async def resume_lead(self, info: Info, id: LeadId) -> LeadPayload:
        context = info.context
        row = await resume_lead(context.deps, context.partner_id, context.decode_id(ids.LEAD, id))
        return LeadPayload(success=True, lead=Lead.of(row))

    @mutation_field(
        LeadEventPayload,
        "Records an event of a lead, such as `signed`. It ends the lead's enrollments in the sequences whose `exitOn` "
        "has this name: nothing more is sent there. Where the name is the `goal` of a sequence, the lead's last "
        "enrollment there counts as converted. Each call records one event.",
    )
    async def record_lead_event(
        self,
        info: Info,
        account_id: AccountId,
        name: Annotated[
            str,
            strawberry.argument(
                description=f"The name of the event, 1 to {MAX_EVENT_NAME} characters. It is compared exactly, with "
                "its case."
            ),
        ],
        phone: Annotated[
            PhoneNumber | None, strawberry.argument(description="The lead's phone number. Give it or `externalId`.")
        ] = UNSET,
        external_id: Annotated[
            str | None, strawberry.argument(description="Your own id of the lead. With `phone`, both must be its.")
        ] = UNSET,
        at: Annotated[
            datetime | None,
            strawberry.argument(description="When the event happened. Left out: now. A later time is refused."),
        ] = UNSET,
    ) -> LeadEventPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        done = await people.record_lead_event(
            context.deps, context.partner_id, account, or_none(phone), or_none(external_id), name, or_none(at)
        )
        return LeadEventPayload.of(done)

    @mutation_field(
        ErasePayload,
        "Erases a person: names, phone, texts of messages, drafts, events and notes. Counts, times, statuses and costs "
        "stay, and a keyed hash of the phone: no lead with this phone is made again in the account, nothing is sent to "
        "it, and importing it changes nothing. This cannot be undone.",
    )
    async def erase_lead(self, info: Info, id: LeadId) -> ErasePayload:
        context = info.context
        erased = await people.erase_lead(context.deps, context.partner_id, context.decode_id(ids.LEAD, id))
        return ErasePayload(success=True, erased=erased)

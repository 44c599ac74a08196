"""Queries, mutations and subscriptions of enrollments, and the enrollments of a lead."""

from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET, Parent

from app import models
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.errors import Refused
from app.graphql.context import Info
from app.graphql.guard.size import MAX_ITEMS, bounded_rows
from app.graphql.keys import ListOfLead, PartOfLead
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import (
    AccountId,
    EnrollmentId,
    IfNeverEnrolled,
    OfSequence,
    PerHour,
    Phone,
    SequenceId,
    Variables,
    WithStatus,
)
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import link, or_none, resolved_field
from app.graphql.schema.common.pages import LastItems, Limit, Offset, Page, SkippedItems, page_window, window
from app.graphql.schema.common.pauses import By, PausedUntil
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.common.scalars import PhoneNumber
from app.graphql.schema.common.subscriptions import Related, shown_changes, shown_rows, subscription_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.payloads import (
    EnrollLeadPayload,
    EnrollLeadsPayload,
    EnrollmentPayload,
    attach_next_steps,
)
from app.graphql.schema.enrollment.previews import SequencePreview
from app.graphql.schema.enrollment.types import Enrollment, UpcomingSend
from app.graphql.schema.people.types import Lead
from app.services import subscriptions
from app.services.enrollment import (
    MAX_REPLIES,
    cancel_enrollment,
    enroll_lead,
    enroll_leads,
    enrollments_of_account,
    pause_enrollment,
    preview_sequence,
    preview_warnings,
    resume_enrollment,
    upcoming_steps,
)
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT, by_id


@link(Lead, "The lead's last enrollments, oldest first. Ended enrollments are included.", most_items=MAX_LIMIT)
async def enrollments(
    lead: Parent[Lead], info: Info, limit: LastItems = MAX_LIMIT, offset: SkippedItems = 0
) -> list[Enrollment]:
    part = window(limit, offset, "enrollmentsConnection")
    rows = await info.context.loaders.enrollments.load(PartOfLead(lead.row, part.limit, part.offset))
    return [Enrollment.of(row) for row in rows]


@link(Lead, "The lead's enrollments, oldest first, by cursors. Ended enrollments are included.")
async def enrollments_connection(
    lead: Parent[Lead],
    info: Info,
    status: WithStatus = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> Connection[Enrollment]:
    part = span(cursors.ENROLLMENTS, first, after, last, before, selected_below(info))
    found = await info.context.loaders.enrollments_of_lead.load(ListOfLead(lead.row.id, part, or_none(status)))
    return Connection.of(found, cursors.ENROLLMENTS, Enrollment.of)


def _optional_sequence(info: Info, sequence_id: strawberry.ID | None) -> UUID | None:
    """The sequence of an optional argument. An empty text is an id that does not exist."""
    given = or_none(sequence_id)
    return None if given is None else info.context.decode_id(ids.SEQUENCE, given)


@strawberry.type
class EnrollmentQueries:
    @resolved_field("The enrollment with this id, or null.")
    async def enrollment(self, info: Info, id: EnrollmentId) -> Enrollment | None:
        key = info.context.decode_id(ids.ENROLLMENT, id)
        row = (await by_id(models.Enrollment, info.context.partner_id, [key])).get(key)
        return Enrollment.of(row) if row else None

    @resolved_field("The account's enrollments, oldest first.")
    async def enrollments(
        self,
        info: Info,
        account_id: AccountId,
        sequence_id: OfSequence = UNSET,
        status: WithStatus = UNSET,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Page[Enrollment]:
        part = page_window(info, limit, offset, "enrollmentsConnection")
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        sequence = _optional_sequence(info, sequence_id)
        found = await enrollments_of_account(info.context.partner_id, account, sequence, or_none(status), part)
        return Page.of(found, part, Enrollment.of)

    @resolved_field("The account's enrollments, oldest first, by cursors.")
    async def enrollments_connection(
        self,
        info: Info,
        account_id: AccountId,
        sequence_id: OfSequence = UNSET,
        status: WithStatus = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Enrollment]:
        part = span(cursors.ENROLLMENTS, first, after, last, before, selected_below(info))
        sequence = _optional_sequence(info, sequence_id)
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        found = await enrollments_of_account(info.context.partner_id, account, sequence, or_none(status), part)
        return Connection.of(found, cursors.ENROLLMENTS, Enrollment.of)

    @resolved_field(
        "What a sequence would do for a lead: the decisions of the engine and the texts as they would be sent. Of an "
        "AI step only the time is shown, because a preview asks no model. Nothing is sent or stored."
    )
    async def preview_sequence(
        self,
        info: Info,
        sequence_id: SequenceId,
        phone: Annotated[
            PhoneNumber | None,
            strawberry.argument(description="The lead's phone number. Left out: a lead without any data."),
        ] = UNSET,
        at: Annotated[
            datetime | None, strawberry.argument(description="When the lead would be enrolled. Left out: now.")
        ] = UNSET,
        replies: Annotated[
            list[datetime], strawberry.argument(description=f"When the lead would reply, at most {MAX_REPLIES} times.")
        ] = [],  # noqa: B006  (Strawberry reads the default and never calls with it)
        variables: Variables = UNSET,
    ) -> SequencePreview:
        context, sequence = info.context, info.context.decode_id(ids.SEQUENCE, sequence_id)
        try:
            found = await preview_sequence(
                context.deps, context.partner_id, sequence, or_none(phone), or_none(at), replies, or_none(variables)
            )
        except Refused as refused:
            return SequencePreview(steps=[], warnings=[], user_errors=UserError.all_of(refused))
        warnings = await preview_warnings(context.deps, context.partner_id, sequence, or_none(phone), found)
        return SequencePreview.of(found, warnings)

    @resolved_field(
        "The steps of the account that wait, in the order in which the engine looks at them, by cursors; without those "
        "that have no time of their own: they wait for a person, for a value, or in the line of a sender with a rate. "
        "`expectedAt` of a step may be later than its place in the list, if it waits for hours then."
    )
    async def upcoming_sends(
        self,
        info: Info,
        account_id: AccountId,
        before: Annotated[
            datetime, strawberry.argument(description="Only steps that the engine looks at before this time.")
        ],
        sequence_id: OfSequence = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Connection[UpcomingSend]:
        context, part = info.context, span(cursors.UPCOMING, first, after, None, None, selected_below(info))
        sequence = _optional_sequence(info, sequence_id)
        account = context.decode_id(ids.ACCOUNT, account_id)
        found = await upcoming_steps(context.deps, context.partner_id, account, before, sequence, part)
        return Connection.of(found, cursors.UPCOMING, UpcomingSend.of)


@strawberry.type
class EnrollmentMutations:
    @mutation_field(
        EnrollLeadPayload,
        "Enrolls a lead in a sequence. An unknown phone becomes a lead. An active enrollment stays as it is, and gets "
        "the `variables` that it does not have.",
        scope=KeyScope.SEND,
    )
    async def enroll_lead(
        self,
        info: Info,
        sequence_id: SequenceId,
        phone: Phone,
        variables: Variables = UNSET,
        if_never_enrolled: IfNeverEnrolled = False,
    ) -> EnrollLeadPayload:
        context, sequence = info.context, info.context.decode_id(ids.SEQUENCE, sequence_id)
        done = await enroll_lead(
            context.deps,
            context.partner_id,
            sequence,
            phone,
            if_never_enrolled=if_never_enrolled,
            variables=or_none(variables),
        )
        answer = EnrollLeadPayload.of(done)
        await attach_next_steps([answer], info)
        return answer

    @mutation_field(
        EnrollLeadsPayload,
        f"Enrolls up to {MAX_ITEMS:,} leads in a sequence in one transaction, each as `enrollLead` does, in order. A "
        "refused phone does not stop the other phones. A first step without delay is sent within moments, but after "
        "this answer: `messageSent` is false.",
        scope=KeyScope.SEND,
    )
    async def enroll_leads(
        self,
        info: Info,
        sequence_id: SequenceId,
        phones: Annotated[
            list[PhoneNumber], strawberry.argument(description=f"The leads' phone numbers, at most {MAX_ITEMS:,}.")
        ],
        per_hour: PerHour = UNSET,
        if_never_enrolled: IfNeverEnrolled = False,
        variables: Variables = UNSET,
    ) -> EnrollLeadsPayload:
        context, sequence = info.context, info.context.decode_id(ids.SEQUENCE, sequence_id)
        numbers = bounded_rows("phones", phones)
        try:
            done = await enroll_leads(
                context.deps,
                context.partner_id,
                sequence,
                numbers,
                or_none(per_hour),
                if_never_enrolled=if_never_enrolled,
                variables=or_none(variables),
            )
        except Refused as whole:
            results = [EnrollLeadPayload.of(whole) for _ in phones]
            return EnrollLeadsPayload(success=False, results=results, user_errors=UserError.all_of(whole))
        results = [EnrollLeadPayload.of(one) for one in done]
        await attach_next_steps(results, info)
        return EnrollLeadsPayload(success=True, results=results)

    @mutation_field(
        EnrollmentPayload,
        "Cancels an enrollment. No further step is sent. An enrollment that has ended stays as it is.",
    )
    async def cancel_enrollment(self, info: Info, id: EnrollmentId) -> EnrollmentPayload:
        context, enrollment = info.context, info.context.decode_id(ids.ENROLLMENT, id)
        row = await cancel_enrollment(context.deps, context.partner_id, enrollment)
        return EnrollmentPayload(success=True, enrollment=Enrollment.of(row))

    @mutation_field(
        EnrollmentPayload,
        "Pauses the steps of one enrollment, until `until` or until `resumeEnrollment`. The lead's enrollments in "
        "other sequences go on: `pauseLead` pauses them all. A person may still write with `sendMessage`. An "
        "enrollment that has ended stays as it is.",
    )
    async def pause_enrollment(
        self, info: Info, id: EnrollmentId, until: PausedUntil = UNSET, by: By = UNSET
    ) -> EnrollmentPayload:
        context, enrollment = info.context, info.context.decode_id(ids.ENROLLMENT, id)
        row = await pause_enrollment(context.deps, context.partner_id, enrollment, or_none(until), or_none(by))
        return EnrollmentPayload(success=True, enrollment=Enrollment.of(row))

    @mutation_field(
        EnrollmentPayload,
        "Ends the pause of an enrollment. Its overdue step is sent now, unless another pause holds it.",
    )
    async def resume_enrollment(self, info: Info, id: EnrollmentId) -> EnrollmentPayload:
        context, enrollment = info.context, info.context.decode_id(ids.ENROLLMENT, id)
        row = await resume_enrollment(context.deps, context.partner_id, enrollment)
        return EnrollmentPayload(success=True, enrollment=Enrollment.of(row))


_RELATED: Mapping[str, Related[models.Enrollment]] = {
    "lead": Related(lambda loaders, row: loaders.lead.load(row.lead_id)),
    "sequence": Related(lambda loaders, row: loaders.sequence.load(row.sequence_id)),
    "timeline": Related(lambda loaders, row: loaders.timeline.load(row)),
}


@strawberry.type
class EnrollmentSubscriptions:
    @subscription_field(
        "The enrollment as it is now, and again whenever the enrollment, its steps or their messages change. Several "
        "changes may arrive as one event. The last event shows the latest state."
    )
    def enrollment_updated(self, info: Info, enrollment_id: EnrollmentId) -> AsyncGenerator[Enrollment, None]:
        context = info.context
        rows = subscriptions.enrollment_updates(
            context.deps, context.partner_id, context.decode_id(ids.ENROLLMENT, enrollment_id)
        )
        return shown_rows(info, rows, Enrollment.of)

    @subscription_field(
        "Each enrollment of the account that begins or changes from now on, with its latest state. A change of its "
        "steps and of their messages is a change of the enrollment."
    )
    def enrollments_updated(
        self,
        info: Info,
        account_id: AccountId,
        sequence_id: OfSequence = UNSET,
    ) -> AsyncGenerator[Enrollment, None]:
        context, sequence = info.context, or_none(sequence_id)
        rows = subscriptions.enrollment_changes(
            context.deps,
            context.partner_id,
            context.decode_id(ids.ACCOUNT, account_id),
            None if sequence is None else context.decode_id(ids.SEQUENCE, sequence),
            context.gather,
        )
        return shown_changes(info, rows, Enrollment.of, _RELATED)

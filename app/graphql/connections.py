"""The lists again, by cursors: the same use cases as the pages of `queries`."""

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.graphql import cursors
from app.graphql.arguments import AccountId, InStatus, LeadSearch, OfSequence, Phone
from app.graphql.context import Info, known
from app.graphql.fields import given, resolved
from app.graphql.plain import asked_below
from app.graphql.types import Enrollment, IsActive, Lead, Message, Sequence
from app.graphql.types.connections import After, Before, Connection, First, Last, span
from app.graphql.types.sequences import attach
from app.services import finders
from app.services.people import leads
from app.services.sequences import definitions


@strawberry.type
class Connections:
    """The fields of Query that answer connections."""

    @resolved("The account's sequences, oldest first, by cursors. Deleted ones are gone.")
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
        names, context = asked_below(info), info.context
        part = span(cursors.SEQUENCES, first, after, last, before, names)
        found = await definitions.of_account(context.partner_id, known(ids.ACCOUNT, account_id), given(is_active), part)
        connection = Connection.of(found, cursors.SEQUENCES, Sequence.of)
        await attach(connection.nodes, names, context)
        return connection

    @resolved("The account's leads, oldest first, by cursors.")
    async def leads_connection(
        self,
        info: Info,
        account_id: AccountId,
        search: LeadSearch = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Lead]:
        part = span(cursors.LEADS, first, after, last, before, asked_below(info))
        found = await leads.search(info.context.partner_id, known(ids.ACCOUNT, account_id), given(search), part)
        return Connection.of(found, cursors.LEADS, Lead.of)

    @resolved("The account's enrolments, oldest first, by cursors.")
    async def enrollments_connection(
        self,
        info: Info,
        account_id: AccountId,
        sequence_id: OfSequence = UNSET,
        status: InStatus = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Enrollment]:
        part = span(cursors.ENROLLMENTS, first, after, last, before, asked_below(info))
        sequence = known(ids.SEQUENCE, sequence_id) if sequence_id else None
        account = known(ids.ACCOUNT, account_id)
        found = await finders.enrollments(info.context.partner_id, account, sequence, given(status), part)
        return Connection.of(found, cursors.ENROLLMENTS, Enrollment.of)

    @resolved("The conversation with one phone, newest message first, by cursors.")
    async def messages_connection(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Message]:
        part = span(cursors.MESSAGES, first, after, last, before, asked_below(info))
        found = await finders.messages(info.context.partner_id, known(ids.ACCOUNT, account_id), phone, part)
        return Connection.of(found, cursors.MESSAGES, Message.of)

"""Queries and mutations of do-not-contact lists."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.graphql.context import Info
from app.graphql.guard.size import bounded_rows
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import ListOwner
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import or_none, resolved_field
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.common.scalars import PhoneNumber
from app.graphql.schema.people.payloads import SuppressionsPayload
from app.graphql.schema.people.types import Suppression
from app.services import people
from app.services.people import MAX_PHONES, MAX_SOURCE, MAX_SUPPRESSION_NOTE

PhonesOfList = Annotated[
    list[PhoneNumber],
    strawberry.argument(
        description=f"The phone numbers, at most {MAX_PHONES:,}. One without a country code is read as dialed in the "
        "account's country; without an account, in the United States."
    ),
]


@strawberry.type
class SuppressionQueries:
    @resolved_field("The phones on a do-not-contact list, in the order in which they were added.")
    async def suppressions_connection(
        self,
        info: Info,
        account_id: ListOwner = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Suppression]:
        part = span(cursors.SUPPRESSIONS, first, after, last, before, selected_below(info))
        found = await people.suppressions(info.context.partner_id, _list_owner(info, account_id), part)
        return Connection.of(found, cursors.SUPPRESSIONS, Suppression.of)


@strawberry.type
class SuppressionMutations:
    @mutation_field(
        SuppressionsPayload,
        f"Puts up to {MAX_PHONES:,} phones on a do-not-contact list, and cancels their active enrollments in the same "
        "transaction. After it nothing is sent to them, also not by a person; a message that was claimed before may "
        "still arrive. A phone that is no number refuses the whole call.",
    )
    async def add_suppressions(
        self,
        info: Info,
        phones: PhonesOfList,
        source: Annotated[
            str,
            strawberry.argument(description=f"Where the phones come from, up to {MAX_SOURCE} characters."),
        ],
        account_id: ListOwner = UNSET,
        note: Annotated[
            str | None,
            strawberry.argument(description=f"A note for each of them, up to {MAX_SUPPRESSION_NOTE:,} characters."),
        ] = UNSET,
    ) -> SuppressionsPayload:
        context, account = info.context, _list_owner(info, account_id)
        given = bounded_rows("phones", phones, MAX_PHONES)
        done = await people.add_suppressions(context.deps, context.partner_id, account, given, source, or_none(note))
        return SuppressionsPayload.of(done)

    @mutation_field(
        SuppressionsPayload,
        f"Takes up to {MAX_PHONES:,} phones off a do-not-contact list. Restarts nothing: canceled enrollments stay "
        "canceled.",
    )
    async def remove_suppressions(
        self, info: Info, phones: PhonesOfList, account_id: ListOwner = UNSET
    ) -> SuppressionsPayload:
        context, account = info.context, _list_owner(info, account_id)
        given = bounded_rows("phones", phones, MAX_PHONES)
        return SuppressionsPayload.of(
            await people.remove_suppressions(context.deps, context.partner_id, account, given)
        )


def _list_owner(info: Info, account_id: strawberry.ID | None) -> UUID | None:
    """The account whose list it is; None for the partner's, which a key that is good for some accounts may not use."""
    if (account := or_none(account_id)) is not None:
        return info.context.decode_id(ids.ACCOUNT, account)
    info.context.require_every_account()
    return None

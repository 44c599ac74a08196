"""Leads, and what is known of their consent."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry import Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Info
from app.graphql.fields import resolved, there, told
from app.graphql.scalars import Json, PhoneNumber
from app.graphql.types.accounts import Account
from app.graphql.types.messages import Message
from app.graphql.types.node import Node
from app.services.conversations import consent

if TYPE_CHECKING:
    from app.graphql.types.enrollments import Enrollment


@strawberry.type(description="A person with a phone, inside one account.")
class Lead(Node):
    row: Private[models.Lead]
    id: strawberry.ID = told("The lead's id, `lead_…`.")
    phone: PhoneNumber = told("The lead's phone, unique in the account.")
    first_name: str | None = told("The lead's first name, `{{first_name}}`.")
    last_name: str | None = told("The lead's last name, `{{last_name}}`.")
    name: str | None = told("The lead's full name, `{{name}}`.")
    email: str | None = told("The lead's e-mail address, `{{email}}`.")
    property_address: str | None = told("The address of the lead's property, `{{property_address}}`.")
    external_id: str | None = told("Your own id of the lead, unique in the account.")
    source: str | None = told("Where the lead came from.")
    notes: str | None = told("What you noted about the lead.")
    time_zone: str | None = told("The lead's IANA time zone, if you know it.")
    metadata: Json | None = told("Anything else that you store with the lead.")
    opted_out_at: datetime | None = told("When the lead opted out. Null: the lead may be written to.")
    created_at: datetime = told("When the lead was first seen.")

    @classmethod
    def of(cls, row: models.Lead) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.LEAD, row.id)),
            phone=PhoneNumber(row.phone),
            first_name=row.first_name,
            last_name=row.last_name,
            name=row.name,
            email=row.email,
            property_address=row.property_address,
            external_id=row.external_id,
            source=row.source,
            notes=row.notes,
            time_zone=row.time_zone,
            metadata=row.metadata,
            opted_out_at=row.opted_out_at,
            created_at=row.created_at,
        )

    @resolved("The account that the lead belongs to.")
    async def account(self, info: Info) -> Account:
        return Account.of(there(await info.context.loaders.account.load(self.row.account_id)))

    @resolved("Every change of the lead's consent, oldest first, the last 250: the evidence for `optedOutAt`.")
    async def consent_history(self, info: Info) -> list["ConsentEvent"]:
        return [ConsentEvent.of(row) for row in await info.context.loaders.consent.load(self.row)]

    @resolved("Every enrolment of the lead, oldest first, those that have ended included; the last 250.")
    async def enrollments(
        self, info: Info
    ) -> list[Annotated["Enrollment", strawberry.lazy("app.graphql.types.enrollments")]]:
        from app.graphql.types.enrollments import Enrollment

        return [Enrollment.of(row) for row in await info.context.loaders.enrollments.load(self.row.id)]


@strawberry.type(description="One change of a lead's consent, with its evidence.")
class ConsentEvent:
    row: Private[models.ConsentEvent]
    change: words.ConsentChange = told("Which way it changed.")
    at: datetime = told("When the lead said so.")
    rule: str = told("The rule that read it, such as `keyword:STOP`, or the provider's code, such as `provider:21610`.")
    source: words.ConsentSource = told("On whose word.")

    @classmethod
    def of(cls, row: models.ConsentEvent) -> Self:
        return cls(row=row, change=row.change, at=row.created_at, rule=row.rule, source=consent.source(row))

    @resolved("The message that said so, word for word; of a change by the provider, the one that it refused.")
    async def message(self, info: Info) -> Message | None:
        row = await info.context.loaders.message.load(self.row.message_id) if self.row.message_id else None
        return Message.of(row) if row else None

"""Leads, and the evidence of their consent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import UNSET, Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.calendar import places
from app.domain.people import consent as consents
from app.domain.sms import names
from app.graphql.context import Info
from app.graphql.keys import ListOfLead, PartOfLead
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common import cursors
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import must_exist, output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.pages import LastItems, SkippedItems, window
from app.graphql.schema.common.pauses import Pause
from app.graphql.schema.common.scalars import Json, PhoneNumber
from app.graphql.schema.conversations.types import Message
from app.services import people
from app.services.conversations import consent_source
from app.services.paging import MAX_LIMIT


@strawberry.type(description="A person with a phone number, in one account.")
class Lead(Node):
    row: Private[models.Lead]
    id: strawberry.ID = output_field("The lead's id, `lead_…`.")
    phone: PhoneNumber = output_field("The lead's phone number, unique in the account.")
    first_name: str | None = output_field("The lead's first name, `{{first_name}}`.")
    last_name: str | None = output_field("The lead's last name, `{{last_name}}`.")
    name: str | None = output_field("The lead's full name, `{{name}}`. If you gave none: the first and the last name.")
    email: str | None = output_field("The lead's e-mail address, `{{email}}`.")
    property_address: str | None = output_field("The address of the lead's property, `{{property_address}}`.")
    external_id: str | None = output_field("Your own id of the lead, unique in the account.")
    source: str | None = output_field("Where the lead came from.")
    notes: str | None = output_field("Your notes about the lead.")
    time_zone: str | None = output_field("The lead's IANA time zone, if it is known.")
    state: str | None = output_field("The US state or territory where the lead lives, in two letters.")
    postal_code: str | None = output_field("The lead's postal code.")
    display_name: str = output_field("The name as the lead is greeted, or else the phone.")
    metadata: Json | None = output_field("A JSON object of your own, stored with the lead.")
    opted_out_at: datetime | None = output_field("When the lead opted out. Null: the lead has not.")
    erased_at: datetime | None = output_field(
        "When the person was erased. Then `phone` is a placeholder that reaches nobody, and the other data are null."
    )
    created_at: datetime = output_field("When the lead was created.")
    updated_at: datetime = output_field(
        "When a field, the status you set, or the consent last changed. Messages change nothing here."
    )

    @classmethod
    def of(cls, row: models.Lead) -> Self:
        person = names.read(row.first_name, row.last_name, row.name)
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.LEAD, row.id)),
            phone=PhoneNumber(row.phone),
            first_name=row.first_name,
            last_name=row.last_name,
            name=row.name or names.read(row.first_name, row.last_name, None).full,
            display_name=person.first or person.full or row.phone,
            state=row.state,
            postal_code=row.postal_code,
            email=row.email,
            property_address=row.property_address,
            external_id=row.external_id,
            source=row.source,
            notes=row.notes,
            time_zone=row.time_zone,
            metadata=row.metadata,
            opted_out_at=row.opted_out_at,
            erased_at=row.erased_at,
            created_at=row.created_at,
            updated_at=row.updated_at or row.created_at,
        )

    @resolved_field("How far you are with the lead.")
    async def status(self, info: Info) -> words.LeadStatus:
        new = self.row.status is words.LeadStatus.NEW
        return people.shown(self.row.status, new and await info.context.loaders.contacted.load(self.row.id))

    @resolved_field(
        "The IANA time zone by which delays in days count for the lead: `timeZone`, or else that of the postal code, "
        "of `state` or of the phone's area code, if all zones there show the same time. Otherwise the account's."
    )
    async def likely_time_zone(self, info: Info) -> str:
        account = must_exist(await info.context.loaders.account.load(self.row.account_id))
        return places.likely_zone(self.row.place, account.time_zone).key

    @resolved_field("The pause of the lead's automated steps. Null: the lead is not paused.")
    def pause(self, info: Info) -> Pause | None:
        return Pause.in_force(self.row.pause, info.context.deps.clock.now())

    @resolved_field(
        "Why the phone cannot receive messages, as the SMS provider reported: such as a landline. The lead cannot be "
        "enrolled. Null: nothing is known against it. A new phone, and any message from the lead, end it."
    )
    def phone_problem(self, info: Info) -> str | None:
        code = self.row.dead_number_code
        return None if code is None else f"{info.context.deps.sms.explain(code).sentence} (code {code})"

    @resolved_field("What permits writing to the lead, as evidence. Null: nobody has stored it.")
    def consent(self) -> "Consent | None":
        return Consent.of(self.row.consent)

    @resolved_field("The entry of a do-not-contact list that binds the lead's phone. Null: there is none.")
    async def suppressed(self, info: Info) -> "Suppression | None":
        row = await info.context.loaders.suppression.load(self.row)
        return Suppression.of(row) if row else None

    @resolved_field("The account that the lead belongs to.")
    async def account(self, info: Info) -> Account:
        return Account.of(must_exist(await info.context.loaders.account.load(self.row.account_id)))

    @resolved_field("The newest message of the conversation, in either direction. Null: there is none.")
    async def last_message(self, info: Info) -> Message | None:
        row = await info.context.loaders.last_message.load(self.row.id)
        return Message.of(row) if row else None

    @resolved_field("The conversation with the lead, newest message first, by cursors.")
    async def messages_connection(
        self, info: Info, first: First = UNSET, after: After = UNSET, last: Last = UNSET, before: Before = UNSET
    ) -> Connection[Message]:
        part = span(cursors.MESSAGES, first, after, last, before, selected_below(info))
        found = await info.context.loaders.messages_of_lead.load(ListOfLead(self.row.id, part))
        return Connection.of(found, cursors.MESSAGES, Message.of)

    @resolved_field(
        "The lead's last changes of consent, oldest first: the evidence for `optedOutAt`.", most_items=MAX_LIMIT
    )
    async def consent_history(
        self, info: Info, limit: LastItems = MAX_LIMIT, offset: SkippedItems = 0
    ) -> list["ConsentEvent"]:
        part = window(limit, offset)
        rows = await info.context.loaders.consent.load(PartOfLead(self.row, part.limit, part.offset))
        return [ConsentEvent.of(row) for row in rows]


@strawberry.type(description="What permits writing to a person, as evidence.")
class Consent:
    source: words.ConsentOrigin = output_field("How the person agreed.")
    text: str | None = output_field("The words that the person agreed to.")
    url: str | None = output_field("The page on which the person agreed.")
    ip: str | None = output_field("The IP address from which the person agreed.")
    given_at: datetime = output_field("When the person agreed.")

    @classmethod
    def of(cls, column: Mapping[str, Any] | None) -> Self | None:
        """The consent in a column; None if there is none."""
        given = consents.stored(column)
        if given is None:
            return None
        return cls(source=given.source, text=given.text, url=given.url, ip=given.ip, given_at=given.given_at)


@strawberry.type(description="A phone on a do-not-contact list.")
class Suppression:
    phone: PhoneNumber = output_field("The phone number.")
    scope: words.SuppressionScope = output_field("The accounts that the list binds.")
    source: str = output_field("Where the phone comes from, as you gave it.")
    note: str | None = output_field("Your note, if you gave one.")
    created_at: datetime = output_field("When the phone was put on the list.")

    @classmethod
    def of(cls, row: models.Suppression) -> Self:
        scope = words.SuppressionScope.ACCOUNT if row.account_id else words.SuppressionScope.PARTNER
        return cls(
            phone=PhoneNumber(row.phone), scope=scope, source=row.source, note=row.note, created_at=row.created_at
        )


@strawberry.type(description="One change of a lead's consent, with its evidence.")
class ConsentEvent:
    row: Private[models.ConsentEvent]
    change: words.ConsentChange = output_field("How the consent changed.")
    at: datetime = output_field("When the change took effect.")
    rule: str = output_field(
        "The rule that recognized the change, such as `keyword:STOP`, or the provider's code, such as `provider:21610`."
    )
    source: words.ConsentSource = output_field("The source of the change.")
    number: PhoneNumber | None = output_field(
        "The number that the lead wrote to, or that the refused message left from. An opt-out binds it as well as the "
        "account. Null for changes before this was recorded."
    )

    note: str | None = output_field("What the person noted who opted the lead out, if a person did.")
    consent: Consent | None = output_field("The consent that `optInLead` recorded.")

    @classmethod
    def of(cls, row: models.ConsentEvent) -> Self:
        return cls(
            row=row,
            change=row.change,
            at=row.created_at,
            rule=row.rule,
            source=consent_source(row),
            number=PhoneNumber(row.number) if row.number else None,
            note=row.note,
            consent=Consent.of(row.consent),
        )

    @resolved_field(
        "The message that caused the change. If the provider reported it, the message that the provider refused."
    )
    async def message(self, info: Info) -> Message | None:
        row = await info.context.loaders.message.load(self.row.message_id) if self.row.message_id else None
        return Message.of(row) if row else None

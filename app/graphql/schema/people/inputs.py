"""The inputs of leads, and the use case's values that they become."""

from datetime import datetime

import strawberry

from app.domain import vocabulary as words
from app.domain.people import consent
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import mentioned, optional_input, required_input
from app.graphql.schema.common.scalars import Json, PhoneNumber
from app.services.people import MAX_ADDRESS, MAX_METADATA_BYTES, MAX_NAME, MAX_NOTES, LeadChanges, NewLead


@strawberry.input(description="What permits writing to a person, as evidence. A blank text counts as left out.")
class ConsentInput:
    source: words.ConsentOrigin = required_input("How the person agreed.")
    text: str | None = optional_input(f"The words that the person agreed to, up to {consent.MAX_TEXT:,} characters.")
    url: str | None = optional_input(f"The page on which the person agreed, up to {consent.MAX_URL:,} characters.")
    ip: str | None = optional_input("The IP address from which the person agreed.")
    given_at: datetime = required_input("When the person agreed. Not later than now.")

    def decoded(self) -> consent.Consent:
        """The use case's value."""
        fields = mentioned(self, "text", "url", "ip")
        return consent.Consent(self.source, self.given_at, **fields)


@strawberry.input(description="A lead to import. A blank text counts as left out.")
class LeadInput:
    phone: PhoneNumber = required_input("The lead's phone number: E.164 or the ten digits of the account's country.")
    first_name: str | None = optional_input(f"The lead's first name, up to {MAX_NAME} characters.")
    last_name: str | None = optional_input(f"The lead's last name, up to {MAX_NAME} characters.")
    name: str | None = optional_input(f"The lead's full name, up to {MAX_NAME} characters.")
    email: str | None = optional_input("The lead's e-mail address.")
    property_address: str | None = optional_input(
        f"The address of the lead's property, up to {MAX_ADDRESS} characters."
    )
    external_id: str | None = optional_input(
        f"Your own id of the lead, up to {MAX_NAME} characters, unique in the account."
    )
    source: str | None = optional_input(f"Where the lead came from, up to {MAX_NAME} characters.")
    notes: str | None = optional_input(f"Your notes about the lead, up to {MAX_NOTES:,} characters.")
    time_zone: str | None = optional_input("The lead's IANA time zone, if it is known.")
    state: str | None = optional_input(
        "The US state or territory where the lead lives: its two letters, such as `CA`, or its name."
    )
    postal_code: str | None = optional_input("The lead's postal code, such as `94105` or `94105-1234`.")
    status: words.LeadStatus | None = optional_input("How far you are with the lead. Left out: NEW.")
    metadata: Json | None = optional_input(f"A JSON object of your own, up to {MAX_METADATA_BYTES // 1024} kB.")
    opted_out_at: datetime | None = optional_input(
        "When the person opted out elsewhere. It counts like a STOP to this account: every enrollment is canceled, and "
        "nothing is sent until the lead texts START. Ignored if the lead has opted in since."
    )
    consent: ConsentInput | None = optional_input("What permits writing to the lead. See `Account.requireConsent`.")
    auto_sequence: bool = optional_input(
        "Whether to enroll the lead in the account's default sequence if this call creates the lead.", False
    )

    def decoded(self) -> NewLead:
        """The use case's value."""
        fields = mentioned(self, *_LEAD_FIELDS)
        return NewLead(**fields | {"consent": self.consent.decoded() if self.consent else None})


@strawberry.input(
    description="A change of a lead. A field that is left out stays as it is; null or a blank text clears it."
)
class UpdateLeadInput:
    phone: PhoneNumber | None = optional_input(
        "The new phone number. The lead keeps its messages, enrollments and opt-out. Cannot be null."
    )
    first_name: str | None = optional_input(f"The lead's first name, up to {MAX_NAME} characters.")
    last_name: str | None = optional_input(f"The lead's last name, up to {MAX_NAME} characters.")
    name: str | None = optional_input(f"The lead's full name, up to {MAX_NAME} characters.")
    email: str | None = optional_input("The lead's e-mail address.")
    property_address: str | None = optional_input(
        f"The address of the lead's property, up to {MAX_ADDRESS} characters."
    )
    external_id: str | None = optional_input(
        f"Your own id of the lead, up to {MAX_NAME} characters, unique in the account."
    )
    source: str | None = optional_input(f"Where the lead came from, up to {MAX_NAME} characters.")
    notes: str | None = optional_input(f"Your notes about the lead, up to {MAX_NOTES:,} characters.")
    time_zone: str | None = optional_input("The lead's IANA time zone.")
    state: str | None = optional_input(
        "The US state or territory where the lead lives: its two letters, such as `CA`, or its name."
    )
    postal_code: str | None = optional_input("The lead's postal code, such as `94105` or `94105-1234`.")
    status: words.LeadStatus | None = optional_input(
        "How far you are with the lead. A lead with a message that you set to NEW is CONTACTED. Cannot be null."
    )
    metadata: Json | None = optional_input(
        f"A JSON object of your own, up to {MAX_METADATA_BYTES // 1024} kB. It replaces the whole object."
    )

    def decoded(self) -> LeadChanges:
        """The use case's value."""
        return LeadChanges(**mentioned(self, *_CHANGED_FIELDS))


_CHANGED_FIELDS = tuple(LeadChanges.__dataclass_fields__)
_LEAD_FIELDS = tuple(NewLead.__dataclass_fields__)

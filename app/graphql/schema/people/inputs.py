"""The inputs of leads, and the use case's values that they become."""

import strawberry

from app.graphql.schema.common.fields import mentioned, optional_input, required_input
from app.graphql.schema.common.scalars import Json, PhoneNumber
from app.services.people import MAX_ADDRESS, MAX_METADATA_BYTES, MAX_NAME, MAX_NOTES, NewLead


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
    metadata: Json | None = optional_input(f"A JSON object of your own, up to {MAX_METADATA_BYTES // 1024} kB.")
    auto_sequence: bool = optional_input(
        "Whether to enroll the lead in the account's default sequence if this call creates the lead.", False
    )

    def decoded(self) -> NewLead:
        """The use case's value."""
        return NewLead(**mentioned(self, *_LEAD_FIELDS))


_LEAD_FIELDS = tuple(NewLead.__dataclass_fields__)

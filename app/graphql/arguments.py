"""Arguments that several fields have, with their descriptions."""

from typing import Annotated

import strawberry

from app.domain import vocabulary as words
from app.graphql.scalars import PhoneNumber

AccountId = Annotated[strawberry.ID, strawberry.argument(description="The account's id, `acc_…`.")]
Phone = Annotated[PhoneNumber, strawberry.argument(description="The lead's phone.")]
OfSequence = Annotated[strawberry.ID | None, strawberry.argument(description="Only those in this sequence, `seq_…`.")]
InStatus = Annotated[words.EnrollmentStatus | None, strawberry.argument(description="Only those that stand like this.")]
LeadSearch = Annotated[
    str | None, strawberry.argument(description="Only those with this in a name, e-mail, phone or externalId.")
]

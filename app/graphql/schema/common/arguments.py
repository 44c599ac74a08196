"""Arguments that several fields have, with their descriptions."""

from typing import Annotated

import strawberry

from app.domain import vocabulary as words
from app.graphql.schema.common.scalars import Json, PhoneNumber
from app.services.enrollment import MAX_VARIABLES, MAX_VARIABLES_BYTES
from app.services.searching import MOST_WORDS


def id_argument(description: str) -> object:
    """The annotation of an argument that is the id of an object."""
    return strawberry.argument(description=description)


AccountId = Annotated[strawberry.ID, id_argument("The account's id, `acc_…`.")]
ListOwner = Annotated[
    strawberry.ID | None,
    id_argument("The account whose list it is, `acc_…`. Without it: the list that binds every account of yours."),
]
SequenceId = Annotated[strawberry.ID, id_argument("The sequence's id, `seq_…`.")]
EnrollmentId = Annotated[strawberry.ID, id_argument("The enrollment's id, `enr_…`.")]
DraftId = Annotated[strawberry.ID, id_argument("The draft's id, `drf_…`.")]
Phone = Annotated[PhoneNumber, strawberry.argument(description="The lead's phone number.")]
Variables = Annotated[
    Json | None,
    strawberry.argument(
        description="The values of `{{custom.NAME}}`: an object of texts, numbers and booleans, with up to "
        f"{MAX_VARIABLES} names and {MAX_VARIABLES_BYTES:,} bytes. They take the place of the lead's `metadata`."
    ),
]
OfSequence = Annotated[strawberry.ID | None, id_argument("Only enrollments in this sequence, `seq_…`.")]
WithStatus = Annotated[
    words.EnrollmentStatus | None, strawberry.argument(description="Only enrollments with this status.")
]
IfNeverEnrolled = Annotated[
    bool,
    strawberry.argument(
        description="True: a lead whose enrollment in this sequence has ended is not enrolled again, with the action "
        "SKIPPED."
    ),
]
IsActive = Annotated[
    bool | None,
    strawberry.argument(
        description="True: only sequences that accept new enrollments. False: only sequences that do not."
    ),
]
LeadSearch = Annotated[
    str | None,
    strawberry.argument(
        description=f"Only leads of whom each of these words (of more than {MOST_WORDS}: of the first {MOST_WORDS}) "
        "begins a word of a name, the e-mail or the externalId, without regard to case and accents; or whose phone is "
        "these digits, begins with them, or ends with them (four or more), in any spelling."
    ),
]
PerHour = Annotated[
    int | None,
    strawberry.argument(
        description="How many of the new enrollments begin in each hour: the first begins now, and the delay of each "
        "first step counts from its begin. Left out: all begin now."
    ),
]

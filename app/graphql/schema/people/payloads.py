"""What mutations of leads answer."""

from collections import Counter
from collections.abc import Sequence as Rows
from typing import Self

import strawberry
from strawberry import Private
from strawberry.utils.str_converters import to_camel_case

from app.domain import vocabulary as words
from app.errors import Refused
from app.graphql.guard.cost import MOST, PerRow
from app.graphql.guard.size import MAX_ITEMS
from app.graphql.schema.common.fields import output_field, resolved_field
from app.graphql.schema.common.payloads import SUCCESS, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.enrollment.types import Enrollment
from app.graphql.schema.people.types import Lead
from app.services.people import Imported, Recorded, SuppressionsChanged


@strawberry.type(description="The answer to a mutation of a lead.")
class LeadPayload:
    success: bool = output_field(SUCCESS)
    lead: Lead | None = output_field("The lead after the mutation. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The answer to `eraseLead`.")
class ErasePayload:
    success: bool = output_field(SUCCESS)
    erased: bool = output_field("Whether this call erased the lead. False: it had been erased before.", False)
    user_errors: list[UserError] = user_errors_field()


ENDED_ENROLLMENTS = 10


@strawberry.type(description="The answer to `recordLeadEvent`.")
class LeadEventPayload:
    success: bool = output_field(SUCCESS)
    lead: Lead | None = output_field("The lead. Null if the mutation was refused.", None)
    ended_enrollments: list[Enrollment] = strawberry.field(
        description=f"The enrollments that the event ended. At most {ENDED_ENROLLMENTS} are listed; all are ended.",
        default_factory=list,
        metadata={MOST: ENDED_ENROLLMENTS},
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, done: Recorded) -> Self:
        ended = [Enrollment.of(row) for row in done.ended[:ENDED_ENROLLMENTS]]
        return cls(success=True, lead=Lead.of(done.lead), ended_enrollments=ended)


@strawberry.type(description="The answer to a change of a do-not-contact list.")
class SuppressionsPayload:
    success: bool = output_field(SUCCESS)
    changed: int = output_field("How many phones the list gained or lost.", 0)
    cancelled_enrollments: int = output_field("How many enrollments were canceled, with `SUPPRESSED`.", 0)
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, done: SuppressionsChanged) -> Self:
        return cls(success=True, changed=done.changed, cancelled_enrollments=done.cancelled)


ERRORS_OF_A_LEAD = 12


@strawberry.type(description="The answer to `importLead`.")
class ImportLeadPayload:
    success: bool = output_field(SUCCESS)
    action: words.ImportAction | None = output_field("What was done. Null if the mutation was refused.", None)
    lead: Lead | None = output_field("The lead after the import. Null if the mutation was refused.", None)
    enrollment: Enrollment | None = output_field("The enrollment that `autoSequence` began, if it began one.", None)
    kept_fields: list[str] = strawberry.field(
        description="The fields of the input whose value differs from the value of the lead, such as `phone`. "
        "The lead keeps its value: an import overwrites nothing.",
        default_factory=list,
    )
    user_errors: list[UserError] = user_errors_field(ERRORS_OF_A_LEAD)

    @classmethod
    def of(cls, done: Imported | Refused) -> Self:
        if isinstance(done, Refused):
            return cls(success=False, user_errors=UserError.all_of(done)[:ERRORS_OF_A_LEAD])
        run = Enrollment.of(done.enrollment) if done.enrollment else None
        kept = [to_camel_case(name) for name in done.kept]
        return cls(success=True, action=done.action, lead=Lead.of(done.lead), enrollment=run, kept_fields=kept)


@strawberry.type(description="The answer to `importLeads`.")
class ImportLeadsPayload:
    done: Private[Rows[Imported | Refused]]
    imported: int = output_field("How many rows created a lead.")
    updated: int = output_field("How many rows filled an empty field of an existing lead.")
    skipped: int = output_field("How many rows found an existing lead and filled no field.")
    user_errors: list[UserError] = output_field(
        'The errors of all refused rows. The path starts with the index of the row, such as ["leads", "3", "phone"]. '
        "A refused row changed nothing, and the other rows were imported. "
        f"At most {MAX_ITEMS:,} errors are listed here; `results` has all.",
        most_items=PerRow(ERRORS_OF_A_LEAD),
    )

    @classmethod
    def of(cls, done: Rows[Imported | Refused]) -> Self:
        errors = [
            error for one in done if isinstance(one, Refused) for error in UserError.all_of(one)[:ERRORS_OF_A_LEAD]
        ]
        counts = Counter(one.action for one in done if isinstance(one, Imported))
        return cls(
            done=done,
            imported=counts[words.ImportAction.CREATED],
            updated=counts[words.ImportAction.UPDATED],
            skipped=counts[words.ImportAction.SKIPPED],
            user_errors=errors[:MAX_ITEMS],
        )

    @classmethod
    def refused(cls, whole: Refused) -> Self:
        """The answer to a call that was refused as a whole."""
        return cls(done=[], imported=0, updated=0, skipped=0, user_errors=UserError.all_of(whole))

    @resolved_field(
        "The answer for each row, in the order of `leads`. Empty if the whole call was refused.", most_items=PerRow(1)
    )
    def results(self) -> list[ImportLeadPayload]:
        return [ImportLeadPayload.of(one) for one in self.done]

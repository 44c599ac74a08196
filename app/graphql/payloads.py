"""What mutations answer: what was done, or why it was refused."""

from collections import Counter
from collections.abc import Awaitable, Callable
from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Any, Self, cast

import strawberry
from strawberry import Private
from strawberry.extensions import FieldExtension

from app.domain import vocabulary as words
from app.errors import Refused
from app.graphql.context import Info
from app.graphql.errors import in_progress
from app.graphql.fields import F, resolved, told
from app.graphql.types import Account, Enrollment, Lead, Message, Sequence, UserError
from app.services.enrollment import Run
from app.services.idempotency.calls import InProgress
from app.services.people.leads import Imported

SUCCESS = "Whether it was done. False: `userErrors` says why, and nothing changed."
ERRORS = "Why it was refused; empty if it was done."


def _errors() -> Any:
    return strawberry.field(description=ERRORS, default_factory=list)


@strawberry.type(description="The answer to a change of an account.")
class AccountPayload:
    success: bool = told(SUCCESS)
    account: Account | None = told("The account as it is now. Null if it was refused.", None)
    user_errors: list[UserError] = _errors()


@strawberry.type(description="The answer to a change of a sequence.")
class SequencePayload:
    success: bool = told(SUCCESS)
    sequence: Sequence | None = told("The sequence as it is now. Null if it was refused.", None)
    user_errors: list[UserError] = _errors()


@strawberry.type(description="The answer to `deleteSequence`.")
class DeleteSequencePayload:
    success: bool = told(SUCCESS)
    cancelled_enrollments: int = told("How many enrolments were under way, and are now cancelled.", 0)
    user_errors: list[UserError] = _errors()


@strawberry.type(description="The answer to `importLead`.")
class ImportLeadPayload:
    success: bool = told(SUCCESS)
    action: words.ImportAction | None = told("What was done. Null if it was refused.", None)
    lead: Lead | None = told("The lead as it is now. Null if it was refused.", None)
    enrollment: Enrollment | None = told("The run of the default sequence that `autoSequence` began, if it did.", None)
    user_errors: list[UserError] = _errors()

    @classmethod
    def of(cls, done: Imported | Refused) -> Self:
        if isinstance(done, Refused):
            return cls(success=False, user_errors=UserError.all_of(done))
        run = Enrollment.of(done.enrollment) if done.enrollment else None
        return cls(success=True, action=done.action, lead=Lead.of(done.lead), enrollment=run)


@strawberry.type(description="The answer to `importLeads`.")
class ImportLeadsPayload:
    done: Private[Rows[Imported | Refused]]
    imported: int = told("How many rows made a lead.")
    updated: int = told("How many rows filled empty fields of a lead who was there.")
    skipped: int = told("How many rows found a lead in whom nothing was to be filled.")
    user_errors: list[UserError] = told(
        'What is wrong with which row, its index in the path, such as ["leads", "3", "phone"]: that row changed '
        "nothing, and the others were imported all the same."
    )

    @classmethod
    def of(cls, done: Rows[Imported | Refused]) -> Self:
        counts = Counter(one.action for one in done if isinstance(one, Imported))
        return cls(
            done=done,
            imported=counts[words.ImportAction.CREATED],
            updated=counts[words.ImportAction.UPDATED],
            skipped=counts[words.ImportAction.SKIPPED],
            user_errors=[error for one in done if isinstance(one, Refused) for error in UserError.all_of(one)],
        )

    @classmethod
    def refused(cls, whole: Refused) -> Self:
        """The answer when no row was looked at."""
        return cls(done=[], imported=0, updated=0, skipped=0, user_errors=UserError.all_of(whole))

    @resolved("An answer for each row, in the order of `leads`.")
    def results(self) -> list[ImportLeadPayload]:
        return [ImportLeadPayload.of(one) for one in self.done]


@strawberry.type(description="The answer to `enrollLead`.")
class EnrollLeadPayload:
    success: bool = told(SUCCESS)
    action: words.EnrollmentAction | None = told("What was done. Null if it was refused.", None)
    message_sent: bool = told(
        "Whether the first message was handed to the SMS provider before this answer.", default=False
    )
    next_step_at: datetime | None = told("When the next step is to go. Null if there is none.", None)
    enrollment: Enrollment | None = told("The enrolment. Null if it was refused.", None)
    user_errors: list[UserError] = _errors()

    @classmethod
    def of(cls, done: Run | Refused) -> Self:
        if isinstance(done, Refused):
            return cls(success=False, user_errors=UserError.all_of(done))
        run = Enrollment.of(done.enrollment)
        return cls(
            success=True,
            action=done.action,
            message_sent=done.message_sent,
            next_step_at=run.next_step_at,
            enrollment=run,
        )


@strawberry.type(description="The answer to `enrollLeads`.")
class EnrollLeadsPayload:
    results: list[EnrollLeadPayload] = told(
        "An answer for each phone, in the order of `phones`. When the whole call was refused, each says so."
    )


@strawberry.type(description="The answer to a change of an enrolment.")
class EnrollmentPayload:
    success: bool = told(SUCCESS)
    enrollment: Enrollment | None = told("The enrolment as it is now. Null if it was refused.", None)
    user_errors: list[UserError] = _errors()


@strawberry.type(description="The answer to a decision on a text that waited.")
class DraftPayload:
    success: bool = told(SUCCESS)
    enrollment: Enrollment | None = told("The enrolment as it is now. Null if it was refused.", None)
    message_sent: bool = told("Whether the text was handed to the SMS provider before this answer.", default=False)
    user_errors: list[UserError] = _errors()


@strawberry.type(description="The answer to `sendMessage`.")
class MessagePayload:
    success: bool = told("Whether the message was taken. False: `userErrors` says why, and nothing was sent.")
    message: Message | None = told(
        "The message. Its status tells what became of it: FAILED, with `errorCode`, if the SMS provider refused it, "
        "SENDING or UNKNOWN if its answer is not in yet. It is never sent twice. Null if it was not taken.",
        None,
    )
    user_errors: list[UserError] = _errors()


class Refusals(FieldExtension):
    """Shows a refusal as the mutation's payload, and has the answer read what the mutation changed."""

    def __init__(self, payload: Callable[..., Any]) -> None:
        self.payload = payload

    async def resolve_async(self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **kwargs: Any) -> Any:
        info.context.begin(str(info.path.key))
        try:
            return await next_(source, info, **kwargs)
        except Refused as refused:
            return self.payload(success=False, user_errors=UserError.all_of(refused))
        except InProgress:
            raise in_progress() from None


def refusable(payload: Callable[..., Any], description: str) -> Callable[[F], F]:
    """Makes a resolver a mutation that may refuse."""
    return cast(Callable[[F], F], strawberry.mutation(description=description, extensions=[Refusals(payload)]))

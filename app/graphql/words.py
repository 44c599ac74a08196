"""The enums, and what each of their values means to a caller."""

from enum import EnumMeta
from typing import Any, cast

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from app import errors
from app.domain import vocabulary as words


def _describe(enum: EnumMeta, description: str, values: dict[str, str], *, name: str | None = None) -> None:
    """Makes an enum of the program one of the API, each value described. Fails when one is not."""
    strawberry.enum(cast(Any, enum), name=name, description=description)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[value.name]


_describe(
    words.StepType,
    "Who writes a step's message.",
    {
        "FIXED": "You do: `message` is a template whose variables are filled in for each lead.",
        "AI": "The AI does, by your `instructions` and the whole conversation so far.",
    },
)
_describe(
    words.EnrollmentStatus,
    "Where an enrolment stands.",
    {
        "ACTIVE": "Under way: steps are still to come.",
        "COMPLETED": "Every step was sent or skipped.",
        "CANCELLED": "Ended before its last step; `cancelReason` says why.",
    },
)
_describe(
    words.CancelReason,
    "Why an enrolment ended before its last step.",
    {
        "REQUESTED": "You cancelled it with `cancelEnrollment`.",
        "OPTED_OUT": "The lead texted STOP or the like.",
        "SEQUENCE_DELETED": "You deleted the sequence.",
        "INVALID_NUMBER": "The lead's number can never receive messages.",
    },
)
_describe(
    words.StepRunStatus,
    "Where one step of one enrolment stands.",
    {
        "PENDING": "Not yet due, or held; `reason` says what it waits for.",
        "SENDING": "Being handed to the SMS provider at this moment.",
        "SENT": "Handed to the SMS provider; `message.status` tells what became of it.",
        "SKIPPED": "Passed over; `reason` says why: the lead had replied, or there was no text that may leave.",
        "FAILED": "Could not be sent; `reason` says why.",
        "UNKNOWN": "Nobody can say whether it was sent, so it is not sent again.",
        "CANCELLED": "Never to be sent, because the enrolment was cancelled.",
    },
)
_describe(
    words.StepReason,
    "Why a step waits, was skipped, failed or was cancelled. It grows with the product: keep a default branch.",
    {
        "NOT_DUE": "Its time has not come.",
        "OUTSIDE_WINDOW": "It waits for the account's sending window to open.",
        "REPLIED": "The lead replied after this enrolment began, and the step says `skipIfReplied`.",
        "OPTED_OUT": "The lead has opted out.",
        "CANCELLED": "The enrolment was cancelled on request.",
        "SEQUENCE_DELETED": "The sequence was deleted.",
        "INVALID_NUMBER": "The number can never receive messages.",
        "PROVIDER_BUSY": "The SMS provider asked to try again later.",
        "PROVIDER_REFUSED": "The SMS provider refused the message; see `message.errorCode`.",
        "OUTCOME_UNKNOWN": "The SMS provider never said whether it took the message.",
        "AI_UNAVAILABLE": "The AI gave no text: it is tried again, or was for an hour.",
        "AI_REJECTED": "What the AI wrote did not pass the checks.",
        "AI_BUDGET": "The account's AI budget is used up.",
        "AWAITING_REVIEW": "A person has to approve the text first.",
        "BROKEN": "The step could not be prepared, through a fault on our side.",
    },
)
_describe(
    words.WhenRejected,
    "What becomes of an AI step without a text that may leave, and without a fallback message.",
    {
        "SKIP": "It is skipped, and the timeline says why.",
        "HOLD": "It waits for a person: see `pendingDrafts`.",
    },
)
_describe(
    words.MessageDirection,
    "Which way a message went.",
    {"INBOUND": "From the lead to the account.", "OUTBOUND": "From the account to the lead."},
)
_describe(
    words.MessageSource,
    "Who wrote an outbound message.",
    {
        "SEQUENCE": "A FIXED step of a sequence.",
        "AI": "An AI step of a sequence.",
        "OPERATOR": "A person.",
    },
)
_describe(
    words.MessageStatus,
    "What became of a message.",
    {
        "SENDING": "Being handed to the SMS provider.",
        "QUEUED": "The SMS provider has it.",
        "SENT": "The SMS provider gave it to the carrier.",
        "DELIVERED": "The carrier confirmed that it arrived.",
        "UNDELIVERED": "The carrier says that it did not arrive.",
        "FAILED": "The SMS provider refused it or could not send it.",
        "UNKNOWN": "Nobody can say whether it was sent.",
        "RECEIVED": "It came from the lead.",
    },
)
_describe(
    words.EnrollmentAction,
    "What `enrollLead` did.",
    {
        "ENROLLED": "The lead was not under way in this sequence, and now is.",
        "ALREADY_ENROLLED": "The lead was under way in this sequence already; nothing changed.",
        "REACTIVATED": "The lead was cancelled before, and starts again from the first of today's steps.",
    },
)
_describe(
    words.ImportAction,
    "What `importLead` did.",
    {
        "CREATED": "The lead is new.",
        "UPDATED": "The lead existed, and at least one empty field was filled.",
        "SKIPPED": "The lead existed, and nothing was to be filled.",
    },
)
_describe(
    words.ConsentChange,
    "Which way a lead's consent changed.",
    {"OPT_OUT": "The lead is not to be written to any more.", "OPT_IN": "The lead may be written to again."},
)
_describe(
    words.ConsentSource,
    "On whose word a lead's consent changed.",
    {
        "LEAD": "The lead's own, in a message.",
        "PROVIDER": "The SMS provider's, who refused a message because the lead had opted out with it.",
    },
)
_describe(
    errors.Code,
    "Why a mutation was refused.",
    {
        "INVALID_PHONE": "This is no phone number that can exist.",
        "INVALID_INPUT": "A value is missing, too long, out of range or of the wrong form.",
        "INVALID_TEMPLATE": "A brace of the template is broken; the message says in which line and column.",
        "UNKNOWN_VARIABLE": "The template uses a variable that does not exist; the message says which, and where.",
        "NOT_FOUND": "There is nothing with this id.",
        "DUPLICATE": "Something else has this value already, and it must be unique.",
        "SEQUENCE_INACTIVE": "The sequence takes no new enrolments.",
        "LEAD_OPTED_OUT": "The lead has opted out, and is not written to until they text START.",
        "DRAFT_STALE": "The text no longer waits: the lead has written since, or somebody has decided on it.",
        "OUTSIDE_WINDOW": "The account's sending window is not open where the lead is; the message says when it opens.",
        "PROVIDER_BUSY": "The SMS provider takes no message just now. Nothing was sent: try again.",
        "IDEMPOTENCY_CONFLICT": "The same idempotency key came with another request before.",
    },
    name="UserErrorCode",
)

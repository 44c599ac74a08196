"""The enums of the API, with the meaning of each value. It is not split: all of them are one list of words."""

from enum import EnumMeta
from typing import Any, cast

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from app import errors
from app.domain import vocabulary as words


def _describe(enum: EnumMeta, description: str, values: dict[str, str], *, name: str | None = None) -> None:
    """Makes an enum of the program an enum of the API. Fails when a value has no description."""
    strawberry.enum(cast(Any, enum), name=name, description=description)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[value.name]


_describe(
    words.StepType,
    "Who writes the message of a step.",
    {
        "FIXED": "You write it: `message` is a template, and its variables are filled in for each lead.",
        "AI": "The AI writes it from your `instructions` and the whole conversation.",
    },
)
_describe(
    words.HourRules,
    "Which public rules about the hours of texts an account keeps. They apply to numbers that begin with +1.",
    {
        "US_STATES": "The federal hours, 8:00 to 21:00, and the rules of the lead's state.",
        "FEDERAL": "The federal hours, 8:00 to 21:00, in the lead's local time.",
        "NONE": "No public rules: the account's own times alone.",
    },
)
_describe(
    words.Weekday,
    "A day of the week.",
    {day.value: f"{day.value.capitalize()}." for day in words.Weekday},
)
_describe(
    words.KeyScope,
    "What an API key may do.",
    {
        "READ": "Queries and subscriptions.",
        "WRITE": "Mutations that send nothing.",
        "SEND": "Mutations that send messages or enroll leads.",
        "ADMIN": "To create keys that do not end, to see and revoke every key of the partner, to connect accounts to "
        "Twilio, and to change the endpoints of webhooks.",
    },
)
_describe(
    words.Mode,
    "Whether the installation works with the world outside.",
    {
        "SIMULATED": "A built-in part plays it: nothing leaves the machine.",
        "LIVE": "The provider does it.",
    },
)
_describe(
    words.EnrollmentStatus,
    "The state of an enrollment.",
    {
        "ACTIVE": "Some steps are still to come.",
        "COMPLETED": "No step is left.",
        "CANCELLED": "The enrollment ended before its last step. `cancelReason` says why.",
    },
)
_describe(
    words.CancelReason,
    "Why an enrollment ended before its last step.",
    {
        "REQUESTED": "You called `cancelEnrollment`.",
        "OPTED_OUT": "The lead opted out.",
        "SEQUENCE_DELETED": "You deleted the sequence.",
        "INVALID_NUMBER": "The lead's number can never receive messages.",
        "EVENT": "An event happened that ends the enrollments of the sequence.",
        "SUPPRESSED": "The lead's phone was put on a do-not-contact list.",
        "ERASED": "The lead was erased.",
    },
)
_describe(
    words.StepRunStatus,
    "The state of one step of one enrollment.",
    {
        "PENDING": "The step is not sent yet. `reason` says what it waits for.",
        "SENDING": "The message is being submitted to the SMS provider.",
        "SENT": "The SMS provider accepted the message. `message.status` says whether it arrived.",
        "SKIPPED": "The step was not sent, and the enrollment went on. `reason` says why.",
        "FAILED": "The step could not be sent. `reason` says why.",
        "UNKNOWN": "It is not known whether the message was sent. It is not sent again.",
        "CANCELLED": "The enrollment was canceled before this step.",
    },
)
_describe(
    words.StepReason,
    "Why a step waits, or was skipped, failed or canceled. New values are added: keep a default branch.",
    {
        "NOT_DUE": "The step is not due yet.",
        "OUTSIDE_WINDOW": "The step waits for the account's own sending hours.",
        "QUIET_HOURS": "The step waits for the hours that federal law or the lead's state permits.",
        "CAPPED": "The step waits for room under a cap on automated messages to one person: see `Account.caps`.",
        "REPLIED": "The lead replied after the enrollment began, and the step has `skipIfReplied`.",
        "OPTED_OUT": "The lead has opted out.",
        "CANCELLED": "The enrollment was canceled. `Enrollment.cancelReason` says why.",
        "SEQUENCE_DELETED": "You deleted the sequence.",
        "INVALID_NUMBER": "The number can never receive messages.",
        "PROVIDER_BUSY": "The SMS provider was busy or could not be reached. The step is tried again.",
        "PROVIDER_REFUSED": "The SMS provider refused the message. See `message.errorCode`.",
        "OUTCOME_UNKNOWN": "The SMS provider did not say whether it accepted the message.",
        "AI_UNAVAILABLE": "The AI gave no text.",
        "AI_REJECTED": "The text of the AI did not pass the checks.",
        "AI_BUDGET": "The account's AI budget is used up.",
        "AWAITING_REVIEW": "A person must approve the text first.",
        "BROKEN": "The step could not be prepared because of a fault on our side.",
        "PAUSED": "The lead, the enrollment, the sequence or the account is paused: see their `pause`.",
        "TAKEN_OVER": "A person has taken over the conversation with the lead.",
        "UNCLEAR_REPLY": "The lead wrote a text that may be an opt-out. Nothing is sent until a person decides.",
        "BEING_WRITTEN": "The AI is writing the text now.",
        "REJECTED_BY_PERSON": "A person rejected the text.",
        "SKIPPED_BY_PERSON": "A person skipped the step: see `StepRun.by`.",
        "SENDER_BLOCKED": "The account's number cannot send at present.",
        "ACCOUNT_BLOCKED": "The SMS provider refuses the account or its credentials at present.",
        "SENDER_BUSY": "The sender's rate (`Sender.segmentsPerSecond`, `segmentsPerDay`) leaves no room now: the step "
        "waits in the sender's line.",
        "SENDER_PAUSED": "A person paused the sender that the step leaves from: see `resumeSender`.",
        "TOO_LONG": "The text is longer than the SMS provider accepts.",
        "NO_CONSENT": "The account requires consent, and the lead has none.",
        "SUPPRESSED": "The lead's phone is on a do-not-contact list.",
        "MISFIRED": "The step was late because nothing could be sent, and the sequence skips such steps.",
        "EXPIRED": "The step was later than the `expireAfterHours` of the sequence.",
        "MISSING_VARIABLE": "The text needs a value of your own that is not there. The step is sent once it is.",
    },
)
_describe(
    words.MisfirePolicy,
    "What happens to a step that is more than 15 minutes late because nothing could be sent: in a pause, while no "
    "worker ran, or while the sender was blocked. To wait for hours, room under a cap, a review or a retry is no "
    "misfire.",
    {
        "SEND": "The step is sent as soon as that is possible, at most one such step to a person in an hour.",
        "SKIP": "The step is skipped, with `MISFIRED`, and the next one counts from that.",
        "SHIFT": "The time in which nothing could be sent does not count: what was left of the step's delay when it "
        "began is left when it ends. Later steps keep their distance.",
    },
)
_describe(
    words.WhenRejected,
    "What happens to an AI step that has no text that may be sent and no fallback message.",
    {
        "SKIP": "The step is skipped. The timeline says why.",
        "HOLD": "The step waits for a person. See `pendingDrafts`.",
    },
)
_describe(
    words.MessageDirection,
    "The direction of a message.",
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
    "The state of a message.",
    {
        "SENDING": "The message is being submitted to the SMS provider.",
        "QUEUED": "The SMS provider accepted the message.",
        "SENT": "The SMS provider passed the message to the carrier.",
        "DELIVERED": "The carrier confirmed the delivery.",
        "UNDELIVERED": "The carrier reported that the message did not arrive.",
        "FAILED": "The SMS provider refused the message or could not send it.",
        "UNKNOWN": "It is not known whether the message was sent.",
        "RECEIVED": "The lead sent the message.",
    },
)
_describe(
    words.EnrollmentAction,
    "What `enrollLead` did.",
    {
        "ENROLLED": "The lead was not active in this sequence and is now.",
        "ALREADY_ENROLLED": "The lead is active in this sequence already. Nothing changed.",
        "REACTIVATED": "The lead's enrollment had been canceled. It starts again at the first of today's steps.",
        "SKIPPED": "The lead was in this sequence before, and you asked for leads who never were. Nothing changed.",
    },
)
_describe(
    words.ImportAction,
    "What `importLead` did.",
    {
        "CREATED": "The lead is new.",
        "UPDATED": "The lead existed, and at least one empty field was filled.",
        "SKIPPED": "The lead existed, and no field was filled.",
    },
)
_describe(
    words.LeadStatus,
    "How far you are with a lead.",
    {
        "NEW": "No message was sent yet.",
        "CONTACTED": "A message was sent. The first message makes a NEW lead CONTACTED, whether a sequence or a person "
        "sends it.",
        "QUALIFIED": "You set it.",
        "CONVERTED": "An event of the lead reached the `goal` of a sequence, or you set it.",
        "LOST": "You set it.",
    },
)
_describe(
    words.LeadOrder,
    "The order of a list of leads.",
    {
        "OLDEST": "The lead that was created first comes first.",
        "NEWEST": "The lead that was created last comes first.",
        "LAST_MESSAGE": "The leads with a message, in either direction; the lead with the newest message comes first.",
    },
)
_describe(
    words.SenderStatus,
    "Whether messages can leave from a sender.",
    {
        "READY": "Messages leave from it.",
        "PAUSED": "You paused it with `pauseSender`. Its steps wait until `resumeSender`.",
        "BLOCKED": "A carrier or Twilio takes nothing from it: see `statusReason`. Its steps wait; one message is "
        "tried now and then, and `resumeSender` says that the cause is mended.",
    },
)
_describe(
    words.PauseReason,
    "Why there is a pause.",
    {
        "REQUESTED": "A person paused the lead, the enrollment, the sequence or the account.",
        "TAKEN_OVER": "A person has taken over the conversation, with `takeOver` or `sendMessage`. See `handBack`.",
        "UNCLEAR_REPLY": "The lead wrote a text that may be an opt-out. A person calls `optOutLead` or `resumeLead`.",
        "AWAY": "An automatic answer of the lead's phone or mailbox names the day on which the lead is back.",
        "SENDER_BLOCKED": "The account's number cannot send at present.",
        "OPT_OUTS": "The sequence paused itself: too many leads opted out after its messages. See `Account.guardrail`. "
        "A person calls `resumeSequence`.",
    },
)
_describe(
    words.ConversationStatus,
    "The state of a conversation.",
    {
        "OPEN": "Nobody has closed it since the last message of the lead.",
        "DONE": "Somebody has closed it with `closeConversation`.",
    },
)
_describe(
    words.AttentionReason,
    "Why a conversation needs a person, the most urgent reason first. `closeConversation` ends each reason, and an "
    "opt-out ends each but DRAFT.",
    {
        "UNCLEAR_REPLY": "The lead wrote a text that may be an opt-out. It ends when a person decides: with "
        "`resumeLead`, `optOutLead`, `optInLead`, `takeOver` or `handBack`, or by writing to the lead.",
        "HANDOFF": "The lead asks for a person or a call. It ends as UNCLEAR_REPLY does.",
        "DRAFT": "A text of the AI awaits review. It ends when no text of the lead does.",
        "UNANSWERED": "The lead wrote, and since then neither a person nor the AI has written. A message from a "
        "template is no answer.",
        "NOT_DELIVERED": "The newest message to the lead failed or was not delivered. It ends with the next message.",
    },
)
_describe(
    words.ReadAs,
    "How the text of an inbound message was read.",
    {
        "OPT_OUT": "The lead wants no more messages: the lead is opted out.",
        "OPT_IN": "The lead wants messages again.",
        "HELP": "A question about the sender, answered with the standard text.",
        "UNCLEAR": "It may be an opt-out: every automated step of the lead is paused until a person decides.",
        "REPLY": "An ordinary answer.",
        "REACTION": "A reaction such as a thumbs-up to a message. It is no reply and stops nothing.",
        "MACHINE_ANSWER": "An automatic answer of a phone or mailbox. It is no reply and stops nothing.",
    },
)
_describe(
    words.ImportJobStatus,
    "The state of an import.",
    {
        "CHECKING": "The file is being read for the first time.",
        "RUNNING": "Its rows are being imported.",
        "PAUSED": "It waits for `resumeImport`. `failure` says why, if nobody paused it.",
        "DONE": "Every row was imported or refused.",
        "FAILED": "It ended before its last row. `failure` says why. The rows before stay imported.",
    },
)
_describe(
    words.ConsentChange,
    "How a lead's consent changed.",
    {"OPT_OUT": "From here on the lead must not be texted.", "OPT_IN": "From here on the lead may be texted again."},
)
_describe(
    words.SuppressionScope,
    "The accounts that a do-not-contact list binds.",
    {"ACCOUNT": "One account.", "PARTNER": "Every account of the partner."},
)
_describe(
    words.ConsentOrigin,
    "How a lead agreed to messages.",
    {
        "WEB_FORM": "On a page of a web site.",
        "PHONE": "On the phone.",
        "PAPER": "In writing, on paper.",
        "KEYWORD": "By a text message, such as START.",
        "IMPORTED": "In a system from which the lead was imported.",
        "OTHER": "In another way.",
    },
)
_describe(
    words.MediaStatus,
    "How far a file that a lead sent has come.",
    {
        "PENDING": "The file is being fetched. `problem` says why the last try failed, if one did.",
        "STORED": "The file can be read.",
        "FAILED": "The file could not be fetched. `problem` says why. It stays at the SMS provider, if it is there.",
    },
)
_describe(
    words.ConsentSource,
    "The source of a change of consent.",
    {
        "LEAD": "A message of the lead.",
        "PROVIDER": "The SMS provider, which refused a message because the lead had opted out with it.",
        "PERSON": "A person, who recorded it with `optOutLead` or `optInLead`.",
        "IMPORT": "An import, whose row says that the lead opted out elsewhere.",
        "MOVED": "A change of the phone with `updateLead`: the person had opted out under the former phone, or the new "
        "phone had opted out before it became this lead's.",
    },
)
_describe(
    errors.Code,
    "Why a mutation was refused.",
    {
        "INVALID_PHONE": "The text cannot be a phone number.",
        "INVALID_INPUT": "A value is missing, too long, out of range or in the wrong form.",
        "INVALID_TEMPLATE": "A brace of the template is broken. The message names the line and the column.",
        "UNKNOWN_VARIABLE": "The template uses a variable that does not exist. The message names it and its place.",
        "NOT_FOUND": "No object has this id.",
        "DUPLICATE": "Another object has this value, and the value must be unique.",
        "SEQUENCE_INACTIVE": "The sequence accepts no new enrollments.",
        "LEAD_OPTED_OUT": "The lead has opted out and is not texted until they text START, or until `optInLead`.",
        "LEAD_SUPPRESSED": "The phone is on a do-not-contact list of the account or of the partner.",
        "VERSION_CONFLICT": "Somebody has changed the steps of the sequence since you read it.",
        "LEAD_ERASED": "The person with this phone was erased with `eraseLead`.",
        "LEAD_UNREACHABLE": "The lead's phone cannot receive messages, as the SMS provider reported: see "
        "`Lead.phoneProblem`.",
        "NOT_CONFIGURED": "The server lacks a setting that the mutation needs. The message names it.",
        "DRAFT_STALE": "The draft no longer waits: the lead has written since, or a person has decided on it.",
        "STEP_NOT_WAITING": "The step is not the one that waits in its enrollment. Read the timeline again.",
        "OUTSIDE_WINDOW": "Nothing may be sent at the lead's local time. The message says why, and from when it may.",
        "PROVIDER_BUSY": "The SMS provider accepts no message at the moment. Nothing was sent: try again.",
        "PROVIDER_REFUSED": "The SMS provider refused the message for good, or the credentials. The message says why.",
        "NO_SUGGESTION": "The AI gave no text that may be proposed; the message says why.",
        "SIMULATOR_ONLY": "This can be played with the built-in simulator only, and real people could be reached here.",
        "IDEMPOTENCY_CONFLICT": "The same idempotency key was used for another request.",
    },
    name="UserErrorCode",
)
_describe(
    words.WebhookEndpointStatus,
    "Whether events are delivered to an endpoint.",
    {
        "ENABLED": "Events are delivered.",
        "DISABLED": "You disabled it, or its receiver failed for days or answered 410: `disabledReason` says which.",
    },
)
_describe(
    words.WebhookDeliveryStatus,
    "How far the delivery of an event to an endpoint has come.",
    {
        "PENDING": "It is attempted at `nextAttemptAt`.",
        "DELIVERED": "The receiver answered with a status of 200 to 299.",
        "FAILED": "The last attempt failed. It is attempted again at `nextAttemptAt`.",
        "ABANDONED": "It is not attempted again, unless you call `retryWebhookDelivery` or `replayWebhookEvents`.",
    },
)

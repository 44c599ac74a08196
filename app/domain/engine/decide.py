"""What to do with a step that is due. A decision is a value; nothing here does anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.calendar import caps
from app.domain.calendar.caps import Counted, Full, Limit
from app.domain.calendar.delays import Following
from app.domain.calendar.hours import Calendar
from app.domain.engine import explain, misfire
from app.domain.engine.misfire import HOUR
from app.domain.engine.pacing import Pace
from app.domain.engine.senders import SenderHold
from app.domain.people.pause import Pause
from app.domain.sms import templates
from app.domain.sms.first_message import FirstMessageRule
from app.domain.values import value
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MisfirePolicy, StepReason, StepType

NEVER_OPEN = timedelta(days=1)
"""When a step is looked at again whose lead has no hour for as far ahead as is looked."""

AT_ONCE = timedelta(minutes=15)
"""For how long after the call a first message that was asked for now may leave outside the hours."""

AFTER_FIRST = timedelta(seconds=1)
"""How long another step of a person waits for a first message, or for one that a cap counts, that is being sent."""


@value
class Due:
    """A row that the engine decides on: the enrollment, its step, and all that is needed to write the message.

    `sender` is a number or the SID of a Messaging Service. `takes_sender`: the account has several senders, and the
    lead has this one from now on.

    `ai_review`: a text that the AI writes waits for a person.

    `following`: the delay of the next step if the lead's calendar decides it.

    `hour` is how long an hour lasts. `wake_at`: when the engine was to read the row. `blocked_since`: see `misfire`.
    `own_delay`: the delay of the step itself, if its sequence shifts steps that are late.

    `at_once`: the lead was enrolled alone, the first step has no delay, and the account's hours are not strict.
    `caps` are the account's own. `counted` is None until what a cap counts was read, with the lead locked.
    """

    enrollment_id: UUID
    account_id: UUID
    lead_id: UUID
    position: int
    status: EnrollmentStatus
    due_at: datetime
    failed_writings: int
    failed_preparations: int
    attempt_id: UUID | None
    attempts: int
    looks: int
    hold_reason: StepReason | None
    replied_at: datetime | None
    step_type: StepType
    message: str | None
    skip_if_replied: bool
    opted_out_at: datetime | None
    suppressed: bool
    requires_consent: bool
    has_consent: bool
    pause: Pause | None
    inbound_count: int
    draft_id: UUID | None
    draft: str | None
    draft_inbound_count: int | None
    phone: str
    sender_id: UUID
    sender: str
    sender_hold: SenderHold | None
    rules_version: int
    calendar: Calendar
    at_once: bool
    values: Mapping[str, str | None]
    connection_id: UUID | None = None  # of the account, if it has credentials of its own
    first_message: FirstMessageRule | None = None
    sender_paused: bool = False
    several_senders: bool = False
    takes_sender: bool = False
    ai_review: bool = False
    following: Following | None = None
    last_automated_at: datetime | None = None  # read only if the account has a rule for first messages
    priority: int = 0
    caps: tuple[Limit, ...] = ()
    counted: Counted | None = None
    sequence_id: UUID | None = None
    pace: Pace | None = None  # None: the sender is not paced
    line_of: UUID | None = None  # the sender in whose line the enrollment waits, or waited last
    line_rank: float | None = None  # the place of this step in its sender's line, if it waited there before
    wake_at: datetime | None = None
    blocked_since: datetime | None = None
    misfire: MisfirePolicy = MisfirePolicy.SEND
    expire_after_hours: int | None = None
    own_delay: Following | None = None
    hour: timedelta = HOUR


@value
class Send:
    """The step may be sent now. `closes` is when the sending window closes, if there is a window.

    While the sender has a hold that is over (`Due.sender_hold`), one step of that sender is tried, and no other.
    """

    closes: datetime | None


@dataclass(frozen=True, slots=True)
class Write:
    """An AI step whose text is missing or stale."""


@dataclass(frozen=True, slots=True)
class Skip:
    reason: StepReason
    explanation: str


@dataclass(frozen=True, slots=True)
class Wait:
    """`until` None: until the row is woken: by a person, by the lead's consent, by the value that its text lacks, or
    because its sender is ready again."""

    until: datetime | None
    reason: StepReason


@dataclass(frozen=True, slots=True)
class Count:
    """A cap is in force, and what was sent to the person must be counted before anything is decided."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The time in which nothing could be sent does not count: the step is due then."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class LookUp:
    """An attempt whose lease is over, or whose outcome is unknown: the provider is asked about it."""


@dataclass(frozen=True, slots=True)
class Stop:
    reason: CancelReason | None


Decision = Send | Write | Skip | Wait | Shift | Count | LookUp | Stop


def decide(due: Due, now: datetime) -> Decision:
    """What to do with this row now. The claim's statement checks the same gates once more (`sending/rules.py`)."""
    if due.attempt_id is not None:
        return LookUp()
    if due.status is not EnrollmentStatus.ACTIVE:
        return Stop(None)
    if due.opted_out_at is not None:
        return Stop(CancelReason.OPTED_OUT)
    if due.suppressed:
        return Stop(CancelReason.SUPPRESSED)
    if due.requires_consent and not due.has_consent:
        return Wait(None, StepReason.NO_CONSENT)
    if due.pause is not None and due.pause.in_force(now):
        return Wait(due.pause.until, due.pause.step_reason)
    if due.skip_if_replied and due.replied_at is not None:
        return Skip(StepReason.REPLIED, explain.skipped(skips_because(due, StepReason.REPLIED)))
    if (late := _if_late(due, now)) is not None:
        return late
    if lacking(due):
        return Wait(None, StepReason.MISSING_VARIABLE)
    if due.counted is None and limits(due, now):
        return Count()
    opens, closes = _sendable(due, now)
    full = full_at(due, now)
    if full is not None and opens is not None and full.until >= opens:
        return Wait(again_after(due, full.wakes_at), StepReason.CAPPED)
    if opens is None or opens > now:
        return Wait(opens or now + NEVER_OPEN, due.calendar.reason(now, opens))
    if due.sender_paused:
        return Wait(None, StepReason.SENDER_PAUSED)
    if due.sender_hold is not None and due.sender_hold.in_force(now):
        return Wait(due.sender_hold.wakes_at, due.sender_hold.reason)
    if due.step_type is StepType.AI and not draft_is_fresh(due):
        return Write()
    return Send(closes)


def _sendable(due: Due, now: datetime) -> tuple[datetime | None, datetime | None]:
    """When the hours let the step be sent, from `now` on, and when that time ends: see `Calendar.sendable`."""
    return (now, None) if leaves_at_once(due, now) else due.calendar.sendable(now)


def again_after(due: Due, room_at: datetime) -> datetime:
    """When a step is decided on again that a cap gives room at this time: when its hours are open."""
    return _sendable(due, room_at)[0] or room_at + NEVER_OPEN


def limits(due: Due, now: datetime) -> tuple[Limit, ...]:
    """The caps in force: the account's, those of the lead's states, and that of a step that is late."""
    found = due.caps + due.calendar.limits(now)
    return (*found, misfire.SPACING) if misfire.is_misfire(due, now) else found


def full_at(due: Due, now: datetime) -> Full | None:
    """For which cap the step would wait, and until when; None if there is room, or if nothing was counted."""
    if due.counted is None or not (due.counted.sent or due.counted.ahead):
        return None
    return caps.full(limits(due, now), due.counted, now)


def _if_late(due: Due, now: datetime) -> Decision | None:
    """What the sequence says about a step that is late; None if the step goes on."""
    if misfire.is_expired(due, now):
        return Skip(StepReason.EXPIRED, explain.skipped(skips_because(due, StepReason.EXPIRED)))
    if due.misfire is MisfirePolicy.SEND or _cannot_send_yet(due, now) or not misfire.is_misfire(due, now):
        return None
    if due.misfire is MisfirePolicy.SKIP:
        return Skip(StepReason.MISFIRED, explain.skipped(skips_because(due, StepReason.MISFIRED)))
    due_at = misfire.shifted(due, now)
    return Shift(due_at) if due_at > now else None


def _cannot_send_yet(due: Due, now: datetime) -> bool:
    """Whether what makes the step late goes on."""
    return due.sender_paused or (due.sender_hold is not None and due.sender_hold.in_force(now))


def skips_because(due: Due, reason: StepReason) -> str:
    """Why a step is skipped for this reason, as a part of a sentence."""
    match reason:
        case StepReason.EXPIRED:
            return explain.expired(due.due_at, due.expire_after_hours or 0)
        case StepReason.MISFIRED:
            return explain.misfired(due.due_at)
    return explain.replied(due.replied_at or due.due_at)


def lacking(due: Due) -> list[str]:
    """The custom variables of a fixed step that have neither a value nor a default, as of when the row was read."""
    if due.message is None or templates.CUSTOM not in due.message:
        return []
    return templates.lacking(templates.parse(due.message), due.values)


def is_first(due: Due, now: datetime) -> bool:
    """Whether a message that is sent now is a first one, to which the account adds something."""
    return due.first_message is not None and due.first_message.applies(due.last_automated_at, now)


def complete(due: Due, text: str, now: datetime) -> str:
    """The text with what the account adds to a first message."""
    if due.first_message is None or not is_first(due, now):
        return text
    return due.first_message.complete(text, due.values["company"])


def leaves_at_once(due: Due, now: datetime) -> bool:
    """Whether this is the first message that somebody asked for just now, which need not wait for the hours."""
    return due.at_once and due.position == 0 and now <= due.due_at + AT_ONCE


def draft_is_fresh(due: Due) -> bool:
    """Whether there is a text, and the lead has written nothing since the conversation was read for it."""
    return due.draft is not None and due.draft_inbound_count == due.inbound_count

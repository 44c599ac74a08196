"""One sentence for each step: why it was, was not, or was not yet sent, with the evidence.

It is not split, so that the sentences are read, and kept alike, together.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.domain.calendar.delays import Delay
from app.domain.engine import restored
from app.domain.people.pause import Pause, Paused
from app.domain.plurals import plural
from app.domain.sms import custom
from app.domain.vocabulary import CancelReason, MessageStatus, PauseReason, StepReason

CANCELLED_BECAUSE = {
    CancelReason.REQUESTED: "it was asked for",
    CancelReason.OPTED_OUT: "the lead opted out",
    CancelReason.SEQUENCE_DELETED: "the sequence was deleted",
    CancelReason.INVALID_NUMBER: "the number cannot receive messages",
    CancelReason.EVENT: "an event happened that ends the sequence",
    CancelReason.SUPPRESSED: "the lead's phone was put on a do-not-contact list",
    CancelReason.ERASED: "the lead was erased",
}

HELD_BECAUSE = {
    StepReason.UNCLEAR_REPLY: "the lead wrote a text that may be an opt-out, and a person has to decide",
    StepReason.PAUSED: "the lead is paused",
    StepReason.TAKEN_OVER: "a person has taken over the conversation",
    StepReason.OUTSIDE_WINDOW: "it is outside the account's sending hours in the lead's local time",
    StepReason.QUIET_HOURS: "it is outside the hours that the law permits in the lead's local time",
    StepReason.CAPPED: "the person has had as many automated texts as a cap allows",
    StepReason.PROVIDER_BUSY: "the provider was busy or could not be reached, and did not take the message",
    StepReason.SENDER_BLOCKED: "the account's number cannot send at present",
    StepReason.ACCOUNT_BLOCKED: "the provider refuses the account or its credentials",
    StepReason.SENDER_BUSY: "its number sends no more at present",
    StepReason.SENDER_PAUSED: "a person paused the number that it leaves from",
    StepReason.BEING_WRITTEN: "the AI is writing its text",
    StepReason.AI_UNAVAILABLE: "the model gave no text and is asked again",
    StepReason.BROKEN: "the step could not be made ready and is tried again",
    StepReason.NO_CONSENT: "the account requires consent, and the lead has none",
    StepReason.MISSING_VARIABLE: "its text needs a value that is not there",
}


ENDS = {
    StepReason.NO_CONSENT: "the lead's consent is stored, or the account stops requiring consent",
    StepReason.MISSING_VARIABLE: "its values are there",
    StepReason.TAKEN_OVER: "the conversation is handed back",
}
"""What ends a hold that no person ends directly."""

HOURS = {StepReason.OUTSIDE_WINDOW, StepReason.QUIET_HOURS}
BLOCKED = {StepReason.SENDER_BLOCKED, StepReason.ACCOUNT_BLOCKED, StepReason.SENDER_PAUSED}


def utc(moment: datetime) -> str:
    """A moment as a sentence says it, in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def span(seconds: float) -> str:
    """A duration in words."""
    if seconds < 1:
        return f"{max(0, round(seconds * 1000))} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"


def skipped(why: str) -> str:
    """A step that is skipped; `why` is a part of a sentence."""
    return f"Skipped: {why}."


def replied(replied_at: datetime) -> str:
    """Why a step is skipped after a reply, as a part of a sentence."""
    return f"the lead replied at {utc(replied_at)}, and the step is only for leads who have not replied"


def expired(due_at: datetime, expire_after_hours: int) -> str:
    """Why a step is skipped that is later than its sequence permits, as a part of a sentence."""
    most = plural(expire_after_hours, "hour")
    return f"it was due at {utc(due_at)}, and the sequence sends nothing later than {most} after that"


def misfired(due_at: datetime) -> str:
    """Why a step is skipped that was due while nothing could be sent, as a part of a sentence."""
    return f"it was due at {utc(due_at)}, nothing could be sent then, and the sequence skips such steps"


def shifted(why: str) -> str:
    """Why a step is due later than its delay says, as a part of a sentence. `why`: why nothing could be sent."""
    return f"{why or 'nothing could be sent'}, and the time of that does not count"


SHIFTS = "The time in which nothing can be sent does not count."


def sent(due_at: datetime | None, sent_at: datetime, status: MessageStatus | None, code: int | None, why: str) -> str:
    """A step that was sent. `why` is what the code of an undelivered message means."""
    late = f", {span((sent_at - due_at).total_seconds())} after it was due" if due_at else ""
    beginning = f"Sent at {utc(sent_at)}{late}"
    match status:
        case MessageStatus.DELIVERED:
            return f"{beginning}; the carrier reports it as delivered."
        case MessageStatus.UNDELIVERED | MessageStatus.FAILED:
            return f"{beginning}, but it did not arrive: {why}" + (f" (code {code})." if code else ".")
    return f"{beginning}."


def arrived_too(at: datetime) -> str:
    """That the attempt before the one that was sent has arrived as well."""
    return (
        f"The provider's list did not show an earlier attempt, and reported it as delivered at {utc(at)}: "
        "the lead may have this message twice."
    )


def in_flight(since: datetime) -> str:
    return f"Handed to the provider at {utc(since)}; the answer is awaited."


def unknown(again: datetime | None) -> str:
    when = f" at {utc(again)}" if again else ""
    return f"The provider's answer was lost. It is not sent again blindly: the provider's list is asked{when}."


def pending(
    due_at: datetime,
    wake_at: datetime | None,
    delay: Delay,
    position: int,
    hold: StepReason | None,
    now: datetime,
    closed: str | None = None,
) -> str:
    """The current step, which waits. `closed`: which rule or time of the account it waits for, or who took the
    conversation over. See `blocked` for a step whose number cannot send."""
    if hold is StepReason.BEING_WRITTEN:  # `wake_at` is when another process may write it, not when it is sent
        return f"Due since {utc(due_at)}; {HELD_BECAUSE[hold]}."
    if hold in HELD_BECAUSE and wake_at is None:
        return f"Held until {ENDS.get(hold, 'somebody resumes it')}: {closed or HELD_BECAUSE[hold]}."
    if hold in HELD_BECAUSE and wake_at is not None:
        return held_until(wake_at, closed or HELD_BECAUSE[hold])
    if due_at <= now:
        return f"Due since {utc(due_at)}; it is being made ready."
    return f"Waits until {utc(due_at)}: {_delay(delay, position)}."


def taken_over(by: str) -> str:
    """Who took the conversation over, as a sentence's part."""
    return f"{by} took the conversation over"


def paused(pause: Pause) -> str:
    """Why a step is held by this pause, as a part of a sentence."""
    by = f" by {pause.by}" if pause.by else ""
    match pause.reason:
        case PauseReason.AWAY if pause.of is Paused.LEAD:
            return "an automatic answer says until when the lead is away"
        case PauseReason.TAKEN_OVER if pause.by:
            return taken_over(pause.by)
        case PauseReason.REQUESTED:
            return f"the {pause.of} is paused{by}"
        case PauseReason.OPT_OUTS:
            return f"the {pause.of} paused itself, because too many leads opted out after its messages"
    return HELD_BECAUSE[pause.step_reason]


def held_by_pause(pause: Pause) -> str:
    """The current step, which waits for the end of a pause."""
    if pause.of is Paused.INSTALLATION:
        return restored.HELD
    until = utc(pause.until) if pause.until else "somebody resumes it"
    return f"Held until {until}: {paused(pause)}."


def blocked(hold: StepReason, why: str | None, code: int | None) -> str:
    """The current step, whose number cannot send; `why` is the provider's reason as a sentence's part."""
    if hold is StepReason.SENDER_PAUSED:
        return f"Held until somebody resumes it: {HELD_BECAUSE[hold]}."
    because = HELD_BECAUSE[hold] + (f": {why}" if why else "") + (f" (code {code})" if code else "")
    return f"Held, because {because}. One message is tried now and then; the step is sent once the provider takes one."


def paced(slot_at: datetime, per_second: float | None, per_day: int | None) -> str:
    """The current step, which waits in the line of its sender, with the sender's rates in segments."""
    rates = [f"{per_second:g} a second"] if per_second is not None else []
    rates += [f"{per_day:,} a day"] if per_day is not None else []
    limit = f"its number sends at most {' and '.join(rates)}, in segments, and others are before it" if rates else ""
    return f"Held until about {utc(slot_at)}: {limit or HELD_BECAUSE[StepReason.SENDER_BUSY]}."


def lacking(names: Sequence[str], unfit: Sequence[str]) -> str:
    """The custom variables for which a text has no value, as a sentence's part. `unfit`: those of them whose value may
    not be sent."""
    unknown = [name for name in names if name not in unfit]
    parts = []
    if unknown:
        parts.append(
            f"{_variables(unknown)} {'has' if len(unknown) == 1 else 'have'} no value in the enrollment's variables or "
            "in the lead's metadata, and no default"
        )
    if unfit:
        parts.append(
            f"the value of {_variables(unfit)} is not filled in, because it holds a link, an e-mail address, a phone "
            f"number or a placeholder, or has more than {custom.MAX_VALUE} characters"
        )
    return ", and ".join(parts)


def _variables(names: Sequence[str]) -> str:
    return " and ".join(f"{{{{{name}}}}}" for name in names)


def held_for_values(why: str) -> str:
    """The current step, which waits for a value of its text; `why` is `lacking`."""
    return f"Held until {ENDS[StepReason.MISSING_VARIABLE]}: {why}."


def _delay(delay: Delay, position: int) -> str:
    return _after(delay, "the enrollment begins" if position == 0 else "the step before it ended")


def _after(delay: Delay, beginning: str) -> str:
    """A delay in words: "1 business day and 2 hours after the enrollment, at 10:00 by the lead's clock"."""
    day = "business day" if delay.business_days else "day"
    parts = [plural(*one) for one in ((delay.days, day), (delay.hours, "hour"), (delay.minutes, "minute")) if one[0]]
    clock = f"at {delay.send_at:%H:%M} by the lead's clock" if delay.send_at else ""
    if not parts and not delay.send_at:
        return f"as soon as {beginning}"
    if not parts:
        return f"the next time after {beginning} that it is {delay.send_at:%H:%M} by the lead's clock"
    amount = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return ", ".join(part for part in (f"{amount} after {beginning}", clock) if part)


def planned(due_at: datetime, delay: Delay, behind: StepReason | None) -> str:
    """A step that is not the current one yet. `behind`: why a step before it is held without a time at which that ends;
    None if it is not."""
    after = _after(delay, "the step before it ends")
    if behind is None:
        return f"Planned for {utc(due_at)}: {after}."
    held = "is held until the number can send" if behind in BLOCKED else "waits for a person"
    if behind in ENDS:
        held = f"is held until {ENDS[behind]}"
    return f"Planned for {utc(due_at)} at the earliest: {after}. A step before it {held}."


def held_later(at: datetime, due_at: datetime, delay: Delay, position: int, why: str) -> str:
    """A step that cannot be sent when its delay is over. `why`: what it waits for then, as a sentence's part."""
    return f"Planned for {utc(at)}: its delay is over at {utc(due_at)}, {_delay(delay, position)}, but {why}."


THEN_REVIEWED = "The text of the AI then waits for a person."


def held_until(at: datetime, why: str) -> str:
    """A step that is held until a time; `why`: what it waits for, as a sentence's part."""
    return f"Held until {utc(at)}: {why}."


def will_be_skipped(at: datetime, why: str, held: str = "") -> str:
    """A step that will be skipped; `why`, and why it waits until then (`held`), are parts of a sentence."""
    until_then = f" It waits until then: {held}." if held else ""
    return f"Will be skipped at {utc(at)}: {why}.{until_then}"


def waiting(since: datetime, why: str | None) -> str:
    """A text that waits for a person."""
    because = f": {why}" if why else ""
    return f"Waits for a person since {utc(since)}{because}. Approve, edit or reject it."


def too_long(length: int, limit: int) -> str:
    """That a text cannot be sent, as a sentence's part."""
    return f"with its values filled in the text has {length:,} characters, and the provider takes at most {limit:,}"


def suggested(at: datetime) -> str:
    """A reply that a person may send, as a sentence."""
    return f"Proposed at {utc(at)}: nothing is sent unless a person sends it."


def rejected(sentences: Iterable[str]) -> str:
    """Why no text of the model's may leave, as a sentence's part."""
    return "what the model wrote did not pass the checks, twice. At last: " + " ".join(sentences).rstrip(".")


def no_text(tries: int, since: datetime) -> str:
    """That the model could not, as a sentence's part."""
    return f"the model gave no text in {plural(tries, 'try', 'tries')} since {utc(since)}"


def fallback(why: str) -> str:
    """Why a step's own words were sent in place of the model's."""
    return f"The step's fallback message was sent, because {why}."


def event(name: str, at: datetime) -> str:
    """The event of the lead that ended an enrollment, as a sentence's part."""
    return f"the lead had the event '{name}' at {utc(at)}"


def cancelled(reason: CancelReason | None, ended_at: datetime | None, why: str | None = None) -> str:
    """A step of a canceled enrollment. `why` says more than the reason alone."""
    because = why or (CANCELLED_BECAUSE[reason] if reason else "the enrollment ended")
    when = f" at {utc(ended_at)}" if ended_at else ""
    return f"Not sent: the enrollment was canceled{when} because {because}."


# ------------------------------------------------------------------ a preview, where nothing happens


def would_wait(reason: StepReason, why: str) -> str:
    """A step that waits with no time at which that ends; `why` is a part of a sentence."""
    return f"Would wait until {ENDS.get(reason, 'a person resumes it')}: {why}."


def would_lack(why: str) -> str:
    """A step that waits for a value of its text; `why` is `lacking`."""
    return f"Would wait until {ENDS[StepReason.MISSING_VARIABLE]}: {why}."


WOULD_NOT = {
    StepReason.OPTED_OUT: "Would not be sent: the lead has opted out, and cannot be enrolled until they text START.",
    StepReason.SUPPRESSED: "Would not be sent: the phone is on a do-not-contact list, and its lead cannot be enrolled.",
    StepReason.BROKEN: "Would not be sent: without the missing values nothing is left of the text.",
}


def would_not(reason: StepReason) -> str:
    return WOULD_NOT[reason]


def would_write(at: datetime) -> str:
    return f"The AI would write it at {utc(at)}, from the conversation as it is then. A preview asks no model."


def would_await_review(at: datetime) -> str:
    return f"The AI would write it at {utc(at)}, and the text would then wait for a person. A preview asks no model."


def would_send(due_at: datetime, at: datetime, delay: Delay, position: int, waited: str) -> str:
    """A step for which every gate is open at `at`. `waited`: why it is not sent when it falls due."""
    after = _delay(delay, position)
    if at > due_at:
        return f"Would be sent at {utc(at)}. It falls due at {utc(due_at)}, {after}, but {waited}."
    return f"Would be sent at {utc(at)}, {after}."

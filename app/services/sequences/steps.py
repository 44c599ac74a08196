"""The steps of a sequence as a caller gives them, and their checks."""

from dataclasses import dataclass, replace

from app.domain.calendar.windows import parse_clock
from app.domain.sms import templates
from app.domain.vocabulary import StepType
from app.errors import Code
from app.services.checks import Checks

MAX_STEPS = 50
MAX_INSTRUCTIONS = 4000
MAX_DELAY_HOURS = 8760
MAX_DELAY_MINUTES = 525_600
MAX_DELAY_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """One step as a caller gives it."""

    type: StepType
    message: str | None = None
    instructions: str | None = None
    fallback_message: str | None = None
    delay_hours: int = 0
    delay_minutes: int = 0
    delay_days: int = 0
    business_days: bool = False
    send_at: str | None = None
    skip_if_replied: bool = True


def checked_steps(checks: Checks, steps: list[NewStep]) -> list[NewStep]:
    """The steps with only the texts of their types, trimmed. Templates stay as they were written, to the letter."""
    if not 1 <= len(steps) <= MAX_STEPS:
        message = f"A sequence has 1 to {MAX_STEPS} steps; this sequence has {len(steps):,}."
        checks.refuse(Code.INVALID_INPUT, message, "steps")
        return []
    return [_step(checks.at("steps", str(index)), step) for index, step in enumerate(steps)]


def _step(checks: Checks, step: NewStep) -> NewStep:
    _delay(checks, step)
    if step.type is StepType.FIXED:
        _absent(checks, step.instructions, "A FIXED", "instructions")
        _absent(checks, step.fallback_message, "A FIXED", "fallbackMessage")
        return replace(step, message=_message(checks, step.message), instructions=None, fallback_message=None)
    _absent(checks, step.message, "An AI", "message")
    instructions = _instructions(checks, step.instructions)
    return replace(step, message=None, instructions=instructions, fallback_message=_fallback(checks, step))


def _delay(checks: Checks, step: NewStep) -> None:
    for count, most, unit, name in (
        (step.delay_hours, MAX_DELAY_HOURS, "hours", "delayHours"),
        (step.delay_minutes, MAX_DELAY_MINUTES, "minutes", "delayMinutes"),
        (step.delay_days, MAX_DELAY_DAYS, "days", "delayDays"),
    ):
        if not 0 <= count <= most:
            message = f"A delay is 0 to {most:,} {unit} (a year); this delay is {count:,}."
            checks.refuse(Code.INVALID_INPUT, message, name)
    if step.business_days and step.delay_days == 0:
        message = "businessDays says how the days of delayDays are counted: give delayDays, or leave it out."
        checks.refuse(Code.INVALID_INPUT, message, "businessDays")
    if step.send_at is not None and parse_clock(step.send_at) is None:
        checks.refuse(Code.INVALID_INPUT, "Write a time of day as HH:MM, from 00:00 to 23:59.", "sendAt")


def _absent(checks: Checks, value: str | None, kind: str, name: str) -> None:
    if value is not None and value.strip():  # a form that sends its empty fields too is not at fault
        checks.refuse(Code.INVALID_INPUT, f"{kind} step takes no {name}: leave it out.", name)


def _instructions(checks: Checks, text: str | None) -> str | None:
    if text is None:
        checks.refuse(Code.INVALID_INPUT, "An AI step needs instructions.", "instructions")
        return None
    return checks.text(text, "The instructions", MAX_INSTRUCTIONS, "instructions")


def _message(checks: Checks, text: str | None) -> str | None:
    if text is None:
        checks.refuse(Code.INVALID_INPUT, "A FIXED step needs a message.", "message")
        return None
    return _template(checks, text, "message")


def _fallback(checks: Checks, step: NewStep) -> str | None:
    """The template that is sent when there is no text of the model; a blank template counts as none."""
    text = step.fallback_message
    return _template(checks, text, "fallbackMessage") if text is not None and text.strip() else None


def _template(checks: Checks, text: str, name: str) -> str:
    if problem := templates.check_message(text):
        checks.refuse(Code.INVALID_INPUT, problem, name)
        return text
    try:
        templates.check(text)
    except templates.TemplateError as error:
        code = Code.UNKNOWN_VARIABLE if error.kind == "unknown_variable" else Code.INVALID_TEMPLATE
        checks.refuse(code, f"Line {error.line}, column {error.column}: {error.message}", name)
    return text

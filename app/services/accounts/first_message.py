"""What an account adds to the first automated message to a person."""

from dataclasses import dataclass
from typing import Any

from app.domain import replies
from app.domain.replies import OptOut
from app.domain.sms import templates
from app.domain.sms.first_message import MAX_LINE, MAX_REPEAT_DAYS
from app.errors import Code
from app.services.checks import LEFT_OUT, Absent, Checks


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMessageChanges:
    """Changes of the rule. A field that is left out stays; None clears a field that may be empty."""

    identify: bool | None | Absent = LEFT_OUT
    opt_out_line: str | None | Absent = LEFT_OUT
    repeat_after_days: int | None | Absent = LEFT_OUT


AS_BEFORE = FirstMessageChanges()


def columns(checks: Checks, changes: FirstMessageChanges) -> dict[str, Any]:
    """The columns of the account that these changes set."""
    found: dict[str, Any] = {}
    if checks.given(changes.identify, "identify", "identify"):
        found["first_message_identify"] = changes.identify
    if changes.opt_out_line is not LEFT_OUT:
        found["first_message_opt_out_line"] = _line(checks, changes.opt_out_line)
    if changes.repeat_after_days is not LEFT_OUT:
        found["first_message_repeat_days"] = _days(checks, changes.repeat_after_days)
    return found


def _line(checks: Checks, text: str | None) -> str | None:
    """The line on how to stop. The word that it names must be a word that opts the lead out."""
    line = checks.optional(text, "The line", MAX_LINE, "optOutLine")
    if not line:
        return None
    if problem := templates.unfilled(line):
        checks.refuse(Code.INVALID_INPUT, problem, "optOutLine")
    elif not any(isinstance(replies.read(word, opted_out=False), OptOut) for word in line.split()):
        message = 'Name a word that opts the lead out, such as STOP: "Reply STOP to opt out."'
        checks.refuse(Code.INVALID_INPUT, message, "optOutLine")
    return line


def _days(checks: Checks, days: int | None) -> int | None:
    if days is not None and not 1 <= days <= MAX_REPEAT_DAYS:
        message = f"Write 1 to {MAX_REPEAT_DAYS:,} days, or null: then only the first message of all is a first one."
        checks.refuse(Code.INVALID_INPUT, message, "repeatAfterDays")
    return days

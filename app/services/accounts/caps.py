"""The caps of an account as a caller gives them, and the checks that make a column of them."""

from collections.abc import Sequence

from app.domain.calendar import caps
from app.domain.calendar.caps import MAX_CAPS, MAX_HOURS, MAX_MESSAGES, Cap
from app.domain.plurals import plural
from app.errors import Code
from app.services.checks import Checks


def column(checks: Checks, given: Sequence[Cap] | None) -> str | None:
    """The caps as they are stored. None, like an empty list: no caps of the account's own."""
    wanted = given or ()
    if len(wanted) > MAX_CAPS:
        checks.refuse(Code.INVALID_INPUT, f"An account has at most {MAX_CAPS} caps; this list has {len(wanted):,}.")
        return None
    for place, cap in enumerate(wanted):
        below = checks.at(str(place))
        if not 1 <= cap.messages <= MAX_MESSAGES:
            below.refuse(Code.INVALID_INPUT, f"Write 1 to {MAX_MESSAGES:,} messages.", "messages")
        if not 1 <= cap.hours <= MAX_HOURS:
            below.refuse(Code.INVALID_INPUT, f"Write 1 to {MAX_HOURS:,} hours.", "hours")
        elif any(other.hours == cap.hours for other in wanted[:place]):
            message = f"Another cap of the list has {plural(cap.hours, 'hour')} too: keep the one with fewer messages."
            below.refuse(Code.INVALID_INPUT, message, "hours")
    return caps.written(wanted)

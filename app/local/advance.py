"""`nudge advance`: has a running `nudge dev` play some hours, by `advanceClock` with the demo's key."""

import math

from app.errors import OperatorError
from app.local import calls
from app.settings import Settings

MUTATION = "mutation ($hours: Float!) { advanceClock(hours: $hours) { success now userErrors { message } } }"


def advance(settings: Settings, hours: float) -> str:
    """The time of the installation after these hours. Raises `CallFailed`, and `OperatorError` for hours that JSON
    cannot tell."""
    if not math.isfinite(hours):
        raise OperatorError("Give a number of hours above 0.")
    done = calls.mutate(settings.port, calls.demo_key(settings), MUTATION, hours=hours)
    return f"It is {done['now']} now."

"""Names of events, which partners choose: the names that end a sequence, and the names of recorded events."""

from datetime import timedelta

MAX_NAME = 64
MAX_NAMES = 20
"""How many names `exitOn` of a sequence may have."""
AHEAD = timedelta(minutes=5)
"""How far in the future the time of an event may be, because clocks differ."""


def problem_of_name(name: str) -> str | None:
    """Why this is no name of an event; None if it is. Names are compared exactly, so blanks at an end are refused."""
    if not 1 <= len(name) <= MAX_NAME:
        return f"The name of an event has 1 to {MAX_NAME} characters; this name has {len(name):,}."
    if name != name.strip():
        return "The name of an event does not begin or end with a blank: names are compared exactly."
    if not name.isprintable():
        return "The name of an event has printable characters only."
    return None

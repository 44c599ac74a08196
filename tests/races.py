"""How many of each race are played, and whether one was a race at all."""

import os

STRICT = "NUDGE_RACES" in os.environ
RACES = int(os.environ.get("NUDGE_RACES", "200"))  # `make races` has 5,000


def was_a_race(happened: bool) -> None:
    """Fails in `make races` if one side was first every time: the race has said nothing then.

    In `make test` it is told only, because which side is first depends on how busy the machine is.
    """
    assert happened or not STRICT, "this was no race"
    if not happened:
        print("This was no race: one side was first every time.")

"""How many examples a property has: `make properties` plays 20 times as many as `make test`."""

import os

TIMES = int(os.environ.get("NUDGE_EXAMPLES", "1"))


def examples(number: int) -> int:
    """The `max_examples` of a property that has this many in `make test`."""
    return number * TIMES

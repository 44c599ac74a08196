"""The length of an answer, measured before it is encoded.

The cost of an operation counts objects. Texts and JSON of a row are as long as its partner made them, and may be
selected by many aliases: so the characters of an answer are counted as well.
"""

from collections.abc import Iterable
from typing import Any

MAX_CHARACTERS = 10_000_000
"""Characters in the answer to a query, or in one result of a subscription."""
AROUND = 4
"""Characters around a key or a text: quotes, a colon, a comma."""
SHORT = 8
"""Characters that any value counts as which is no text, and an empty list or object."""


def length_of(value: Any, most: int = MAX_CHARACTERS) -> int:
    """About how many characters an answer, or a part of it, has as JSON. Stops when there are more than `most`."""
    values: Iterable[Any]
    total, pending = 0, [value]
    while pending and total <= most:
        container = pending.pop()
        total += SHORT
        if isinstance(container, dict):
            total += sum(map(len, map(str, container))) + AROUND * len(container)
            values = container.values()
        elif isinstance(container, list | tuple):
            values = container
        else:
            values = (container,)
        for inner in values:
            kind = type(inner)
            if kind is str:
                total += len(inner) + AROUND
            elif kind is dict or kind is list:
                pending.append(inner)
            else:
                total += SHORT
    return total

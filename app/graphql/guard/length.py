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


Measured = dict[int, tuple[Any, int]]
"""Parts of an answer, by their id, with their length. A part that is kept here keeps its id."""


def length_of(value: Any, most: int = MAX_CHARACTERS, measured: Measured | None = None) -> int:
    """About how many characters an answer, or a part of it, has as JSON. Stops when there are more than `most`.

    `measured`: parts whose length is known. They do not change any more.
    """
    values: Iterable[Any]
    total, pending = 0, [value]
    while pending and total <= most:
        container = pending.pop()
        if measured and (part := measured.get(id(container))):
            total += part[1]
            continue
        total += SHORT
        if isinstance(container, dict):
            total += _length_of_keys(container) + AROUND * len(container)
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


def _length_of_keys(container: dict[Any, Any]) -> int:
    try:
        return len("".join(container))
    except TypeError:  # a JSON value that a partner's program made may have other keys than text
        return sum(map(len, map(str, container)))

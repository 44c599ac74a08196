"""How the selections of an operation are answered (`graphql/plain_objects.py`), kept with its document for later calls.

A plan follows from the document, from the operation and from the variables that @skip and @include may read. It does
not depend on the objects of a call.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import OperationDefinitionNode

MET_ONCE: Final = object()
"""A selection that was met once. It is planned when it is met again."""
MOST_CHOICES = 8
"""Operations of a document, each with other values of its Boolean variables, whose plans are kept."""
MOST_FAILED = 3
"""Calls in a row in which a selection was not plain. Then it is not tried again."""
FIELD_BYTES = 500
"""The memory of a planned field: about 100 for a leaf, about 1,000 for an object or a list of objects."""

Key = tuple[Any, ...]
"""A selection: the name of the type, and the ids of the nodes whose fields are selected."""


class Planned:
    """The plans of one operation with one choice of its Boolean variables."""

    __slots__ = ("_failed", "_grown", "by_key")

    def __init__(self, grown: Callable[[int], None]) -> None:
        self.by_key: dict[Key, Any] = {}
        """A plan, `MET_ONCE`, or None for a selection that is left to graphql-core."""
        self._failed: dict[Key, int] = {}
        self._grown = grown

    def keep(self, key: Key, plan: Any, fields: int) -> None:
        """Keeps the plan of a selection with so many fields, those below it included, or that it was met once."""
        self.by_key[key] = plan
        self._grown(FIELD_BYTES * (fields + 1))

    def succeeded(self, key: Key) -> None:
        self._failed.pop(key, None)

    def failed(self, key: Key) -> None:
        """Notes that a selection was not plain in a call."""
        self._failed[key] = self._failed.get(key, 0) + 1
        if self._failed[key] >= MOST_FAILED:
            self.by_key[key] = None


class Plans:
    """The plans of a document."""

    __slots__ = ("by_choice", "bytes", "grown")

    def __init__(self) -> None:
        self.by_choice: dict[Key, Planned] = {}
        self.bytes = 0
        self.grown: Callable[[int], None] | None = None
        """Told by how many bytes the plans grow, or shrink."""

    def of(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Planned:
        """The plans of an operation with these values of its variables."""
        # The document keeps its nodes, so an id stays that of the same node.
        choice = id(operation), *((name, value) for name, value in variables.items() if type(value) is bool)
        found = self.by_choice.get(choice)
        if found is None:
            if len(self.by_choice) == MOST_CHOICES:
                self.by_choice.clear()
                self._grow(-self.bytes)
            found = self.by_choice[choice] = Planned(self._grow)
        return found

    def _grow(self, by: int) -> None:
        self.bytes += by
        if self.grown:
            self.grown(by)

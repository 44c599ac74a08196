"""The objects of one answer, counted while it is executed. A query ends when it has more than `MAX_COST`, or more
characters than `MAX_CHARACTERS`.

The cost before the execution counts a list without a given page as a few items. So the true count decides: no answer
has more than `MAX_COST` objects, whatever the lists hold.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import GraphQLError, OperationType, get_nullable_type, is_leaf_type
from graphql.type.definition import GraphQLResolveInfoHelpers
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.concurrency import GiveWay
from app.graphql.errors import TOO_COMPLEX
from app.graphql.guard.cost import MAX_COST
from app.graphql.guard.length import MAX_CHARACTERS, Measured, length_of

LONG_LIST = 50
"""Items of a list that are executed in one go: some tenths of a millisecond each."""

K = TypeVar("K")
V = TypeVar("V")
Row = TypeVar("Row")


@dataclass(slots=True)
class Budget:
    """The objects of an answer so far. A mutation is not limited here: its cost is a true bound beforehand.

    `characters`: those of the parts that are complete.
    """

    objects: int = 0
    characters: int = 0
    limited: bool = True
    exceeded: bool = False
    _measured: Measured = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many more objects the answer may have."""
        return max(0, MAX_COST - self.objects)

    def spend(self, objects: int = 1) -> None:
        """Counts objects. Raises a GraphQLError with QUERY_TOO_COMPLEX if the answer has too many."""
        self.objects += objects
        if self.limited and (self.exceeded or self.objects > MAX_COST):
            self.exceeded = True
            raise self.refusal()

    def require(self, objects: int) -> None:
        """Raises the same error if the answer has no room for so many objects."""
        if self.limited and (self.exceeded or objects > self.left):
            self.exceeded = True
            raise self.refusal()

    def add_text(self, part: Any) -> None:
        """Counts the characters of a complete part of the answer. Raises the same error if there are too many."""
        if self.limited:
            length = length_of(part)
            self._measured[id(part)] = part, length
            self.characters += length
            if self.characters > MAX_CHARACTERS:
                self.exceeded = True
                raise self.refusal()

    def admits(self, answer: Any) -> bool:
        """Whether a whole answer may be given. What no complete part holds is counted only here."""
        if self.limited and not self.exceeded and length_of(answer, measured=self._measured) > MAX_CHARACTERS:
            self.characters, self.exceeded = MAX_CHARACTERS + 1, True
        return not self.exceeded

    def refusal(self) -> GraphQLError:
        """The error of an answer with too much in it."""
        return too_long() if self.characters > MAX_CHARACTERS else too_many_objects()

    async def load(
        self, keys: Sequence[K], most: int, load: Callable[[Sequence[K]], Awaitable[Mapping[V, Sequence[Row]]]]
    ) -> dict[V, Sequence[Row]]:
        """Loads lists of at most `most` rows each, some keys at a time, until the answer has no room for more."""
        found: dict[V, Sequence[Row]] = {}
        loaded, at = 0, 0
        while at < len(keys):
            part = keys[at : at + max(1, self.left // most)] if self.limited else keys[at:]
            lists = await load(part)
            loaded += sum(len(rows) for rows in lists.values())
            self.require(loaded)
            found |= lists
            at += len(part)
        return found


def too_many_objects() -> GraphQLError:
    """The error of an answer with more than `MAX_COST` objects."""
    message = f"The answer has more than {MAX_COST:,} objects. Select smaller pages or fewer fields."
    return GraphQLError(message, extensions={"code": TOO_COMPLEX})


def too_long() -> GraphQLError:
    """The error of an answer with more than `MAX_CHARACTERS`."""
    message = (
        f"The answer has more than {MAX_CHARACTERS:,} characters. Select smaller pages, and long texts and `metadata` "
        "once each."
    )
    return GraphQLError(message, extensions={"code": TOO_COMPLEX})


class CountingExecution(StrawberryGraphQLCoreExecutionContext):
    """Counts every object of an answer, and every list before its items are executed. Gives way to other callers
    wherever it had to wait, and between the items of a long list."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._give_way: GiveWay = self.context_value.give_way
        self._writes = self.operation.operation is OperationType.MUTATION

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        return GraphQLResolveInfoHelpers(gather=self.gather_async_work, track=self.track_async_work)

    @async_helpers.setter
    def async_helpers(self, made: GraphQLResolveInfoHelpers) -> None:
        """Keeps none: they refer to the execution, and all that belongs to a call would wait for garbage collection."""

    def complete_object_value(self, *arguments: Any) -> Any:
        self.context_value.budget.spend()
        return super().complete_object_value(*arguments)

    async def complete_awaitable_value(self, *arguments: Any) -> Any:
        *before, result, position_context = arguments
        if not self._writes or is_in_list(before[3]):  # a mutation's own fields come one after the other
            arguments = *before, self._in_turn(result), position_context
        return await super().complete_awaitable_value(*arguments)

    async def _in_turn(self, result: Awaitable[Any]) -> Any:
        """What was awaited, when it is this operation's turn: the loads of a page may end all at the same moment."""
        found = await result
        await self._give_way()
        return found

    def complete_list_value(self, *arguments: Any) -> Any:
        *before, result, position_context = arguments
        if not isinstance(result, list):
            return super().complete_list_value(*arguments)
        self.context_value.budget.require(len(result))
        if len(result) > LONG_LIST and not is_leaf_type(get_nullable_type(before[0].of_type)):
            arguments = *before, self._in_turns(result), position_context
            in_turns: Any = super().complete_list_value(*arguments)
            return self._counted(in_turns, before[3])
        answer = super().complete_list_value(*arguments)
        if isinstance(answer, list) and not is_in_list(before[3]):
            self.context_value.budget.add_text(answer)
        return answer

    async def _counted(self, answer: Awaitable[list[Any]], path: Any) -> list[Any]:
        found = await answer
        if not is_in_list(path):
            self.context_value.budget.add_text(found)
        return found

    async def _in_turns(self, items: list[Any]) -> AsyncIterator[Any]:
        for item in items:
            await self._give_way()
            yield item


def is_in_list(path: Any) -> bool:
    """Whether the place of an object or of a list is inside a list."""
    path = path.prev
    while path is not None:
        if isinstance(path.key, int):
            return True
        path = path.prev
    return False

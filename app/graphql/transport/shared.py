"""Subscriptions to a whole account, executed once for all subscribers who ask for the same.

Subscribers share an execution if their keys see the same accounts and have the same scopes, and if their document, its
variables and the name of the operation are equal. Each change is read, executed and encoded once. Changes are read and
handed out in groups: the more subscribers there are, the longer changes are gathered, up to a second, so that the cost
of handing them out is bounded.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from contextvars import Context as Variables
from dataclasses import dataclass, replace
from functools import cached_property

import orjson
from graphql import DocumentNode, FieldNode, GraphQLError, get_operation_ast
from strawberry import Schema
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.graphql import errors
from app.graphql.context import Context
from app.graphql.guard.admission import admit
from app.graphql.guard.checks import DOCUMENTS
from app.graphql.guard.documents import parsed
from app.graphql.transport.streaming import Operation, Shown, subscribed

FIELDS = frozenset({"messageUpdated", "conversationUpdated", "enrollmentsUpdated", "draftUpdated"})
"""Fields that answer changes alone, and not the state at their beginning: so a subscriber can join at any moment."""
GATHER_SECONDS_EACH = 0.002
SHORTEST_GATHER, LONGEST_GATHER = 0.05, 1.0
MOST_BYTES = 4_000_000
"""What waits for one subscriber, at most. A subscriber who reads more slowly is sent away."""

TOO_SLOW = "You read too slowly, so that changes were lost. Subscribe again, and read the rows again."


def encoded(result: ExecutionResult) -> bytes:
    """A result as JSON."""
    found = [error.formatted for error in result.errors or ()]
    answer = {"data": result.data} | ({"errors": found} if found else {})
    return orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS)


@dataclass(frozen=True)
class Batch:
    """Results that are handed out together, each as JSON."""

    payloads: tuple[bytes, ...]

    @cached_property
    def size(self) -> int:
        return sum(map(len, self.payloads))

    @cached_property
    def events(self) -> bytes:
        """The results as Server-Sent Events."""
        return b"".join(b"event: next\ndata: " + payload + b"\n\n" for payload in self.payloads)

    def frames(self, operation_id: str) -> bytes:
        """The results as frames of a WebSocket (RFC 6455, 5.2), each a message `next` of graphql-transport-ws."""
        own = orjson.dumps(operation_id)
        if (around := self._around_ids.get(len(own))) is None:
            # UTF-8 has no byte 0xff, and a length has at most two of them in a row: an id with quotes has more.
            place = b"\xff" * len(own)
            frames = b"".join(_frame(_message(place, payload)) for payload in self.payloads)
            around = self._around_ids[len(own)] = frames.split(place)
        return own.join(around)

    @cached_property
    def _around_ids(self) -> dict[int, list[bytes]]:
        """The frames without the operation's id, split where it stands, by the length of the id."""
        return {}


def next_message(operation_id: str, payload: bytes) -> bytes:
    """A result as a message of graphql-transport-ws."""
    return _message(orjson.dumps(operation_id), payload)


def _message(operation_id: bytes, payload: bytes) -> bytes:
    return b'{"id":' + operation_id + b',"type":"next","payload":' + payload + b"}"


def _frame(text: bytes) -> bytes:
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


class Reader:
    """One subscriber's end of a shared execution.

    A batch is written at once if the subscriber waits and `write` takes it; otherwise it waits for `batches`.
    """

    def __init__(self) -> None:
        self.write: Callable[[Batch], bool] | None = None
        """Writes a batch to the connection, without waiting; False, and nothing written, if it would have to wait."""
        self._is_idle = False
        self._waiting: deque[Batch] = deque()
        self._bytes = 0
        self._happened = asyncio.Event()
        self._ended = False
        self.is_too_slow = False

    def put(self, batch: Batch) -> None:
        if self._takes_at_once(batch):
            return
        self._bytes += batch.size
        if self._bytes > MOST_BYTES:
            self.is_too_slow = True
            self._waiting.clear()
        if not self.is_too_slow:
            self._waiting.append(batch)
        self._happened.set()

    def _takes_at_once(self, batch: Batch) -> bool:
        waits = self._is_idle and not self._waiting and batch.size <= MOST_BYTES
        return waits and self.write is not None and self.write(batch)

    def end(self) -> None:
        self._ended = True
        self._happened.set()

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """Until the execution ends, or this reader is too slow."""
        while True:
            while self._waiting:
                batch = self._waiting.popleft()
                self._bytes -= batch.size
                yield batch
            if self._ended or self.is_too_slow:
                return
            self._is_idle = True
            try:
                await self._happened.wait()
            finally:
                self._is_idle = False
            self._happened.clear()


Answers = AsyncGenerator[ExecutionResult | Batch | Reader, None]
"""What one subscriber gets: results, or batches of a shared execution with the reader before them."""


class Share:
    """One execution, and its readers."""

    def __init__(self, context: Context, results: AsyncGenerator[ExecutionResult, None]) -> None:
        self.context = context
        self._results = results
        self._readers: set[Reader] = set()
        self._ready: list[bytes] = []
        self.last: ExecutionResult | None = None
        """The error with which the execution ended, if it did."""
        self.begun = asyncio.Event()
        context.caught_up, context.gather = self._hand_out, self._gather
        # In a new context: the current one may hold the connection of a transaction.
        self.task = asyncio.get_running_loop().create_task(self._run(), context=Variables())

    def join(self) -> Reader:
        reader = Reader()
        self._readers.add(reader)
        if self.task.done():
            reader.end()
        return reader

    def leave(self, reader: Reader) -> bool:
        """Whether nobody is left. Then the execution has ended."""
        self._readers.discard(reader)
        if not self._readers:
            self.task.cancel()
        return not self._readers

    async def _run(self) -> None:
        try:
            async with aclosing(self._results):
                async for result in self._results:
                    if self.begun.is_set():
                        self._ready.append(encoded(result))
                    else:
                        self.last = result
        except Exception as error:
            self.last = ExecutionResult(None, [Shown(errors.bug(error, self.context.request_id))])
        finally:
            self._hand_out()
            self.begun.set()
            for reader in self._readers:
                reader.end()

    def _gather(self) -> float:
        return min(LONGEST_GATHER, max(SHORTEST_GATHER, GATHER_SECONDS_EACH * len(self._readers)))

    def _hand_out(self) -> None:
        self.begun.set()
        if self._ready:
            batch = Batch(tuple(self._ready))
            self._ready = []
            for reader in self._readers:
                reader.put(batch)


class Shares:
    """The shared executions of this process."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._open: dict[Hashable, Share] = {}

    @staticmethod
    def has(operation: Operation) -> bool:
        """Whether an execution of this operation is shared."""
        try:
            document = DOCUMENTS.get(operation.query) or parsed(operation.query)
        except GraphQLError:
            return False
        return _field_of(document, operation.name) in FIELDS

    async def results(self, operation: Operation, context: Context) -> Answers:
        """The results of the operation for one subscriber, of an execution that is shared or begins: first the reader,
        whose `write` the transport may set."""
        key = _key(operation, context)
        share, is_first = self._open.get(key), False
        if share is None or share.task.done():
            own = replace(context.deps, idempotency=None)
            shared = Context(own, context.holder, context.request_id)
            shared.rate_limits, is_first = context.rate_limits, True
            share = self._open[key] = Share(shared, subscribed(self._schema, operation, shared))
        reader = share.join()
        try:
            await share.begun.wait()
            if not is_first and share.last is None and (refused := await _refused(context, share.context)):
                yield refused
                return
            yield reader
            async with aclosing(reader.batches()) as batches:
                async for batch in batches:
                    yield batch
            if reader.is_too_slow:
                yield ExecutionResult(None, [Shown(errors.plain(TOO_SLOW, errors.UNAVAILABLE))])
            elif share.last is not None:
                yield share.last
        finally:
            if share.leave(reader) and self._open.get(key) is share:
                del self._open[key]


def _field_of(document: DocumentNode, name: str | None) -> str | None:
    """The root field of an operation that has one alone."""
    operation = get_operation_ast(document, name)
    if operation is None or len(operation.selection_set.selections) != 1:
        return None
    [node] = operation.selection_set.selections
    return node.name.value if isinstance(node, FieldNode) else None


def _key(operation: Operation, context: Context) -> Hashable:
    holder = context.holder
    variables = orjson.dumps(operation.variables or {}, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return holder.partner_id, holder.account_ids, holder.scopes, operation.query, variables, operation.name


async def _refused(context: Context, shared: Context) -> ExecutionResult | None:
    """The refusal of a subscriber who joins, by the rate limits; None if it is admitted."""
    if context.rate_limits is not None:  # counted before
        return None
    context.bill, context.cost = shared.bill, shared.cost
    try:
        await admit(context)
    except GraphQLError as refused:
        return PreExecutionError(None, [Shown(errors.shown(refused, context.request_id, before_execution=True))])
    return None

"""Operations with a stream of results, over a WebSocket or as Server-Sent Events."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from graphql import GraphQLError
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.deps import Deps
from app.graphql import errors
from app.graphql.context import Context
from app.graphql.guard.admission import counted
from app.http import WRONG_KEY
from app.observability.metrics import REQUESTS
from app.observability.requests import ANSWERED, FAILED, LIMITED
from app.services import accounts
from app.services.accounts import KeyHolder
from app.services.subscriptions import AWAY

log = logging.getLogger("nudge.graphql")

KEY_IS_TRUSTED = timedelta(seconds=10)
DOOR = "sockets"
SINGLE_RESULT = frozenset({OperationType.QUERY, OperationType.MUTATION})


@dataclass(frozen=True, slots=True)
class Operation:
    """The operation of a request."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


@dataclass(slots=True)
class Caller:
    """The caller of an open stream: a partner, and the key that opened the stream."""

    deps: Deps
    key: str
    holder: KeyHolder
    checked_at: datetime

    @property
    def partner_id(self) -> UUID:
        return self.holder.partner_id

    async def key_is_valid(self) -> bool:
        """Whether the key is still valid. The database is asked at most once every `KEY_IS_TRUSTED`."""
        now = self.deps.clock.real()
        if now > self.checked_at + KEY_IS_TRUSTED:
            if await accounts.authenticate(self.key, now) is None:
                return False
            self.checked_at = now
        return True

    @property
    def key_has_expired(self) -> bool:
        """Whether the time of the key is over, as it was when the stream was opened. `key_ended` tells the rest."""
        ends = self.holder.expires_at
        return ends is not None and ends <= self.deps.clock.real()

    async def key_ended(self) -> None:
        """Returns when the key was revoked. Events of Redis say when to read the row."""
        with self.deps.events.watch(self.holder.key_id) as watch:
            while True:
                await watch.news()
                try:
                    if await accounts.authenticate(self.key, self.deps.clock.real()) is None:
                        return
                except AWAY as error:
                    log.warning("a key cannot be checked: the database is away (%s)", type(error).__name__)


class OpenStreams:
    """The number of streams that each partner has open in this process."""

    def __init__(self) -> None:
        self._open: Counter[UUID] = Counter()

    def open(self, caller: Caller) -> bool:
        """Counts one more stream. False, and not counted, if the partner has as many as it may."""
        if self._open[caller.partner_id] >= caller.deps.settings.streams_per_partner:
            return False
        self._open[caller.partner_id] += 1
        return True

    def close(self, caller: Caller) -> None:
        self._open[caller.partner_id] -= 1
        if not self._open[caller.partner_id]:
            del self._open[caller.partner_id]


class Shown(GraphQLError):
    """An error in the form that the caller sees."""

    def __init__(self, shown: dict[str, Any]) -> None:
        super().__init__(shown["message"], extensions=shown["extensions"])
        self._shown = shown

    @property
    def formatted(self) -> Any:
        return self._shown


def unauthenticated() -> Shown:
    return Shown(errors.plain(WRONG_KEY, errors.UNAUTHENTICATED))


async def results(schema: Schema, operation: Operation, context: Context) -> AsyncGenerator[ExecutionResult, None]:
    """The result of a query or mutation, or the results of a subscription, with errors as the caller sees them.

    When the caller goes away, a query ends, and a mutation that has begun is finished. An answer is measured as that of
    a request is; a subscription ends when its reader goes.
    """
    began = perf_counter()
    work = schema.execute(
        operation.query,
        variable_values=operation.variables,
        operation_name=operation.name,
        context_value=context,
        allowed_operation_types=SINGLE_RESULT,
    )
    execution = context.deps.concurrency.start(work)
    try:
        result: ExecutionResult | None = await asyncio.shield(execution)
    except asyncio.CancelledError:
        if context.ends_with_caller:
            execution.cancel()
        raise
    except InvalidOperationTypeError:
        result = None
    except MissingQueryError:
        result = _unreadable("The request has no query.")
    except Exception:
        REQUESTS.labels(DOOR, FAILED).observe(perf_counter() - began)
        raise
    if result is not None:
        answer = shown(await counted(context, result), context.request_id)
        REQUESTS.labels(DOOR, _outcome(answer, context)).observe(perf_counter() - began)
        yield answer
        return
    async with aclosing(subscribed(schema, operation, context)) as answers:
        async for answer in answers:
            yield answer


def _outcome(answer: ExecutionResult, context: Context) -> str:
    if context.rate_limits is not None and context.rate_limits.retry_after:
        return LIMITED
    codes = {str((error.extensions or {}).get("code")) for error in answer.errors or ()}
    return errors.outcome(codes, has_data=answer.data is not None) or ANSWERED


async def subscribed(schema: Schema, operation: Operation, context: Context) -> AsyncGenerator[ExecutionResult, None]:
    """The results of a subscription, with errors as the caller sees them."""
    answers = await schema.subscribe(
        operation.query,
        variable_values=operation.variables,
        operation_name=operation.name,
        context_value=context,
    )
    async with aclosing(answers):
        async for answer in answers:
            await context.deps.writes.note((context.partner_id,))  # what the partner reads next is not older than this
            yield shown(answer, context.request_id)


def _unreadable(message: str) -> PreExecutionError:
    return PreExecutionError(None, [Shown(errors.plain(message, errors.BAD_REQUEST))])


def shown(result: ExecutionResult, request_id: str) -> ExecutionResult:
    """The result with its errors as the caller sees them."""
    early = isinstance(result, PreExecutionError)
    found: list[GraphQLError] = [_shown(error, request_id, early) for error in result.errors or ()]
    return type(result)(data=result.data, errors=found or None, extensions=result.extensions)


def _shown(error: GraphQLError, request_id: str, early: bool) -> Shown:
    if isinstance(error, Shown):
        return error
    accident = error.original_error is not None and not isinstance(error.original_error, GraphQLError)
    if accident and not early and not error.path:  # raised between two results, outside all fields
        return Shown(errors.bug(error.original_error or error, request_id))
    return Shown(errors.shown(error, request_id, before_execution=early))

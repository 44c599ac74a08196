"""GraphQL over HTTP: authenticate, read the request, execute, answer. Every answer has the form of GraphQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.deps import Deps
from app.domain.idempotency import IdempotentCall
from app.graphql import errors
from app.graphql.context import Context
from app.graphql.guard.admission import admit, counted
from app.graphql.transport import sse, streaming
from app.graphql.transport.explorer import Explorer
from app.graphql.transport.shared import Shares
from app.graphql.transport.streaming import SINGLE_RESULT, Caller, OpenStreams, Operation
from app.http import (
    CHALLENGE,
    JSON,
    RETRY_SECONDS,
    BadRequest,
    Unidentified,
    address_of,
    deps_of,
    idempotency_key,
    identify,
    json_body,
    parsed,
    partner_key,
)
from app.observability import request_ids, requests
from app.providers.sms import SIMULATOR
from app.services import idempotency

WATCHED_AFTER_SECONDS = 0.1
"""After this time a query ends if its caller leaves. Most queries have ended before."""
MOST_TOLD = 3
"""Root fields of an operation that its line in the log names."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
GRAPHQL_JSON = "application/graphql-response+json"
NO_STREAM = (
    "A subscription is answered with a stream. Send the header Accept: text/event-stream with this request "
    "(Server-Sent Events), or open a WebSocket at this address with the protocol graphql-transport-ws."
)


class Endpoint:
    """The ASGI application behind `/graphql`."""

    def __init__(self, schema: Schema, explorer: Explorer, streams: OpenStreams, shares: Shares) -> None:
        self.schema = schema
        self.explorer = explorer
        self.streams = streams
        self.shares = shares

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, request_id = Request(scope, receive), request_ids.current()
        try:
            response = await self._respond(request, request_id)
        except BadRequest as bad:
            response = _answer(request, {"errors": [errors.plain(bad.message, errors.BAD_REQUEST)]}, bad.status)
            response.headers.update(bad.headers)
        except ClientDisconnect:
            return
        except Exception as error:
            response = _answer(request, {"errors": [errors.bug(error, request_id)]}, 500)
        await response(scope, receive, send)

    async def _respond(self, request: Request, request_id: str) -> Response:
        if request.method not in METHODS:
            raise BadRequest(f"This address takes {', '.join(METHODS)}.", 405, Allow=", ".join(METHODS))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        deps = deps_of(request)
        if _wants_explorer(request):
            return await self.explorer.page(request, deps, is_live=deps.sms.name != SIMULATOR)
        try:
            holder = await identify(partner_key(request.headers), address_of(request), deps.clock.real())
        except Unidentified as unknown:
            return _unauthenticated(request, unknown)
        async with AsyncExitStack() as held:
            operation = await _operation(request, holder.partner_id, held)
            requests.tell(request.scope, operation=operation.name or "", partner=str(holder.partner_id))
            deps = _with_key(deps, request, holder.partner_id, operation)
            response = await self._execute(request, operation, Context(deps, holder, request_id))
        return sse.wrapped(response) if sse.demanded(request.headers.get("accept", "")) else response

    async def _execute(self, request: Request, operation: Operation, context: Context) -> Response:
        try:
            async with _ended_with_caller(request, context):
                result = await self.schema.execute(
                    operation.query,
                    variable_values=operation.variables,
                    operation_name=operation.name,
                    context_value=context,
                    allowed_operation_types=SINGLE_RESULT if request.method == "POST" else {OperationType.QUERY},
                )
        except MissingQueryError:
            raise BadRequest("The request has no query.") from None
        except InvalidOperationTypeError as wrong:
            if wrong.operation_type is OperationType.SUBSCRIPTION:
                return await self._stream(request, operation, context)
            raise BadRequest(
                "Only queries may be sent by GET. Send this operation by POST.", 405, Allow="POST"
            ) from None
        return await self._with_limits(request, result, context)

    async def _with_limits(self, request: Request, result: ExecutionResult, context: Context) -> Response:
        """The answer, with the headers of the rate limits."""
        response = await self._answer(request, await counted(context, result), context)
        assert context.rate_limits is not None
        fields = [root.name for root in context.bill.roots][:MOST_TOLD] if context.bill else []
        requests.tell(request.scope, fields=",".join(fields), cost=context.cost)
        if context.rate_limits.retry_after:
            response.status_code = 429
        response.headers.update(context.rate_limits.headers())
        return response

    async def _answer(self, request: Request, result: ExecutionResult, context: Context) -> Response:
        if context.deps.idempotency is None:
            return _executed(request, result, context.request_id)
        return await _executed_once(request, result, context, context.deps.idempotency)

    async def _stream(self, request: Request, operation: Operation, context: Context) -> Response:
        if not sse.accepted(request.headers.get("accept", "")):
            raise BadRequest(NO_STREAM, 406)
        if request.method == "HEAD":
            raise BadRequest("A subscription has no answer to HEAD. Send it by GET or POST.", 405, Allow="GET, POST")
        try:
            await admit(context)
        except GraphQLError as refused:
            return await self._with_limits(request, PreExecutionError(None, [refused]), context)
        caller = Caller(context.deps, partner_key(request.headers), context.holder, context.deps.clock.real())
        if not self.streams.open(caller):
            raise BadRequest("This partner has too many open streams. Close some of them.", 429, Retry_After="10")
        shared = self.shares.has(operation)
        results = (self.shares.results if shared else partial(streaming.subscribed, self.schema))(operation, context)
        answers = sse.events(results, caller)
        return sse.EventStream(answers, context.deps.concurrency.stopping, caller, lambda: self.streams.close(caller))


@asynccontextmanager
async def _ended_with_caller(request: Request, context: Context) -> AsyncIterator[None]:
    """Ends what is executed when the caller has left, if it is a query that is under way for some time. A mutation goes
    on: its caller may ask for its answer again. Raises `ClientDisconnect`."""
    loop, execution, watch, has_left = asyncio.get_running_loop(), asyncio.current_task(), None, False
    assert execution is not None

    async def watching() -> None:
        nonlocal has_left
        while (await request.receive())["type"] != "http.disconnect":
            pass
        if context.ends_with_caller:
            has_left = True
            execution.cancel()

    def begin() -> None:
        nonlocal watch
        watch = loop.create_task(watching())

    timer = loop.call_later(WATCHED_AFTER_SECONDS, begin)
    try:
        yield
    except asyncio.CancelledError:
        if not has_left or execution.uncancel():
            raise
        raise ClientDisconnect from None
    finally:
        timer.cancel()
        if watch is not None:
            watch.cancel()


# ---------------------------------------------------------------- reading a request


def _wants_explorer(request: Request) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )


async def _operation(request: Request, partner_id: UUID, held: AsyncExitStack) -> Operation:
    if request.method == "POST":
        return _checked(await json_body(request, partner_id, held))
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = parsed(given[name].encode(errors="replace"), name)
        else:
            given.pop(name, None)
    return _checked(given)


def _checked(given: Any) -> Operation:
    if not isinstance(given, dict):
        raise BadRequest("The request must be a JSON object with a query. Batches are not supported.")
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest("The request needs `query`, a string.")
    if not isinstance(variables, dict | None):
        raise BadRequest("variables must be an object.")
    if not isinstance(name, str | None):
        raise BadRequest("operationName must be a string.")
    if not isinstance(given.get("extensions"), dict | None):
        raise BadRequest("extensions must be an object.")
    return Operation(query, variables, name or None)


def _with_key(deps: Deps, request: Request, partner_id: UUID, operation: Operation) -> Deps:
    """The dependencies of the use cases, with the idempotency key of the call if it has one."""
    if (key := idempotency_key(request)) is None:
        return deps
    input = idempotency.fingerprint(operation.query, operation.name, operation.variables)
    return replace(deps, idempotency=IdempotentCall(partner_id, key, input))


# ---------------------------------------------------------------- answering


def _executed(request: Request, result: ExecutionResult, request_id: str) -> Response:
    found = result.errors or []
    # An operation that was not executed has no `data`, not even null.
    not_executed = result.data is None and bool(found) and all(error.path is None for error in found)
    early = isinstance(result, PreExecutionError)
    answer: dict[str, Any] = {} if not_executed else {"data": result.data}
    if found:
        answer["errors"] = [errors.shown(error, request_id, before_execution=early) for error in found]
    if result.extensions:
        answer["extensions"] = result.extensions
    strict = _media_type(request) == GRAPHQL_JSON
    unreadable = any((error.extensions or {}).get("code") == errors.BAD_REQUEST for error in found)
    return _answer(request, answer, 400 if unreadable or (not_executed and strict) else 200)


async def _executed_once(request: Request, result: ExecutionResult, context: Context, once: IdempotentCall) -> Response:
    """The answer of the first call with this key; else this answer, which is stored if it has no errors."""
    if once.answer is None:
        response = _executed(request, result, context.request_id)
        if not result.errors:
            await idempotency.store_answer(context.deps, bytes(response.body).decode())
    else:
        response = _answered(request, once.answer.encode(), 200)
    if once.replayed or once.answer is not None:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _unauthenticated(request: Request, unknown: Unidentified) -> Response:
    answer = {"data": None, "errors": [errors.plain(unknown.message, errors.UNAUTHENTICATED)]}
    strict = _media_type(request) == GRAPHQL_JSON or sse.demanded(request.headers.get("accept", ""))
    response = _answer(request, answer, 429 if unknown.retry_after else 401 if strict else 200)
    response.headers["WWW-Authenticate"] = CHALLENGE
    if unknown.retry_after:
        response.headers["Retry-After"] = str(unknown.retry_after)
    return response


def _answer(request: Request, answer: dict[str, Any], status: int) -> Response:
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    away = errors.UNAVAILABLE in codes
    if ended := errors.outcome(codes, has_data=answer.get("data") is not None):
        requests.tell(request.scope, outcome=ended)
    body = orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS)
    response = _answered(request, body, 503 if away else status)
    if away:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _answered(request: Request, body: bytes, status: int) -> Response:
    response = Response(body, status_code=status, headers={"Cache-Control": "no-store"})
    response.headers["Content-Type"] = f"{_media_type(request)}; charset=utf-8"
    return response


def _media_type(request: Request) -> str:
    """The newer media type if the caller accepts it by name, else the older one."""
    accepted = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    return GRAPHQL_JSON if GRAPHQL_JSON in accepted else JSON

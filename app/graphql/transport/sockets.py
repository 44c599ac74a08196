"""GraphQL over WebSocket, by the protocol `graphql-transport-ws` only.

Strawberry implements the protocol. Added here: the key, a context for each operation, errors as the caller sees them,
and the refusal of messages that do not have the protocol's shape.
Source: github.com/enisdenjo/graphql-ws, PROTOCOL.md.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry import UNSET, Schema
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.deps import Deps
from app.domain.ids import new_id
from app.domain.plurals import plural
from app.graphql import errors
from app.graphql.context import Context
from app.graphql.transport import streaming
from app.graphql.transport.shared import Answers, Batch, Reader, Shares, next_message
from app.graphql.transport.streaming import Caller, OpenStreams
from app.http import FRAMES, Unidentified, address_of, deps_of, identify, is_origin_allowed, partner_key

INIT_TIMEOUT = timedelta(seconds=10)
TRY_AGAIN_LATER = 1013
MOST_PINGS_BEFORE_INIT = 5
TOO_MANY_REQUESTS = 4429
UNAUTHORIZED = 4401
"""At `connection_init`: graphql-ws does not try again after it, as it does after 4403."""
FORBIDDEN = 4403
"""For a key that ends while the socket is open: a client with a new key may connect again."""


@dataclass(slots=True)
class Connection:
    """One WebSocket. `caller` is set when `connection_init` was accepted."""

    deps: Deps
    websocket: WebSocket
    connection_params: dict[str, object] | None = None
    caller: Caller | None = None
    key_has_ended: bool = False


class Adapter(ASGIWebSocketAdapter):
    """Closes a socket once and sends nothing to a closed socket."""

    ws: WebSocket

    async def send_json(self, message: Any) -> None:
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        await super().send_json(message)

    async def send_batch(self, operation_id: str, batch: Batch) -> None:
        """Sends the results of a shared execution, as one write where the server can do that (`doors/sockets.py`)."""
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        try:
            if self._extension is not None:
                await self.ws.send({"type": "websocket.send", FRAMES: batch.frames(operation_id)})
            else:
                for payload in batch.payloads:
                    await self.ws.send_text(next_message(operation_id, payload).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone

    def write_batch(self, operation_id: str, batch: Batch) -> bool:
        """Writes the results of a shared execution if the socket takes them without waiting; whether it did."""
        if self._extension is None or self.ws.application_state is not WebSocketState.CONNECTED:
            return False
        return bool(self._extension["write"](batch.frames(operation_id)))

    @cached_property
    def _extension(self) -> dict[str, Callable[..., Any]] | None:
        return _extension(self.ws)

    async def close(self, code: int, reason: str) -> None:
        await _close(self.ws, code, reason)


def _extension(websocket: WebSocket) -> dict[str, Callable[..., Any]] | None:
    """What the server can do beside ASGI (`doors/sockets.py`); None if it cannot."""
    extensions: dict[str, Any] = websocket.scope.get("extensions", {})
    return extensions.get(FRAMES)


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    """Closes a socket, if it is still open. A peer who has gone before is no fault."""
    if websocket.application_state is WebSocketState.CONNECTED:
        with suppress(WebSocketDisconnect):
            await websocket.close(code, reason)


class Handler(BaseGraphQLTransportWSHandler[Connection, None]):
    """One socket's conversation."""

    view: "Sockets"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.schema: Any = _Operations(self.view.schema, self.view.shares, self.context)
        self._watching: asyncio.Task[None] | None = None
        self._pings_before_init = 0

    async def handle(self) -> None:
        try:
            await super().handle()
        finally:
            if self._watching:
                self._watching.cancel()
            if self.context.caller:
                self.view.streams.close(self.context.caller)

    async def handle_connection_init(self, message: Any) -> None:
        await super().handle_connection_init(message)
        if self.context.caller and self._watching is None:
            self._watching = asyncio.create_task(self._close_when_key_ends(self.context.caller))

    async def _close_when_key_ends(self, caller: Caller) -> None:
        await caller.key_ended()
        await self.websocket.close(FORBIDDEN, "Forbidden")

    async def handle_message(self, message: Any) -> None:
        if not _is_well_formed(message):
            await self.handle_invalid_message("This is not a message of graphql-transport-ws")
        elif self.connection_init_received or await self._may_come_before_init(message["type"]):
            await super().handle_message(message)
            # The messages that wait are taken without waiting: the other tasks have their turn between two of them.
            await asyncio.sleep(0)

    async def _may_come_before_init(self, kind: str) -> bool:
        """Whether a socket without a key may send this. Closes it if not."""
        match kind:
            case "connection_init":
                return True
            case "ping" | "pong":
                self._pings_before_init += 1
                if self._pings_before_init <= MOST_PINGS_BEFORE_INIT:
                    return True
                await self.websocket.close(TOO_MANY_REQUESTS, "Too many pings before connection_init")
            case _:
                await self.websocket.close(UNAUTHORIZED, "Unauthorized")
        return False

    async def handle_subscribe(self, message: Any) -> None:
        limit = self.context.deps.settings.operations_per_socket
        if not self.connection_acknowledged or message["id"] in self.operations or len(self.operations) < limit:
            return await super().handle_subscribe(message)
        error = errors.plain(f"A socket has at most {plural(limit, 'operation')} at a time.", errors.TOO_COMPLEX)
        await self.websocket.send_json({"id": message["id"], "type": "error", "payload": [error]})
        return None

    async def run_operation(self, operation: Operation[Connection, None]) -> None:
        await super().run_operation(operation)
        if self.context.key_has_ended:
            await self.websocket.close(FORBIDDEN, "Forbidden")

    async def _send_result_stream(
        self, operation: Operation[Connection, None], result_source: AsyncGenerator[Any, None]
    ) -> None:
        async for result in result_source:
            if isinstance(result, Batch):
                await cast(Adapter, self.websocket).send_batch(operation.id, result)
            elif isinstance(result, Reader):
                result.write = partial(self._write, operation)
            elif isinstance(result, PreExecutionError):
                await self._handle_pre_execution_error(operation, result)
                return
            else:
                await operation.send_next(result)

    def _write(self, operation: Operation[Connection, None], batch: Batch) -> bool:
        """Writes the results of a shared execution if the operation goes on and the socket takes them at once."""
        caller, goes_on = self.context.caller, self.operations.get(operation.id) is operation
        if not goes_on or caller is None or caller.key_has_expired:  # `_Operations` ends the stream
            return False
        return cast(Adapter, self.websocket).write_batch(operation.id, batch)

    async def handle_task_exception(self, error: Exception) -> None:
        if not isinstance(error, WebSocketDisconnected):
            errors.bug(error, new_id().hex)

    @staticmethod
    def _get_pre_execution_close_reason(error: object) -> str | None:
        return None  # a broken document is the error of one operation: the other operations go on


def _is_well_formed(message: Any) -> bool:
    match message:
        case {"type": "subscribe", "id": str(one), "payload": {"query": str(), **rest}}:
            variables, name = rest.get("variables"), rest.get("operationName")
            extensions = rest.get("extensions")
            return bool(one) and (
                isinstance(variables, dict | None)
                and isinstance(name, str | None)
                and isinstance(extensions, dict | None)
            )
        case {"type": "complete", "id": str()}:
            return True
        case {"type": "connection_init" | "ping" | "pong"}:
            return True
    return False


class _Operations:
    """The schema as one socket sees it."""

    def __init__(self, schema: Schema, shares: Shares, connection: Connection) -> None:
        self._schema = schema
        self._shares = shares
        self._connection = connection

    async def stream(
        self,
        query: str,
        variable_values: dict[str, Any] | None,
        operation_name: str | None,
        **_: object,
    ) -> Answers:
        return self._results(streaming.Operation(query, variable_values, operation_name))

    async def _results(self, operation: streaming.Operation) -> Answers:
        caller = self._connection.caller
        assert caller is not None, "no operation begins before the connection is acknowledged"
        context = Context(caller.deps, caller.holder, new_id().hex)
        if not await self._key_is_valid(caller):
            yield PreExecutionError(None, [streaming.unauthenticated()])
            return
        async with aclosing(self._of(operation, context)) as results:
            async for result in results:
                if not await self._key_is_valid(caller, is_shared=isinstance(result, Batch | Reader)):
                    yield ExecutionResult(None, [streaming.unauthenticated()])
                    return
                yield result

    def _of(self, operation: streaming.Operation, context: Context) -> Answers:
        if self._shares.has(operation):
            return self._shares.results(operation, context)
        return streaming.results(self._schema, operation, context)

    async def _key_is_valid(self, caller: Caller, *, is_shared: bool = False) -> bool:
        self._connection.key_has_ended = caller.key_has_expired or not (is_shared or await caller.key_is_valid())
        return not self._connection.key_has_ended


class Sockets(GraphQL[Connection, None]):
    """The ASGI application behind `/graphql` for sockets.

    A web page of another origin may open a socket if `CORS_ORIGINS` allows its origin. No browser sends a key by
    itself, so a page without a key could do nothing with a socket.
    """

    websocket_adapter_class = Adapter
    graphql_transport_ws_handler_class = Handler

    def __init__(self, schema: Schema, streams: OpenStreams, shares: Shares) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=INIT_TIMEOUT,
            max_subscriptions_per_connection=None,  # `handle_subscribe` has the limit: its refusal has a code
        )
        self.schema: Schema = schema
        self.streams = streams
        self.shares = shares

    def is_websocket_origin_allowed(self, request: WebSocket, origin: str) -> bool:
        return is_origin_allowed(origin, deps_of(request).settings.origins)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Connection:
        assert isinstance(response, WebSocket)
        return Connection(deps_of(request), response)

    async def on_ws_connect(self, context: Connection) -> Any:
        try:
            caller = await _caller(context)
        except Unidentified as unknown:
            await _close(context.websocket, UNAUTHORIZED, unknown.message)
            raise ConnectionRejectionError from unknown
        except Exception as error:
            errors.bug(error, new_id().hex)
            await _close(context.websocket, TRY_AGAIN_LATER, "Something went wrong on our side")
            raise ConnectionRejectionError from error
        if not self.streams.open(caller):
            await _close(context.websocket, TRY_AGAIN_LATER, "Too many open sockets of this partner")
            raise ConnectionRejectionError
        context.caller = caller
        if extension := _extension(context.websocket):
            extension["let_in"]()
        return UNSET

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()


async def _caller(connection: Connection) -> Caller:
    """The caller whose key is in the payload of `connection_init` or else in the headers of the handshake.

    Raises `Unidentified`.
    """
    params = connection.connection_params or {}
    payload = {name.lower(): value for name, value in params.items() if isinstance(value, str)}
    key = payload.get("partnerkey", "").strip() or partner_key(payload) or partner_key(connection.websocket.headers)
    now = connection.deps.clock.real()
    holder = await identify(key, address_of(connection.websocket), now)
    return Caller(connection.deps, key, holder, now)

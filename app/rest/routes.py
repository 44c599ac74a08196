"""The routes of REST: authenticate, limit, decode, one call, answer. Every answer is JSON; errors have one shape."""

import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.db import is_away
from app.errors import Refused
from app.http import (
    RETRY_SECONDS,
    BadRequest,
    Unidentified,
    address_of,
    cors,
    deps_of,
    idempotency_key,
    identify,
    json_body,
    partner_key,
)
from app.observability import logs, request_ids, requests
from app.rest import answers, errors, openapi
from app.rest.calls import Call, Handler, account_of
from app.rest.idempotency import answered_once
from app.rest.operations import OPERATIONS, Operation
from app.services import rate_limits, replicas
from app.services.accounts import KeyHolder

log = logging.getLogger("nudge.rest")

SAFE = {"GET", "HEAD"}
WITH_BODY = {"POST", "PATCH"}


class Endpoint:
    """The ASGI application behind one path."""

    def __init__(self, operations: dict[str, Operation]) -> None:
        self.operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, request_id = Request(scope, receive), request_ids.current()
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        except Exception as error:
            response = _failed(error, request_id)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if not self.operations:
            return errors.error(errors.NOT_FOUND, f"There is nothing at {request.url.path}.")
        operation = self.operations.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            return errors.not_allowed(self.operations)
        deps = deps_of(request)
        try:
            holder = await identify(partner_key(request.headers), address_of(request), deps.clock.real())
        except Unidentified as unknown:
            return errors.unauthorized(unknown)
        requests.tell(request.scope, operation=operation.name, partner=str(holder.partner_id))
        amounts = rate_limits.Amounts(
            reads_conversation=operation.reads_conversation,
            imports=operation.bulk_imports,
            sends_for=(account_of(request),) if operation.sends else (),
        )
        standing = await rate_limits.admit(deps, holder.partner_id, amounts)
        if standing.retry_after:
            response = errors.error(errors.RATE_LIMITED, standing.refusal)
        elif operation.scope not in holder.scopes:
            response = errors.forbidden(operation.scope)
        else:
            database = replicas.reading if request.method in SAFE else replicas.writing
            async with database(deps, holder.partner_id):
                response = await self._handled(request, holder, operation.handler)
        response.headers.update(standing.headers())
        return response

    async def _handled(self, request: Request, holder: KeyHolder, handler: Handler) -> Response:
        try:
            async with AsyncExitStack() as held:
                body = await self.body(request, holder.partner_id, held)
                call, key = Call(deps_of(request), holder, request, body), idempotency_key(request)
                if key is None or not self.is_answered_once(request):
                    return await handler(call)
                return await answered_once(call, key, handler)
        except Refused as refused:
            return errors.refused(refused.refusals)
        except ValidationError as found:
            return errors.invalid(found)
        except BadRequest as bad:
            return errors.unreadable(bad)

    async def body(self, request: Request, partner_id: UUID, held: AsyncExitStack) -> Any:
        """The value of the body, for methods that have one. What it needs until the answer is kept in `held`."""
        return await json_body(request, partner_id, held) if request.method in WITH_BODY else None

    def is_answered_once(self, request: Request) -> bool:
        """Whether the header `Idempotency-Key` has an effect."""
        return request.method not in SAFE


def _failed(error: Exception, request_id: str) -> Response:
    if is_away(error):
        return errors.error(errors.UNAVAILABLE, logs.away(log, error, request_id), Retry_After=str(RETRY_SECONDS))
    return errors.error(errors.INTERNAL, logs.bug(log, error, request_id))


class Document:
    """The ASGI application behind `openapi.json`: the same for every caller, and without a key."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        safe = scope["method"] in SAFE
        response = answers.json_response(openapi.text()) if safe else errors.not_allowed(["GET"])
        await response(scope, receive, send)


class Anything(Convertor[str]):
    """The rest of an address, whatever is in it; Starlette's own `path` ends at a line break."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", Anything())


def routes(origins: Sequence[str] = ()) -> list[Route]:
    """Every address below `/v1`, for an application whose lifespan yields `deps`.

    Web pages of these `origins` may use the API; `*` means all.
    """
    pages = cors(origins, "GET", "POST", "PATCH", "DELETE")
    operations: dict[str, dict[str, Operation]] = {}
    for operation in OPERATIONS:
        operations.setdefault(operation.path, {})[operation.method] = operation
    return [
        Route(openapi.PATH, Document(), middleware=pages),
        *(Route(path, Endpoint(of_path), middleware=pages) for path, of_path in operations.items()),
        Route("/v1/{elsewhere:anything}", Endpoint({}), middleware=pages),
    ]

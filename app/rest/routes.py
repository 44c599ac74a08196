"""The routes: authenticate, decode, one call, answer. Whatever comes in, the answer is JSON of one shape."""

import logging
from collections.abc import Callable
from uuid import UUID

from pydantic import ValidationError
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.deps import Deps
from app.domain.ids import new_id
from app.errors import Refused
from app.http import BadRequest, idempotency_key, json_body, partner_key
from app.models import Sequence
from app.observability import logs
from app.rest import answers
from app.rest.bodies import ChangesBody, EnrollBody, ListQuery, NewSequenceBody
from app.rest.calls import Call, Handler
from app.rest.once import once
from app.services import finders, rate_limits
from app.services.accounts import partners
from app.services.enrollment import enroll_lead
from app.services.sequences import definitions

log = logging.getLogger("nudge.rest")

PREFIX = "/v1/accounts/{account}/sequences"
SAFE = {"GET", "HEAD"}
WITH_BODY = {"POST", "PATCH"}


# ---------------------------------------------------------------- the use cases


async def _list(call: Call) -> Response:
    asked, account = ListQuery.model_validate(dict(call.request.query_params)), await call.account()
    found = await definitions.of_account(call.partner_id, account, asked.is_active, asked.window())
    shown = await _shown(call, found.rows)
    return answers.answer({"sequences": shown, "total": found.total, "limit": asked.limit, "offset": asked.offset})


async def _create(call: Call) -> Response:
    new, account = NewSequenceBody.model_validate(call.body).decoded(), await call.account()
    row = await definitions.create(call.deps, call.partner_id, account, new)
    [made] = await _shown(call, [row])
    return answers.answer(made, 201)


async def _change(call: Call) -> Response:
    changes, sequence = ChangesBody.model_validate(call.body).decoded(), await call.sequence()
    row = await definitions.update(call.deps, call.partner_id, sequence, changes)
    [changed] = await _shown(call, [row])
    return answers.answer(changed)


async def _delete(call: Call) -> Response:
    count = await definitions.delete(call.deps, call.partner_id, await call.sequence())
    return answers.answer({"success": True, "cancelled_enrollments": count})


async def _enroll(call: Call) -> Response:
    lead, sequence = EnrollBody.model_validate(call.body), await call.sequence()
    done = await enroll_lead(call.deps, call.partner_id, sequence, lead.phone)
    return answers.answer(answers.enrolled(done))


async def _shown(call: Call, rows: list[Sequence]) -> list[answers.Json]:
    steps = await finders.current_steps(call.partner_id, rows)
    counts = await definitions.counts(row.id for row in rows)
    return [answers.sequence(row, steps[row.id], counts[row.id]) for row in rows]


# ---------------------------------------------------------------- the door


class Endpoint:
    """The ASGI application behind one path."""

    def __init__(self, deps: Callable[[], Deps], **handlers: Handler) -> None:
        self.deps = deps
        self.handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, request_id = Request(scope, receive), new_id().hex
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        except Exception as error:
            response = answers.error(answers.INTERNAL, logs.bug(log, error, request_id))
        response.headers["X-Request-Id"] = request_id
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if not self.handlers:
            return answers.error(answers.NOT_FOUND, f"There is nothing at {request.url.path}.")
        handler = self.handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            return answers.not_allowed(self.handlers)
        partner_id = await partners.authenticate(partner_key(request.headers), self.deps().clock.now())
        if partner_id is None:
            return answers.unauthorized()
        standing = await rate_limits.admit(self.deps(), partner_id, rate_limits.Ask())
        if standing.retry_after:
            response = answers.error(answers.RATE_LIMITED, standing.refusal)
        else:
            response = await self._handled(request, partner_id, handler)
        response.headers.update(standing.headers())
        return response

    async def _handled(self, request: Request, partner_id: UUID, handler: Handler) -> Response:
        try:
            body = await json_body(request) if request.method in WITH_BODY else None
            call, key = Call(self.deps(), partner_id, request, body), idempotency_key(request)
            return await (handler(call) if key is None or request.method in SAFE else once(call, key, handler))
        except Refused as refused:
            return answers.refused(refused.refusals)
        except ValidationError as found:
            return answers.invalid(found)
        except BadRequest as bad:
            return answers.unreadable(bad)


class Anything(Convertor[str]):
    """What is left of an address, whatever is in it; Starlette's own `path` ends at a line break."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", Anything())


def routes(deps: Callable[[], Deps]) -> list[Route]:
    """Everything below `/v1`. `deps` is asked at each request, when the process has started."""
    return [
        Route(PREFIX, Endpoint(deps, GET=_list, POST=_create)),
        Route(f"{PREFIX}/{{sequence}}", Endpoint(deps, PATCH=_change, DELETE=_delete)),
        Route(f"{PREFIX}/{{sequence}}/enroll", Endpoint(deps, POST=_enroll)),
        Route("/v1/{elsewhere:anything}", Endpoint(deps)),
    ]

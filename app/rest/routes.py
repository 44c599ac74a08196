"""The routes: authenticate, decode, one call, answer. Whatever comes in, the answer is JSON of one shape."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app import logs
from app.deps import Deps
from app.domain import ids
from app.domain.ids import new_id
from app.errors import Refused, not_found
from app.http import BadRequest, json_body, partner_key
from app.models import Sequence
from app.rest import answers
from app.rest.bodies import ChangesBody, EnrollBody, ListQuery, NewSequenceBody
from app.services import accounts, enrollments, partners, reading, sequences

log = logging.getLogger("nudge.rest")

PREFIX = "/v1/accounts/{account}/sequences"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of one partner."""

    deps: Deps
    partner_id: UUID
    request: Request

    async def account(self) -> UUID:
        """The account that the address names. Refused when the partner has none like it."""
        key = ids.decode(ids.ACCOUNT, self.request.path_params["account"])
        if key is None:
            raise not_found("account")
        return (await accounts.required(self.partner_id, key)).id

    async def sequence(self) -> UUID:
        """The sequence that the address names, in the account that it names. Refused when there is none."""
        key, account = ids.decode(ids.SEQUENCE, self.request.path_params["sequence"]), await self.account()
        row = await sequences.required(self.partner_id, key) if key else None
        if row is None or row.account_id != account:
            raise not_found("sequence")
        return row.id

    async def body(self) -> Any:
        """What the caller sends."""
        return await json_body(self.request)


Handler = Callable[[Call], Awaitable[Response]]


# ---------------------------------------------------------------- the use cases


async def _list(call: Call) -> Response:
    asked, account = ListQuery.model_validate(dict(call.request.query_params)), await call.account()
    found = await sequences.of_account(call.partner_id, account, asked.is_active, asked.window())
    shown = await _shown(call, found.rows)
    return answers.answer({"sequences": shown, "total": found.total, "limit": asked.limit, "offset": asked.offset})


async def _create(call: Call) -> Response:
    new, account = NewSequenceBody.model_validate(await call.body()).decoded(), await call.account()
    row = await sequences.create(call.deps, call.partner_id, account, new)
    [made] = await _shown(call, [row])
    return answers.answer(made, 201)


async def _change(call: Call) -> Response:
    changes, sequence = ChangesBody.model_validate(await call.body()).decoded(), await call.sequence()
    row = await sequences.update(call.deps, call.partner_id, sequence, changes)
    [changed] = await _shown(call, [row])
    return answers.answer(changed)


async def _delete(call: Call) -> Response:
    count = await sequences.delete(call.deps, call.partner_id, await call.sequence())
    return answers.answer({"success": True, "cancelled_enrollments": count})


async def _enroll(call: Call) -> Response:
    lead, sequence = EnrollBody.model_validate(await call.body()), await call.sequence()
    done = await enrollments.enroll(call.deps, call.partner_id, sequence, lead.phone)
    return answers.answer(answers.enrolled(done))


async def _shown(call: Call, rows: list[Sequence]) -> list[answers.Json]:
    steps = await reading.current_steps(call.partner_id, rows)
    counts = await sequences.counts(row.id for row in rows)
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
        except Refused as refused:
            response = answers.refused(refused.refusals)
        except ValidationError as found:
            response = answers.invalid(found)
        except BadRequest as bad:
            response = answers.unreadable(bad)
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
        partner_id = await partners.authenticate(partner_key(request), self.deps().clock.now())
        if partner_id is None:
            return answers.unauthorized()
        return await handler(Call(self.deps(), partner_id, request))


def routes(deps: Callable[[], Deps]) -> list[Route]:
    """Everything below `/v1`. `deps` is asked at each request, when the process has started."""
    return [
        Route(PREFIX, Endpoint(deps, GET=_list, POST=_create)),
        Route(f"{PREFIX}/{{sequence}}", Endpoint(deps, PATCH=_change, DELETE=_delete)),
        Route(f"{PREFIX}/{{sequence}}/enroll", Endpoint(deps, POST=_enroll)),
        Route("/v1/{elsewhere:path}", Endpoint(deps)),
    ]

"""Calls with an `Idempotency-Key`: a repeated call gets the first answer. The use cases do the rest."""

from dataclasses import replace

from starlette.responses import Response

from app.domain.idempotency import Once
from app.http import BadRequest
from app.rest import answers, errors
from app.rest.calls import Call, Handler
from app.services.idempotency import calls as idempotency


async def answered_once(call: Call, key: str, handler: Handler) -> Response:
    """The answer of the handler, or the answer of the same call before."""
    if not idempotency.is_key(key):
        raise BadRequest(idempotency.BAD_KEY)
    request = call.request
    known = Once(call.partner_id, key, idempotency.fingerprint(request.method, request.url.path, call.body))
    call = replace(call, deps=replace(call.deps, once=known))
    await idempotency.look(call.deps)
    try:
        response = await _answered(call, known, handler)
    except idempotency.InProgress:
        return errors.error(errors.IN_PROGRESS, idempotency.UNDER_WAY)
    if known.replayed or known.answer is not None:
        response.headers["Idempotent-Replayed"] = "true"
    return response


async def _answered(call: Call, known: Once, handler: Handler) -> Response:
    if known.answer is None:
        try:
            response = await handler(call)
            await idempotency.answered(call.deps, answers.stored(response))
            return response
        except idempotency.Answered:
            pass  # the same call at the same time was faster
    return answers.recalled(str(known.answer))

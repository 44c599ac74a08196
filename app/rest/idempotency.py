"""Calls with an `Idempotency-Key`: a repeated call gets the first answer. The use cases do the rest."""

from dataclasses import replace

from starlette.responses import Response

from app.domain.idempotency import IdempotentCall
from app.http import BadRequest
from app.rest import answers, errors
from app.rest.calls import Call, Handler
from app.services import idempotency


async def answered_once(call: Call, key: str, handler: Handler) -> Response:
    """The answer of the handler, or the answer of the same call before."""
    if not idempotency.is_key(key):
        raise BadRequest(idempotency.INVALID_KEY)
    request = call.request
    idempotent = IdempotentCall(
        call.partner_id, key, idempotency.fingerprint(request.method, request.url.path, call.body)
    )
    call = replace(call, deps=replace(call.deps, idempotency=idempotent))
    await idempotency.find_earlier(call.deps)
    try:
        response = await _answered(call, idempotent, handler)
    except idempotency.InProgress:
        return errors.error(errors.IN_PROGRESS, idempotency.IN_PROGRESS)
    if idempotent.replayed or idempotent.answer is not None:
        response.headers["Idempotent-Replayed"] = "true"
    return response


async def _answered(call: Call, idempotent: IdempotentCall, handler: Handler) -> Response:
    if idempotent.answer is None:
        try:
            response = await handler(call)
            await idempotency.store_answer(call.deps, answers.stored(response))
            return response
        except idempotency.AnsweredElsewhere:
            pass  # the same call at the same time was faster
    return answers.recalled(str(idempotent.answer))

"""What callers of REST read: the source document's fields, and its errors."""

import re
from collections.abc import Iterable
from typing import Any

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.responses import Response

from app.domain import ids
from app.domain.calendar import moments
from app.domain.vocabulary import StepType
from app.errors import Code, Refusal
from app.http import CHALLENGE, JSON, NO_KEY, BadRequest
from app.models import Sequence, Step
from app.services.enrollment import Run

Json = dict[str, Any]

UNAUTHORIZED = ("unauthorized", 401)
NOT_FOUND = ("not_found", 404)
NOT_ALLOWED = ("method_not_allowed", 405)
INVALID = ("validation_error", 422)
RATE_LIMITED = ("rate_limited", 429)
IN_PROGRESS = ("idempotency_in_progress", 409)
INTERNAL = ("internal", 500)

# A request that cannot be read at all, by its status.
UNREADABLE = {400: "bad_request", 413: "payload_too_large", 415: "unsupported_media_type"}

_REFUSED = {
    Code.INVALID_PHONE: ("invalid_phone", 400),
    Code.NOT_FOUND: NOT_FOUND,
    Code.DUPLICATE: ("duplicate_lead", 409),
    Code.IDEMPOTENCY_CONFLICT: ("idempotency_conflict", 422),
}
_MAX_FAULTS = 10

# Our own names, which the use cases say as GraphQL writes them.
_NAMES = {
    "isActive": "is_active",
    "isDefault": "is_default",
    "delayHours": "delay_hours",
    "skipIfReplied": "skip_if_replied",
    "fallbackMessage": "fallback_message",
}
_NAME = re.compile(rf"\b({'|'.join(_NAMES)})\b")


def answer(body: Json, status: int = 200, **headers: str) -> Response:
    """A JSON answer. A header's name is written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(orjson.dumps(body), status, {"Cache-Control": "no-store", **named}, JSON)


def stored(response: Response) -> str:
    """An answer as it is kept for another call with the same idempotency key."""
    return f"{response.status_code} {bytes(response.body).decode()}"


def recalled(kept: str) -> Response:
    """The answer that was kept."""
    status, _, body = kept.partition(" ")
    return answer(orjson.loads(body), int(status))


# ---------------------------------------------------------------- what was found, made or done


def sequence(row: Sequence, steps: Iterable[Step], counts: tuple[int, int]) -> Json:
    """A sequence with its steps of today. `counts`: ever enrolled, and completed."""
    enrolled, completed = counts
    return {
        "id": ids.encode(ids.SEQUENCE, row.id),
        "name": row.name,
        "description": row.description,
        "is_active": row.is_active,
        "is_default": row.is_default,
        "steps": [_step(step) for step in steps],
        "enrolled_count": enrolled,
        "completed_count": completed,
        "created_at": moments.rfc3339(row.created_at),
    }


def _step(row: Step) -> Json:
    text = {"message": row.message} if row.type == StepType.FIXED else {"instructions": row.instructions}
    if row.fallback_message is not None:  # beyond the source document, so that what is read can be sent back
        text["fallback_message"] = row.fallback_message
    return {
        "order": row.position,
        "type": row.type.lower(),
        **text,
        "delay_hours": row.delay_hours,
        "skip_if_replied": row.skip_if_replied,
    }


def enrolled(done: Run) -> Json:
    """What became of an enrolment."""
    due = done.enrollment.next_step_at
    return {
        "success": True,
        "action": done.action.value.lower(),
        "message_sent": done.message_sent,
        "next_step_at": moments.rfc3339(due) if due else None,
    }


# ---------------------------------------------------------------- what went wrong


def error(kind: tuple[str, int], message: str, **headers: str) -> Response:
    """The answer to a request that failed."""
    code, status = kind
    return answer({"error": {"code": code, "message": message, "status": status}}, status, **headers)


def unauthorized() -> Response:
    """The answer to a caller without a good key."""
    return error(UNAUTHORIZED, NO_KEY, WWW_Authenticate=CHALLENGE)


def not_allowed(methods: Iterable[str]) -> Response:
    """The answer to a method that this address does not have."""
    allowed = ", ".join(sorted(methods))
    return error(NOT_ALLOWED, f"This address takes {allowed}.", Allow=allowed)


def unreadable(bad: BadRequest) -> Response:
    """The answer to a request that cannot be read."""
    response = error((UNREADABLE[bad.status], bad.status), bad.message)
    response.headers.update(bad.headers)
    return response


def refused(refusals: Iterable[Refusal]) -> Response:
    """The answer to what a use case refused: all of it is told, and the first refusal gives the code."""
    told = list(refusals)
    return error(_REFUSED.get(told[0].code, INVALID), " ".join(_told(refusal) for refusal in told))


def invalid(found: ValidationError) -> Response:
    """The answer to values of the wrong name or type."""
    faults = found.errors(include_url=False, include_context=False, include_input=False)
    return error(INVALID, " ".join(_fault(fault) for fault in faults[:_MAX_FAULTS]))


def _told(refusal: Refusal) -> str:
    sentence = _NAME.sub(lambda name: _NAMES[name[0]], refusal.message)
    # What GraphQL calls `input` is the body here; an id is in the address, and the sentence says whose.
    path = [_NAMES.get(part, part) for part in refusal.path if part not in ("input", "id", "accountId", "sequenceId")]
    return f"{'.'.join(path)}: {sentence}" if path else sentence


def _fault(fault: ErrorDetails) -> str:
    place, sentence = ".".join(str(part) for part in fault["loc"]), fault["msg"].removeprefix("Value error, ")
    return f"{place}: {sentence}." if place else f"{sentence}."

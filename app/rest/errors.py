"""The errors of REST: one JSON shape, whatever went wrong.

The pydantic faults become sentences of ours: callers write JSON, and pydantic's own words are about Python.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.responses import Response

from app.domain.vocabulary import KeyScope
from app.errors import Code, Path, Refusal
from app.http import CHALLENGE, BadRequest, Unidentified
from app.rest.answers import ErrorAnswer, ErrorBody, answer

MAX_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A code, its HTTP status, and its meaning in one sentence."""

    code: str
    status: int
    meaning: str


BAD_REQUEST = Kind("bad_request", 400, "The request cannot be read: the body is not JSON, or a header is not valid.")
INVALID_PHONE = Kind("invalid_phone", 400, "The value is not a phone number.")
UNAUTHORIZED = Kind("unauthorized", 401, "The key is missing, wrong or expired.")
FORBIDDEN = Kind("forbidden", 403, "The key does not have the scope for this call.")
NOT_FOUND = Kind("not_found", 404, "There is no such account, sequence, lead, webhook or address.")
NOT_ALLOWED = Kind("method_not_allowed", 405, "The address does not take this method; `Allow` names those it takes.")
DUPLICATE = Kind("duplicate_lead", 409, "Another row has a value that must be unique.")
IN_PROGRESS = Kind("idempotency_in_progress", 409, "Another call with this `Idempotency-Key` is in progress.")
TOO_LARGE = Kind("payload_too_large", 413, "The body is larger than a megabyte.")
UNSUPPORTED = Kind("unsupported_media_type", 415, "The body is not `application/json`.")
INVALID = Kind(
    "validation_error", 422, "A value is wrong, the sequence is not active, or nothing may be sent to the lead."
)
CONFLICT = Kind("idempotency_conflict", 422, "The `Idempotency-Key` was used with another input before.")
RATE_LIMITED = Kind("rate_limited", 429, "Too many calls; `Retry-After` is the number of seconds to wait.")
INTERNAL = Kind("internal", 500, "A fault of ours; the message has the request id.")
UNAVAILABLE = Kind(
    "unavailable",
    503,
    "The database is away, or the SMS provider takes no message at the moment: nothing was sent. `Retry-After` is the "
    "number of seconds to wait.",
)

KINDS = (
    BAD_REQUEST,
    INVALID_PHONE,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    NOT_ALLOWED,
    DUPLICATE,
    IN_PROGRESS,
    TOO_LARGE,
    UNSUPPORTED,
    INVALID,
    CONFLICT,
    RATE_LIMITED,
    INTERNAL,
    UNAVAILABLE,
)

_UNREADABLE = {kind.status: kind for kind in (BAD_REQUEST, TOO_LARGE, UNSUPPORTED)}
_REFUSED = {
    Code.INVALID_PHONE: INVALID_PHONE,
    Code.NOT_FOUND: NOT_FOUND,
    Code.DUPLICATE: DUPLICATE,
    Code.IDEMPOTENCY_CONFLICT: CONFLICT,
    Code.PROVIDER_BUSY: UNAVAILABLE,
}
BUSY_SECONDS = 60
"""After how many seconds a message is tried again that the SMS provider did not take."""

# The use cases name a field as GraphQL spells it.
_NAMES = {
    "isActive": "is_active",
    "isDefault": "is_default",
    "delayHours": "delay_hours",
    "delayMinutes": "delay_minutes",
    "delayDays": "delay_days",
    "businessDays": "business_days",
    "sendAt": "send_at",
    "skipIfReplied": "skip_if_replied",
    "fallbackMessage": "fallback_message",
    "firstName": "first_name",
    "lastName": "last_name",
    "propertyAddress": "property_address",
    "externalId": "external_id",
    "timeZone": "time_zone",
    "postalCode": "postal_code",
}
_NAME = re.compile(rf"\b({'|'.join(_NAMES)})\b")


def error(kind: Kind, message: str, **headers: str) -> Response:
    """The answer to a request that failed."""
    body = ErrorAnswer(error=ErrorBody(code=kind.code, message=message, status=kind.status))
    return answer(body, kind.status, **headers)


def unauthorized(unknown: Unidentified) -> Response:
    """The answer to a caller without a valid key, or whose address sent too many wrong keys."""
    if unknown.retry_after:
        return error(RATE_LIMITED, unknown.message, Retry_After=str(unknown.retry_after))
    return error(UNAUTHORIZED, unknown.message, WWW_Authenticate=CHALLENGE)


def forbidden(scope: KeyScope) -> Response:
    """The answer to a key without the scope of the call."""
    return error(FORBIDDEN, f"Your key does not have the scope {scope.value}.")


def not_allowed(methods: Iterable[str]) -> Response:
    """The answer to a method that this address does not take."""
    allowed = ", ".join(sorted(methods))
    return error(NOT_ALLOWED, f"This address takes {allowed}.", Allow=allowed)


def unreadable(bad: BadRequest) -> Response:
    """The answer to a request that cannot be read."""
    response = error(_UNREADABLE[bad.status], bad.message)
    response.headers.update(bad.headers)
    return response


def refused(refusals: Iterable[Refusal]) -> Response:
    """The answer to refusals of a use case: the message has all of them, the code is that of the first."""
    found = list(refusals)
    kind, message = _kind(found[0]), " ".join(_sentence(refusal) for refusal in found)
    return error(kind, message, Retry_After=str(BUSY_SECONDS)) if kind is UNAVAILABLE else error(kind, message)


def told(refusals: Iterable[Refusal], below: Path) -> tuple[str, str]:
    """Code and message of the refusals of one row, whose paths begin with `below`."""
    found = [Refusal(one.code, one.message, one.path[len(below) :]) for one in refusals]
    return _kind(found[0]).code, " ".join(_sentence(refusal) for refusal in found)


def _kind(refusal: Refusal) -> Kind:
    return _REFUSED.get(refusal.code, INVALID)


def invalid(found: ValidationError) -> Response:
    """The answer to fields with a wrong name or a value of a wrong type."""
    faults = found.errors(include_url=False, include_input=False)
    return error(INVALID, " ".join(_fault(fault) for fault in faults[:MAX_FAULTS]))


def _sentence(refusal: Refusal) -> str:
    sentence = _NAME.sub(lambda name: _NAMES[name[0]], refusal.message)
    # `input` is the body here; an id is in the address, and the sentence says which object it belongs to.
    path = [_NAMES.get(part, part) for part in refusal.path if part not in ("input", "id", "accountId", "sequenceId")]
    return f"{'.'.join(path)}: {sentence}" if path else sentence


def _fault(fault: ErrorDetails) -> str:
    place, sentence = ".".join(str(part) for part in fault["loc"]), _explained(fault)
    return f"{place}: {sentence}" if place else sentence


_SENTENCES = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no field with this name.",
    "model_type": "Write a JSON object.",
    "list_type": "Write a list.",
    "dict_type": "Write a JSON object.",
    "string_type": "Write a text, in quotation marks.",
    "string_unicode": "The text has a character that is not valid Unicode.",
    "int_type": "Write a whole number, without quotation marks.",
    "int_from_float": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_parsing_size": "This number is too large.",
    "bool_type": "Write true or false, without quotation marks.",
    "bool_parsing": "Write true or false.",
    "literal_error": "Write {expected}.",
    "greater_than_equal": "Write a number of {ge:,} or more.",
    "less_than_equal": "Write a number of {le:,} or less.",
    "value_error": "{error}",
}
"""Our sentence for each type of fault that these models can have: a test walks them."""


def _explained(fault: ErrorDetails) -> str:
    context: dict[str, Any] = fault.get("ctx", {})
    return _SENTENCES.get(fault["type"], "This value is not valid.").format(**context)

"""GraphQL errors. Each has a code, and a fault of ours is masked.

Expected refusals are no GraphQL errors: they are the `userErrors` of a payload.
"""

import logging
import re
from collections.abc import Set
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from app.db import is_away
from app.observability import logs
from app.observability.requests import FAILED, REFUSED
from app.services import idempotency

log = logging.getLogger("nudge.graphql")

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
BAD_REQUEST = "BAD_REQUEST"
BAD_USER_INPUT = "BAD_USER_INPUT"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
BAD_CURSOR = "BAD_CURSOR"
TOO_COMPLEX = "QUERY_TOO_COMPLEX"
RATE_LIMITED = "RATE_LIMITED"
IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
INTERNAL = "INTERNAL"
UNAVAILABLE = "UNAVAILABLE"


def bad_input(message: str) -> GraphQLError:
    """The error for an argument that is out of range or contradicts another."""
    return GraphQLError(message, extensions={"code": BAD_USER_INPUT})


def forbidden(message: str) -> GraphQLError:
    """The error for a call that the key may not make."""
    return GraphQLError(message, extensions={"code": FORBIDDEN})


def in_progress() -> GraphQLError:
    """The error for a call while another call with the same idempotency key is being executed."""
    return GraphQLError(idempotency.IN_PROGRESS, extensions={"code": IN_PROGRESS})


def shown(error: GraphQLError, request_id: str, *, before_execution: bool) -> dict[str, Any]:
    """An error as the caller sees it. A fault of ours is logged whole, and the caller sees a request id."""
    code = _code(error, before_execution)
    if code == INTERNAL:
        return _masked(error, request_id)
    if isinstance(error.original_error, RecursionError):
        return plain("The query is nested too deeply to be read.", code)
    answer: dict[str, Any] = dict(error.formatted)
    answer["message"] = _LONG_WORD.sub(r"\1…", _in_json(error.message))
    answer["extensions"] = {**(error.extensions or {}), "code": code}
    return answer


_LONG_WORD = re.compile(r"(\S{200})\S{100,}")
"""A name of the caller's document, which a message repeats. Its beginning is enough to find it."""

_PYTHON = {"True": "true", "False": "false", "None": "null"}


def _in_json(message: str) -> str:
    """graphql-core's message, which shows values as Python writes them, as callers write them."""
    words, shown, value = re.split(r"(value: |found: )|$", message, maxsplit=1)
    value = re.sub(r"(?<![\w'\"])(True|False|None)(?![\w'\"])", lambda word: _PYTHON[word[0]], value)
    return words.replace("not to be None", "not to be null") + (shown or "") + value


def plain(message: str, code: str, **more: str) -> dict[str, Any]:
    """An error without a place in the document."""
    return {"message": message, "extensions": {"code": code, **more}}


def bug(error: BaseException, request_id: str) -> dict[str, Any]:
    """Logs a fault of ours whole, or in one line that the database is away. Returns the error that the caller sees."""
    if is_away(error):
        return plain(logs.away(log, error, request_id), UNAVAILABLE, requestId=request_id)
    return plain(logs.bug(log, error, request_id), INTERNAL, requestId=request_id)


def outcome(codes: Set[str], *, has_data: bool) -> str | None:
    """How an operation with errors of these codes ended, for its measurement; None: it was answered."""
    if codes & {INTERNAL, UNAVAILABLE}:
        return FAILED
    return REFUSED if codes and not has_data else None


def _code(error: GraphQLError, before_execution: bool) -> str:
    if error.extensions and "code" in error.extensions:
        return str(error.extensions["code"])
    if isinstance(error, GraphQLSyntaxError):
        return TOO_COMPLEX if "tokens. Parsing aborted" in error.message else PARSE_FAILED
    accident = error.original_error is not None and not isinstance(error.original_error, GraphQLError)
    if isinstance(error.original_error, RecursionError) and before_execution:
        return PARSE_FAILED
    if before_execution:
        return INTERNAL if accident and not error.nodes else VALIDATION_FAILED
    return INTERNAL if accident and error.path else BAD_USER_INPUT


def _masked(error: GraphQLError, request_id: str) -> dict[str, Any]:
    answer = bug(error.original_error or error, request_id)
    if error.path:
        answer["path"] = error.path
    return answer

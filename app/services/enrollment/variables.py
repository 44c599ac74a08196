"""The variables of an enrollment: values of `{{custom.NAME}}` that take the place of the lead's metadata.

A step whose text lacks a value is held without an alarm, by a worker that has locked the lead. Whoever stores a value
locks the lead too, and wakes the held steps in the same transaction: `wake_lacking`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

import orjson

from app.db import connection
from app.domain.sms.templates import CUSTOM_NAME, MAX_CUSTOM_NAME
from app.errors import Code
from app.services.checks import Checks, storable

MAX_VARIABLES = 50
MAX_BYTES = 4096

_WAKE = """
UPDATE enrollment SET hold_reason = NULL, wake_at = greatest(due_at, $2)
WHERE lead_id = ANY($1) AND status = 'ACTIVE' AND attempt_id IS NULL AND hold_reason = 'MISSING_VARIABLE'
RETURNING wake_at
"""
# A run that goes on keeps its values, like a lead that is imported again. The lead of each run is locked.
_TOGETHER = "$2::jsonb || coalesce(variables, '{}')"
_ADD = f"""
UPDATE enrollment SET
    variables = {_TOGETHER},
    wake_at = CASE hold_reason WHEN 'MISSING_VARIABLE' THEN greatest(due_at, $3) ELSE wake_at END,
    hold_reason = nullif(hold_reason, 'MISSING_VARIABLE')
WHERE id = ANY($1) AND status = 'ACTIVE' AND octet_length(({_TOGETHER})::text) <= {MAX_BYTES}
  AND (SELECT count(*) FROM jsonb_object_keys({_TOGETHER})) <= {MAX_VARIABLES}
RETURNING id
"""


def checked(checks: Checks, given: Any, path: str = "variables") -> dict[str, Any] | None:
    """The variables as a flat JSON object that PostgreSQL can store. None stays None, and so does an empty object."""
    if given is None or given == {}:
        return None
    if not isinstance(given, Mapping):
        checks.refuse(Code.INVALID_INPUT, 'Variables are a JSON object, such as {"rate": 6.25}.', path)
        return None
    if problem := _problem(given):
        checks.refuse(Code.INVALID_INPUT, problem, path)
        return None
    return dict(given)


def _problem(given: Mapping[Any, Any]) -> str | None:
    if len(given) > MAX_VARIABLES:
        return f"An enrollment has at most {MAX_VARIABLES} variables; these are {len(given):,}."
    for name, value in given.items():
        if not isinstance(name, str) or not CUSTOM_NAME.fullmatch(name):
            return (
                f"A variable's name has the letters A to Z, digits and underscores, at most {MAX_CUSTOM_NAME}: "
                f"{str(name)[:40]!r} has not."
            )
        if not _is_simple(value):
            return f"The value of {name[:40]!r} must be a text, a number, true or false, without a NUL character."
    if (size := _size(given)) > MAX_BYTES:
        return f"The variables may have at most {MAX_BYTES:,} bytes as JSON; these have {size:,}."
    return None


def _is_simple(value: Any) -> bool:
    match value:
        case bool():
            return True
        case int():
            return -(2**63) <= value < 2**64
        case float():
            return isfinite(value)
        case str():
            return storable(value)
    return False


def _size(given: Mapping[str, Any]) -> int:
    return len(json.dumps(given, ensure_ascii=False).encode())  # with the blanks that PostgreSQL writes too


def as_json(variables: Mapping[str, Any] | None) -> str | None:
    """The variables as PostgreSQL reads them."""
    return None if variables is None else orjson.dumps(variables).decode()


async def add(enrollment_ids: Iterable[UUID], variables: Mapping[str, Any], now: datetime) -> set[UUID]:
    """Adds the variables that these running enrollments do not have, and wakes the steps that lacked a value.

    Answers with these enrollments, without those that would have more than `MAX_VARIABLES` or `MAX_BYTES`: they stay as
    they are.
    """
    rows = await connection().execute_query_dict(_ADD, [list(enrollment_ids), as_json(variables), now])
    return {row["id"] for row in rows}


async def wake_lacking(lead_ids: Sequence[UUID], now: datetime) -> set[datetime]:
    """Wakes the steps of these leads that are held because their text lacks a value; the moments to wake workers at.

    In the transaction that changes the metadata, with the leads locked.
    """
    rows = await connection().execute_query_dict(_WAKE, [list(lead_ids), now])
    return {row["wake_at"] for row in rows}

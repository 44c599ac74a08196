"""The fields of a lead as a caller gives them, and the checks that make columns of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import orjson

from app.errors import Code
from app.services.checks import Checks, storable

MAX_NAME = 200
MAX_EMAIL = 320
MAX_ADDRESS = 500
MAX_NOTES = 4000
MAX_METADATA_BYTES = 16 * 1024
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """A lead as a caller gives it. `auto_sequence`: a lead that is created starts the account's default sequence."""

    phone: str
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    email: str | None = None
    property_address: str | None = None
    external_id: str | None = None
    source: str | None = None
    notes: str | None = None
    time_zone: str | None = None
    metadata: Any = None
    auto_sequence: bool = False


def columns(checks: Checks, new: NewLead, sender: str) -> dict[str, Any]:
    """The columns of the lead, cleaned. `sender` is the account's number."""
    return {
        "phone": checks.lead_phone(new.phone, sender, "phone"),
        "first_name": checks.optional(new.first_name, "The first name", MAX_NAME, "firstName"),
        "last_name": checks.optional(new.last_name, "The last name", MAX_NAME, "lastName"),
        "name": checks.optional(new.name, "The name", MAX_NAME, "name"),
        "email": _email(checks, new.email, "email"),
        "property_address": checks.optional(
            new.property_address, "The property address", MAX_ADDRESS, "propertyAddress"
        ),
        "external_id": checks.optional(new.external_id, "The externalId", MAX_NAME, "externalId"),
        "source": checks.optional(new.source, "The source", MAX_NAME, "source"),
        "notes": checks.optional(new.notes, "The notes", MAX_NOTES, "notes"),
        "time_zone": checks.time_zone(new.time_zone, "timeZone") if new.time_zone is not None else None,
        "metadata": _metadata(checks, new.metadata, "metadata"),
    }


def _email(checks: Checks, value: str | None, path: str) -> str | None:
    address = checks.optional(value, "The email address", MAX_EMAIL, path)
    if address and not _EMAIL.fullmatch(address):
        checks.refuse(Code.INVALID_INPUT, "This is not an email address.", path)
    return address


def _metadata(checks: Checks, value: Any, path: str) -> dict[str, Any] | None:
    """A JSON object of a bounded size that PostgreSQL can store."""
    if value is None:
        return None
    if problem := _problem_of_metadata(value):
        checks.refuse(Code.INVALID_INPUT, problem, path)
        return None
    return dict(value)


def _problem_of_metadata(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "Metadata must be a JSON object."
    try:
        size = len(orjson.dumps(value))
    except TypeError:
        return "Metadata contains a value that cannot be stored: a number is too large, or the nesting is too deep."
    if size > MAX_METADATA_BYTES:
        return f"Metadata may have at most {MAX_METADATA_BYTES:,} bytes; this object has {size:,}."
    if not all(_can_be_stored(leaf) for leaf in _leaves(value)):
        return "Metadata contains a NUL character, or a number that is infinite or not a number."
    return None


def _can_be_stored(leaf: Any) -> bool:
    if isinstance(leaf, float):
        return isfinite(leaf)
    return storable(leaf) if isinstance(leaf, str) else True


def _leaves(value: Any) -> Iterator[Any]:
    """Every key and every simple value inside a JSON value. Without recursion: the caller chooses the depth."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as entries:
                waiting += [*entries.keys(), *entries.values()]
            case list() as items:
                waiting += items
            case leaf:
                yield leaf

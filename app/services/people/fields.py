"""The fields of a lead as a caller gives them, and the checks that make columns of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from math import isfinite
from typing import Any

import orjson

from app.domain.people import places
from app.domain.people.consent import Consent
from app.domain.people.merging import MAX_METADATA_BYTES
from app.domain.sms import phones
from app.domain.vocabulary import LeadStatus
from app.errors import Code
from app.services.checks import LEFT_OUT, Absent, Checks, storable

MAX_NAME = 200
MAX_EMAIL = 320
MAX_ADDRESS = 500
MAX_NOTES = 4000
MAX_PLACE = 64
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """A lead as a caller gives it. `auto_sequence`: a lead that is created starts the account's default sequence.

    `opted_out_at`: when the person opted out elsewhere.
    """

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
    state: str | None = None
    postal_code: str | None = None
    status: LeadStatus | None = None
    metadata: Any = None
    consent: Consent | None = None
    opted_out_at: datetime | None = None
    auto_sequence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChanges:
    """A change of a lead. A field that is left out stays as it is, and null clears it, but not phone and status."""

    phone: str | None | Absent = LEFT_OUT
    first_name: str | None | Absent = LEFT_OUT
    last_name: str | None | Absent = LEFT_OUT
    name: str | None | Absent = LEFT_OUT
    email: str | None | Absent = LEFT_OUT
    property_address: str | None | Absent = LEFT_OUT
    external_id: str | None | Absent = LEFT_OUT
    source: str | None | Absent = LEFT_OUT
    notes: str | None | Absent = LEFT_OUT
    time_zone: str | None | Absent = LEFT_OUT
    state: str | None | Absent = LEFT_OUT
    postal_code: str | None | Absent = LEFT_OUT
    status: LeadStatus | None | Absent = LEFT_OUT
    metadata: Any = LEFT_OUT


def columns(checks: Checks, new: NewLead, sender: str, now: datetime) -> dict[str, Any]:
    """The columns of the lead, cleaned. `sender` is the account's number."""
    phone = checks.lead_phone(new.phone, sender, "phone")
    return {
        "phone": phone,
        **_optional(checks, {name: getattr(new, name) for name in OPTIONAL}, phone),
        "status": new.status,
        "opted_out_at": _past(checks, new.opted_out_at, now, "optedOutAt"),
        "consent": checks.consent(new.consent, now, "consent").as_json() if new.consent else None,
    }


def changed(checks: Checks, changes: LeadChanges, sender: str, current_phone: str) -> dict[str, Any]:
    """The columns that a change sets, cleaned; None for a field that it clears."""
    given = {one.name: value for one in fields(changes) if (value := getattr(changes, one.name)) is not LEFT_OUT}
    found: dict[str, Any] = {}
    if checks.given(changes.phone, "phone", "phone"):
        found["phone"] = checks.lead_phone(str(changes.phone), sender, "phone")
    if checks.given(changes.status, "status", "status"):
        found["status"] = changes.status
    optional = {name: given[name] for name in OPTIONAL if name in given}
    return found | _optional(checks, optional, found.get("phone", current_phone))


_TEXTS = {
    "first_name": ("The first name", MAX_NAME, "firstName"),
    "last_name": ("The last name", MAX_NAME, "lastName"),
    "name": ("The name", MAX_NAME, "name"),
    "property_address": ("The property address", MAX_ADDRESS, "propertyAddress"),
    "external_id": ("The externalId", MAX_NAME, "externalId"),
    "source": ("The source", MAX_NAME, "source"),
    "notes": ("The notes", MAX_NOTES, "notes"),
}
OPTIONAL = (
    "first_name last_name name email property_address external_id source notes time_zone state postal_code metadata"
).split()
"""The fields that may be missing and that a change may clear, in the order in which faults are told."""


def _optional(checks: Checks, given: Mapping[str, Any], phone: str) -> dict[str, Any]:
    """The cleaned values of optional fields. A blank text counts as missing."""
    return {name: _cleaned(checks, name, value, phone) for name, value in given.items()}


def _cleaned(checks: Checks, name: str, value: Any, phone: str) -> Any:
    match name:
        case "email":
            return _email(checks, value, "email")
        case "time_zone":
            return checks.time_zone(value, "timeZone") if value is not None else None
        case "state":
            return _state(checks, value, "state")
        case "postal_code":
            return _postal_code(checks, value, phone, "postalCode")
        case "metadata":
            return _metadata(checks, value, "metadata")
    return checks.optional(value, *_TEXTS[name])


def _past(checks: Checks, value: datetime | None, now: datetime, path: str) -> datetime | None:
    if value is not None and value > now:
        checks.refuse(Code.INVALID_INPUT, "This is in the future. Write when the person opted out.", path)
    return value


def _state(checks: Checks, value: str | None, path: str) -> str | None:
    text = checks.optional(value, "The state", MAX_PLACE, path)
    if not text:
        return text
    code = places.state_code(text)
    if code is None:
        checks.refuse(Code.INVALID_INPUT, places.STATE_FORM, path)
    return code


def _postal_code(checks: Checks, value: str | None, phone: str, path: str) -> str | None:
    text = checks.optional(value, "The postal code", MAX_PLACE, path)
    if not text:
        return text
    region = phones.region_of(phone) if phone else None
    code = places.postal_code(text, region)
    if code is None:
        checks.refuse(Code.INVALID_INPUT, places.postal_code_problem(text, region), path)
    return code


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

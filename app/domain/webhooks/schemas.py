"""The JSON Schema of each event, made from the catalogue."""

from typing import Any

from app.domain import ids
from app.domain.webhooks.catalogue import EVENTS, TRUNCATED, EventType
from app.domain.webhooks.properties import Kind, Property

CUT = "Whether the text was too long, so that its end is missing."


def schema_of(kind: EventType) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the body of this event."""
    described = EVENTS[kind]
    data: dict[str, Any] = {}
    for one in described.data:
        data[one.name] = _schema(one)
        if one.kind is Kind.BODY:
            data[TRUNCATED] = {
                "type": "boolean",
                "description": "Whether the text was too long, so that its end is missing.",
            }
    account = ["string", "null"] if kind is EventType.WEBHOOK_TEST else "string"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.value,
        "description": described.when,
        **_object(
            {
                "id": {"type": "string", "pattern": _pattern(ids.EVENT), "description": "The same in every attempt."},
                "type": {"const": kind.value},
                "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
                "created_at": {"type": "string", "format": "date-time", "description": "The same."},
                "account_id": {"type": account, "pattern": _pattern(ids.ACCOUNT)},
                "order": {"type": "integer", "description": "Grows for each lead."},
                "data": _object(data),
            }
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _pattern(prefix: str) -> str:
    return f"^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$"


def _schema(one: Property) -> dict[str, Any]:
    plain = {Kind.NUMBER: "number", Kind.INTEGER: "integer"}.get(one.kind, "string")
    found: dict[str, Any] = {"type": [plain, "null"] if one.may_be_null else plain, "description": one.description}
    if one.words:
        found["enum"] = [*one.words, *([None] if one.may_be_null else [])]
    match one.kind:
        case Kind.ID:
            found["pattern"] = _pattern(one.prefix)
        case Kind.TIME:
            found["format"] = "date-time"
        case Kind.DAY:
            found["format"] = "date"
    return found

"""`openapi.json` (OpenAPI 3.1), made from the operations and the models that the routes use."""

import sys
from functools import cache
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.domain import ids
from app.rest.answers import ErrorAnswer
from app.rest.errors import KINDS, NOT_ALLOWED, TOO_LARGE, UNSUPPORTED, Kind
from app.rest.operations import OPERATIONS, Operation
from app.services.idempotency import MAX_KEY

Json = dict[str, Any]

PATH = "/v1/openapi.json"
_REF = "#/components/schemas/{model}"
_ID = {
    "account": {"type": "string", "examples": [f"{ids.ACCOUNT}_01jd2m6xk4e0gvz5f8s3r7q9wb"]},
    "sequence": {"type": "string", "examples": [f"{ids.SEQUENCE}_01jd2m6xk4e0gvz5f8s3r7q9wb"]},
    "phone": {"type": "string", "examples": ["+14155551234"]},
    "webhook": {"type": "string", "examples": [f"{ids.WEBHOOK_ENDPOINT}_01jd2m6xk4e0gvz5f8s3r7q9wb"]},
}
_IN_PATH = {"phone": "The lead's phone: E.164, or as dialed in the country of the account's number."}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repeated call with the same key within 24 hours changes nothing and gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY},
}


def document() -> Json:
    """The document."""
    schemas = _schemas()
    paths: dict[str, Json] = {}
    for operation in OPERATIONS:
        path = paths.setdefault(operation.path, {"parameters": [_in_path(name) for name in _names(operation.path)]})
        path[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nudge REST API",
            "version": "1",
            "description": "Accounts, sequences, leads and conversations: follow-up by SMS. Everything else is in "
            "GraphQL, at /graphql.",
        },
        "servers": [{"url": "/"}],
        "security": [{"partnerKey": []}, {"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "partnerKey": {"type": "apiKey", "in": "header", "name": "X-Partner-Key"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
            "responses": {str(status): _failure(status) for status in _statuses()},
        },
    }


@cache
def text() -> bytes:
    """The document as it is served, and as `docs/openapi.json` has it."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _schemas() -> Json:
    bodies = {(operation.body, "validation") for operation in OPERATIONS if operation.body}
    read: list[Any] = sorted(bodies, key=lambda one: one[0].__name__)
    written: list[type[BaseModel]] = [*dict.fromkeys(operation.answer for operation in OPERATIONS), ErrorAnswer]
    _, made = models_json_schema([*read, *((model, "serialization") for model in written)], ref_template=_REF)
    return dict(made["$defs"])


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _in_path(name: str) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _IN_PATH.get(name, f"The id of the {name}."),
        "schema": _ID[name],
    }


def _operation(operation: Operation) -> Json:
    made: Json = {"operationId": operation.name, "summary": operation.summary}
    parameters = _in_query(operation.query) if operation.query else []
    if operation.method != "GET":
        parameters.append(_IDEMPOTENCY_KEY)
    made["parameters"] = parameters
    if operation.body:
        made["requestBody"] = {"required": True, "content": _json(operation.body)}
    statuses = [status for status in (operation.status, operation.also) if status]
    done = {str(status): {"description": "Done.", "content": _json(operation.answer)} for status in statuses}
    impossible = {NOT_ALLOWED.status} | (set() if operation.body else {TOO_LARGE.status, UNSUPPORTED.status})
    possible = [status for status in _statuses() if status not in impossible]
    return made | {"responses": done | {str(one): {"$ref": f"#/components/responses/{one}"} for one in possible}}


def _in_query(query: type[BaseModel]) -> list[Json]:
    fields = query.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]


def _json(model: type[BaseModel]) -> Json:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _statuses() -> list[int]:
    return sorted({kind.status for kind in KINDS})


def _failure(status: int) -> Json:
    kinds: list[Kind] = [kind for kind in KINDS if kind.status == status]
    meanings = " ".join(f"`{kind.code}`: {kind.meaning}" for kind in kinds)
    return {"description": meanings, "content": _json(ErrorAnswer)}


if __name__ == "__main__":
    sys.stdout.buffer.write(text())

"""The two doors to the same use cases, driven by the same words, so that one test tells the story of both.

What is said and answered has the names of the source document; a refusal is its code and its sentences.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

import httpx2

from app.deps import Deps
from app.graphql.transport.routes import graphql_routes
from app.observability import request_ids
from app.rest.imports import routes as files
from app.rest.routes import routes
from tests.asgi import Application

Json = dict[str, Any]


@dataclass(frozen=True)
class Refused(Exception):
    """The call was refused, and nothing was changed."""

    code: str
    message: str


class Door(Protocol):
    """What a partner can do with sequences."""

    async def create(self, account: str, said: Json) -> Json: ...
    async def listed(self, account: str, **window: Any) -> Json: ...
    async def change(self, account: str, sequence: str, said: Json) -> Json: ...
    async def delete(self, account: str, sequence: str) -> Json: ...
    async def enroll(self, account: str, sequence: str, phone: str) -> Json: ...


class Client:
    """Both APIs in process, with one partner's key."""

    def __init__(self, deps: Deps, key: str) -> None:
        app = Application([*graphql_routes(), *routes(), *files()], request_ids.middleware(), deps=deps)
        transport = httpx2.ASGITransport(app)
        self.http = httpx2.AsyncClient(transport=transport, base_url="http://test", headers={"X-Partner-Key": key})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


# ---------------------------------------------------------------- REST


def failed(response: httpx2.Response) -> tuple[str, int]:
    """Code and status of an error, whose shape is checked."""
    assert response.headers["X-Request-Id"]
    assert response.json()["error"]["status"] == response.status_code
    return shape(response.headers, response.content)


def shape(headers: Mapping[str, str], body: bytes) -> tuple[str, int]:
    """Code and status of an error, whose shape is checked."""
    assert headers["Content-Type"] == "application/json"
    answer = json.loads(body)
    assert answer.keys() == {"error"}
    assert answer["error"].keys() == {"code", "message", "status"}
    assert answer["error"]["message"].endswith(".")
    return answer["error"]["code"], answer["error"]["status"]


def address(account: str, *more: str) -> str:
    return "/".join(["/v1/accounts", account, "sequences", *more])


class RestDoor(Client):
    """Speaks the source document's own language."""

    async def create(self, account: str, said: Json) -> Json:
        return await self._call("POST", f"{account}/sequences", 201, said)

    async def listed(self, account: str, **window: Any) -> Json:
        query = "&".join(f"{name}={str(value).lower()}" for name, value in window.items())
        return await self._call("GET", f"{account}/sequences?{query}")

    async def change(self, account: str, sequence: str, said: Json) -> Json:
        return await self._call("PATCH", f"{account}/sequences/{sequence}", 200, said)

    async def delete(self, account: str, sequence: str) -> Json:
        return await self._call("DELETE", f"{account}/sequences/{sequence}")

    async def enroll(self, account: str, sequence: str, phone: str) -> Json:
        return await self._call("POST", f"{account}/sequences/{sequence}/enroll", 200, {"phone": phone})

    async def _call(self, method: str, path: str, expected: int = 200, said: Json | None = None) -> Json:
        response = await self.http.request(method, f"/v1/accounts/{path}", json=said)
        answer = dict(response.json())
        if response.status_code != expected:
            assert answer["error"]["status"] == response.status_code
            raise Refused(answer["error"]["code"], answer["error"]["message"])
        return answer


# ---------------------------------------------------------------- GraphQL

_SEQUENCE = """id name description isActive isDefault enrolledCount completedCount createdAt
  steps { order type message instructions fallbackMessage delayHours skipIfReplied }"""
_CREATE = f"""mutation ($account: ID!, $input: CreateSequenceInput!) {{
  createSequence(accountId: $account, input: $input) {{
    sequence {{ {_SEQUENCE} }} userErrors {{ code message path }} }} }}"""
_LIST = f"""query ($account: ID!, $isActive: Boolean, $limit: Int! = 50, $offset: Int! = 0) {{
  account(id: $account) {{ sequences(isActive: $isActive, limit: $limit, offset: $offset) {{
    items {{ {_SEQUENCE} }} total limit offset }} }} }}"""
_CHANGE = f"""mutation ($id: ID!, $input: UpdateSequenceInput!) {{ updateSequence(id: $id, input: $input) {{
  sequence {{ {_SEQUENCE} }} userErrors {{ code message path }} }} }}"""
_DELETE = """mutation ($id: ID!) { deleteSequence(id: $id) {
  success cancelledEnrollments userErrors { code message path } } }"""
_ENROLL = """mutation ($id: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $id, phone: $phone) {
  success action messageSent nextStepAt userErrors { code message path } } }"""

_CODES = {"INVALID_PHONE": "invalid_phone", "NOT_FOUND": "not_found"}


class GraphqlDoor(Client):
    """Says the same in GraphQL."""

    async def create(self, account: str, said: Json) -> Json:
        return _sequence((await self._ask(_CREATE, account=account, input=_said(said)))["sequence"])

    async def listed(self, account: str, **window: Any) -> Json:
        found = await self._ask(_LIST, account=account, **_camel(window))
        if found is None:
            raise Refused("not_found", "The account is null.")
        page = dict(found["sequences"])
        return {"sequences": [_sequence(item) for item in page.pop("items")], **page}

    async def change(self, account: str, sequence: str, said: Json) -> Json:
        return _sequence((await self._ask(_CHANGE, id=sequence, input=_said(said)))["sequence"])

    async def delete(self, account: str, sequence: str) -> Json:
        return _snake(await self._ask(_DELETE, id=sequence))

    async def enroll(self, account: str, sequence: str, phone: str) -> Json:
        done = _snake(await self._ask(_ENROLL, id=sequence, phone=phone))
        return {**done, "action": done["action"].lower()}

    async def _ask(self, query: str, **variables: Any) -> Any:
        answer = (await self.http.post("/graphql", json={"query": query, "variables": variables})).json()
        if "errors" in answer:
            raise Refused("validation_error", str(answer["errors"]))
        [payload] = answer["data"].values()
        if payload and (errors := payload.pop("userErrors", [])):
            raise Refused(_CODES.get(errors[0]["code"], "validation_error"), str(errors))
        return payload


def _said(said: Json) -> Json:
    """The input, steps and all."""
    told = _camel(said)
    if isinstance(said.get("steps"), list):
        told["steps"] = [{**_camel(step), "type": step["type"].upper()} for step in said["steps"]]
    return told


def _sequence(found: Json) -> Json:
    steps = [{name: value for name, value in _snake(step).items() if value is not None} for step in found["steps"]]
    return {**_snake(found), "steps": [{**step, "type": step["type"].lower()} for step in steps]}


def _camel(said: Json) -> Json:
    return {re.sub(r"_(\w)", lambda found: found[1].upper(), name): value for name, value in said.items()}


def _snake(answer: Json) -> Json:
    known = {name: value for name, value in answer.items() if name != "userErrors"}
    return {re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name): value for name, value in known.items()}

"""`openapi.json` is what the routes do: it is valid, it is the document in `docs/`, and real answers match it."""

from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app.deps import Deps
from app.rest import openapi
from app.rest.operations import ENROLL, ITEM, LEADS, LIST
from tests.rest.door import Json, RestDoor, address
from tests.rest.test_both_doors import PHONE, RECOVERY

DOCUMENT = Path(__file__).parents[2] / "docs/openapi.json"


def matches(answer: Any, operation: Json, status: str) -> None:
    """Refuses an answer that is not as the document says, or that has a field more than it says."""
    document = openapi.document()
    closed(document)
    response = operation["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][status]
    registry = Registry().with_resource("urn:api", DRAFT202012.create_resource(document))
    reference = response["content"]["application/json"]["schema"]["$ref"]
    Draft202012Validator({"$ref": f"urn:api{reference}"}, registry=registry).validate(answer)


def closed(schema: Any) -> None:
    """Allows no field that the document does not name."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for part in schema.values():
            closed(part)
    elif isinstance(schema, list):
        for part in schema:
            closed(part)


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(openapi.document()).validate()


def test_the_document_in_docs_is_that_of_the_code() -> None:
    assert DOCUMENT.read_bytes() == openapi.text(), "run 'make schema'"


async def test_the_document_is_served_to_callers_without_a_key(deps: Deps) -> None:
    async with RestDoor(deps, "") as door:
        response = await door.http.get(openapi.PATH)
    assert response.headers["Content-Type"] == "application/json"
    assert response.content == openapi.text()


async def test_the_answers_are_as_the_document_says(rest: RestDoor, account: str) -> None:
    paths = openapi.document()["paths"]
    lists, item, leads, bulk, enroll = (paths[path] for path in (LIST, ITEM, LEADS, f"{LEADS}/bulk", ENROLL))
    with_fallback = RECOVERY["steps"][1] | {"fallback_message": "Any questions?"}
    made = await rest.create(account, RECOVERY | {"description": None, "steps": [*RECOVERY["steps"], with_fallback]})
    matches(made, lists["post"], "201")
    matches(await rest.listed(account), lists["get"], "200")
    matches(await rest.change(account, made["id"], {"name": "Renamed"}), item["patch"], "200")
    matches(await rest.enroll(account, made["id"], PHONE), enroll["post"], "200")
    refused = await rest.http.post(address(account, made["id"], "enroll"), json={"phone": "123"})
    matches(refused.json(), enroll["post"], str(refused.status_code))
    lead = {"phone": PHONE, "name": "Ann Lee", "company": "Acme", "metadata": {"loan": 7}}
    for status, given in (("200", lead), ("201", {"phone": "+14155550002"})):
        response = await rest.http.post(f"/v1/accounts/{account}/leads", json=given)
        assert str(response.status_code) == status
        matches(response.json(), leads["post"], status)
    matches((await rest.http.get(f"/v1/accounts/{account}/leads")).json(), leads["get"], "200")
    many = {"leads": [{"phone": "123"}, lead]}
    matches((await rest.http.post(f"/v1/accounts/{account}/leads/bulk", json=many)).json(), bulk["post"], "200")
    matches(await rest.delete(account, made["id"]), item["delete"], "200")


async def test_the_bodies_of_the_stories_are_as_the_document_says() -> None:
    document = openapi.document()
    closed(document)
    registry = Registry().with_resource("urn:api", DRAFT202012.create_resource(document))
    new = Draft202012Validator({"$ref": "urn:api#/components/schemas/NewSequenceBody"}, registry=registry)
    new.validate(RECOVERY)
    assert not new.is_valid(RECOVERY | {"nmae": "A"})
    assert not new.is_valid(RECOVERY | {"name": None})

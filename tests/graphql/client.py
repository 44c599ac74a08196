"""A caller of the API, in process."""

from typing import Any, Self

import httpx2
from starlette.middleware import Middleware

from app.deps import Deps
from app.graphql.transport.routes import graphql_routes
from app.observability import request_ids
from tests.asgi import Application

JSON = "application/json"


class Api:
    """Posts operations with one partner's key."""

    def __init__(self, deps: Deps, key: str | None, *outer: Middleware) -> None:
        transport = httpx2.ASGITransport(Application(graphql_routes(), request_ids.middleware(), *outer, deps=deps))
        headers = {"Accept": JSON} | ({"X-Partner-Key": key} if key else {})
        self.http = httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors and all."""
        response = await self.http.post("/graphql", json={"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors; of a single field, that field's."""
        answer = await self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data

    async def error(self, query: str, **variables: Any) -> tuple[str, str]:
        """Code and message of the only error of an answer."""
        [error] = (await self.answer(query, **variables))["errors"]
        return error["extensions"]["code"], error["message"]

    async def post(self, content: bytes, **headers: str) -> httpx2.Response:
        """Any bytes at all."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post("/graphql", content=content, headers={"Content-Type": JSON} | named)

"""Applications in this process, without a server and without a lifespan."""

from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send


class Application:
    """Routes, and the state that the lifespan of the true application yields: each request gets it."""

    def __init__(self, routes: Sequence[BaseRoute], *middleware: Middleware, **state: Any) -> None:
        self._app = Starlette(routes=routes, middleware=middleware)
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "state": dict(self._state)}, receive, send)

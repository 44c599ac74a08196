"""The server of the API in a process of its own, before an application that only answers.

`python -m tests.doors.program` prints its port and serves until it is ended.
"""

import logging
import sys
from typing import Any

import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.main import Server, server_config

LARGE = 20 * 1024 * 1024


async def large(_: Request) -> Response:
    return Response(b"x" * LARGE, media_type="application/octet-stream")


async def small(_: Request) -> Response:
    return PlainTextResponse("ok\n")


def application() -> Starlette:
    return Starlette(routes=[Route("/large", large), Route("/healthz", small)])


class Announced(Server):
    """Prints its port when it listens."""

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


async def serve() -> None:
    app = application()
    config = server_config(app, "127.0.0.1", 0)
    await Announced(config).serve()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    uvloop.run(serve())

"""`nudge webhooks listen`: a receiver of events on this machine, which verifies and shows them.

Without a secret it makes an endpoint at the running `nudge dev` for the time that it listens.
"""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.webhooks import signature
from app.errors import OperatorError
from app.local import calls
from app.local.dev import HERE
from app.local.ports import require_port
from app.local.processes import free_port
from app.settings import Settings

PREFERRED_PORT = 9000
FORWARD_SECONDS = 30.0
DESCRIPTION = "nudge webhooks listen"
CREATE = """
mutation ($url: String!, $events: [String!]!, $description: String!) {
  createWebhookEndpoint(input: {url: $url, events: $events, description: $description}) {
    success secret endpoint { id } userErrors { message }
  }
}"""
DELETE = "mutation ($id: ID!) { deleteWebhookEndpoint(id: $id) { success userErrors { message } } }"


class WrongTarget(OperatorError):
    """Events cannot be forwarded there; the message says why."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How to listen: at this port, or one that is free.

    `secret`: that of an endpoint that leads here; without it an endpoint for these `events` is made, and deleted at the
    end. `key` is the partner's, unless it is the demo's. `forward` is a URL that gets each verified event as it came.
    """

    port: int | None
    secret: str | None
    forward: str | None
    events: Sequence[str]
    key: str | None


async def listen(settings: Settings, how: Listening) -> None:
    """Shows events until it is canceled. Raises `CannotListen`, `CallFailed` and `WrongTarget`."""
    if how.forward and (urlsplit(how.forward).scheme not in ("http", "https") or not urlsplit(how.forward).hostname):
        raise WrongTarget("--forward takes a URL such as http://localhost:3000/nudge.")
    port = how.port or free_port(PREFERRED_PORT)
    require_port(HERE, port)
    url = f"http://{HERE}:{port}/"
    async with httpx2.AsyncClient(timeout=FORWARD_SECONDS, trust_env=False) as http:
        # Calls that come before the server is up wait in the socket's queue.
        with socket.create_server((HERE, port)) as place, _secret_of(settings, url, how) as secret:
            _say(f"Listening at {url}. Ctrl-C stops.")
            await _serve(Receiver(secret, how.forward, http), place)


@contextmanager
def _secret_of(settings: Settings, url: str, how: Listening) -> Iterator[str]:
    """The secret that was given, or that of an endpoint which exists for the time of the block."""
    if how.secret is not None:
        yield how.secret
        return
    key = how.key or calls.demo_key(settings)
    made = calls.mutate(settings.port, key, CREATE, url=url, events=list(how.events), description=DESCRIPTION)
    endpoint = made["endpoint"]["id"]
    _say(f"Endpoint {endpoint}, until this ends. Its secret: {made['secret']}")
    try:
        yield made["secret"]
    finally:
        with suppress(calls.CallFailed):  # the API may have been stopped first
            calls.mutate(settings.port, key, DELETE, id=endpoint)
            _say(f"Endpoint {endpoint} is deleted.")


class Receiver:
    """Verifies, shows and forwards events."""

    def __init__(self, secret: str, forward: str | None, http: httpx2.AsyncClient) -> None:
        self._secret, self._forward, self._http = secret, forward, http

    async def post(self, request: Request) -> Response:
        """Answers 204 to a verified event, or as the server that it is forwarded to; 400 to anything else."""
        body = await request.body()
        try:
            event_id = signature.verify(request.headers, body, self._secret, datetime.now(UTC))
            event = orjson.loads(body)
        except (signature.NotVerified, orjson.JSONDecodeError) as error:
            _say(f"{_time()}  NOT VERIFIED: {error}")
            return Response(status_code=400)
        _say(f"{_time()}  {event['type']}  {event_id}  verified")
        _say(orjson.dumps(event, option=orjson.OPT_INDENT_2).decode())
        return Response(status_code=await self._forwarded(request.headers, body))

    async def _forwarded(self, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the server that the event is forwarded to; 204 if it is not, 502 if there is no answer."""
        if (url := self._forward) is None:
            return 204
        names = ("content-type", signature.ID, signature.TIMESTAMP, signature.SIGNATURE)
        sent = {name: headers[name] for name in names if name in headers}
        try:
            status = (await self._http.post(url, content=body, headers=sent)).status_code
        except httpx2.HTTPError as error:
            _say(f"{_time()}  -> {url}: no answer ({type(error).__name__})")
            return 502
        _say(f"{_time()}  -> {url}: {status}")
        return status


class _Server(uvicorn.Server):
    """Leaves the signals to the command, which cancels what it runs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(receiver: Receiver, place: socket.socket) -> None:
    async def post(request: Request) -> Response:
        try:
            return await receiver.post(request)
        except OSError:  # nobody reads what is shown any more, which the command tells
            server.should_exit = True
            return Response(status_code=503)

    app = Starlette(routes=[Route("/{path:path}", post, methods=["POST"])])
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    await server.serve(sockets=[place])


def _time() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}"


def _say(text: str) -> None:
    print(text, flush=True)

"""The port of a worker: its metrics for Prometheus, and for a container's health check whether its loop turns."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import REGISTRY, make_wsgi_app

from app.doors import listening
from app.errors import OperatorError
from app.observability.metrics import OLDEST_DUE

REGISTRY.register(OLDEST_DUE)

OF_IPV4 = "0.0.0.0"  # noqa: S104 - Prometheus is another machine
TURN_SECONDS = 5.0
"""How long the loop may take to answer `/healthz`. A batch takes milliseconds."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _OfBoth(_Server):
    """Takes connections of IPv4 too."""

    address_family = socket.AF_INET6

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Health checks come every few seconds."""


@contextmanager
def served(port: int | None, turn_seconds: float = TURN_SECONDS) -> Iterator[None]:
    """Serves `/metrics` and `/healthz` on the port for the time of the block; None: nowhere.

    Raises `OperatorError`. It is called in the loop that `/healthz` tells of: 503 when it does not turn.
    """
    if port is None:
        yield
        return
    try:
        server = _listening(port, _app(asyncio.get_running_loop(), turn_seconds))
    except OSError as error:
        raise OperatorError(
            f"WORKER_METRICS_PORT: port {port} cannot be used ({error.strerror}); each worker needs its own."
        ) from None
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listening(port: int, app: Callable[..., Any]) -> WSGIServer:
    """A server on every address of the machine, of IPv6 too where it has that."""
    try:
        return make_server(listening.EVERYWHERE, port, app, _OfBoth, handler_class=_Silent)
    except OSError as error:
        if error.errno not in listening.ABSENT:
            raise
    return make_server(OF_IPV4, port, app, _Server, handler_class=_Silent)


def _app(loop: asyncio.AbstractEventLoop, turn_seconds: float) -> Callable[..., Any]:
    metrics = make_wsgi_app()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] != "/healthz":
            return metrics(environ, start_response)
        turns = _turns(loop, turn_seconds)
        start_response("200 OK" if turns else "503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"ok\n" if turns else b"the loop does not turn\n"]

    return app


def _turns(loop: asyncio.AbstractEventLoop, seconds: float) -> bool:
    turn = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop)
    try:
        turn.result(seconds)
    except TimeoutError:
        turn.cancel()
        return False
    return True

"""The metrics of a worker, for Prometheus, at a port of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from app.errors import OperatorError


@contextmanager
def served(port: int | None) -> Iterator[None]:
    """Serves `/metrics` on the port for the time of the block; None: nowhere. Raises `OperatorError`."""
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port)
    except OSError as error:
        raise OperatorError(
            f"WORKER_METRICS_PORT: port {port} cannot be used ({error.strerror}); each worker needs its own."
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

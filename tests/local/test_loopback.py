"""The API on this machine is found on either loopback address."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.cli.checks import at_port
from app.local import calls, dev, loopback
from app.local.processes import free_port
from app.providers.sms import Severity


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        # As both /readyz and /healthz answer here: with 200.
        self._answer(b'{"ready": true}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b'{"data": {"advanceClock": {"success": true, "now": "noon"}}}')

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


class IPv6Server(HTTPServer):
    address_family = socket.AF_INET6


@contextmanager
def at_work(server: HTTPServer) -> Iterator[int]:
    """The port of the server, which answers for the time of the block."""
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


async def test_an_api_on_ipv6_alone_is_found() -> None:
    """As `nudge api --host ::1` listens, where a machine has no other addresses."""
    with at_work(IPv6Server(("::1", 0), Answers)) as port:
        found = await at_port.api(port)
        assert (found.severity, found.sentence) == (Severity.OK, f"The API on port {port} is ready.")
        assert calls.mutate(port, "key", "mutation", hours=1) == {"success": True, "now": "noon"}
        assert dev.is_up(port)


class AnswersElse(Answers):
    """Another program, whose pages are found at every address."""

    def do_GET(self) -> None:
        self._answer(b"<html>")


def has_the_port(port: int) -> str:
    name = Path("/proc/self/comm").read_text().strip()
    return f"No API answers on port {port} of this machine, because {name}, process {os.getpid()} has it: end it, or "


async def test_another_program_that_has_the_port_is_named() -> None:
    with at_work(HTTPServer(("127.0.0.1", 0), AnswersElse)) as port:
        for found in (await at_port.api(port), *await at_port.taken(port)):
            assert (found.severity, found.sentence[: len(has_the_port(port))]) == (Severity.NOTE, has_the_port(port))


async def test_a_program_without_http_that_has_the_port_is_named() -> None:
    async def greets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        writer.close()

    server = await asyncio.start_server(greets, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        for found in (await at_port.api(port), *await at_port.taken(port)):
            assert (found.severity, found.sentence[: len(has_the_port(port))]) == (Severity.NOTE, has_the_port(port))


async def test_the_api_of_another_data_directory_has_the_port() -> None:
    with at_work(HTTPServer(("127.0.0.1", 0), Answers)) as port:
        [found] = await at_port.taken(port)
        assert "is taken by the API of another data directory" in found.sentence
    assert await at_port.taken(free_port()) == []


async def test_an_api_on_neither_address_is_told() -> None:
    port = free_port()
    with pytest.raises(ConnectionRefusedError):
        loopback.connect(port, 1)
    found = await at_port.api(port)
    assert (found.severity, "No API answers" in found.sentence) == (Severity.NOTE, True)

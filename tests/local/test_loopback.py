"""The API on this machine is found on either loopback address."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app.cli import doctor
from app.local import calls, loopback
from app.local.processes import free_port
from app.providers.sms import Severity
from app.settings import Settings


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(b"{}")

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


async def test_an_api_on_ipv6_alone_is_found() -> None:
    """As `nudge api --host ::1` listens, where a machine has no other addresses."""
    with IPv6Server(("::1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            port = server.server_port
            found = await doctor._api(Settings(_env_file=None, port=port))
            assert (found.severity, found.sentence) == (Severity.OK, f"The API on port {port} is ready.")
            assert calls.mutate(port, "key", "mutation", hours=1) == {"success": True, "now": "noon"}
        finally:
            server.shutdown()
            thread.join()


async def test_an_api_on_neither_address_is_told() -> None:
    port = free_port()
    with pytest.raises(ConnectionRefusedError):
        loopback.connect(port, 1)
    found = await doctor._api(Settings(_env_file=None, port=port))
    assert (found.severity, "No API answers" in found.sentence) == (Severity.NOTE, True)

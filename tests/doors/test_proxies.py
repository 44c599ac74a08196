"""The proxies of `ops/`, each before a server with the limits of the API."""

import asyncio
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import connect

from app.doors.limits import Limits
from app.local.processes import free_port
from tests.doors.served import Served, serving
from tests.missing import missing
from tests.processes import port_of_every_address
from tests.waiting import until

OPS = Path(__file__).parents[2] / "ops"
NAME = "nudge.example.com"


@dataclass(frozen=True)
class Proxy:
    """A running proxy, and what is behind it."""

    port: int
    secure: bool
    served: Served

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://localhost:{self.port}"

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx2.AsyncClient]:
        async with httpx2.AsyncClient(base_url=self.url, verify=False, trust_env=False, timeout=30) as http:
            yield http


def _replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def _nginx(program: str, folder: Path, api: int) -> tuple[list[str], int, bool]:
    """nginx with the file as it is, but for the ports, the name and the certificate."""
    port, plain = free_port(), free_port()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"),
            *("-out", str(certificate), "-keyout", str(key)),
        ],
        check=True,
        capture_output=True,
    )
    site = _replaced(
        (OPS / "nginx.conf").read_text(),
        ("server 127.0.0.1:8000", f"server 127.0.0.1:{api}"),
        ("listen 443 ssl http2", f"listen 127.0.0.1:{port} ssl http2"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("/etc/ssl/nudge/fullchain.pem", str(certificate)),
        ("/etc/ssl/nudge/privkey.pem", str(key)),
        (f"server_name {NAME}", "server_name localhost"),
    )
    scratch = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"""
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{ access_log off; {scratch} {site} }}
"""
    (folder / "nginx.conf").write_text(whole)
    return [program, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"], port, True


def _caddy(program: str, folder: Path, api: int) -> tuple[list[str], int, bool]:
    """Caddy with the file as it is; the site and the API are variables of it. It listens at every address."""
    port = port_of_every_address()
    variables = {"NUDGE_SITE": f"http://localhost:{port}", "NUDGE_API": f"127.0.0.1:{api}", "HOME": str(folder)}
    command = ["env", *(f"{name}={value}" for name, value in variables.items())]
    return [*command, program, "run", "--config", str(OPS / "Caddyfile")], port, False


@pytest.fixture(params=[("nginx", _nginx), ("caddy", _caddy)], ids=["nginx", "caddy"])
async def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Proxy]:
    name, command = request.param
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        missing(f"{name} is not installed: `make proxies` installs it")
    async with serving(Limits(), trusted="127.0.0.1") as served:
        argv, port, secure = command(program, tmp_path, served.port)
        with (tmp_path / "output.log").open("wb") as output:
            process = await asyncio.create_subprocess_exec(*argv, stdout=output, stderr=output)
        proxy = Proxy(port, secure, served)

        async def is_up() -> bool:
            assert process.returncode is None, (tmp_path / "output.log").read_text()
            try:
                async with proxy.client() as http:
                    return (await http.get("/healthz")).status_code == 200
            except httpx2.TransportError:
                return False

        try:
            await until(is_up)
            yield proxy
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def test_the_api_hears_the_callers_own_address_and_no_other(proxy: Proxy) -> None:
    async with proxy.client() as http:
        spoofed = {"X-Forwarded-For": "203.0.113.9, 127.0.0.1", "X-Forwarded-Proto": "gopher"}
        seen = json.loads((await http.get("/seen", headers=spoofed)).text)
    assert seen["forwarded"] == ["127.0.0.1"]
    assert seen["proto"] == ("https" if proxy.secure else "http")
    assert seen["host"].partition(":")[0] == "localhost"


async def test_the_path_that_twilio_signed_arrives_as_it_was_sent(proxy: Proxy) -> None:
    async with proxy.client() as http:
        path = "/seen/%2B1%20415//x?a=%2F&b=+&c"
        seen = json.loads((await http.get(path)).text)
    assert f"{seen['path']}?{seen['query']}" == path


async def test_a_body_of_a_megabyte_arrives_and_a_larger_one_does_not(proxy: Proxy) -> None:
    async with proxy.client() as http:
        assert (await http.post("/body", content=b"x" * 1_000_000)).status_code == 200
        assert (await http.post("/body", content=b"x" * 1_100_000)).status_code in (413, 502)
    assert [len(body) for body in proxy.served.bodies if body] == [1_000_000]


async def test_large_headers_are_refused_and_metrics_are_not_public(proxy: Proxy) -> None:
    async with proxy.client() as http:
        assert (await http.get("/healthz", headers={"X-Long": "y" * 40_000})).status_code in (400, 431)
        assert (await http.get("/metrics")).status_code == 404


async def test_sockets_and_streams_pass_at_once(proxy: Proxy) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    url = f"{proxy.url.replace('http', 'ws', 1)}/socket"
    async with connect(url, proxy=None, ssl=context if proxy.secure else None) as socket:
        await socket.send("hello")
        assert await socket.recv() == "hello"
    async with proxy.client() as http, http.stream("GET", "/stream") as answer:
        pieces = answer.aiter_text()
        assert (await anext(pieces)).startswith("first"), "before the stream has ended"
        proxy.served.go_on.set()
        assert "second" in [piece async for piece in pieces]

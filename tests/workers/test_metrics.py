"""The port of a worker: its metrics for Prometheus, and its health for a container."""

import asyncio
from http.client import HTTPConnection

import httpx2
import pytest

from app.errors import OperatorError
from app.local.processes import HOST
from app.observability import probe
from app.settings import DEFAULT_PORT
from tests.processes import port_of_every_address
from workers import metrics


async def asked(port: int, path: str, host: str = HOST) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as http:
        return await http.get(httpx2.URL(scheme="http", host=host, port=port, path=path))


async def test_a_worker_serves_its_metrics_while_it_works() -> None:
    port = port_of_every_address()
    with metrics.served(port):
        answer = await asked(port, "/metrics")
        assert answer.status_code == 200
        assert "# HELP nudge_oldest_due_seconds" in answer.text
    with pytest.raises(httpx2.ConnectError):
        await asked(port, "/metrics")


async def test_a_worker_answers_on_ipv6_too() -> None:
    port = port_of_every_address()
    with metrics.served(port):
        assert [(await asked(port, "/healthz", host)).text for host in (HOST, "::1")] == ["ok\n", "ok\n"]


async def test_a_worker_whose_loop_stands_still_is_not_healthy() -> None:
    port = port_of_every_address()
    with metrics.served(port):
        assert (await asked(port, "/healthz")).status_code == 200
        assert await asyncio.to_thread(probe.answers, str(port))
    with metrics.served(port, turn_seconds=0.05):
        connection = HTTPConnection(HOST, port, timeout=30)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 503, "this loop waited for the answer, and did not turn"
        connection.close()
    assert not probe.answers(str(port))


def test_the_check_of_a_container_asks_the_process_that_runs_in_it() -> None:
    assert probe.ports({}) == [str(DEFAULT_PORT)]
    assert probe.ports({"PORT": "", "WORKER_METRICS_PORT": " "}) == [str(DEFAULT_PORT)]
    assert probe.ports({"PORT": "80", "WORKER_METRICS_PORT": "9100\n"}) == ["80", "9100"]


async def test_a_port_that_is_taken_is_named() -> None:
    port = port_of_every_address()
    with metrics.served(port), pytest.raises(OperatorError, match="each worker needs its own"), metrics.served(port):
        pass


async def test_without_the_setting_nothing_is_served() -> None:
    with metrics.served(None):
        pass

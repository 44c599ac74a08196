"""The port at which Prometheus reads the metrics of a worker."""

import httpx2
import pytest

from app.errors import OperatorError
from app.local.processes import HOST, free_port
from workers import metrics


def test_a_worker_serves_its_metrics_while_it_works() -> None:
    port = free_port()
    with metrics.served(port):
        answer = httpx2.get(f"http://{HOST}:{port}/metrics", trust_env=False)
        assert answer.status_code == 200
        assert "# HELP nudge_oldest_due_seconds" in answer.text
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"http://{HOST}:{port}/metrics", trust_env=False)


def test_a_port_that_is_taken_is_named() -> None:
    port = free_port()
    with metrics.served(port), pytest.raises(OperatorError, match="each worker needs its own"), metrics.served(port):
        pass


def test_without_the_setting_nothing_is_served() -> None:
    with metrics.served(None):
        pass

"""Traces: what is recorded of an operation, a batch, a send and a delivery, and nothing of a person."""

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.errors import OperatorError
from app.observability import tracing

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What is recorded while the test runs."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.record_by(provider)
    try:
        yield exporter
    finally:
        tracing.record_by(None)


def the(exporter: InMemorySpanExporter, name: str) -> ReadableSpan:
    [found] = [span for span in exporter.get_finished_spans() if span.name == name]
    return found


def test_a_span_belongs_to_the_span_of_the_caller(spans: InMemorySpanExporter) -> None:
    headers = [(b"host", b"x"), (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    with tracing.span("request", headers, door="rest") as outer, tracing.span("operation", of=lambda: "enrollLead"):
        outer.set_attribute("status", 200)
    request, operation = the(spans, "request"), the(spans, "operation")
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == "b7ad6b7169203331"
    assert dict(request.attributes or {}) == {"door": "rest", "status": 200}
    assert dict(operation.attributes or {}) == {"of": "enrollLead"}
    assert operation.parent == request.context


def test_an_exception_is_told_by_its_class_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="4155551234"), tracing.span("send"):
        raise ValueError("+14155551234 is no number")
    assert (the(spans, "send").status.description, the(spans, "send").events) == ("ValueError", ())


@pytest.mark.parametrize("environment", [{}, {ENDPOINT: " "}, {ENDPOINT: "http://x:4318", "OTEL_SDK_DISABLED": "true"}])
def test_nothing_is_recorded_unless_somebody_wants_it(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert tracing.begin("nudge-api") is None
    with tracing.span("send", attempt=lambda: pytest.fail("nobody reads it")) as span:
        span.set_attribute("outcome", "accepted")


def test_an_endpoint_without_the_packages_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "http://localhost:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(OperatorError, match=r"OTEL_EXPORTER_OTLP_ENDPOINT is set, .* pip install 'nudge\[traces\]'"):
        tracing.begin("nudge-api")


def test_spans_reach_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    collector = HTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=collector.serve_forever)
    thread.start()
    monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    try:
        provider = tracing.begin("nudge-worker")
        assert isinstance(provider, TracerProvider)
        tracing.tell("batch", 1, claimed=3)
        assert provider.force_flush()
        provider.shutdown()
    finally:
        tracing.record_by(None)
        collector.shutdown()
        collector.server_close()
        thread.join()
    [(path, body)] = got
    assert path == "/v1/traces"
    assert b"batch" in body
    assert b"nudge-worker" in body

"""Traces, as an extra: `pip install 'nudge[traces]'`, and OTEL_EXPORTER_OTLP_ENDPOINT says where they go.

A process without that variable imports no package for it and records nothing. The SDK reads the other variables of
OpenTelemetry itself: OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS and so on.

Attributes are names, counts, statuses and our own ids: never a phone, a text or a key. So an exception is told by the
name of its class alone, because its message may quote a row.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

from app.errors import OperatorError

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer, TracerProvider

Value = str | int | float | bool
Attribute = Value | Callable[[], Value]
"""A value, or what makes it once a span is recorded."""
Headers = Iterable[tuple[bytes, bytes]]
ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PARENT = (b"traceparent", b"tracestate")
"""The headers by which a caller names the span that a request belongs to (W3C Trace Context)."""


class Span(Protocol):
    """A span that is open."""

    def set_attribute(self, key: str, value: Value) -> None: ...


class _NoSpan:
    def set_attribute(self, key: str, value: Value) -> None:
        """Nothing is recorded."""


_NOTHING: AbstractContextManager[Span] = nullcontext(_NoSpan())
_tracer: "Tracer | None" = None


def begin(service: str) -> "TracerProvider | None":
    """Begins to record and export, if an endpoint is set. `service` is the name of this process, unless
    OTEL_SERVICE_NAME gives another one. Raises `OperatorError` when the packages are not installed."""
    named = [name for name in ENDPOINTS if os.environ.get(name, "").strip()]
    if not named or os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise OperatorError(
            f"{named[0]} is set, and the packages for traces are not installed: pip install 'nudge[traces]'."
        ) from None
    own = {} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: service}
    provider = TracerProvider(resource=Resource.create(own))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    record_by(provider)
    return provider


def record_by(provider: "TracerProvider | None") -> None:
    """Has the spans of this process recorded by a provider of OpenTelemetry; None: by nobody."""
    global _tracer
    _tracer = provider.get_tracer("nudge") if provider else None


def span(name: str, headers: Headers = (), **attributes: Attribute) -> AbstractContextManager[Span]:
    """A span for the time of the block. `headers` are those of a request, which may name the caller's span."""
    return _NOTHING if _tracer is None else _open(_tracer, name, headers, attributes)


def tell(name: str, began: int, **attributes: Value) -> None:
    """A span of what is over, since `began` (`time.time_ns()`): for work that may turn out to be none."""
    if _tracer is not None:
        _tracer.start_span(name, start_time=began, attributes=attributes).end(time.time_ns())


@contextmanager
def _open(tracer: "Tracer", name: str, headers: Headers, attributes: Mapping[str, Attribute]) -> Iterator[Span]:
    from opentelemetry.propagate import extract
    from opentelemetry.trace import StatusCode

    parent = {key.decode("latin-1"): value.decode("latin-1") for key, value in headers if key in _PARENT}
    with tracer.start_as_current_span(
        name,
        context=extract(parent) if parent else None,
        attributes={key: value() if callable(value) else value for key, value in attributes.items()},
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(StatusCode.ERROR, type(error).__name__)
            raise

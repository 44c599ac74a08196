"""Subscriptions as Server-Sent Events: one request, one stream ("distinct connections mode").

Source: github.com/enisdenjo/graphql-sse, PROTOCOL.md; html.spec.whatwg.org, Server-sent events. Strawberry's own
transport is not used: it frames with CRLF, which urql cannot read, and it streams every query whose Accept mentions
`text/event-stream`, which urql sends with each query.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from app.domain.ids import new_id
from app.graphql import errors
from app.graphql.transport.shared import Answers, Batch, Reader, encoded
from app.graphql.transport.streaming import Caller, unauthenticated

EVENT_STREAM = "text/event-stream"
KEEP_ALIVE_SECONDS = 12.0
COMMENT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


def event(answer: bytes) -> bytes:
    """One answer, a single line of JSON, as an event."""
    return b"event: next\ndata: " + answer + b"\n\n"


def accepted(accept: str) -> bool:
    """Whether the caller accepts an event stream."""
    return EVENT_STREAM in _media_types(accept)


def demanded(accept: str) -> bool:
    """Whether the caller accepts event streams only. A caller that accepts JSON too gets JSON for a query."""
    return _media_types(accept) == {EVENT_STREAM}


def _media_types(accept: str) -> set[str]:
    return {one.partition(";")[0].strip().lower() for one in accept.split(",")}


class EventStream(Response):
    """A stream of answers. It ends with `complete` when the answers end, and without it when this process stops: then
    the client connects again and reaches another process."""

    def __init__(
        self,
        events: AsyncGenerator[bytes, None],
        stopping: asyncio.Event,
        caller: Caller | None,
        ended: Callable[[], None],
    ) -> None:
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers({"Content-Type": f"{EVENT_STREAM}; charset=utf-8", "X-Accel-Buffering": "no"})
        self.headers["Cache-Control"] = "no-cache, no-transform"
        del self.headers["Content-Length"]
        self._events = events
        self._stopping = stopping
        self._caller = caller
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._stream(receive, send)
        finally:
            self._ended()

    async def _stream(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        written = asyncio.create_task(self._write(send))
        ends = {written, asyncio.create_task(_disconnected(receive)), asyncio.create_task(self._stopping.wait())}
        if self._caller is not None:
            ends.add(asyncio.create_task(self._caller.key_ended()))
        alive = asyncio.create_task(_keep_alive(send))
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*ends, alive):
                task.cancel()
            [outcome, *_] = await asyncio.gather(written, *ends, alive, return_exceptions=True)
        if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
            errors.bug(outcome, new_id().hex)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, send: Send) -> None:
        async with aclosing(self._events):
            async for events in self._events:
                await _send(send, events)
        await _send(send, COMPLETE)


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _keep_alive(send: Send) -> None:
    while True:
        await _send(send, COMMENT)
        await asyncio.sleep(KEEP_ALIVE_SECONDS)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def events(results: Answers, caller: Caller) -> AsyncGenerator[bytes, None]:
    """The results as events, until they end or the caller's key is no longer valid."""
    async with aclosing(results):
        async for result in results:
            if isinstance(result, Reader):
                continue
            is_shared = isinstance(result, Batch)
            if caller.key_has_expired or not (is_shared or await caller.key_is_valid()):
                yield event(encoded(ExecutionResult(None, [unauthenticated()])))
                return
            yield result.events if isinstance(result, Batch) else event(encoded(result))


def wrapped(response: Response) -> Response:
    """The answer to a query or mutation, as an event stream for a caller that accepts nothing else."""
    if isinstance(response, EventStream) or response.status_code != 200:
        return response
    stream = EventStream(_only(bytes(response.body)), asyncio.Event(), None, lambda: None)
    ours = {*stream.headers, "content-length"}
    stream.headers.update({name: value for name, value in response.headers.items() if name not in ours})
    return stream


async def _only(answer: bytes) -> AsyncGenerator[bytes, None]:
    yield event(answer)

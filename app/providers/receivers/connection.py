"""A connection to a receiver, whose answer is read only as far as it is needed.

The receiver is a stranger: it may send without end, or send nothing. What counts is the status. Once the head of the
answer is there, nothing of the rest can change it: a body that is long, slow or cut is read no further.
"""

import asyncio

from app.domain.webhooks.schedule import ANSWER_BYTES
from app.providers.http1 import Answer, Connection

MOST_BYTES = 64 * 1024
"""Of a whole answer, its head and interim answers included."""
BODY_SECONDS = 0.5
"""How long the rest of an answer is waited for, so that its connection can be used again."""


class ReceiverConnection(Connection):
    """One connection, with at most one request on it. `answered` tells a lost connection from one that was used."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = False  # at least one byte of an answer to the current request has come
        self._received = 0
        self._has_status = False
        self._late: asyncio.TimerHandle | None = None

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        self.answered, self._received, self._has_status = False, 0, False
        return super().ask(request)

    def data_received(self, data: bytes) -> None:
        self.answered = True
        read = data[: max(0, MOST_BYTES - self._received)]
        self._received += len(data)
        super().data_received(read)
        if self._received > MOST_BYTES:
            self.fail("the head of the answer is too long")

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._has_status = self._parser.get_status_code() >= 200
        if self._has_status:
            self._late = asyncio.get_running_loop().call_later(BODY_SECONDS, self._enough)

    def on_body(self, chunk: bytes) -> None:
        self._chunks.append(chunk[: ANSWER_BYTES - self._size])
        self._size += len(self._chunks[-1])
        if len(chunk) > len(self._chunks[-1]):
            self._enough()

    def _enough(self) -> None:
        """Reads no more of this answer."""
        self._complete()
        self.close()

    def _complete(self) -> None:
        if self._late is not None:
            self._late.cancel()
        super()._complete()

    def fail(self, why: str) -> None:
        if self._has_status:
            self._enough()
        super().fail(why)

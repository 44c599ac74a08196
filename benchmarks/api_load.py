"""Load over HTTP: so many connections, each asking again as soon as it has been answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a time of asking: answers, seconds, and how long each answer took."""

    answers: int
    seconds: float
    latencies: list[float]


def request(host: str, port: int, key: str, body: bytes) -> bytes:
    """One POST, as bytes."""
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nAccept: application/json"
        f"\r\nX-Partner-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def asked(port: int, payload: bytes) -> bytes:
    """One answer's body."""
    got: list[bytes] = []
    await _caller(port, payload, lambda _, body: got.append(body), lambda: bool(got))
    return got[0]


async def load(port: int, payload: bytes, seconds: float, callers: int) -> Load:
    """Asks for so long. An answer that has errors in it is a mistake of the bench."""
    latencies: list[float] = []
    began = time.perf_counter()
    until = began + seconds

    def seen(took: float, body: bytes) -> None:
        if not body.startswith(b'{"data":') or b'"errors":' in body:
            raise RuntimeError(f"another answer than expected: {body[:300]!r}")
        latencies.append(took)

    def over() -> bool:
        return time.perf_counter() >= until

    await asyncio.gather(*(_caller(port, payload, seen, over) for _ in range(callers)))
    return Load(len(latencies), time.perf_counter() - began, sorted(latencies))


async def _caller(port: int, payload: bytes, seen: Callable[[float, bytes], None], over: Callable[[], bool]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        while not over():
            began = time.perf_counter()
            writer.write(payload)
            body = await answer(reader)
            seen(time.perf_counter() - began, body)
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(f"refused: {head!r}")
    if b"transfer-encoding: chunked" not in head:
        return await reader.readexactly(int(head.partition(b"content-length:")[2].partition(b"\r\n")[0]))
    body = bytearray()
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return bytes(body)

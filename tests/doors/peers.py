"""Callers on bare sockets, who do what no library for HTTP lets them do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 30.0
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Peer:
    """One connection, seen from the caller."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> bool:
        """Sends the bytes. False if the other end is gone."""
        try:
            self.writer.write(data)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.writer.drain()
        except ConnectionError:
            return False
        return not self.writer.is_closing()

    async def send_until_closed(self, piece: bytes, most: int) -> int:
        """Sends the piece again and again. Returns the number of bytes that could be sent, at most `most`."""
        sent = 0
        while sent < most and not self.reader.at_eof() and await self.send(piece):
            sent += len(piece)
        return sent

    async def status(self) -> int:
        """The status of the next answer, whose headers and body are read; 0 if the connection ends instead."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                head = await self.reader.readuntil(b"\r\n\r\n")
                lines = head.lower().split(b"\r\n")
                [length] = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")] or [0]
                await self.reader.readexactly(length)
        except (ConnectionError, asyncio.IncompleteReadError):
            return 0
        return int(head.split()[1])

    async def rest(self) -> bytes:
        """Everything until the other end closes."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def get(self) -> int:
        """The status of one more request."""
        return await self.status() if await self.send(GET) else 0


@asynccontextmanager
async def peer(port: int, address: str = "127.0.0.1", *, reads: int = 65536) -> AsyncIterator[Peer]:
    """A connection from the address, which may be any of 127.0.0.0/8."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0), limit=reads)
    if writer.get_extra_info("sockname") == writer.get_extra_info("peername"):
        # Where nobody listens yet, the port that was chosen here can be that port: TCP connects it to itself.
        writer.transport.abort()
        raise ConnectionRefusedError(f"nobody listens on port {port}")
    try:
        yield Peer(reader, writer)
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def peak_memory(pid: int) -> int:
    """The most memory in bytes that the process has ever had resident."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

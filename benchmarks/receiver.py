"""A partner's receiver that costs as little as possible: raw HTTP on loopback, with a ledger.

`python -m benchmarks.receiver` prints two ports: at the first it answers at once, at the second never. `GET /ledger` at
the first answers with when each event came there for the first time, in seconds, by its id, and with how many came in
all; then it begins a new ledger.
"""

import asyncio
import json
import sys
import time

import uvloop

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class Receiver(asyncio.Protocol):
    first: dict[str, float]
    count: int
    answers = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            length = int(_header(head, b"content-length:") or 0)
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length :]
            if head.startswith(b"get /ledger"):
                self.tell()
            elif self.answers:
                Receiver.first.setdefault(_header(head, b"webhook-id:").decode(), time.time())
                Receiver.count += 1
                self.transport.write(ANSWER)

    def tell(self) -> None:
        body = json.dumps({"first": Receiver.first, "count": Receiver.count}).encode()
        Receiver.first, Receiver.count = {}, 0
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


class Hanging(Receiver):
    answers = False


def _header(head: bytes, name: bytes) -> bytes:
    at = head.find(name)
    return head[at + len(name) :].split(b"\r\n", 1)[0].strip() if at >= 0 else b""


async def main() -> None:
    Receiver.first, Receiver.count = {}, 0
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(kind, "127.0.0.1", 0) for kind in (Receiver, Hanging)]
    sys.stdout.write(" ".join(str(server.sockets[0].getsockname()[1]) for server in servers) + "\n")
    sys.stdout.flush()
    await servers[0].serve_forever()


if __name__ == "__main__":
    uvloop.run(main())

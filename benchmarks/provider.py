"""A stand-in for Twilio that costs as little as possible: raw HTTP on loopback, with a ledger.

`python -m benchmarks.provider SECONDS` prints its port. `GET /ledger` answers with how many messages came and to
how many numbers, and begins a new ledger. `GET /times` answers with when the messages of each sender came, in seconds.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from urllib.parse import parse_qs

import uvloop


class Provider(asyncio.Protocol):
    ledger: list[bytes]
    times: list[float]
    delay: float

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            self.answer(head, body)

    def answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"get /ledger"):
            numbers = [parse_qs(form.decode())["To"][0] for form in Provider.ledger]
            Provider.ledger, Provider.times = [], []
            self.write(b"200 OK", json.dumps({"sent": len(numbers), "numbers": len(set(numbers))}).encode())
            return
        if head.startswith(b"get /times"):
            by_sender = defaultdict(list)
            for form, at in zip(Provider.ledger, Provider.times, strict=True):
                by_sender[parse_qs(form.decode())["From"][0]].append(at)
            self.write(b"200 OK", json.dumps(by_sender).encode())
            return
        if head.startswith(b"get "):  # a worker that looks for missed messages
            self.write(b"200 OK", b'{"messages": [], "page_size": 50, "next_page_uri": null}')
            return
        Provider.ledger.append(body)
        Provider.times.append(time.time())
        sid = f"SM{id(self) & 0xFFFFFFFF:08x}{len(Provider.ledger):024x}"
        created = json.dumps({"sid": sid, "status": "queued", "date_created": None}).encode()
        if Provider.delay:
            asyncio.get_running_loop().call_later(Provider.delay, self.write, b"201 Created", created)
        else:
            self.write(b"201 Created", created)

    def write(self, status: bytes, body: bytes) -> None:
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self.transport.write(head + body)


async def main() -> None:
    Provider.ledger, Provider.times, Provider.delay = [], [], float(sys.argv[1])
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())

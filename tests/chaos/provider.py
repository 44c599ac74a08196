"""The provider of `make chaos`: a process that keeps a ledger of what it accepted, and misbehaves by a seed.

    python -m tests.chaos.provider SEED API_URL

Prints its port. `GET /ledger` answers with all that it ever accepted, and how it misbehaved.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp
import httptools
from twilio.request_validator import RequestValidator

from tests.fakes import ACCOUNT_SID, AUTH_TOKEN

PUBLIC = "https://nudge.example"
FATES = {"accepted": 94, "429": 2, "accepted, 500": 1.5, "accepted, no answer": 1.5, "rejected, 500": 1}
LOST, DOUBLED, EARLY = 0.034, 0.033, 0.033
CALLBACKS_AT_ONCE = 20


@dataclass(slots=True)
class Accepted:
    sid: str
    to: str
    sender: str
    body: str
    attempt: str
    at: float

    def described(self) -> dict[str, Any]:
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.sender,
            "body": self.body,
            "status": "queued",
            "date_created": formatdate(self.at, usegmt=True),
            "direction": "outbound-api",
            "num_segments": "1",
            "num_media": "0",
            "account_sid": ACCOUNT_SID,
        }


class Provider:
    def __init__(self, seed: int, api: str) -> None:
        self.random = random.Random(seed)
        self.api = api
        self.ledger: list[Accepted] = []
        self.by_number: dict[str, list[Accepted]] = {}
        self.counts: Counter[str] = Counter()
        self.tasks: set[asyncio.Task[None]] = set()
        self.calling = asyncio.Semaphore(CALLBACKS_AT_ONCE)
        self.http: aiohttp.ClientSession | None = None

    def accept(self, form: dict[str, str]) -> Accepted:
        number = f"{len(self.ledger):032x}"
        attempt = form["StatusCallback"].rpartition("/")[2]
        one = Accepted(f"SM{number}", form["To"], form["From"], form["Body"], attempt, time.time())
        self.ledger.append(one)
        self.by_number.setdefault(one.to, []).append(one)
        return one

    async def post(self, form: dict[str, str]) -> tuple[int, Any] | None:
        """Status and body of the answer; None for no answer at all."""
        [what] = self.random.choices(list(FATES), list(FATES.values()))
        if what != "accepted":
            self.counts[what] += 1
        if what == "429":
            return 429, {"code": 20429, "message": "busy", "status": 429}
        if what == "rejected, 500":
            return 500, {"message": "oops"}
        one = self.accept(form)
        await self._calls_back(one)
        if what == "accepted, 500":
            return 500, {"message": "oops"}
        return None if what == "accepted, no answer" else (201, one.described())

    async def _calls_back(self, one: Accepted) -> None:
        fate = self.random.random()
        if fate < LOST:
            self.counts["callback lost"] += 1
        elif fate < LOST + DOUBLED:
            self.counts["callback doubled"] += 1
            self._later(one)
            self._later(one)
        elif fate < LOST + DOUBLED + EARLY:
            self.counts["callback early"] += 1
            await self._call(one)
        else:
            self._later(one)

    def _later(self, one: Accepted) -> None:
        task = asyncio.create_task(self._call(one))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _call(self, one: Accepted) -> None:
        path = f"/webhooks/twilio/status/{one.attempt}"
        form = {"MessageSid": one.sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "delivered"}
        signature = RequestValidator(AUTH_TOKEN).compute_signature(f"{PUBLIC}{path}", form)
        if self.http is None:
            self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3))
        async with self.calling:
            try:
                headers = {"X-Twilio-Signature": signature}
                async with self.http.post(f"{self.api}{path}", data=form, headers=headers) as answer:
                    self.counts["callbacks stored" if answer.status == 204 else "callbacks refused"] += 1
            except (aiohttp.ClientError, OSError, TimeoutError):
                self.counts["callbacks that found nobody"] += 1

    def listing(self, query: dict[str, list[str]]) -> Any:
        if "DateSent>" in query or "To" not in query:  # what came in: the driver's own business
            return {"messages": [], "page_size": 200, "next_page_uri": None}
        found = self.by_number.get(query["To"][0], [])
        return {"messages": [one.described() for one in reversed(found)], "page_size": 200, "next_page_uri": None}

    async def answer(self, method: str, target: str, body: bytes) -> tuple[int, Any] | None:
        url = urlsplit(target)
        if url.path == "/ledger":
            return 200, {"accepted": [asdict(one) for one in self.ledger], "faults": self.counts}
        if method == "POST":
            return await self.post(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        return 200, self.listing(parse_qs(url.query))


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, one request at a time."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.transport: asyncio.Transport | None = None
        self.parser = httptools.HttpRequestParser(self)
        self.target, self.body = b"", b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        method, target, body = self.parser.get_method().decode(), self.target.decode(), self.body
        self.target, self.body = b"", b""
        task = asyncio.create_task(self._answer(method, target, body))
        self.provider.tasks.add(task)
        task.add_done_callback(self.provider.tasks.discard)

    async def _answer(self, method: str, target: str, body: bytes) -> None:
        answer = await self.provider.answer(method, target, body)
        if answer is None or self.transport is None or self.transport.is_closing():
            return
        status, content = answer
        text = json.dumps(content).encode()
        retry = "Retry-After: 1\r\n" if status == 429 else ""
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{retry}Content-Length: {len(text)}\r\n\r\n"
        self.transport.write(head.encode() + text)


async def main(seed: int, api: str) -> None:
    provider = Provider(seed, api)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(provider), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

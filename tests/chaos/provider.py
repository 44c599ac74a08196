"""The provider of `make chaos`: the double of Twilio in a process of its own, which misbehaves by a seed.

    python -m tests.chaos.provider SEED API_URL

Prints its port. `GET /ledger` answers with all that it ever accepted, and how it misbehaved.
"""

import asyncio
import random
import sys
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from tests.fakes import ACCOUNT_SID, Sent, TwilioDouble, signed, twilio_double

PLANS = {"accept": 94, "busy": 2, "accept_then_fail": 1.5, "accept_then_silence": 1.5, "fail": 1}
LOST, DOUBLED, EARLY = 0.034, 0.033, 0.033
CALLBACKS_AT_ONCE = 20


class Misbehaving:
    """Chooses what becomes of each message and of its status callback."""

    def __init__(self, seed: int, api: str, http: aiohttp.ClientSession) -> None:
        self.twilio = TwilioDouble(retry_after="1", script=self._plan, accepted=self._calls_back)
        self.counts: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._api, self._http = api, http
        self._tasks: set[asyncio.Task[None]] = set()
        self._calling = asyncio.Semaphore(CALLBACKS_AT_ONCE)

    def _plan(self) -> str:
        [plan] = self._random.choices(list(PLANS), list(PLANS.values()))
        if plan != "accept":
            self.counts[plan] += 1
        return plan

    async def _calls_back(self, sent: Sent) -> None:
        fate = self._random.random()
        if fate < LOST:
            self.counts["callback lost"] += 1
        elif fate < LOST + DOUBLED:
            self.counts["callback doubled"] += 1
            self._later(sent)
            self._later(sent)
        elif fate < LOST + DOUBLED + EARLY:
            self.counts["callback early"] += 1
            await self._call(sent)
        else:
            self._later(sent)

    def _later(self, sent: Sent) -> None:
        task = asyncio.create_task(self._call(sent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, sent: Sent) -> None:
        path = urlsplit(sent.callback).path
        form = {"MessageSid": sent.sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "delivered"}
        headers = signed(path, form)
        async with self._calling:
            try:
                async with self._http.post(f"{self._api}{path}", data=form, headers=headers) as answer:
                    self.counts["callbacks stored" if answer.status == 204 else "callbacks refused"] += 1
            except (aiohttp.ClientError, OSError, TimeoutError):
                self.counts["callbacks that found nobody"] += 1

    async def ledger(self, _: web.Request) -> web.Response:
        accepted: list[dict[str, Any]] = [
            {"to": one.to, "body": one.body, "attempt": one.callback.rpartition("/")[2], "at": one.at.timestamp()}
            for one in self.twilio.ledger
        ]
        return web.json_response({"accepted": accepted, "faults": self.counts})


async def main(seed: int, api: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:
        provider = Misbehaving(seed, api, http)
        async with twilio_double(provider.twilio, web.get("/ledger", provider.ledger)) as twilio:
            print(urlsplit(twilio.url).port, flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

"""The provider of `make chaos`: the double of Twilio in a process of its own, which misbehaves by a seed.

    python -m tests.chaos.provider SEED API_URL

Prints its port. `GET /ledger` answers with all that it ever accepted, and how it misbehaved.
"""

import asyncio
import random
import sys
from collections import Counter
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from app.domain.ids import SENDER, encode
from tests.chaos.cases import KEY, RESUME_SENDER
from tests.chaos.driver import BLOCKED, BUSY
from tests.fakes import ACCOUNT_SID, Sent, TwilioDouble, signed, twilio_double

PLANS = {"accept": 94, "busy": 2, "accept_then_fail": 1.5, "accept_then_silence": 1.5, "fail": 1}
LOST, DOUBLED, EARLY = 0.034, 0.033, 0.033
CALLBACKS_AT_ONCE = 20
REFUSES_FOR, TAKES_FOR = (1.0, 4.0), (3.0, 9.0)  # seconds


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

    async def refuse_senders(self) -> None:
        """Refuses everything of one sender for some seconds, and then of the other. The owner of a sender that was
        blocked mends the cause, and says so."""
        while True:
            for (number, sender), plan in ((BLOCKED, "reject:30034"), (BUSY, "busy")):
                await asyncio.sleep(self._random.uniform(*TAKES_FOR))
                self.twilio.plans_of[number] = plan
                self.counts[f"{plan} for a sender"] += 1
                await asyncio.sleep(self._random.uniform(*REFUSES_FOR))
                del self.twilio.plans_of[number]
                if number == BLOCKED[0]:
                    await self._resume(encode(SENDER, sender))

    async def _resume(self, sender: str) -> None:
        asked = {"query": RESUME_SENDER, "variables": {"id": sender}}
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError, KeyError, TypeError, ValueError):
                async with self._http.post(
                    f"{self._api}/graphql", json=asked, headers={"X-Partner-Key": KEY}
                ) as answer:
                    if (await answer.json(content_type=None))["data"]["resumeSender"]["success"]:
                        return
            await asyncio.sleep(0.5)

    async def ledger(self, _: web.Request) -> web.Response:
        accepted: list[dict[str, Any]] = [
            {"to": one.to, "from": one.sender, "body": one.body, "attempt": one.callback.rpartition("/")[2]}
            | {"at": one.at.timestamp()}
            for one in self.twilio.ledger
        ]
        return web.json_response({"accepted": accepted, "faults": self.counts})


async def main(seed: int, api: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:
        provider = Misbehaving(seed, api, http)
        async with twilio_double(provider.twilio, web.get("/ledger", provider.ledger)) as twilio:
            print(urlsplit(twilio.url).port, flush=True)
            await provider.refuse_senders()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

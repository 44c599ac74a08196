"""The partner's receiver of events in `make chaos`, in a process of its own, which misbehaves by a seed.

    python -m tests.chaos.receiver SEED

Prints its port. `GET /ledger` answers with all that it accepted, what was wrong with it, and how it misbehaved. It
misbehaves at most once for each event, since the third attempt of an event comes minutes after the second.
"""

import asyncio
import random
import sys
from collections import Counter
from hashlib import sha256

from aiohttp import web

from tests.deliveries import WHSEC
from tests.receiver import Received, ReceiverDouble, receiver_double

PLANS = {
    "accept": 85,
    "status:500": 4,
    "hang": 0.5,
    "cut": 3,
    "redirect:http://127.0.0.1:9/": 1,
    "busy:1": 0.5,
    "cut_body": 3,
    "slow_body": 1,
    "huge_body": 2,
}


class Misbehaving:
    """Chooses what becomes of the first attempt of each event."""

    def __init__(self, seed: int, double: ReceiverDouble) -> None:
        self.double, self.counts = double, Counter[str]()
        self._random = random.Random(seed + 2)
        self._known: set[str] = set()

    def plan(self, received: Received) -> str:
        if received.id in self._known:
            return "accept"
        self._known.add(received.id)
        [plan] = self._random.choices(list(PLANS), list(PLANS.values()))
        if plan != "accept":
            self.counts[plan.partition(":http")[0]] += 1
        return plan

    async def ledger(self, _: web.Request) -> web.Response:
        accepted = [[one.id, sha256(one.body).hexdigest()] for one in self.double.accepted]
        return web.json_response({"accepted": accepted, "wrong": self.double.wrong, "faults": self.counts})


async def main(seed: int) -> None:
    double = ReceiverDouble(WHSEC)
    receiver = Misbehaving(seed, double)
    double.script = receiver.plan
    async with receiver_double(double, web.get("/ledger", receiver.ledger)):
        print(double.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

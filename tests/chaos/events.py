"""The events that the partner was told of, against our tables and against the receiver's ledger."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg

from app.domain import sealing
from app.domain.ids import EVENT, encode
from tests.deliveries import WHSEC
from tests.factories import SECRET
from tests.told import mistold, undelivered

DELIVERED_WITHIN = 60.0
_ENDPOINT = f"""
INSERT INTO webhook_endpoint (id, partner_id, url, events, account_ids, secret, created_at)
VALUES ('{UUID(int=51)}', '{UUID(int=1)}', $1, '{{*}}', '{{}}', $2, now())
"""
# The third attempt of an event comes minutes after the second, and the run is short.
_AT_ONCE = "UPDATE webhook_delivery SET next_at = now() WHERE status = 'FAILED' AND next_at > now() + interval '10 s'"
_LEFT = "SELECT count(*) FROM webhook_delivery WHERE event_id = ANY($1) AND status <> 'DELIVERED'"


@dataclass
class Told:
    """What was told: how many events, how many of these came more than once, and everything that is wrong."""

    events: int
    again: int
    faults: dict[str, int]
    lost: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    mistold: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        return [*self.lost, *self.invented, *self.mistold]

    def tell(self) -> None:
        faults = ", ".join(f"{number} {name}" for name, number in sorted(self.faults.items()))
        print(f"  events: {self.events} told, {self.again} of them more than once; faults of the receiver: {faults}")
        print(f"  events LOST {len(self.lost)}, INVENTED {len(self.invented)}, MISTOLD {len(self.mistold)}")
        for line in [*self.lost[:10], *self.invented[:10], *self.mistold[:10]]:
            print(f"    {line}")


async def begin(url: str, receiver: str) -> None:
    """The partner wants all events, before there is anything to tell."""
    connection = await asyncpg.connect(url)
    await connection.execute(_ENDPOINT, receiver, sealing.seal([SECRET], WHSEC))
    await connection.close()


async def judge(url: str, http: aiohttp.ClientSession, receiver: str) -> Told:
    """Waits until what was to be told is delivered, and compares."""
    connection = await asyncpg.connect(url)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        stored = [row["id"] for row in await connection.fetch("SELECT id FROM webhook_event")]
        different, missing = await mistold(connection.fetch), await undelivered(connection.fetch)
    began = time.monotonic()
    while time.monotonic() - began < DELIVERED_WITHIN and await connection.fetchval(_LEFT, stored):
        await connection.execute(_AT_ONCE)
        await asyncio.sleep(0.5)
    async with http.get(f"{receiver}/ledger") as answer:
        ledger: dict[str, Any] = await answer.json()
    left = await connection.fetchval(_LEFT, stored)
    known = {encode(EVENT, row["id"]) for row in await connection.fetch("SELECT id FROM webhook_event")}
    await connection.close()

    came = Counter(event for event, _ in ledger["accepted"])
    bodies = Counter(event for event, _ in {(event, body) for event, body in ledger["accepted"]})
    told = Told(len(came), sum(number > 1 for number in came.values()), ledger["faults"])
    told.lost += [f"{event}: never came" for event in {encode(EVENT, one) for one in stored} - came.keys()]
    told.lost += [f"{left} deliveries never end"] * bool(left)
    told.invented += [f"{event}: nothing like that happened" for event in came.keys() - known]
    told.invented += [f"{event}: came with several bodies" for event, number in bodies.items() if number > 1]
    told.invented += ledger["wrong"]
    told.mistold += [
        f"{kind} of {subject}: told {said}, and the rows say {right}"
        for (kind, subject), (said, right) in different.items()
    ]
    told.mistold += [f"{missing} deliveries are missing or too many"] * bool(missing)
    return told

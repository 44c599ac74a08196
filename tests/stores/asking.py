"""Programs for tests that open another database than the suite's: a process has one ORM.

`python -m tests.stores.asking WHAT ADDRESS [REDIS]` prints what it found as JSON.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from tortoise.transactions import in_transaction

from app import db
from app.observability import health

LIMIT = "SHOW idle_in_transaction_session_timeout"


async def limits(address: str) -> list[str]:
    """The limit inside a transaction, and outside of one."""
    async with db.database(address, pool=5, abandoned_seconds=17):
        async with in_transaction() as inside:
            [within] = await inside.execute_query_dict(LIMIT)
        [outside] = await db.rows(LIMIT)
        return [*within.values(), *outside.values()]


async def sums(address: str) -> list[int]:
    """The answers to 300 statements, of 7 kinds, from as many tasks."""

    async def ask(number: int) -> int:
        [row] = await db.rows(f"SELECT $1::int + {number % 7} AS sum", number)
        return int(row.sum)

    async with db.database(address, pool=10):
        return await asyncio.gather(*(ask(number) for number in range(300)))


async def ready(address: str, redis: str) -> str:
    """What `/readyz` says of the database."""
    async with db.database(address, pool=5):
        return str((await health.readiness(datetime.now(UTC), redis))["database"])


if __name__ == "__main__":
    asked: Any = {"limits": limits, "sums": sums, "ready": ready}[sys.argv[1]]
    print(json.dumps(asyncio.run(asked(*sys.argv[2:]))))

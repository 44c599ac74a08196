"""Everything that the stores hold, as text: for tests of what must not be there."""

import re
from typing import Any

from redis.asyncio import Redis

from app.db import rows


async def in_postgres() -> str:
    """Every row of every table, as COPY would write it."""
    tables = await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    found = [await rows(f'SELECT t::text AS row FROM "{table.tablename}" t') for table in tables]
    return "\n".join(row.row for rows_ in found for row in rows_)


async def in_redis(url: str) -> str:
    """Every key with its value."""
    client = Redis.from_url(url, decode_responses=False)
    try:
        return "\n".join([f"{key!r} {await _value(client, key)!r}" async for key in client.scan_iter()])
    finally:
        await client.aclose()


async def _value(client: Any, key: bytes) -> Any:
    kind = (await client.type(key)).decode()
    match kind:
        case "string":
            return await client.get(key)
        case "hash":
            return await client.hgetall(key)
        case "list":
            return await client.lrange(key, 0, -1)
        case "set":
            return await client.smembers(key)
        case "zset":
            return await client.zrange(key, 0, -1, withscores=True)
        case "stream":
            return await client.xrange(key)
    raise AssertionError(f"Redis holds a {kind}")


def has_phone(text: str, e164: str) -> bool:
    """Whether the phone is in the text in any spelling: its last ten digits, with anything short between them."""
    found = re.search(r"[\s().\-/]{0,2}".join(e164[-10:]), text)
    if found:
        print("the phone is in:", text[max(0, found.start() - 200) : found.end() + 100])
    return found is not None

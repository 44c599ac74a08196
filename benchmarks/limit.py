"""Baseline (c): the limit. Batches by SKIP LOCKED on raw asyncpg, raw keep-alive sockets, no promises kept.

Nothing is committed before the POST, nothing is looked at twice, an answer is believed to be an acceptance. What is
left is the least that sending and writing it down can cost in this language.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from urllib.parse import quote_plus, urlsplit

import asyncpg
import uvloop

LANES, BATCH = 2, 200
PICK = """
WITH due AS (SELECT * FROM enrollment WHERE wake_at <= now() ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
SELECT e.id, e.account_id, e.lead_id, e.due_at, l.phone, l.first_name, a.phone_number, a.company_name, s.message
FROM due e JOIN lead l ON l.id = e.lead_id JOIN account a ON a.id = e.account_id
JOIN step s ON s.version_id = e.version_id AND s.position = e.position
"""
RECORD = """
WITH r AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
               AS r(id, account_id, lead_id, body, sid)),
e AS (UPDATE enrollment e SET position = 1, status = 'COMPLETED', ended_at = now(), wake_at = NULL
      FROM r WHERE e.id = r.id),
m AS (INSERT INTO message (id, account_id, lead_id, enrollment_id, position, direction, source, status, body, segments,
                           provider_sid, created_at, sent_at)
      SELECT r.id, r.account_id, r.lead_id, r.id, 0, 'OUTBOUND', 'SEQUENCE', 'QUEUED', r.body, 1, r.sid, now(), now()
      FROM r)
INSERT INTO step_run (id, enrollment_id, position, status, settled_at, message_id)
SELECT r.id, r.id, 0, 'SENT', now(), r.id FROM r
"""


class Socket:
    """One keep-alive connection, one request at a time, read as plainly as can be."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def post(self, form: bytes) -> str:
        self.writer.write(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(form) + form)
        head = await self.reader.readuntil(b"\r\n\r\n")
        body = await self.reader.readexactly(int(head.rpartition(b"Content-Length: ")[2]))
        return body.partition(b'"sid": "')[2].partition(b'"')[0].decode()


async def drain(pool: asyncpg.Pool, sockets: list[Socket]) -> int:
    async with pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(PICK, BATCH)
        if not rows:
            return 0
        bodies = [
            row["message"].replace("{{first_name}}", row["first_name"]).replace("{{company}}", row["company_name"])
            for row in rows
        ]
        forms = [
            f"To={quote_plus(row['phone'])}&From={quote_plus(row['phone_number'])}&Body={quote_plus(body)}".encode()
            for row, body in zip(rows, bodies, strict=True)
        ]
        sids = await asyncio.gather(*(s.post(form) for s, form in zip(sockets, forms, strict=False)))
        columns = ([row[name] for row in rows] for name in ("id", "account_id", "lead_id"))
        await connection.execute(RECORD, *columns, bodies, sids)
        return len(rows)


async def main() -> None:
    start = datetime.fromisoformat(sys.argv[1])
    address = urlsplit(os.environ["TWILIO_API_URL"])
    pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=LANES, max_size=LANES)
    total = range(LANES * BATCH)
    opened = await asyncio.gather(*(asyncio.open_connection(address.hostname, address.port) for _ in total))
    sockets = [Socket(*pair) for pair in opened]
    await asyncio.sleep(max(0.0, start.timestamp() - datetime.now(UTC).timestamp()))
    await asyncio.gather(*(lane(pool, sockets[n * BATCH : (n + 1) * BATCH]) for n in range(LANES)))
    await asyncio.Event().wait()  # until it is ended: its CPU is read after the last step


async def lane(pool: asyncpg.Pool, sockets: list[Socket]) -> None:
    while await drain(pool, sockets):
        pass


if __name__ == "__main__":
    uvloop.run(main())

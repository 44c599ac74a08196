"""Keeps the counts by day. The migration `numbers` says what is counted, and why no change is lost.

Messages and enrollments are counted in the order of their ids, once they are `AGE` old, by any number of workers.
"""

from datetime import timedelta

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection
from app.failpoints import Failpoint

AGE = timedelta(minutes=1)
ROWS_AT_ONCE = 5_000
CHANGES_AT_ONCE = 20_000
MOST_PARTS = 200
SOURCES = ("message", "enrollment")

KEY = "owner_id, day, version, position, name, detail"
_BEGIN = """
INSERT INTO day_count_progress (source, until, closing)
SELECT unnest($1::text[]), '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'
ON CONFLICT (source) DO NOTHING
"""
_CLOSE = """
UPDATE day_count_progress SET closing = id_before($2), barrier = pg_snapshot_xmax(pg_current_snapshot())::text::bigint
WHERE source = $1 AND barrier IS NULL AND until < id_before($2)
"""
_LOCK = """
SELECT until, closing, barrier <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS may_be_counted
FROM day_count_progress WHERE source = $1 FOR UPDATE
"""
_END_OF_PART = "SELECT id FROM {source} WHERE id >= $1 AND id < $2 ORDER BY id OFFSET $3 LIMIT 1"
# In the order of the key, so that two workers never wait for each other.
_ADD = f"""
INSERT INTO day_count ({KEY}, count, last_at)
SELECT {KEY}, sum(count), max(last_at) FROM {{counts}} GROUP BY {KEY} HAVING sum(count) <> 0 ORDER BY {KEY}
ON CONFLICT ({KEY}) DO UPDATE
SET count = day_count.count + excluded.count, last_at = greatest(day_count.last_at, excluded.last_at)
"""
_COUNT = _ADD.format(
    counts="(SELECT c.* FROM {source} x CROSS JOIN LATERAL counts_of_{source}(x) c WHERE x.id >= $1 AND x.id < $2) n"
)
_ADVANCE = """
UPDATE day_count_progress SET until = $2, barrier = CASE WHEN $2 < closing THEN barrier END WHERE source = $1
"""
_MERGE = f"""
WITH taken AS (
    DELETE FROM day_count_change WHERE id IN (
        SELECT id FROM day_count_change ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING *)
{_ADD.format(counts="taken")}
"""


_MERGE_TOTALS = """
WITH taken AS (
    DELETE FROM total_change WHERE id IN (
        SELECT id FROM total_change ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING *)
INSERT INTO total (owner_id, name, version, count)
SELECT owner_id, name, version, sum(count) FROM taken GROUP BY 1, 2, 3 HAVING sum(count) <> 0 ORDER BY 1, 2, 3
ON CONFLICT (owner_id, name, version) DO UPDATE SET count = total.count + excluded.count
"""


async def count_days(age: timedelta = AGE) -> None:
    """Counts what is old enough and not counted yet, and merges what the triggers appended, to totals too."""
    await connection().execute_query(_BEGIN, [list(SOURCES)])
    for source in SOURCES:
        await connection().execute_query(_CLOSE, [source, age])
        for _ in range(MOST_PARTS):
            if not await _count_part(source):
                break
    for merge in (_MERGE, _MERGE_TOTALS):
        await connection().execute_query(merge, [CHANGES_AT_ONCE])


async def _count_part(source: str) -> bool:
    """Counts the next rows of a table; whether there may be more."""
    async with in_transaction() as tx:
        _, [progress] = await tx.execute_query(_LOCK, [source])
        if not progress["may_be_counted"]:
            return False
        until, closing = progress["until"], progress["closing"]
        _, ends = await tx.execute_query(_END_OF_PART.format(source=source), [until, closing, ROWS_AT_ONCE])
        end = ends[0]["id"] if ends else closing
        await tx.execute_query(_COUNT.format(source=source), [until, end])
        await tx.execute_query(_ADVANCE, [source, end])
        failpoints.reach(Failpoint.COUNTED_BEFORE_COMMIT)
    return bool(ends)

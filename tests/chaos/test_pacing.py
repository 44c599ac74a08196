"""Three worker processes share the line of one sender, and are killed while they send from it."""

from bisect import bisect_left
from pathlib import Path

import pytest

from app.failpoints import Action, Failpoint
from tests.chaos.cases import FIXED, Fault, a_case
from tests.chaos.conftest import NewCase

pytestmark = pytest.mark.timeout(180)
NO_FAULT = Fault(Failpoint.PICKED, Action.EXIT)  # it is never armed
RATE, COUNT, KILLS = 40, 480, 4
SPAN = 10.0

# One step for each lead, all due now, of a sender with a rate.
_CAMPAIGN = """
WITH v AS (
    INSERT INTO sequence_version (id, sequence_id, version, created_at)
    SELECT gen_random_uuid(), id, 2, now() FROM sequence WHERE id = $1 RETURNING id),
s AS (
    INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)
    SELECT gen_random_uuid(), id, 0, 'FIXED', 'Hello', 0, false FROM v),
l AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), q.account_id, '+1415' || (6000000 + n), now()
    FROM sequence q, generate_series(1, $2::int) n WHERE q.id = $1 RETURNING id, account_id)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), l.account_id, l.id, $1, v.id, 'ACTIVE', now(), 0, now(), now() FROM l, v
"""


def most_in(span: float, times: list[float]) -> int:
    """The most of these times, in order, that any span so long has."""
    return max(bisect_left(times, begin + span) - number for number, begin in enumerate(times))


async def test_workers_that_are_killed_keep_the_rate_and_send_each_step_once(
    new_case: NewCase, redis_url: str, tmp_path: Path
) -> None:
    async with a_case(NO_FAULT, await new_case(), redis_url, tmp_path / "case") as case:
        await case.database.execute("UPDATE sender SET segments_per_second = $1", float(RATE))
        await case.database.execute(_CAMPAIGN, FIXED, COUNT)
        for _ in range(3):
            await case.worker()
        for number in range(1, KILLS + 1):
            sent = number * COUNT // (KILLS + 2)

            async def reached(sent: int = sent) -> bool:
                return len(case.twilio.ledger) >= sent

            await case.until(reached)
            case.children[number - 1].process.kill()
            await case.worker()
        await case.all_end(COUNT)
        at = sorted(one.at.timestamp() for one in case.twilio.ledger)
        assert len(at) == len({one.to for one in case.twilio.ledger}) == COUNT
        claims = await case.database.fetch(
            "SELECT extract(epoch FROM created_at)::float8 AS at FROM message ORDER BY 1"
        )
        assert most_in(SPAN, [row["at"] for row in claims]) <= RATE * (SPAN + 1)
        # On a busy machine a message arrives up to a second later than another one after their claims.
        assert most_in(SPAN, at) <= RATE * (SPAN + 2)
        assert await case.count("enrollment WHERE status = 'COMPLETED'") == COUNT
        assert await case.count("sender_pace WHERE line_at IS NOT NULL") <= 1

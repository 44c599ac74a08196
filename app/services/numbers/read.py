"""Reads the counts by day: what is kept, what the triggers appended since, and the rows that are not counted yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from app.db import rows
from app.domain.numbers.counts import DAILY, AccountStats, Count, Name, StepTotals, Totals

LATE = timedelta(minutes=1)
"""A step that is not submitted so long after its time is overdue."""
MOST_OVERDUE = 10_000
NOTHING = UUID(int=0)
WHOLE = -1
"""The step under which a run itself is counted."""

_COLUMNS = "owner_id, day, version, position, name, detail, count, last_at"
# `hint` is what `until` was a moment ago: a value that the planner sees, so that it reads the few rows above it by the
# index of the account. Counting may have gone on since, so `until` is looked at once more in the same statement. OFFSET
# keeps the planner from beginning with all runs of a sequence.
_UNTIL = "SELECT source, until FROM day_count_progress"
NOT_COUNTED = """
SELECT c.owner_id, c.day, c.version, c.position, c.name, c.detail, c.count, c.last_at
FROM unnest($2::uuid[]) AS a(id)
JOIN {source} one ON one.account_id = a.id AND one.id >= {hint}::uuid AND one.id >= coalesce(
    (SELECT until FROM day_count_progress WHERE source = '{source}'), '00000000-0000-0000-0000-000000000000')
CROSS JOIN LATERAL (SELECT * FROM {counts}(one) OFFSET 0) c
WHERE c.owner_id = ANY($1) AND c.day BETWEEN $3 AND $4
"""
_COUNTS = f"""
    SELECT {_COLUMNS} FROM day_count WHERE owner_id = ANY($1::uuid[]) AND day BETWEEN $3::date AND $4::date
    UNION ALL
    SELECT {_COLUMNS} FROM day_count_change WHERE owner_id = ANY($1) AND day BETWEEN $3 AND $4
    UNION ALL {{not_counted}}
"""
COUNTS = f"""
SELECT {{key}}, sum(count)::bigint AS count, max(last_at) AS last_at FROM ({_COUNTS}) AS c
GROUP BY {{key}} HAVING sum(count) <> 0
"""
_OF_ACCOUNT = NOT_COUNTED.format(source="message", counts="account_counts_of_message", hint="$5")
_OF_STEPS = NOT_COUNTED.format(source="message", counts="step_counts_of_message", hint="$5")
_ENROLLMENTS = NOT_COUNTED.format(source="enrollment", counts="counts_of_enrollment", hint="$6")
# A row for each day, which has a column for each name; and a row without a day for each name and detail.
OF_ACCOUNTS = f"""
SELECT owner_id, day, name, detail, sum(count)::bigint AS count, max(last_at) AS last_at,
       {", ".join(f"sum(count) FILTER (WHERE name = '{name}')::bigint AS {name.lower()}" for name in DAILY)}
FROM ({_COUNTS.format(not_counted=_OF_ACCOUNT)}) AS c
GROUP BY GROUPING SETS ((owner_id, day), (owner_id, name, detail))
"""
OF_SEQUENCES = COUNTS.format(
    key="owner_id, version, position, name, detail", not_counted=f"{_OF_STEPS} UNION ALL {_ENROLLMENTS}"
)
_OVERDUE = """
SELECT a.id, late.count FROM unnest($1::uuid[]) AS a(id) CROSS JOIN LATERAL (
    SELECT count(*) AS count FROM (
        SELECT FROM enrollment WHERE account_id = a.id AND wake_at IS NOT NULL
          AND coalesce(wake_at, 'infinity'::timestamptz) < $2 AND status = 'ACTIVE' LIMIT $3) AS overdue) AS late
"""


async def stats_of_accounts(
    account_ids: Sequence[UUID], first: date, last: date, now: datetime
) -> dict[UUID, AccountStats]:
    """The statistics of each account from the first day to the last, both included, in three statements."""
    wanted = list(account_ids)
    messages, _ = await _hints()
    days: dict[UUID, dict[date, Totals]] = {account_id: {} for account_id in wanted}
    counts: dict[UUID, list[Count]] = {account_id: [] for account_id in wanted}
    for row in await rows(OF_ACCOUNTS, wanted, wanted, first, last, messages):
        if row.day is None:
            counts[row.owner_id].append(Count(Name(row.name), row.detail, row["count"], row.last_at))
        elif of_day := {name: row[name.lower()] for name in DAILY if row[name.lower()]}:
            days[row.owner_id][row.day] = Totals(of_day)
    found = {account_id: AccountStats.of(days[account_id], of_it) for account_id, of_it in counts.items()}
    for row in await rows(_OVERDUE, wanted, now - LATE, MOST_OVERDUE):
        found[row.id].overdue = row["count"]
    return found


async def steps_of_sequences(
    sequences: Sequence[tuple[UUID, UUID]], first: date, last: date
) -> dict[UUID, dict[tuple[int, int], StepTotals]]:
    """The counts of each sequence, by version and step, of the runs that began from the first day to the last, in two
    statements. Each sequence is given with its account. Step `WHOLE` has what counts for the run itself."""
    found: dict[UUID, dict[tuple[int, int], StepTotals]] = {sequence_id: {} for sequence_id, _ in sequences}
    accounts = list({account_id for _, account_id in sequences})
    for row in await rows(OF_SEQUENCES, list(found), accounts, first, last, *await _hints()):
        steps, key = found[row.owner_id], (row.version, row.position)
        step = steps.setdefault(key, StepTotals(row.version, row.position))
        step.add(Name(row.name), row.detail, row["count"])
    return found


async def _hints() -> tuple[UUID, UUID]:
    """How far the messages and the enrollments are counted at this moment."""
    until = {row.source: row.until for row in await rows(_UNTIL)}
    return until.get("message", NOTHING), until.get("enrollment", NOTHING)


def sum_of(steps: dict[tuple[int, int], StepTotals]) -> Totals:
    """The counts of all steps, and of the runs themselves, together: without conversions of steps, each of which is one
    of a run too."""
    total = Totals()
    for step in steps.values():
        for name, count in step.total.of.items():
            if name is not Name.CONVERTED or step.position == WHOLE:
                total.add(name, count)
    return total

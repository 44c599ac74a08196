"""The steps that wait in an account, in the order in which the engine looks at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import rows
from app.deps import Deps
from app.models import Enrollment
from app.services.enrollment.timeline import Entry, next_entries
from app.services.paging import Slice, Window, capped, cut
from app.services.totals import Name, totals_of

# The order of the index `enrollment_wake_of_account`; two equal ids keep its order by account, see
# `paging.of_account`. A step in flight does not wait. The list ends before $3.
_WAKES = "coalesce(e.wake_at, 'infinity'::timestamptz)"
_OF_ACCOUNT = "SELECT * FROM enrollment WHERE account_id IN ($1, $1)"
# OFFSET keeps PostgreSQL from reading the steps of the whole account.
_OF_SEQUENCE = """
SELECT * FROM enrollment WHERE (account_id = $1) IS TRUE AND sequence_id = $4 AND status = 'ACTIVE' OFFSET 0
"""
_LISTED = f"""
FROM ({{source}}) e
WHERE EXISTS (SELECT FROM account WHERE id = $1 AND partner_id = $2)
  AND e.wake_at IS NOT NULL AND {_WAKES} < $3 AND e.status = 'ACTIVE' AND e.attempt_id IS NULL
  AND ($4::uuid IS NULL OR e.sequence_id = $4)
"""
FEW_RUNS = 1_000
"""Runs that are under way on a sequence: so few are all read and sorted. Of more, the account's steps are read in their
order until the page is full."""
_AFTER = f" AND {_WAKES} >= $6 AND ({_WAKES}, e.id) > ($6, $7)"


@dataclass(frozen=True, slots=True)
class UpcomingStep:
    """An enrollment, and its step that is next."""

    enrollment: Enrollment
    entry: Entry

    @property
    def id(self) -> UUID:
        """With `wake_at`, the place in the list."""
        return self.enrollment.id

    @property
    def wake_at(self) -> datetime | None:
        return self.enrollment.wake_at


async def upcoming_steps(
    deps: Deps, partner_id: UUID, account_id: UUID, before: datetime, sequence_id: UUID | None, window: Window
) -> Slice[UpcomingStep]:
    """One part, forward, of the steps that the engine looks at before a moment; with a sequence, only its steps."""
    given: list[Any] = [account_id, partner_id, before, sequence_id]
    listed = _LISTED.format(source=_OF_SEQUENCE if await _has_few_runs(sequence_id) else _OF_ACCOUNT)
    columns, after = Enrollment._meta.fields_db_projection, _AFTER if window.after is not None else ""
    shown, order = ", ".join(f"e.{name}" for name in columns), f"e.account_id, {_WAKES}"
    page = f"SELECT {shown} {listed} {after} ORDER BY {order}, e.id LIMIT $5"
    found = await rows(page, *given, window.limit + 1, *(window.after or ()))
    # In the order of the index: PostgreSQL, which may not know how large the account is, could read another one.
    counted = f"SELECT {listed} ORDER BY {order}"
    total, exact = await capped(counted, given) if window.counted else (None, True)
    runs = [Enrollment._init_from_db(**{name: row[name] for name in columns}) for row in found]
    part = cut(runs, window, total, passed=window.after is not None, exact=exact)
    entries = await next_entries(deps, part.rows)
    steps = [UpcomingStep(run, entries[run.id]) for run in part.rows]
    return Slice(steps, part.total, part.more, part.behind, part.exact)


async def _has_few_runs(sequence_id: UUID | None) -> bool:
    return sequence_id is not None and (await totals_of([sequence_id]))[sequence_id][Name.ACTIVE_RUNS] <= FEW_RUNS

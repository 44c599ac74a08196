"""Enrolling, in SQL: three statements inside one transaction, whether for one lead or for a thousand.

Locks are taken in one order everywhere: the sequence, then leads by their phones, then enrolments. The inbound
handler locks one lead and then its enrolments, a delete the sequence and then its enrolments: nobody waits in a
circle. Each statement begins after the locks of the one before are held, so what it reads is what is.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain.ids import new_ids
from app.domain.vocabulary import EnrollmentAction
from app.errors import not_found
from app.models import Enrollment, Record
from app.services.idempotency.calls import writing

T = TypeVar("T")

# Held against a delete, an edit or a switch until the enrolment is committed. An edit that is under way is waited
# for, and its version is the one that is seen here.
_SEQUENCE = """
SELECT q.id, q.account_id, q.is_active, q.version, a.phone_number
FROM sequence q JOIN account a ON a.id = q.account_id
WHERE q.deleted_at IS NULL AND {which}
FOR SHARE OF q
"""
BY_ID = _SEQUENCE.format(which="q.id = $1 AND a.partner_id = $2")
DEFAULT = _SEQUENCE.format(which="q.account_id = $1 AND q.is_default AND q.is_active")

# Phones come sorted, so that this is the order of the locks. LATERAL and LIMIT: each lead is looked up by the phone,
# whatever the planner believes of the table. Left to itself it reads the whole account for a batch while its statistics
# are old. A lead who is inserted by somebody else at this moment is in neither part: see `Raced`.
LEADS = """
WITH there AS (
    SELECT l.id, l.phone, l.opted_out_at FROM unnest($2::text[]) AS a(phone)
    CROSS JOIN LATERAL (
        SELECT id, phone, opted_out_at FROM lead WHERE account_id = $1 AND phone = a.phone LIMIT 1
        FOR NO KEY UPDATE) l),
made AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT a.id, $1, a.phone, $4 FROM unnest($2::text[], $3::uuid[]) AS a(phone, id)
    WHERE a.phone NOT IN (SELECT phone FROM there)
    ON CONFLICT (account_id, phone) DO NOTHING
    RETURNING id, phone)
SELECT id, phone, opted_out_at FROM there UNION ALL SELECT id, phone, NULL FROM made
"""

COLUMNS = (
    "id account_id lead_id sequence_id version_id status cancel_reason started_at ended_at position due_at wake_at "
    "hold_reason tries attempt_id attempts lease_until looks replied_at reply_id"
).split()

# A new run for each lead who is not under way, from the first of today's steps. The process that answers the call
# sends a first step itself when there is only one; the workers step in when its grace ($8) is over. OFFSET 0 keeps the
# sequence out of the look-up, which then goes by the lead: else the planner reads the whole sequence for each.
RUNS = f"""
WITH who AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS who(lead_id, id)),
last AS (
    SELECT e.* FROM who CROSS JOIN LATERAL (
        SELECT * FROM (SELECT * FROM enrollment WHERE lead_id = who.lead_id OFFSET 0) of_lead
        WHERE sequence_id = $4 ORDER BY status = 'ACTIVE' DESC, id DESC LIMIT 1) e),
first AS (
    SELECT s.version_id, $6::timestamptz + s.delay_hours * $7::float8 * interval '1 second' AS due_at
    FROM sequence_version v JOIN step s ON s.version_id = v.id AND s.position = 0
    WHERE v.sequence_id = $4 AND v.version = $5),
begun AS (
    INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at,
                            wake_at)
    SELECT w.id, $3, w.lead_id, $4, f.version_id, 'ACTIVE', $6::timestamptz, 0, f.due_at,
           CASE WHEN f.due_at <= $6::timestamptz THEN $6::timestamptz + $8::interval ELSE f.due_at END
    FROM who w CROSS JOIN first f
    WHERE w.lead_id NOT IN (SELECT lead_id FROM last WHERE status = 'ACTIVE')
    RETURNING *)
SELECT 'ALREADY_ENROLLED' AS action, {", ".join(COLUMNS)} FROM last WHERE status = 'ACTIVE'
UNION ALL
SELECT CASE l.status WHEN 'CANCELLED' THEN 'REACTIVATED' ELSE 'ENROLLED' END,
       {", ".join(f"b.{column}" for column in COLUMNS)}
FROM begun b LEFT JOIN last l ON l.lead_id = b.lead_id
"""
AGAIN = f"SELECT {', '.join(COLUMNS)} FROM enrollment WHERE id = $1"


class Raced(Exception):
    """Somebody else made a lead between two of our statements. The transaction is begun again, and finds it."""


@dataclass(frozen=True, slots=True)
class Open:
    """A sequence that is held until the transaction ends."""

    id: UUID
    account_id: UUID
    is_active: bool
    version: int
    sender: str


@dataclass(frozen=True, slots=True)
class Person:
    """A lead whose row is locked until the transaction ends."""

    id: UUID
    opted_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """What enrolling came to for one lead; `message_sent` tells whether the provider has the first message already."""

    action: EnrollmentAction
    stored: Record[Enrollment]
    message_sent: bool = False

    @property
    def enrollment(self) -> Enrollment:
        return self.stored.row

    @property
    def wake_at(self) -> datetime | None:
        return cast("datetime | None", self.stored.values["wake_at"])


async def settled(deps: Deps, work: Callable[[], Awaitable[T]]) -> T:
    """Does the work in one transaction, once for each idempotency key, and again while it is raced.

    That ends: each time one more of its leads is there, and leads are never deleted.
    """
    while True:
        try:
            async with writing(deps) as made:
                return made(await work())
        except Raced:
            continue


async def held(partner_id: UUID, sequence_id: UUID) -> Open:
    """The partner's sequence. Refused when there is none."""
    _, rows = await connection().execute_query(BY_ID, [sequence_id, partner_id])
    if not rows:
        raise not_found("sequence", "sequenceId")
    return _open(rows[0])


async def held_default(account_id: UUID) -> Open | None:
    """The account's default sequence, if it takes enrolments."""
    _, rows = await connection().execute_query(DEFAULT, [account_id])
    return _open(rows[0]) if rows else None


def _open(row: Any) -> Open:
    return Open(row["id"], row["account_id"], row["is_active"], row["version"], row["phone_number"])


async def people(account_id: UUID, phones: Iterable[str], now: datetime) -> dict[str, Person]:
    """The leads with these phones, made where there are none, by phone and in this order. Their rows are locked."""
    wanted = list(dict.fromkeys(phones))
    named = sorted(zip(wanted, new_ids(len(wanted)), strict=True))
    written = [account_id, [phone for phone, _ in named], [new for _, new in named], now]
    _, rows = await connection().execute_query(LEADS, written)
    if len(rows) < len(wanted):
        raise Raced
    found = {row["phone"]: Person(row["id"], row["opted_out_at"]) for row in rows}
    return {phone: found[phone] for phone in wanted}


async def runs(
    sequence: Open,
    lead_ids: Sequence[UUID],
    now: datetime,
    hour_seconds: float,
    grace: timedelta = timedelta(0),
) -> dict[UUID, Run]:
    """What each of these leads, all locked, is on from here on: a run that begins, or the one that is under way."""
    if not lead_ids:
        return {}
    named = [list(lead_ids), new_ids(len(lead_ids)), sequence.account_id, sequence.id, sequence.version]
    _, rows = await connection().execute_query(RUNS, [*named, now, hour_seconds, grace])
    return {row["lead_id"]: Run(EnrollmentAction(row["action"]), Record(Enrollment, row)) for row in rows}


async def again(run: Run, *, message_sent: bool) -> Run:
    """The run as it stands now."""
    _, [row] = await connection().execute_query(AGAIN, [run.stored.values["id"]])
    return Run(run.action, Record(Enrollment, row), message_sent)

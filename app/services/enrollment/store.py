"""Enrolling, in SQL: three statements inside one transaction, for one lead or for a thousand.

Locks are taken in the same order everywhere: the sequence, then leads by phone, then enrollments. The inbound handler
locks one lead and then its enrollments, a delete locks the sequence and then its enrollments. So there is no deadlock.
Each statement begins after the locks of the statement before it are held, so it reads the committed state.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from app.db import connection, unseen
from app.deps import Deps
from app.domain.calendar.delays import REAL_HOUR, Pace
from app.domain.ids import new_id, new_ids
from app.domain.people.erased import HashKey, hashed
from app.domain.vocabulary import EnrollmentAction
from app.errors import lead_erased, not_found
from app.models import Enrollment, Lead, Record
from app.services.enrollment import variables
from app.services.enrollment.dated import set_due
from app.services.enrollment.erased import BLOCKS, MAKING_LEADS, apply_blocks, erased_leads
from app.services.idempotency import writing
from app.services.sending import by_calendar, due_after

T = TypeVar("T")

# The lock keeps a delete, an edit or a change of `is_active` waiting until the enrollment is committed. An edit in
# progress is waited for, and the number of its version is read here. Its steps are not seen by a statement that began
# before its commit: the first step is read with the runs.
_SEQUENCE = """
SELECT q.id, q.account_id, a.partner_id, q.is_active, q.version, a.phone_number,
       ARRAY(SELECT address FROM sender WHERE account_id = a.id AND removed_at IS NULL) AS senders, {making_leads}
FROM sequence q JOIN account a ON a.id = q.account_id
WHERE q.deleted_at IS NULL AND {which}
FOR SHARE OF q
"""
_MAKING = MAKING_LEADS.format(account="q.account_id")
BY_ID = _SEQUENCE.format(which="q.id = $1 AND a.partner_id = $2", making_leads=_MAKING)
DEFAULT = _SEQUENCE.format(which="q.account_id = $1 AND q.is_default AND q.is_active", making_leads=_MAKING)

# Phones come sorted, so that this is the order of the locks. LATERAL and LIMIT make the planner look up each lead by
# its phone. Without them it reads the whole account for a batch while its statistics are old. BETWEEN and ORDER BY keep
# it from the index of the account's ids, which it holds to be as good as the index of the phones when it has no
# statistics, and which it would read whole for each phone. A lead that another transaction inserts at this moment is in
# neither part: see `LeadInsertedConcurrently`. A phone that was erased here gets no lead.
LEADS = f"""
WITH blocked AS ({BLOCKS.format(phones="$6", hashes="$7")}),
existing AS (
    SELECT l.id, l.phone, l.opted_out_at, l.dead_number_code FROM unnest({unseen("$2::text[]")}) AS a(phone)
    CROSS JOIN LATERAL (
        SELECT id, phone, opted_out_at, dead_number_code FROM lead
        WHERE account_id = {unseen("$1::uuid")} AND phone BETWEEN a.phone AND a.phone ORDER BY phone LIMIT 1
        FOR NO KEY UPDATE) l),
created AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT a.id, $1, a.phone, $4 FROM unnest({unseen("$2::text[]")}, {unseen("$3::uuid[]")}) AS a(phone, id)
    WHERE a.phone NOT IN (SELECT phone FROM existing)
      AND a.phone NOT IN (SELECT phone FROM blocked WHERE scope = $1::uuid::text)
    ON CONFLICT (account_id, phone) DO NOTHING
    RETURNING id, phone)
SELECT l.id, l.phone, coalesce(l.opted_out_at, o.created_at) AS opted_out_at, l.dead_number_code,
       NULL::bytea AS hash, NULL AS scope, NULL::uuid AS lead_id, NULL::timestamptz AS created_at
FROM (SELECT id, phone, opted_out_at, dead_number_code FROM existing
      UNION ALL SELECT id, phone, NULL, NULL FROM created) l
LEFT JOIN LATERAL (
    SELECT created_at FROM number_opt_out
    WHERE number = ANY({unseen("$5::text[]")}::text[]) AND phone = l.phone LIMIT 1) o ON true
UNION ALL
SELECT NULL, phone, NULL, NULL, hash, scope, lead_id, created_at FROM blocked
"""

COLUMNS = (
    "id account_id lead_id sequence_id version_id status cancel_reason started_at ended_at position due_at wake_at "
    "hold_reason held_by tries failed_writings failed_preparations attempt_id attempts lease_until looks replied_at "
    "reply_id ended_by_id converted_at at_once variables paused_at paused_until paused_by line_of line_position "
    "line_rank line_segments slot_at blocked_since decided_by decided_position"
).split()

# A new run for each lead without an active run on the sequence, from the first step of its current version. A single
# `enrollLead` sends the first step in its own process; the workers take over when the grace ($8) is over. The delay of
# the first step counts from the pace's start ($9), and for each further new run from `every` ($10) later. OFFSET 0
# makes the planner look up enrollments by lead. Without it, it reads the whole sequence for each lead. With $11 only a
# lead who was never on the sequence gets a run. Do-not-contact lists are read here, and not with the lock: a list that
# grows locks its leads. Phones are looked up on them only if the account or the partner has a list.
RUNS = f"""
WITH given AS (
    SELECT * FROM unnest({unseen("$1::uuid[]")}, {unseen("$2::uuid[]")})
        WITH ORDINALITY AS g(lead_id, id, place)),
listed AS (
    SELECT g.lead_id FROM given g
    WHERE (EXISTS (SELECT FROM suppression WHERE owner_id = {unseen("$3::uuid")})
           OR EXISTS (SELECT FROM suppression WHERE owner_id = {unseen("$12::uuid")}))
      AND (SELECT true FROM suppression b
           WHERE b.phone = (SELECT phone FROM lead WHERE id = g.lead_id) AND b.owner_id IN ($3, $12) LIMIT 1)),
wanted AS (SELECT * FROM given WHERE lead_id NOT IN (SELECT lead_id FROM listed)),
last AS (
    SELECT e.* FROM wanted CROSS JOIN LATERAL (
        SELECT * FROM (SELECT * FROM enrollment WHERE lead_id = wanted.lead_id OFFSET 0) of_lead
        WHERE sequence_id = $4 ORDER BY status = 'ACTIVE' DESC, id DESC LIMIT 1) e),
first AS MATERIALIZED (
    SELECT s.*
    FROM sequence_version v JOIN step s ON s.version_id = v.id AND s.position = 0
    WHERE v.sequence_id = $4 AND v.version = $5),
new AS (
    SELECT w.lead_id, w.id, $9::timestamptz + (row_number() OVER (ORDER BY w.place) - 1) * $10::interval AS start
    FROM wanted w
    WHERE w.lead_id NOT IN (SELECT lead_id FROM last WHERE status = 'ACTIVE' OR $11)),
due AS (
    SELECT n.lead_id, n.id, f.version_id, {due_after("n.start", "f", "$7")} AS due_at
    FROM new n CROSS JOIN first f),
begun AS (
    INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at,
                            wake_at, at_once, variables)
    SELECT id, $3, lead_id, $4, version_id, 'ACTIVE', $6::timestamptz, 0, due_at,
           CASE WHEN due_at <= $6::timestamptz THEN $6::timestamptz + $8::interval ELSE due_at END,
           due_at <= $6::timestamptz AND $8::interval > interval '0', $13::jsonb
    FROM due
    RETURNING *)
SELECT CASE status WHEN 'ACTIVE' THEN 'ALREADY_ENROLLED' ELSE 'SKIPPED' END AS action, false AS by_calendar,
       {", ".join(COLUMNS)}
FROM last WHERE status = 'ACTIVE' OR $11
UNION ALL
SELECT CASE WHEN lead_id IN (SELECT lead_id FROM last WHERE status = 'CANCELLED')
            THEN 'REACTIVATED' ELSE 'ENROLLED' END, (SELECT {by_calendar("f")} FROM first f),
       {", ".join(COLUMNS)}
FROM begun
"""
_ACTIONS = {one.value: one for one in EnrollmentAction}
RELOAD = f"SELECT {', '.join(COLUMNS)} FROM enrollment WHERE id = ANY($1)"


class LeadInsertedConcurrently(Exception):
    """Another transaction inserted a lead between two of our statements. Ours is started again and finds the lead."""


@dataclass(frozen=True, slots=True)
class LockedSequence:
    """A sequence whose row is locked until the transaction ends. `number` is the account's number, and `senders` are
    the numbers and Messaging Services that the account sends from."""

    id: UUID
    account_id: UUID
    partner_id: UUID
    is_active: bool
    version: int
    number: str
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LockedLead:
    """A lead whose row is locked until the transaction ends; `opted_out_at` of the account or of a sender. The row of
    an erased lead is not locked."""

    id: UUID
    opted_out_at: datetime | None
    dead_number_code: int | None = None
    is_erased: bool = False

    @property
    def may_be_enrolled(self) -> bool:
        return self.opted_out_at is None and self.dead_number_code is None and not self.is_erased


@dataclass(frozen=True, slots=True)
class Run:
    """The result of enrolling one lead. `message_sent`: whether the provider has accepted the first message."""

    action: EnrollmentAction
    stored: Record[Enrollment]
    message_sent: bool = False

    @property
    def is_new(self) -> bool:
        """Whether this call began the run."""
        return self.action in (EnrollmentAction.ENROLLED, EnrollmentAction.REACTIVATED)

    @property
    def enrollment(self) -> Enrollment:
        return self.stored.row

    @property
    def wake_at(self) -> datetime | None:
        return cast("datetime | None", self.stored.values["wake_at"])


async def in_one_transaction(deps: Deps, work: Callable[[], Awaitable[T]]) -> T:
    """Does the work in one transaction, once for each idempotency key; again after `LeadInsertedConcurrently`.

    That ends, because each time at least one more of its leads exists, and leads are never deleted.
    """
    while True:
        try:
            async with writing(deps) as made:
                return made(await work())
        except LeadInsertedConcurrently:
            continue


async def lock_sequence(partner_id: UUID, sequence_id: UUID) -> LockedSequence:
    """The partner's sequence, locked. Refuses with NOT_FOUND."""
    _, rows = await connection().execute_query(BY_ID, [sequence_id, partner_id])
    if not rows:
        raise not_found("sequence", "sequenceId")
    return _locked(rows[0])


async def lock_default_sequence(account_id: UUID) -> LockedSequence | None:
    """The account's default sequence, locked, if there is an active one."""
    _, rows = await connection().execute_query(DEFAULT, [account_id])
    return _locked(rows[0]) if rows else None


def _locked(row: Any) -> LockedSequence:
    return LockedSequence(
        row["id"],
        row["account_id"],
        row["partner_id"],
        row["is_active"],
        row["version"],
        row["phone_number"],
        tuple(row["senders"]),
    )


async def lock_leads(
    account_id: UUID, senders: Sequence[str], phones: Iterable[str], now: datetime, keys: Sequence[HashKey]
) -> dict[str, LockedLead]:
    """The leads with these phones, created where there are none, by phone and in this order. Their rows are locked.

    An opt-out that the phone told to any of the account's senders counts, whichever account had it then. An erased
    phone, known by a hash with one of the keys, finds its erased lead.
    """
    wanted = list(dict.fromkeys(phones))
    with_ids = sorted(zip(wanted, new_ids(len(wanted)), strict=True))
    values = [account_id, [phone for phone, _ in with_ids], [new for _, new in with_ids], now, list(senders)]
    _, rows = await connection().execute_query(LEADS, [*values, *hashed(keys, wanted)])
    found = {
        row["phone"]: LockedLead(row["id"], row["opted_out_at"], row["dead_number_code"])
        for row in rows
        if row["scope"] is None
    }
    if len(found) < len(rows):
        found |= await _blocked(account_id, senders, found, [row for row in rows if row["scope"] is not None])
    if len(found) < len(wanted):
        raise LeadInsertedConcurrently
    return {phone: found[phone] for phone in wanted}


async def _blocked(
    account_id: UUID, senders: Sequence[str], leads: Mapping[str, LockedLead], blocks: Sequence[Any]
) -> dict[str, LockedLead]:
    """The leads to which a block of an erased phone applies: erased ones, and those that told a sender to stop."""
    erased = await apply_blocks(account_id, blocks)
    told = {row.phone: row.created_at for row in blocks if row.scope in senders and row.phone not in erased}
    return {phone: LockedLead(lead_id, None, is_erased=True) for phone, lead_id in erased.items()} | {
        phone: replace(leads[phone], opted_out_at=leads[phone].opted_out_at or at) for phone, at in told.items()
    }


_MAKE_LEAD = """
INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, phone) DO NOTHING
"""


async def lock_lead(account_id: UUID, phone: str, now: datetime, keys: Sequence[HashKey]) -> Lead:
    """The lead with this phone, created if there is none, with its row locked until the transaction ends.

    Refuses with LEAD_ERASED a phone that was erased in this account.
    """
    while True:
        await connection().execute_query(_MAKE_LEAD, [new_id(), account_id, phone, now])
        lead = await Lead.filter(account_id=account_id, phone=phone).select_for_update(no_key=True).get_or_none()
        if await erased_leads(account_id, keys, [phone]):  # read after the lock, so that an erasure just now is seen
            raise lead_erased("phone")
        if lead is not None:  # else its phone was changed while its row was waited for
            return lead


async def begin_runs(
    sequence: LockedSequence,
    lead_ids: Sequence[UUID],
    now: datetime,
    hour_seconds: float,
    grace: timedelta = timedelta(0),
    pace: Pace | None = None,
    given: Mapping[str, Any] | None = None,
    *,
    if_never: bool = False,
) -> dict[UUID, Run]:
    """The run of each of these leads, whose rows are locked: the active one, or else a new one. New runs begin in the
    order of the leads, at the pace, with the given variables; without a pace all begin now. A lead on a do-not-contact
    list has no run.

    `if_never`: a lead who was on the sequence before gets no new run; the run is then the last one.
    """
    if not lead_ids:
        return {}
    pace = pace or Pace(now)
    values = [list(lead_ids), new_ids(len(lead_ids)), sequence.account_id, sequence.id, sequence.version]
    values += [now, hour_seconds, grace, pace.start, pace.every, if_never, sequence.partner_id]
    _, rows = await connection().execute_query(RUNS, [*values, variables.as_json(given)])
    runs = {row["lead_id"]: run_of(row) for row in rows}
    by_calendar_of_lead = sorted(row["id"] for row in rows if row["by_calendar"])
    if by_calendar_of_lead and hour_seconds == REAL_HOUR:
        dated = await set_due(by_calendar_of_lead, COLUMNS, now, pace)
        for lead_id, run in runs.items():
            if row := dated.get(run.stored.values["id"]):
                runs[lead_id] = Run(run.action, Record(Enrollment, row))
    return runs


def run_of(row: Any) -> Run:
    """The run of a row that `RUNS` has answered."""
    return Run(_ACTIONS[row["action"]], Record(Enrollment, row))


async def add_variables(runs: dict[UUID, Run], given: Mapping[str, Any], now: datetime) -> set[UUID]:
    """Adds the variables to those of these runs, by lead, that were active before. The leads are locked.

    `runs` has the rows as they are afterwards. Answers with the leads whose variables would be too large.
    """
    active = {
        run.stored.values["id"]: lead for lead, run in runs.items() if run.action is EnrollmentAction.ALREADY_ENROLLED
    }
    if not active:
        return set()
    added = await variables.add(active, given, now)
    _, rows = await connection().execute_query(RELOAD, [list(added)])
    for row in rows:
        runs[row["lead_id"]] = Run(EnrollmentAction.ALREADY_ENROLLED, Record(Enrollment, row))
    return {lead for run_id, lead in active.items() if run_id not in added}


async def reload(run: Run, *, message_sent: bool) -> Run:
    """The run with its row as it is now."""
    _, [row] = await connection().execute_query(RELOAD, [[run.stored.values["id"]]])
    return Run(run.action, Record(Enrollment, row), message_sent)

"""Rows of a large account, written as SQL: what the use cases and the triggers would leave, in a hundredth of the time.

Lead number n was created n times ten seconds after the first one. Everything about it follows from its number, so that
an account grows by the numbers that it does not have yet. What is rare is rare at any size: a thousandth of the runs
are canceled, a thousandth of the drafts wait for a person, and a thousandth of the leads have nothing yet.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.services.ai import generation
from app.services.ai.generation import Tally

Run = Callable[..., Awaitable[Any]]
"""Runs a statement with the values of its parameters, always on the same connection."""

MESSAGES, STEPS = 3, 2
"""Messages of each lead: the two of its steps, and its reply or a message of a person. The third step waits."""
_BORN = "(timestamptz '2026-01-01 00:00Z' + n * interval '10 seconds')"
PHONE = "'+1' || (2010000000 + $2::int * 10000000 + n)"


@dataclass(frozen=True, slots=True)
class Grown:
    """The account that grows. `number` tells the accounts of one database apart: below 100.

    One lead in a thousand is on the last of the sequences; the others are spread over the rest of them.
    """

    partner_id: UUID
    account_id: UUID
    number: int
    sequences: Sequence[UUID]
    endpoint_id: UUID


def _id(kind: int, at: str) -> str:
    """A UUID of version 7: its time, the kind of its row, the account's number, the lead's number."""
    milliseconds = f"lpad(to_hex((extract(epoch FROM {at}) * 1000)::bigint), 12, '0')"
    return f"({milliseconds} || '7{kind:03x}80' || lpad(to_hex($2::int), 2, '0') || lpad(to_hex(n), 12, '0'))::uuid"


def _said(place: int) -> str:
    return f"{_BORN} + interval '{place} minutes'"


LEAD, RUN, DRAFT, EVENT, DELIVERY, SUPPRESSION, CONSENT, IMPORT = 1, 2, 3, 4, 5, 6, 7, 8
MESSAGE, STEP = 16, 32
_NUMBERS = "generate_series($3::bigint + 1, $3 + $4) n"
_LEAD, _RUN = _id(LEAD, _BORN), _id(RUN, _BORN)
_STATUS = "CASE WHEN n % 1000 = 5 THEN 'CANCELLED' WHEN n % 10 >= 8 THEN 'ACTIVE' ELSE 'COMPLETED' END"
_WAITS = "n % 1000 = 9"
_ENROLLED = "n % 1000 <> 13"
_REPLIES = "n % 4 = 0"
_SEQUENCE = "($5::uuid[])[CASE WHEN n % 1000 = 7 THEN cardinality($5) ELSE 1 + n % (cardinality($5) - 1) END]"

_LEADS = f"""
INSERT INTO lead (id, account_id, phone, first_name, last_name, email, external_id, status, opted_out_at, updated_at,
                  inbound_count, created_at)
SELECT {_LEAD}, $1, {PHONE}, 'First' || n % 5000, 'Last' || n, 'lead' || n || '@example.com', 'CRM-' || n,
       CASE WHEN n % 50 = 0 THEN 'QUALIFIED' WHEN n % 500 = 1 THEN 'LOST' ELSE 'NEW' END,
       CASE WHEN n % 100 = 3 THEN {_BORN} END, CASE WHEN n % 700 = 0 THEN {_BORN} + interval '1 day' END,
       ({_REPLIES})::int, {_BORN}
FROM {_NUMBERS}
"""
_RUNS = f"""
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, cancel_reason, started_at, ended_at,
                        position, due_at, wake_at, hold_reason, replied_at)
SELECT {_RUN}, $1, {_LEAD}, s.id, v.id, r.status, CASE r.status WHEN 'CANCELLED' THEN 'REQUESTED' END, {_BORN},
       CASE WHEN r.status <> 'ACTIVE' THEN {_said(4)} END, 2, d.due_at,
       CASE WHEN r.status = 'ACTIVE' AND NOT {_WAITS} THEN d.due_at END,
       CASE WHEN {_WAITS} THEN 'AWAITING_REVIEW' END, CASE WHEN {_REPLIES} THEN {_said(3)} END
FROM {_NUMBERS}
CROSS JOIN LATERAL (SELECT {_STATUS} AS status) r
CROSS JOIN LATERAL (SELECT timestamptz '2090-01-01' + n * interval '1 second' AS due_at) d
JOIN sequence s ON s.id = {_SEQUENCE}
JOIN sequence_version v ON v.sequence_id = s.id AND v.version = s.version
WHERE {_ENROLLED}
"""


def _message(place: int) -> str:
    """The messages of the steps 0 and 1, and after them the lead's reply or a message of a person."""
    of_step = place < STEPS
    source = ("'SEQUENCE'", "'AI'", f"CASE WHEN NOT {_REPLIES} THEN 'OPERATOR' END")[place]
    failed = f"{'true' if place == 1 else 'false'} AND n % 1000 = 11"
    return f"""
INSERT INTO message (id, account_id, lead_id, enrollment_id, sequence_id, position, direction, source, status,
                     error_code, body, segments, provider_sid, read_as, created_at, sent_at)
SELECT {_id(MESSAGE + place, _said(place + 1))}, $1, {_LEAD}, {_RUN if of_step else "NULL::uuid"},
       {_SEQUENCE if of_step else "NULL::uuid"}, {place if of_step else "NULL::smallint"},
       CASE WHEN i.inbound THEN 'INBOUND' ELSE 'OUTBOUND' END, {source},
       CASE WHEN i.inbound THEN 'RECEIVED' WHEN {failed} THEN 'UNDELIVERED' ELSE 'DELIVERED' END,
       CASE WHEN {failed} THEN 30003 END, 'We noticed that your application is almost complete, number ' || n, 1,
       'SM' || $2 || '-' || {place} || '-' || n, CASE WHEN i.inbound THEN 'REPLY' END, {_said(place + 1)},
       CASE WHEN NOT i.inbound THEN {_said(place + 1)} END
FROM {_NUMBERS} CROSS JOIN LATERAL (SELECT {place} = 2 AND {_REPLIES} AS inbound) i WHERE {_ENROLLED}
"""


def _step(place: int) -> str:
    return f"""
INSERT INTO step_run (id, enrollment_id, position, status, due_at, settled_at, message_id)
SELECT {_id(STEP + place, _said(place + 1))}, {_RUN}, {place}, 'SENT', {_said(place + 1)}, {_said(place + 1)},
       {_id(MESSAGE + place, _said(place + 1))}
FROM {_NUMBERS} WHERE $1::uuid IS NOT NULL AND {_ENROLLED}
"""


_LAST = _id(MESSAGE + 2, _said(3))
_CONVERSATIONS = f"""
INSERT INTO conversation (id, account_id, last_message_id, last_message_at, last_inbound_id, last_inbound_at,
                          unread_count, unanswered_at, draft_at, assignee)
SELECT {_LEAD}, $1, {_LAST}, {_said(3)}, CASE WHEN {_REPLIES} THEN {_LAST} END,
       CASE WHEN {_REPLIES} THEN {_said(3)} END, (n % 400 = 0)::int, CASE WHEN n % 400 = 0 THEN {_said(3)} END,
       CASE WHEN {_WAITS} THEN {_said(3)} END, CASE WHEN n % 1000 = 8 THEN 'Dana' END
FROM {_NUMBERS} WHERE {_ENROLLED}
"""
_DRAFTS = f"""
INSERT INTO draft (id, account_id, enrollment_id, position, body, inbound_count, generation, state, reason, created_at)
SELECT {_id(DRAFT, _said(3))}, $1, {_RUN}, 2, 'When may we call you?', 0, $5::jsonb, 'WAITING', 'AWAITING_REVIEW',
       {_said(3)}
FROM {_NUMBERS} WHERE {_WAITS}
"""
_SUPPRESSIONS = f"""
INSERT INTO suppression (id, owner_id, account_id, partner_id, phone, source, created_at)
SELECT {_id(SUPPRESSION, _BORN)}, $1, $1, $5, '+44' || (7700000000 + $2::int * 10000000 + n), 'a list', {_BORN}
FROM {_NUMBERS} WHERE n % 10 = 0
"""
_CONSENTS = f"""
INSERT INTO consent_event (id, account_id, phone, change, rule, created_at)
SELECT {_id(CONSENT, _BORN)}, $1, {PHONE}, 'OPT_OUT', 'keyword:STOP', {_BORN} FROM {_NUMBERS} WHERE n % 100 = 3
"""
_IMPORTS = f"""
INSERT INTO import_job (id, account_id, status, digest, dry_run, created_at, ended_at)
SELECT {_id(IMPORT, _BORN)}, $1, 'DONE', 'file ' || $2 || '-' || n, false, {_BORN}, {_BORN} FROM {_NUMBERS}
WHERE n % 20 = 1
"""
_EVENTS = f"""
WITH event AS (
    INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, data, created_at)
    SELECT {_id(EVENT, _BORN)}, $6, $1, {_LEAD}, 'lead.created', '{{}}', {_BORN} FROM {_NUMBERS} WHERE n % 10 = 0
    RETURNING id)
INSERT INTO webhook_delivery (id, endpoint_id, event_id, status, attempts, created_at, delivered_at)
SELECT {_id(DELIVERY, _BORN)}, $5, {_id(EVENT, _BORN)}, CASE WHEN n % 1000 = 0 THEN 'ABANDONED' ELSE 'DELIVERED' END, 1,
       {_BORN}, CASE WHEN n % 1000 > 0 THEN {_BORN} END
FROM {_NUMBERS} WHERE n % 10 = 0
"""
_NEW = """
INSERT INTO new_lead (account_id, lead_id)
SELECT account_id, id FROM lead l WHERE status = 'NEW' AND NOT EXISTS (SELECT FROM message WHERE lead_id = l.id)
"""
# What triggers and the worker would have counted of all accounts.
_TOTALS = """
INSERT INTO total (owner_id, name, version, count)
SELECT account_id, 'LEADS', 0, count(*) FROM lead WHERE erased_at IS NULL GROUP BY 1
UNION ALL SELECT account_id, 'CONVERSATIONS', 0, count(*) FROM conversation GROUP BY 1
UNION ALL SELECT e.sequence_id, t.name, t.version, sum(t.count) FROM enrollment e
CROSS JOIN LATERAL (VALUES ('ENROLLED_LEADS', 0, 1), ('COMPLETED_LEADS', 0, (e.status = 'COMPLETED')::int),
    ('REPLIED_LEADS', 0, (e.replied_at IS NOT NULL)::int), ('ACTIVE_RUNS', 1, (e.status = 'ACTIVE')::int)
) t (name, version, count) GROUP BY 1, 2, 3
"""
_DAYS = """
INSERT INTO day_count (owner_id, day, version, position, name, detail, count, last_at)
SELECT m.account_id, m.created_at::date, 0, -1, 'SENT', '', count(*), max(m.created_at)
FROM message m WHERE direction = 'OUTBOUND' GROUP BY 1, 2
UNION ALL SELECT m.sequence_id, m.created_at::date, 1, m.position, 'SENT', '', count(*), max(m.created_at)
FROM message m WHERE m.sequence_id IS NOT NULL GROUP BY 1, 2, m.position
"""


async def grow(run: Run, into: Grown, first: int, count: int) -> None:
    """The account gets the leads numbered from `first` + 1 on, with everything that belongs to them. No trigger runs:
    the session must have `session_replication_role = replica`."""
    numbers = (into.account_id, into.number, first, count)
    sequences = list(into.sequences)
    await run(_LEADS, *numbers)
    await run(_RUNS, *numbers, sequences)
    for place in range(MESSAGES):
        await run(_message(place), *numbers, *([sequences] if place < STEPS else []))
    for place in range(STEPS):
        await run(_step(place), *numbers)
    await run(_CONVERSATIONS, *numbers)
    await run(_DRAFTS, *numbers, orjson.dumps(generation.by_model(Tally(), fallback=False)).decode())
    await run(_SUPPRESSIONS, *numbers, into.partner_id)
    await run(_CONSENTS, *numbers)
    await run(_IMPORTS, *numbers)
    await run(_EVENTS, *numbers, into.endpoint_id, into.partner_id)


async def counted(run: Run) -> None:
    """Everything that is kept beside the rows of all accounts, counted anew."""
    for table in ("new_lead", "total", "total_change", "day_count", "day_count_change", "day_count_progress"):
        await run(f"DELETE FROM {table}")
    await run(_NEW)
    await run(_TOTALS)
    await run(_DAYS)
    await run(
        "INSERT INTO day_count_progress (source, until, closing)"
        " SELECT unnest(ARRAY['message', 'enrollment']), id_before('0'), id_before('0')"
    )

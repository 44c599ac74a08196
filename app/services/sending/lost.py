"""What a restored copy of the database does not know: steps that were sent after the copy was made.

The provider's list says which messages left. A step whose text is in the list is written down as an attempt with the
provider's id and recorded as sent. If it is the text of a later step, the steps before that one are over, skipped or
sent with another text, and are not sent. A message to the lead that is no step's text may be a step's all the same, of
an edited sequence or by the AI: then the step that it may have been is not sent.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import despite_rollbacks, rows
from app.deps import Deps
from app.domain.engine import moves
from app.domain.engine.decide import Due
from app.domain.engine.moves import Attempt
from app.domain.ids import new_id
from app.domain.sms import segments
from app.domain.vocabulary import EnrollmentStatus, MessageStatus, StepType
from app.failpoints import Failpoint
from app.models import Message
from app.providers.sms import Listed
from app.services.sending import outcomes, store
from app.services.sending.claim import source_of, text_of
from app.services.sending.look_up import CLOCKS_DIFFER, attempt_of, folded, move_of
from app.services.sending.record import record

log = logging.getLogger("nudge.restores")

LOOK_UPS_AT_ONCE = 8

_IN_FLIGHT = """
SELECT id FROM enrollment WHERE attempt_id IS NOT NULL AND (lease_until IS NULL OR lease_until <= $1) ORDER BY wake_at
"""
# A sender that the copy does not know, or knows of another account, may have come to this one after the copy was made.
_UNKNOWN = """
SELECT l.number, d.id AS lead_id, d.account_id
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
    AS l(sid, recipient, sender, service, number)
JOIN LATERAL (
    SELECT d.id, d.account_id
    FROM sender s JOIN lead d ON d.account_id = s.account_id AND d.phone = l.recipient
    WHERE s.address IN (l.sender, l.service)
    UNION
    SELECT d.id, d.account_id
    FROM account a LEFT JOIN connection c ON c.id = a.connection_id
    JOIN lead d ON d.account_id = a.id AND d.phone = l.recipient
    WHERE c.provider_account IS NOT DISTINCT FROM $5
      AND NOT EXISTS (
          SELECT FROM sender s JOIN lead b ON b.account_id = s.account_id AND b.phone = l.recipient
          WHERE s.address IN (l.sender, l.service))) d ON true
WHERE NOT EXISTS (SELECT FROM message WHERE provider_sid = l.sid)
ORDER BY l.number
"""
# A message whose outcome was unknown when the copy was made explains one listed of then with its text.
_TEXTS = """
SELECT body, created_at FROM message m
WHERE lead_id = $1 AND direction = 'OUTBOUND' AND status = 'UNKNOWN' AND provider_sid IS NULL
  AND NOT EXISTS (SELECT FROM enrollment WHERE id = m.enrollment_id AND attempt_id = m.id) ORDER BY created_at
"""
_LATER_STEPS = """
SELECT s.type, s.message FROM enrollment e JOIN step s ON s.version_id = e.version_id AND s.position > e.position
WHERE e.id = $1 ORDER BY s.position
"""
_RUNS = "SELECT id FROM enrollment WHERE lead_id = $1 AND status = 'ACTIVE' ORDER BY due_at, id"
_DUE_OF_CONNECTION = """
SELECT e.id FROM enrollment e JOIN account a ON a.id = e.account_id LEFT JOIN connection c ON c.id = a.connection_id
WHERE c.provider_account IS NOT DISTINCT FROM $1 AND e.status = 'ACTIVE' AND e.due_at <= $2
ORDER BY e.due_at
"""
_LOCK = "SELECT FROM lead WHERE id = $1 FOR NO KEY UPDATE"
# An attempt that was made elsewhere: it is in flight from here on, with the provider's id, and never submitted.
_WRITE_DOWN = """
WITH e AS (
    UPDATE enrollment SET attempt_id = $3, attempts = attempts + 1, lease_until = $4, wake_at = $4, looks = 0,
        hold_reason = NULL
    WHERE id = $1 AND position = $2 AND attempt_id IS NULL AND status = 'ACTIVE'
      AND NOT EXISTS (SELECT FROM message WHERE provider_sid = $11)
    RETURNING id, account_id, lead_id, sequence_id, position)
INSERT INTO message (id, account_id, lead_id, enrollment_id, position, direction, source, status, body, segments,
                     sender, left_from, recipient, connection_id, created_at, sequence_id, provider_sid)
SELECT $3, account_id, lead_id, id, position, 'OUTBOUND', $5, 'SENDING', $6, $7, $8, $9, $10, $12, $4, sequence_id, $11
FROM e RETURNING id
"""


@dataclass(slots=True)
class Lost:
    """How many steps were found in the provider's list, how many may have been sent, and how many messages of the list
    belong to no enrollment of this database."""

    found: int = 0
    doubtful: int = 0
    of_nobody: int = 0


@dataclass(slots=True)
class _Lead:
    """The listed messages of a lead that no step explains yet, by time, and after which time each run may have more."""

    left: list[Listed]
    after: dict[UUID, datetime] = field(default_factory=dict)

    def later(self, run: UUID) -> list[Listed]:
        """Those that may still be of the run."""
        since = self.after.get(run)
        return [one for one in self.left if since is None or _time(one) >= since]


async def look_up_in_flight(deps: Deps) -> int:
    """Looks up every attempt whose lease is over; how many they were. Those that the provider could not be asked about,
    or does not list, are looked up again by the workers."""
    ids = [row.id for row in await rows(_IN_FLIGHT, deps.clock.now())]
    turn = asyncio.Semaphore(LOOK_UPS_AT_ONCE)

    async def one(due: Due) -> None:
        async with turn:
            await record(deps, [await move_of(deps, due)])

    found = await store.read(ids, _hour(deps))
    await asyncio.gather(*(one(due) for due, _ in found.values() if due.attempt_id is not None))
    return len(found)


async def write_down(deps: Deps, provider_account: str | None, listed: Sequence[Listed]) -> Lost:
    """Records the steps whose messages are in this list and not in the database. The list is that of the connections to
    this account at the provider; None: of the server's own."""
    lost, by_lead = Lost(), dict[UUID, list[Listed]]()
    columns = [
        [one.sid for one in listed],
        [one.to for one in listed],
        [one.sender for one in listed],
        [one.service for one in listed],
    ]
    known, unknown = await _known([one.sid for one in listed]), set[int]()
    for row in await rows(_UNKNOWN, *columns, provider_account):
        unknown.add(row.number)
        by_lead.setdefault(row.lead_id, []).append(listed[row.number - 1])
    for lead_id, messages in by_lead.items():
        await _of_lead(deps, lead_id, messages, lost)
    strangers = (one for number, one in enumerate(listed, 1) if number not in unknown and one.sid not in known)
    lost.of_nobody += sum(1 for _ in strangers)
    return lost


async def _known(sids: list[str]) -> set[str]:
    found = await rows("SELECT provider_sid FROM message WHERE provider_sid = ANY($1)", sids)
    return {row.provider_sid for row in found}


async def doubt_all_due(deps: Deps, provider_account: str | None) -> int:
    """Ends every step that may have been sent meanwhile by the connections to this account at the provider, None: by
    the server's; how many. For a provider that cannot be asked."""
    count, now = 0, deps.clock.now()
    for row in await rows(_DUE_OF_CONNECTION, provider_account, now):
        if (flying := await _in_flight(deps, row.id)) is not None:
            await record(deps, [moves.doubtful_since_restore(attempt_of(flying), flying.due_at, None)])
            count += 1
        while (due := await _waiting(deps, row.id)) is not None and due.due_at <= now:
            await record(deps, [moves.doubtful_since_restore(due, due.due_at, None)])
            count += 1
    return count


# ------------------------------------------------------------------ one lead


async def _of_lead(deps: Deps, lead_id: UUID, listed: list[Listed], lost: Lost) -> None:
    """First the steps whose text is in the list, of every run; then those before a later step whose text is in it; then
    those that the other messages may have been."""
    # The list begins with the newest, and tells whole seconds.
    lead = _Lead(list(reversed(listed)))
    lead.left.sort(key=_time)
    await _leave_out_explained(deps, lead, lead_id)
    runs, doubtful = [row.id for row in await rows(_RUNS, lead_id)], 0
    for run in runs:
        found, passed = await _landed(deps, lead, run)
        lost.found += found
        doubtful += passed
    for run in runs:
        lost.found += await _found(deps, lead, run)
    for run in runs:
        found, passed = await _passed(deps, lead, run)
        lost.found += found
        doubtful += passed
    for run in runs:
        doubtful += await _doubtful(deps, lead, run)
    lost.doubtful += doubtful
    lost.of_nobody += len(lead.left) if not doubtful else 0


async def _leave_out_explained(deps: Deps, lead: _Lead, lead_id: UUID) -> None:
    for row in await rows(_TEXTS, lead_id):
        first, last = row.created_at - CLOCKS_DIFFER, row.created_at + deps.timeouts.lease + CLOCKS_DIFFER
        same = (one for one in lead.left if folded(one.body) == folded(row.body) and first <= _time(one) <= last)
        if explained := next(same, None):
            lead.left.remove(explained)


async def _landed(deps: Deps, lead: _Lead, run: UUID) -> tuple[int, int]:
    """Whether an attempt that is in flight still is found, and whether it ends in doubt: it is not in the list, and a
    later message is, so that the run may have gone on without it."""
    if (due := await _in_flight(deps, run)) is None:
        return 0, 0
    attempt, message = attempt_of(due), await Message.get(id=due.attempt_id)
    lead.after[run] = message.created_at - CLOCKS_DIFFER
    later = lead.later(run)
    match = next((one for one in later if folded(one.body) == folded(message.body)), None)
    if match is not None:
        lead.left.remove(match)
        lead.after[run] = _time(match)
        await record(deps, [moves.accepted(attempt, _time(match), match.sid, match.status)])
    elif later:
        await record(deps, [moves.doubtful_since_restore(attempt, _time(later[0]), MessageStatus.UNKNOWN)])
    return int(match is not None), int(match is None and bool(later))


async def _found(deps: Deps, lead: _Lead, run: UUID) -> int:
    count = 0
    while (due := await _waiting(deps, run)) is not None:
        match = next((one for one in lead.later(run) if _is_text_of(due, one)), None)
        if match is None or not await _recorded(deps, due, match, doubtful=False):
            break
        lead.left.remove(match)
        lead.after[run] = _time(match)
        count += 1
    return count


async def _passed(deps: Deps, lead: _Lead, run: UUID) -> tuple[int, int]:
    """How many more steps were found, and how many before them had ended: skipped after a reply or by a person, or sent
    with a text that cannot be made now."""
    found, passed, position = 0, 0, -1
    while (due := await _waiting(deps, run)) is not None and due.position > position:
        position, steps = due.position, await _later_steps(due)
        match = next((one for step in steps for one in lead.later(run) if _is_text_of(step, one)), None)
        if match is None:
            break
        # What it may have been: a message of before then that is no later step's text.
        before = (one for one in lead.later(run) if _time(one) <= _time(match) and _may_be(due, one))
        maybe = next((one for one in before if not any(_is_text_of(step, one) for step in steps)), None)
        if maybe is None or not await _recorded(deps, due, maybe, doubtful=True):
            await record(deps, [moves.doubtful_since_restore(due, _time(match), match.status)])
        passed += 1
        found += await _found(deps, lead, run)
    return found, passed


async def _doubtful(deps: Deps, lead: _Lead, run: UUID) -> int:
    """Each message that is left may have been one step of this run."""
    count = 0
    for one in lead.later(run):
        due = await _waiting(deps, run)
        if due is None:
            break
        if _may_be(due, one):
            if not await _recorded(deps, due, one, doubtful=True):
                await record(deps, [moves.doubtful_since_restore(due, _time(one), one.status)])
            count += 1
    return count


def _may_be(due: Due, listed: Listed) -> bool:
    """Whether the message may have been the step: one that was due by then, or one of the AI's. A person may have had
    the AI's step sent before it was due, and nobody can compare its text."""
    return due.step_type is StepType.AI or due.due_at <= _time(listed) + CLOCKS_DIFFER


async def _later_steps(due: Due) -> list[Due]:
    """The steps of the run after this one, as their texts are made now. Those of the AI have none."""
    found = await rows(_LATER_STEPS, due.enrollment_id)
    return [replace(due, step_type=StepType(row.type), message=row.message, draft=None) for row in found]


async def _waiting(deps: Deps, run: UUID) -> Due | None:
    """The current step of a run, if it has one that is not in flight."""
    due = await _current(deps, run)
    return due if due is not None and due.attempt_id is None else None


async def _in_flight(deps: Deps, run: UUID) -> Due | None:
    """The current step of a run, if it is in flight."""
    due = await _current(deps, run)
    return due if due is not None and due.attempt_id is not None else None


async def _current(deps: Deps, run: UUID) -> Due | None:
    found = (await store.read([run], _hour(deps))).get(run)
    return found[0] if found and found[0].status is EnrollmentStatus.ACTIVE else None


def _is_text_of(due: Due, listed: Listed) -> bool:
    try:
        return folded(text_of(due, _time(listed))) == folded(listed.body)
    except ValueError:
        return False  # a text that cannot be made now is compared with nothing


async def _recorded(deps: Deps, due: Due, listed: Listed, *, doubtful: bool) -> bool:
    """Writes the message down as the attempt of the step, and what became of it, in one transaction. False if another
    step has this message, or if the step has moved on."""
    return await despite_rollbacks(lambda: _in_one_transaction(deps, due, listed, doubtful=doubtful))


async def _in_one_transaction(deps: Deps, due: Due, listed: Listed, *, doubtful: bool) -> bool:
    attempt_id, at = new_id(), _time(listed)
    chosen = listed.sender if due.sender != listed.sender else None
    of_message = [
        source_of(due),
        listed.body,
        segments.segment_count(listed.body),
        due.sender,
        chosen,
        listed.to,
        listed.sid,
    ]
    async with in_transaction() as tx:
        await tx.execute_query(_LOCK, [due.lead_id])
        values = [due.enrollment_id, due.position, attempt_id, at, *of_message, due.connection_id]
        _, written = await tx.execute_query(_WRITE_DOWN, values)
        if not written:
            return False
        failpoints.reach(Failpoint.LOST_ATTEMPT_FOUND)
        attempt = Attempt(due.enrollment_id, due.position, attempt_id, due.following, due.attempts + 1)
        move = (
            moves.doubtful_since_restore(attempt, at, listed.status)
            if doubtful
            else moves.sent_before_restore(attempt, at, listed.sid, listed.status)
        )
        await outcomes.record(tx, [move], deps.settings.hour_seconds)
    return True


def _time(listed: Listed) -> datetime:
    """`sent_since` tells the time of each message."""
    if listed.created_at is None:
        raise ValueError("a message of the list without a time")
    return listed.created_at


def _hour(deps: Deps) -> timedelta:
    return timedelta(seconds=deps.settings.hour_seconds)

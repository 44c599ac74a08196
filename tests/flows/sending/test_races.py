"""Thousands of STOPs, replies, events, erasures and takeovers, each at about the moment at which a step falls due.

The promise: a step that was not claimed before the lead's words (or the event) were stored is never submitted. A claim
is the commit after which a message is in flight, and both lock the lead's row, so one of them is first. A step claimed
before may still be on its way to the provider when the STOP commits: how many are, and how late, is measured.
"""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.concurrency import Concurrency
from app.db import connection
from app.domain.engine.effects import Meaning
from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.errors import Code, Refused
from app.models import Enrollment, Lead, SequenceVersion
from app.providers.sms import Finding, Listed, Outcome, Outgoing, Received, Sms
from app.services.conversations import InboundSms, miscounted, receive_sms, take_over
from app.services.enrollment import pause_enrollment, skip_step
from app.services.people import erase_lead, record_lead_event
from tests.races import LONGEST, RACES, act_while_workers_send, was_a_race
from tests.world import SENDER, World, fixed

JITTER = 40
UNCLEAR = "Who is this?"
SIGNED = "signed"
WORKERS = 3

# What was claimed when a lead's words or event came in, read under the lead's lock by the transaction that stores them.
_WITNESS = """
CREATE TABLE witness (lead_id uuid PRIMARY KEY, claimed int);
CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO witness
    SELECT NEW.lead_id, count(*) FROM message WHERE lead_id = NEW.lead_id AND direction = 'OUTBOUND';
    RETURN NEW;
END $$;
CREATE TRIGGER witness AFTER INSERT ON message FOR EACH ROW WHEN (NEW.direction = 'INBOUND')
    EXECUTE FUNCTION witness();
CREATE TRIGGER witness AFTER INSERT ON lead_event FOR EACH ROW EXECUTE FUNCTION witness();
CREATE FUNCTION witness_of_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO witness SELECT NEW.id, count(*) FROM message WHERE lead_id = NEW.id AND direction = 'OUTBOUND';
    RETURN NEW;
END $$;
CREATE TRIGGER witness AFTER UPDATE ON lead FOR EACH ROW
    WHEN (NEW.erased_at IS NOT NULL OR NEW.pause_reason = 'TAKEN_OVER')
    EXECUTE FUNCTION witness_of_lead();
CREATE TRIGGER witness AFTER UPDATE ON enrollment FOR EACH ROW
    WHEN (NEW.paused_at IS NOT NULL AND OLD.paused_at IS NULL) EXECUTE FUNCTION witness()
"""
_NO_WITNESS = """
DROP TRIGGER witness ON message; DROP TRIGGER witness ON lead_event; DROP TRIGGER witness ON lead;
DROP TRIGGER witness ON enrollment;
DROP FUNCTION witness; DROP FUNCTION witness_of_lead; DROP TABLE witness
"""
_CROWD = """
WITH crowd AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), $1, phone, $4 FROM unnest($5::text[]) AS phone RETURNING id, phone)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), $1, c.id, $2, $3, 'ACTIVE', $4, 0, d.due_at, d.due_at
FROM crowd c JOIN unnest($5::text[], $6::timestamptz[]) AS d(phone, due_at) USING (phone)
"""
_CLAIMED_AFTER = """
SELECT count(*) AS count FROM (
    SELECT w.claimed, count(m.id) AS now_claimed
    FROM witness w LEFT JOIN message m ON m.lead_id = w.lead_id AND m.direction = 'OUTBOUND'
    GROUP BY w.lead_id, w.claimed) x
WHERE now_claimed <> claimed
"""


Act = Callable[[World, int, str, str], Awaitable[None]]
"""Something that happens to the lead with this number and phone; the last argument is the text, or the event's name."""


@dataclass
class Watched:
    """The provider's adapter, with the steady time at which each POST was begun."""

    sms: Sms
    begun: dict[str, float] = field(default_factory=dict)
    name: str = "watched"
    timeout_seconds: float = 10.0

    async def send(self, message: Outgoing) -> Outcome:
        self.begun[message.to] = time.monotonic()
        return await self.sms.send(message)

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        return await self.sms.sent_to(to, sender, since)

    async def sent_since(self, since: datetime) -> list[Listed]:
        return await self.sms.sent_since(since)

    async def received_since(self, since: datetime) -> list[Received]:
        return []

    async def media_of(self, sid: str) -> tuple[str, ...]:
        return ()

    async def fetch_medium(self, address: str) -> bytes:
        return await self.sms.fetch_medium(address)

    async def delete_medium(self, address: str) -> None:
        await self.sms.delete_medium(address)

    def explain(self, code: int | None) -> Meaning:
        return self.sms.explain(code)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return self.sms.confirms(body, opt_out_type)

    def findings(self, base_url: str) -> list[Finding]:
        return self.sms.findings(base_url)

    async def close(self) -> None: ...


@asynccontextmanager
async def a_witness() -> AsyncIterator[None]:
    await connection().execute_script(_WITNESS)
    try:
        yield
    finally:
        await connection().execute_script(_NO_WITNESS)


async def a_crowd(
    world: World, count: int, *, skip: bool, then: Sequence[dict[str, Any]] = (), phones: Sequence[str] = ()
) -> list[str]:
    """Leads in the order in which they will write, each with a step that falls due at about that moment.

    Their phones are these, or any.
    """
    sequence = await world.sequence(fixed("Hello", 1, skip=skip), *then, exit_on=[SIGNED])
    version: UUID = (await SequenceVersion.get(sequence_id=sequence.id)).id
    now = world.clock.now()
    phones = [*phones] or [f"+1415{number:07d}" for number in random.sample(range(2_000_000, 10_000_000), count)]
    due = [now + timedelta(milliseconds=rank + random.randint(-JITTER, JITTER)) for rank in range(1, count + 1)]
    await connection().execute_query(_CROWD, [world.account.id, sequence.id, version, now, phones, due])
    return phones


async def texts(world: World, number: int, phone: str, body: str) -> None:
    """The lead writes."""
    await receive_sms(world.deps, InboundSms(sid=f"SM{number:032d}", sender=phone, to=SENDER, body=body))


async def signs(world: World, number: int, phone: str, name: str) -> None:
    """The partner records an event of the lead."""
    await record_lead_event(world.deps, world.partner_id, world.account.id, phone, None, name, None)


_HISTORY = """
INSERT INTO message (id, account_id, lead_id, direction, status, body, segments, provider_sid, created_at)
SELECT gen_random_uuid(), account_id, id, 'INBOUND', 'RECEIVED', 'Hello', 1, 'SM' || id, created_at FROM lead
"""


async def takes_over(world: World, number: int, phone: str, _: str) -> None:
    """A person takes the conversation over."""
    lead = await Lead.get(account_id=world.account.id, phone=phone).only("id")
    await take_over(world.deps, world.partner_id, lead.id, "Sam", None)


async def is_erased(world: World, number: int, phone: str, _: str) -> None:
    """The partner erases the lead."""
    lead = await Lead.get(account_id=world.account.id, phone=phone)
    await erase_lead(world.deps, world.partner_id, lead.id)


async def is_paused(world: World, number: int, phone: str, _: str) -> None:
    """A person pauses the lead's enrollment, before its step is sent or after that."""
    run = await Enrollment.get(lead__phone=phone)
    await pause_enrollment(world.deps, world.partner_id, run.id, None, None)


async def is_skipped(world: World, number: int, phone: str, _: str) -> None:
    """A person skips the step, or is told that it is on its way."""
    run = await Enrollment.get(lead__phone=phone)
    try:
        await skip_step(world.deps, world.partner_id, run.id, 0, "Ann")
    except Refused as refused:
        if refused.refusals[0].code is not Code.STEP_NOT_WAITING:
            raise


async def race(world: World, phones: list[str], act: Act, word: str) -> tuple[Watched, dict[str, float]]:
    """Everybody acts once while the workers send what falls due."""
    watched, committed = Watched(world.deps.sms), dict[str, float]()

    async def acts(given: tuple[int, str]) -> None:
        number, phone = given
        await act(world, number, phone, word)
        committed[phone] = time.monotonic()

    workers = [replace(world.deps, sms=watched, concurrency=Concurrency()) for _ in range(WORKERS)]
    await act_while_workers_send(world.clock, workers, enumerate(phones), acts)
    return watched, committed


def tell(watched: Watched, committed: dict[str, float]) -> None:
    late = sorted(watched.begun[phone] - at for phone, at in committed.items() if watched.begun.get(phone, 0) > at)
    worst = f", at most {late[-1] * 1000:.1f} ms" if late else ""
    print(
        f"{len(committed)} acted, {len(watched.begun)} had been claimed before; of these {len(late)} POSTs began after"
        f" the commit{worst}"
    )


@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize(
    ("act", "word", "skip", "count"),
    [
        (texts, "STOP", False, RACES),
        (texts, "I am here", True, RACES),
        (texts, UNCLEAR, False, RACES),
        (signs, SIGNED, False, RACES),
        (is_erased, "", False, RACES),
        (takes_over, "", False, RACES),
    ],
)
async def test_no_step_is_claimed_once_the_leads_words_or_the_event_are_stored(
    world: World, act: Act, word: str, skip: bool, count: int
) -> None:
    phones = await a_crowd(world, count, skip=skip)
    if act is takes_over:
        await connection().execute_query(_HISTORY)
    async with a_witness():
        watched, committed = await race(world, phones, act, word)
        [row] = await connection().execute_query_dict(_CLAIMED_AFTER)
        [seen] = await connection().execute_query_dict("SELECT sum(claimed) AS claimed, count(*) AS count FROM witness")
    tell(watched, committed)
    assert row["count"] == 0
    assert seen["count"] == count
    assert len(watched.begun) == seen["claimed"] == len(world.twilio.ledger)
    was_a_race(0.1 * count < seen["claimed"] < 0.9 * count)
    holds = {UNCLEAR: StepReason.UNCLEAR_REPLY}.get(word, StepReason.TAKEN_OVER if act is takes_over else None)
    waiting = count - seen["claimed"] if holds else 0
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count() == waiting
    assert await Enrollment.filter(hold_reason=holds, status=EnrollmentStatus.ACTIVE).count() == waiting
    assert await miscounted() == []


@pytest.mark.timeout(LONGEST)
async def test_no_step_is_claimed_once_its_enrollment_is_paused(world: World) -> None:
    count = RACES
    phones = await a_crowd(world, count, skip=False, then=[fixed("Later", 8000)])
    async with a_witness():
        watched, committed = await race(world, phones, is_paused, "")
        [row] = await connection().execute_query_dict(_CLAIMED_AFTER)
        [seen] = await connection().execute_query_dict("SELECT sum(claimed) AS claimed, count(*) AS count FROM witness")
    tell(watched, committed)
    assert row["count"] == 0
    assert seen["count"] == count
    assert len(watched.begun) == seen["claimed"] == len(world.twilio.ledger)
    was_a_race(0.1 * count < seen["claimed"] < 0.9 * count)
    held = Enrollment.filter(position=0, hold_reason=StepReason.PAUSED, wake_at=None)
    assert await held.count() == count - seen["claimed"]


async def test_no_step_is_submitted_once_it_is_skipped(world: World) -> None:
    count = RACES
    phones = await a_crowd(world, count, skip=False, then=[fixed("Later", 8000)])
    watched, committed = await race(world, phones, is_skipped, "")
    tell(watched, committed)
    skipped = await Enrollment.filter(position=1, decided_by="Ann", decided_position=0).values_list(
        "lead__phone", flat=True
    )
    assert not {*skipped} & {sent.to for sent in world.twilio.ledger}
    assert {*skipped} | {sent.to for sent in world.twilio.ledger} == {*phones}
    assert len(skipped) + len(world.twilio.ledger) == count
    was_a_race(0.1 * count < len(skipped) < 0.9 * count)

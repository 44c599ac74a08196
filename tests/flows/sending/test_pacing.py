"""A sender with a rate: what does not fit waits in its line, and leaves in its turn."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.concurrency import Concurrency
from app.db import connection
from app.domain.vocabulary import HourRules, SenderStatus, StepReason, Weekday
from app.models import Account, Enrollment, Message, Sender, Sequence
from app.services import accounts, sending
from app.services.accounts import AccountChanges, DailyHours, HoursChanges, SenderChanges
from app.services.sending import Usage, store
from app.services.sending.claim import claim_due
from tests.factories import TakesAll
from tests.flows.sending.test_shares import due
from tests.races import RACES, a_few_at_once, was_a_race
from tests.waiting import until
from tests.world import LEAD, SENDER, World, fixed

TEN_SECONDS = timedelta(seconds=10)
IN_LINE = {"hold_reason": StepReason.SENDER_BUSY, "wake_at": None, "status": "ACTIVE"}


async def paced(world: World, per_second: float | None = None, per_day: int | None = None) -> None:
    """The account's sender has these rates from now on."""
    rates = {"segments_per_second": per_second, "segments_per_day": per_day}
    await Sender.filter(account_id=world.account.id).update(**rates)


async def in_line() -> int:
    return await Enrollment.filter(**IN_LINE).count()


async def go_on(world: World, seconds: float, step: float = 0.25) -> None:
    """Lets the time go on in small steps, with a worker at each of them."""
    for _ in range(round(seconds / step)):
        world.clock.advance(seconds=step)
        await sending.drain(world.deps, world.clock.now())


async def line_at() -> datetime | None:
    [row] = await connection().execute_query_dict("SELECT line_at FROM sender_pace")
    found: datetime | None = row["line_at"]
    return found


def most_in_ten_seconds(world: World) -> int:
    """The most messages that the provider received in any ten seconds."""
    at = sorted(sent.at for sent in world.twilio.ledger)
    return max(sum(begin <= one < begin + TEN_SECONDS for one in at) for begin in at)


async def test_what_does_not_fit_waits_in_the_line_and_each_leaves_once(world: World) -> None:
    await paced(world, 10)
    await due(world, 120, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    assert len(world.twilio.ledger) == 8, "a burst of less than a second"
    assert await in_line() == 112
    [sender] = await Sender.all()
    assert await sending.usage_of([sender.id], world.clock.now()) == {sender.id: Usage(8, 112)}
    await go_on(world, 10)
    assert 105 <= len(world.twilio.ledger) <= 110
    assert most_in_ten_seconds(world) <= 110
    await go_on(world, 3)
    assert len({sent.to for sent in world.twilio.ledger}) == len(world.twilio.ledger) == 120
    assert not await Enrollment.filter(status="ACTIVE").exists()
    assert await line_at() is None, "the line has ended, and is not looked at any more"
    assert await sending.usage_of([sender.id], world.clock.now()) == {sender.id: Usage(120, 0)}


async def test_a_step_in_the_line_says_why_and_about_when_it_leaves(world: World) -> None:
    await paced(world, 2, 100)
    sequence = await world.sequence(fixed("Hello", 1), fixed("Again", 24))
    rows = [await world.enrolled(sequence, f"+1415555{number:04d}") for number in range(1000, 1010)]
    await world.later(hours=1)
    waiting = await Enrollment.filter(**IN_LINE).order_by("slot_at")
    assert len(waiting) == len(rows) - 1
    last = waiting[-1]
    assert last.slot_at
    now, later = await world.timeline(last)
    assert now.reason is StepReason.SENDER_BUSY
    assert now.due_at == last.next_step_at == last.slot_at
    assert now.explanation == (
        f"Held until about {last.slot_at:%Y-%m-%d %H:%M:%S} UTC: its number sends at most 2 a second and 100 a day, in "
        "segments, and others are before it."
    )
    assert later.due_at == last.slot_at + timedelta(hours=24)
    told = {row.lead_id: row.slot_at for row in waiting if row.slot_at}
    await go_on(world, 6)
    for message in await Message.filter(lead_id__in=list(told)).select_related("lead"):
        assert abs((message.created_at - told[message.lead.id]).total_seconds()) <= 1
    assert len(world.twilio.ledger) == len(rows)


async def test_a_person_and_a_first_message_that_is_waited_for_do_not_wait_in_the_line(world: World) -> None:
    await paced(world, 1)
    await due(world, 20, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    await world.write("Are you there?")
    assert (await world.enroll(await world.sequence(fixed("Hi")), "+14155550123")).message_sent
    assert [sent.to for sent in world.twilio.ledger[-2:]] == [LEAD, "+14155550123"]
    sent = len(world.twilio.ledger)
    await go_on(world, 2)
    assert len(world.twilio.ledger) == sent, "they took the time of two steps"
    await go_on(world, 30, 1)
    assert len(world.twilio.ledger) == 22
    assert len({sent.to for sent in world.twilio.ledger}) == 22


async def test_what_does_not_fit_in_the_day_waits_for_the_next_one_in_the_accounts_zone(world: World) -> None:
    world.account.time_zone = "America/Los_Angeles"
    await world.account.save(update_fields=["time_zone"])
    midnight = datetime(2036, 3, 4, 8, 0, tzinfo=UTC)
    await paced(world, per_day=30)
    await due(world, 70, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    assert len(world.twilio.ledger) == 30
    assert await line_at() == midnight
    slots = Counter([row.slot_at for row in await Enrollment.filter(**IN_LINE)])
    assert slots == {midnight: 30, midnight + timedelta(days=1): 10}
    world.clock.moment = midnight - timedelta(seconds=1)
    await world.work()
    assert len(world.twilio.ledger) == 30
    for day in (60, 70):
        await world.later(seconds=1)
        assert len(world.twilio.ledger) == day
        world.clock.advance(days=1)


async def test_lines_that_have_no_room_in_a_batch_are_looked_at_by_the_next_one(world: World) -> None:
    """They were told to have been looked at: with ten fast senders, a tenth of their rate was lost, and more."""
    for number in (7, 8):
        other = await Account.create(
            partner_id=world.partner_id,
            name="B",
            company_name="B",
            phone_number=f"+1500555000{number}",
            time_zone="UTC",
        )
        await due(replace(world, account=other), 40, minutes=1)
    await due(world, 40, minutes=1)
    await Sender.all().update(segments_per_second=20.0)
    await sending.drain(world.deps, world.clock.now())
    sent = len(world.twilio.ledger)
    world.clock.advance(seconds=0.5)
    looks = [await claim_due(world.deps, 12, lines=True) for _ in range(4)]
    assert [len({claim.due.sender_id for claim in look.claims}) for look in looks] == [1, 1, 1, 0]
    assert [len(look.claims) for look in looks] == [10, 10, 10, 0], sent


async def test_who_leaves_the_line_wastes_no_slot(world: World) -> None:
    await paced(world, 10)
    await due(world, 200, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    first = await Enrollment.filter(**IN_LINE).order_by("line_rank").limit(60).select_related("lead")
    phones = [row.lead.phone for row in first][::2]
    for phone in phones:
        await world.reply("STOP", phone)
    await go_on(world, 5)
    assert 54 <= len(world.twilio.ledger) <= 59, "the rate is used as if nobody had left"
    assert not {sent.to for sent in world.twilio.ledger} & set(phones)


async def test_a_new_rate_binds_at_once_and_without_one_everybody_leaves(world: World) -> None:
    await paced(world, 1)
    await due(world, 300, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    assert len(world.twilio.ledger) == 1
    await paced(world, 20)
    await go_on(world, 5)
    assert 90 <= len(world.twilio.ledger) <= 105
    await paced(world, 1)
    sent = len(world.twilio.ledger)
    await go_on(world, 5)
    assert sent + 4 <= len(world.twilio.ledger) <= sent + 6
    await paced(world)
    await go_on(world, 2)
    assert len({sent.to for sent in world.twilio.ledger}) == 300


async def test_a_daily_limit_counts_what_has_left_before_it_was_set(world: World) -> None:
    await due(world, 30, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    [sender] = await Sender.all()
    changes = SenderChanges(segments_per_day=40)
    await accounts.update_sender(world.deps, world.partner_id, sender.id, changes)
    await due(world, 30, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    assert len(world.twilio.ledger) == 40
    assert await in_line() == 20


async def test_a_short_sequence_does_not_wait_for_the_end_of_a_long_one_and_priority_leaves_first(
    world: World,
) -> None:
    await paced(world, 10)
    await due(world, 200, hours=2)
    await sending.drain(world.deps, world.clock.now())
    await due(world, 20, minutes=1)
    await due(world, 5, minutes=1)
    long, short, urgent = await Sequence.all().order_by("created_at", "id")
    await Sequence.filter(id=urgent.id).update(priority=1)
    await go_on(world, 6)
    order = [message.enrollment_id for message in await Message.all().order_by("created_at", "id")]
    of = {row.id: row.sequence_id for row in await Enrollment.all()}
    kinds = [of[one] for one in order if one]
    assert max(n for n, kind in enumerate(kinds) if kind == urgent.id) < 8 + 12
    mixed = kinds[20:50]
    assert 10 <= mixed.count(short.id) <= 20, "each has half of the rate"
    assert mixed.count(long.id) == 30 - mixed.count(short.id)


async def test_a_slot_after_the_hours_is_told_as_the_next_opening_and_spread(world: World) -> None:
    weekly = [DailyHours(day, "08:00", "21:00") for day in Weekday]
    hours = HoursChanges(rules=HourRules.NONE, weekly=weekly)
    world.account = await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(hours=hours))
    await paced(world, 1)
    closing, opening = datetime(2036, 3, 4, 5, 0, tzinfo=UTC), datetime(2036, 3, 4, 16, 0, tzinfo=UTC)  # California
    world.clock.moment = closing - timedelta(minutes=5)
    await due(world, 500, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    slots = sorted(row.slot_at for row in await Enrollment.filter(**IN_LINE) if row.slot_at)
    tomorrow = [slot for slot in slots if slot >= closing]
    assert 240 <= len(tomorrow) <= 250, "the last 45 seconds of the hours are left out"
    assert tomorrow[0] >= opening
    assert len(set(tomorrow)) == len(tomorrow), "not all of them at eight"
    world.clock.moment = opening
    await world.work()
    await world.work()
    sent = len(world.twilio.ledger)
    await go_on(world, 10, 1)
    assert 9 <= len(world.twilio.ledger) - sent <= 11
    assert all(not closing <= one.at < opening for one in world.twilio.ledger)


async def test_the_line_of_a_busy_or_blocked_sender_waits_and_does_not_burst(world: World) -> None:
    await paced(world, 10)
    await due(world, 100, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    world.twilio.plans.append("busy")
    await go_on(world, 0.5)
    [sender] = await Sender.all()
    assert sender.hold_reason is StepReason.PROVIDER_BUSY
    waiting = await in_line()
    assert waiting > 80, "the steps keep their places while the provider is busy"
    await Sender.all().update(
        status=SenderStatus.BLOCKED, hold_reason="SENDER_BLOCKED", retry_at=world.clock.now() + timedelta(hours=1)
    )
    await go_on(world, 30)
    assert await in_line() == 0
    held = await Enrollment.filter(hold_reason=StepReason.SENDER_BLOCKED).count()
    assert held > 80, "the steps say what they wait for"
    world.twilio.ledger.clear()
    await sending.resume_sender(SENDER, world.clock.now())
    await sending.drain(world.deps, world.clock.now())
    assert len(world.twilio.ledger) <= 9
    await go_on(world, 12)
    assert most_in_ten_seconds(world) <= 110
    assert not await Enrollment.filter(status="ACTIVE").exists()


async def test_a_line_that_nobody_looks_at_is_found_by_the_sweep(world: World) -> None:
    await paced(world, 10)
    await due(world, 20, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    await connection().execute_query("UPDATE sender_pace SET line_at = NULL")
    await go_on(world, 5)
    assert len(world.twilio.ledger) == 8
    await sending.wake_postponed(world.deps)
    await go_on(world, 5)
    assert len(world.twilio.ledger) == 20


@pytest.mark.timeout(120)
async def test_three_workers_keep_one_rate(world: World) -> None:
    await paced(world, 20)
    for _ in range(4):
        await due(world, 100, minutes=1)
    workers = [replace(world.deps, concurrency=Concurrency()) for _ in range(3)]
    for _ in range(60):
        await asyncio.gather(*(sending.drain(deps, world.clock.now()) for deps in workers))
        world.clock.advance(seconds=0.25)
    numbers = [sent.to for sent in world.twilio.ledger]
    assert len(numbers) == len(set(numbers))
    assert most_in_ten_seconds(world) <= 220
    assert len(numbers) >= 0.97 * 20 * 60 * 0.25


@pytest.mark.timeout(120)
async def test_once_a_rate_is_set_no_claim_exceeds_it(world: World) -> None:
    """Many steps fall due, and their sender gets a rate while three workers claim them."""
    for _ in range(2):
        await due(world, RACES // 2, minutes=1)
    await connection().execute_script(
        "CREATE TABLE claimed_before (n int); CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO claimed_before SELECT count(*) FROM message; RETURN NEW; END $$;"
        "CREATE TRIGGER note AFTER UPDATE ON sender FOR EACH ROW"
        " WHEN (OLD.rules_version <> NEW.rules_version) EXECUTE FUNCTION note()"
    )
    provider = TakesAll()
    workers = [replace(world.deps, sms=provider, concurrency=a_few_at_once()) for _ in range(3)]

    async def enough() -> bool:
        return await Message.all().count() >= RACES // 5

    async def change() -> None:
        await until(enough)
        await paced(world, 10)

    try:
        await asyncio.gather(change(), *(sending.drain(deps, world.clock.now()) for deps in workers))
        await sending.drain(workers[0], world.clock.now())
        [row] = await connection().execute_query_dict("SELECT n FROM claimed_before")
    finally:
        await connection().execute_script("DROP TRIGGER note ON sender; DROP FUNCTION note; DROP TABLE claimed_before")
    was_a_race(RACES // 5 <= row["n"] < RACES)
    assert row["n"] <= len(provider.sent) <= row["n"] + 8
    assert await in_line() == RACES - len(provider.sent)


async def test_a_look_at_a_line_reads_what_leaves_and_no_more(world: World) -> None:
    await paced(world, 10)
    await due(world, 3000, hours=1)
    await sending.drain(world.deps, world.clock.now())
    await connection().execute_script("ANALYZE enrollment")
    [sender] = await Sender.all()
    statement = store.PICK_LINES.partition("SELECT e.id")[0] + "SELECT e.id FROM due e"
    statement = statement.replace("$3", "'{5}'").replace("$2", f"'{{{sender.id}}}'").replace("$1", "500")
    rows = await connection().execute_query_dict(f"EXPLAIN (ANALYZE, TIMING off, BUFFERS off) {statement}")
    plan = "\n".join(row["QUERY PLAN"] for row in rows)
    scans = [line for line in plan.splitlines() if "Scan" in line and " on enrollment" in line]
    assert scans
    assert all("enrollment_line" in line or "enrollment_pkey" in line for line in scans), plan
    assert "Rows Removed" not in plan, plan


async def test_a_step_whose_sender_is_another_now_is_decided_again(world: World) -> None:
    await paced(world, 10)
    await due(world, 30, minutes=1)
    await sending.drain(world.deps, world.clock.now())
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(phone_number="+15005550099"))
    await go_on(world, 3)
    assert Counter(sent.sender for sent in world.twilio.ledger) == {SENDER: 8, "+15005550099": 22}
    assert not await Enrollment.filter(status="ACTIVE").exists()

"""What an account sent and what came of it: each story is counted as it happens, and equal to a recount."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from app.db import connection, rows
from app.domain.numbers.counts import AccountStats, Name
from app.domain.vocabulary import MessageStatus, StepReason
from app.models import Account, Enrollment, Message, Sequence
from app.services.conversations import DeliveryReport, opt_out_lead, receive_report
from app.services.numbers import stats_of_accounts, steps_of_sequences, sum_of
from app.services.people import erase_lead, record_lead_event
from tests.recount import count_everything, misattributed, miscounted, miscounted_totals
from tests.world import LEAD, World, fixed

EVER = date(1, 1, 1), date(9999, 12, 31)
OTHER = "+14155550101"


@pytest.fixture(autouse=True)
async def _recounted(world: World) -> AsyncIterator[None]:
    """After each story the counts are what a recount of all rows says, also when they have been counted."""
    yield
    assert await miscounted(rows) == {}
    assert await miscounted_totals(rows) == {}
    assert await misattributed(rows) == []
    await count_everything()
    assert await miscounted(rows) == {}
    assert await miscounted_totals(rows) == {}


async def stats(world: World, first: date = EVER[0], last: date = EVER[1]) -> AccountStats:
    found = await stats_of_accounts([world.account.id], first, last, world.clock.now())
    return found[world.account.id]


async def funnel(world: World, sequence: Sequence, name: Name) -> list[int]:
    """The counts of each step of the first version."""
    [steps] = (await steps_of_sequences([(sequence.id, world.account.id)], *EVER)).values()
    last = max(position for _, position in steps)
    return [steps[1, number].total[name] if (1, number) in steps else 0 for number in range(last + 1)]


async def of_runs(world: World, sequence: Sequence, *names: Name) -> list[int]:
    [steps] = (await steps_of_sequences([(sequence.id, world.account.id)], *EVER)).values()
    return [sum_of(steps)[name] for name in names]


async def report(world: World, message: Message, status: str, code: int | None = None) -> None:
    assert message.provider_sid
    await receive_report(world.deps, DeliveryReport(message.id, message.provider_sid, MessageStatus(status), code))


async def test_a_busy_day_is_told_in_numbers(world: World) -> None:
    """Messages with each possible end, a reply, an opt-out, a skipped step."""
    sequence = await world.sequence(fixed("One"), fixed("Two", 1, skip=True))
    world.twilio.plans.extend(["accept", "accept", "accept", "reject:21617"])
    phones = [f"+1415555010{number}" for number in range(4)]
    for phone in phones:
        await world.enroll(sequence, phone)
    await world.work()
    [first], [second] = await world.messages(phones[0]), await world.messages(phones[1])
    await report(world, first, "DELIVERED")
    await report(world, second, "UNDELIVERED", 30003)
    await world.reply("Yes please", phones[0])
    await world.reply("STOP", phones[1])
    await world.later(hours=1)

    found = await stats(world)
    total = found.total
    assert total[Name.SENT] == len(world.twilio.ledger) == 5
    assert (total[Name.DELIVERED], total[Name.UNDELIVERED], total[Name.FAILED], total[Name.SEGMENTS]) == (1, 1, 1, 5)
    assert (total[Name.REPLY], total[Name.OPT_OUT]) == (1, 1)
    assert found.skipped == {StepReason.REPLIED: 1}
    assert {(one.status, one.code, one.count) for one in found.problems} == {
        ("UNDELIVERED", 30003, 1),
        ("FAILED", 21617, 1),
    }
    assert await funnel(world, sequence, Name.REACHED) == [4, 3]
    assert await funnel(world, sequence, Name.SENT) == [3, 2]
    assert await of_runs(world, sequence, Name.ENROLLED, Name.COMPLETED, Name.REPLIED, Name.OPTED_OUT) == [4, 3, 1, 1]


async def test_a_reply_belongs_to_the_step_before_it(world: World) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 1))
    await world.enroll(sequence)
    await world.later(hours=1)
    await world.reply("Tell me more")
    await world.reply("Are you there?")
    await world.later(hours=1)
    await world.reply("Third time")
    assert await funnel(world, sequence, Name.REPLIED) == [0, 1, 0], "the first reply of the run"


async def test_a_reply_after_the_last_step_counts_for_it(world: World) -> None:
    sequence = await world.sequence(fixed("One"))
    await world.enroll(sequence)
    world.clock.advance(days=6, hours=23)
    await world.reply("Sorry, I was away. Tell me more")
    assert await funnel(world, sequence, Name.REPLIED) == [1]


async def test_a_reply_after_more_than_a_week_belongs_to_no_step(world: World) -> None:
    sequence = await world.sequence(fixed("One"))
    await world.enroll(sequence)
    world.clock.advance(days=7)
    await world.reply("Tell me more")
    assert await funnel(world, sequence, Name.REPLIED) == [0]
    assert (await stats(world)).total[Name.REPLY] == 1


async def test_a_reply_to_a_person_belongs_to_no_step(world: World) -> None:
    sequence = await world.sequence(fixed("One"))
    await world.enroll(sequence)
    world.clock.advance(hours=1)
    await world.write("Ann here. Shall I call you?")
    world.clock.advance(hours=1)
    await world.reply("Yes please")
    assert await funnel(world, sequence, Name.REPLIED) == [0]


async def test_of_two_sequences_the_last_message_has_the_reply(world: World) -> None:
    early, late = await world.sequence(fixed("Early")), await world.sequence(fixed("Late", 1))
    await world.enroll(early)
    await world.enroll(late)
    await world.later(hours=1)
    await world.reply("Which of the two?")
    assert (await funnel(world, early, Name.REPLIED), await funnel(world, late, Name.REPLIED)) == ([0], [1])


async def test_an_opt_out_belongs_to_the_step_before_it_however_it_came(world: World) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 1))
    await world.enroll(sequence)
    await world.enroll(sequence, OTHER)
    await world.reply("STOP")
    await world.reply("STOP")
    await world.later(hours=1)
    await opt_out_lead(world.deps, world.partner_id, world.account.id, OTHER, "Told us on the phone")
    assert await funnel(world, sequence, Name.OPTED_OUT) == [1, 1]


async def test_a_conversion_belongs_to_the_step_before_it_of_its_own_run(world: World) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 1), goal="signed")
    await world.enroll(sequence)
    await world.enroll(sequence, OTHER)
    await world.later(hours=1)
    world.clock.advance(days=30)
    await world.write("Ann here")
    await record_lead_event(world.deps, world.partner_id, world.account.id, LEAD, None, "signed", None)
    await record_lead_event(world.deps, world.partner_id, world.account.id, LEAD, None, "signed", None)
    assert await funnel(world, sequence, Name.CONVERTED) == [0, 1]
    assert await of_runs(world, sequence, Name.CONVERTED) == [1]


async def test_a_report_that_comes_days_later_changes_the_day_of_its_message(world: World) -> None:
    sequence = await world.sequence(fixed("One"))
    await world.enroll(sequence)
    await world.enroll(sequence, OTHER)
    [first], [second] = await world.messages(), await world.messages(OTHER)
    today = world.clock.now().date()
    await late_from_now_on()
    await count_everything()
    world.clock.advance(days=3)
    await report(world, first, "DELIVERED")
    await report(world, second, "UNDELIVERED", 30005)
    found = await stats(world, today, today)
    assert (found.total[Name.SENT], found.total[Name.DELIVERED], found.total[Name.UNDELIVERED]) == (2, 1, 1)
    assert await rows("SELECT FROM day_count_change") != []


async def late_from_now_on() -> None:
    """Every message is old enough that it may be counted. The next test begins with the migration's own line."""
    await connection().execute_script(
        "CREATE OR REPLACE FUNCTION late_line() RETURNS uuid LANGUAGE sql VOLATILE AS $$"
        " SELECT 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid $$"
    )


@pytest.fixture(autouse=True)
async def _the_line_of_the_migration(world: World) -> AsyncIterator[None]:
    [row] = await rows("SELECT pg_get_functiondef('late_line'::regproc) AS text")
    yield
    await connection().execute_script(row.text)


async def test_who_is_erased_still_counts(world: World) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 1))
    await world.enroll(sequence)
    await world.reply("Yes please")
    await count_everything()
    before = await stats(world)
    await erase_lead(world.deps, world.partner_id, (await world.lead()).id)
    assert (await stats(world)).total == before.total
    assert await funnel(world, sequence, Name.REPLIED) == [1]


@pytest.mark.parametrize(("zone", "days_later"), [("UTC", 0), ("America/New_York", -1), ("Asia/Kathmandu", 0)])
async def test_a_day_is_that_of_the_accounts_zone(world: World, zone: str, days_later: int) -> None:
    await Account.filter(id=world.account.id).update(time_zone=zone)
    world.clock.moment = world.clock.now().replace(hour=3)
    today = world.clock.now().date()
    await Message.create(
        account_id=world.account.id,
        lead_id=(await world.enrolled(await world.sequence(fixed("Later", 48)))).lead_id,
        direction="INBOUND",
        status="RECEIVED",
        read_as="REPLY",
        body="Late at night",
        provider_sid="SM1",
        segments=1,
        created_at=world.clock.now(),
    )
    assert list((await stats(world)).days) == [today + timedelta(days=days_later)]


async def test_a_zone_that_postgresql_does_not_know_counts_as_utc(world: World) -> None:
    """So that no message is lost for it."""
    at = world.clock.now().replace(hour=3)
    [row] = await rows(
        "SELECT local_day($1, 'America/New_York') AS known, local_day($1, 'Mars/Olympus') AS unknown", at
    )
    assert (row.known, row.unknown) == (at.date() - timedelta(days=1), at.date())


async def test_steps_that_are_late_are_overdue(world: World) -> None:
    await world.enroll(await world.sequence(fixed("One", 1)))
    assert (await stats(world)).overdue == 0
    world.clock.advance(hours=1, minutes=2)
    assert (await stats(world)).overdue == 1


async def test_a_count_that_is_wrong_is_found(world: World) -> None:
    """Otherwise the recount would prove nothing."""
    await world.enroll(await world.sequence(fixed("One")))
    await count_everything()
    await connection().execute_query("UPDATE day_count SET count = count + 1 WHERE name = 'SENT'")
    assert {key[4] for key in await miscounted(rows)} == {"SENT"}
    await connection().execute_query("UPDATE day_count SET count = count - 1 WHERE name = 'SENT'")
    run = await Enrollment.get()
    await Message.filter(enrollment_id=run.id).update(replied_at=world.clock.now())
    assert len(await misattributed(rows)) == 1
    await Message.filter(enrollment_id=run.id).update(replied_at=None)

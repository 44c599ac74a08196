"""Days of the lead's calendar: whoever records the step before, the next step is due at the same moment."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.vocabulary import HourRules, MessageStatus
from app.errors import Refused
from app.models import Enrollment, Lead
from app.providers.webhooks import DeliveryReport
from app.services import accounts
from app.services import ai as drafts
from app.services.accounts import AccountChanges, HoursChanges
from app.services.conversations import receive_report
from app.services.enrollment import enroll_leads
from tests.world import LEAD, World, ai, fixed

FRIDAY = datetime(2036, 3, 7, 17, 15, tzinfo=UTC)  # noon and a quarter in New York; the clocks change on Sunday
NEW_YORK, PORTLAND = "+12125551234", "+15035551234"
MONDAY_AT_TEN: dict[str, Any] = {"delay_days": 1, "business_days": True, "send_at": "10:00"}
IN_NEW_YORK = datetime(2036, 3, 10, 10, tzinfo=ZoneInfo("America/New_York"))
IN_PORTLAND = datetime(2036, 3, 10, 10, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture
def friday(world: World) -> World:
    world.clock.moment = FRIDAY
    return world


async def due_at(enrollment: Enrollment) -> datetime | None:
    row = await Enrollment.get(id=enrollment.id)
    assert row.wake_at == row.due_at
    return row.due_at


async def test_days_are_those_of_the_lead_after_a_step_that_was_sent_or_skipped(friday: World) -> None:
    plan = fixed("One"), fixed("Two", skip=True) | MONDAY_AT_TEN, fixed("Three") | {"delay_days": 2}, fixed("Four")
    sequence = await friday.sequence(*plan)
    east, west = [await friday.enrolled(sequence, phone) for phone in (NEW_YORK, PORTLAND)]
    assert (await due_at(east), await due_at(west)) == (IN_NEW_YORK, IN_PORTLAND)
    assert (await friday.timeline(east))[1].explanation == (
        "Waits until 2036-03-10 14:00:00 UTC: 1 business day after the step before it ended, at 10:00 by the lead's "
        "clock."
    )
    await friday.reply("Yes, tell me more", NEW_YORK)
    friday.clock.moment = IN_NEW_YORK.astimezone(UTC)
    await friday.work()
    assert await friday.statuses(east) == ["SENT", "SKIPPED", "PENDING", "PENDING"]
    assert await due_at(east) == IN_NEW_YORK.replace(day=12)
    friday.clock.moment = IN_PORTLAND.astimezone(UTC)
    await friday.work()
    assert await friday.statuses(west) == ["SENT", "SENT", "PENDING", "PENDING"]


async def test_after_a_lost_answer_the_report_or_the_list_of_the_provider_gives_the_same(friday: World) -> None:
    sequence = await friday.sequence(fixed("One"), fixed("Two") | MONDAY_AT_TEN)
    friday.twilio.plans += ["accept_then_fail", "accept_then_fail"]
    reported, listed = [await friday.enrolled(sequence, phone) for phone in (NEW_YORK, PORTLAND)]
    [attempt] = await friday.messages(NEW_YORK)
    sid = next(post.sid for post in friday.twilio.ledger if post.form["To"] == NEW_YORK)
    assert await receive_report(friday.deps, DeliveryReport(attempt.id, sid, MessageStatus.DELIVERED, None))
    assert await due_at(reported) == IN_NEW_YORK
    await friday.later(minutes=10)
    assert await friday.statuses(listed) == ["SENT", "PENDING"]
    assert await due_at(listed) == IN_PORTLAND


async def test_after_a_text_that_a_person_rejected(friday: World) -> None:
    await friday.voice(review=True)
    run = await friday.enrolled(await friday.sequence(ai("Ask."), fixed("Two") | MONDAY_AT_TEN), NEW_YORK)
    await friday.work()
    [draft] = await friday.drafts()
    await drafts.reject_draft(friday.deps, friday.partner_id, draft.id)
    assert await due_at(run) == IN_NEW_YORK


async def test_a_first_step_waits_for_its_hour_of_each_lead_and_of_each_turn(friday: World) -> None:
    at_noon = await friday.sequence(fixed("One") | {"send_at": "12:30"})
    await friday.enrolled(at_noon, LEAD)
    done = await enroll_leads(friday.deps, friday.partner_id, at_noon.id, [PORTLAND, NEW_YORK, LEAD, "+12125550002"], 2)
    runs = [run.enrollment for run in done if not isinstance(run, Refused)]
    for run, due in zip(runs, ["07 20:30", "08 17:30", "07 20:30", "08 17:30"], strict=True):
        assert run.due_at
        assert (f"{run.due_at:%d %H:%M}", run.at_once, run.wake_at) == (due, False, await due_at(run))
    assert friday.twilio.posts == 0


async def test_an_hour_of_the_day_outside_the_hours_waits_for_them(friday: World) -> None:
    changes = AccountChanges(hours=HoursChanges(rules=HourRules.US_STATES))
    friday.account = await accounts.update(friday.deps, friday.partner_id, friday.account.id, changes)
    run = await friday.enrolled(await friday.sequence(fixed("One") | {"send_at": "06:00"}), NEW_YORK)
    assert await due_at(run) == datetime(2036, 3, 8, 11, tzinfo=UTC)
    friday.clock.moment = datetime(2036, 3, 8, 11, tzinfo=UTC)
    await friday.work()
    assert friday.twilio.posts == 0
    friday.clock.moment = datetime(2036, 3, 8, 13, tzinfo=UTC)
    await friday.work()
    assert friday.twilio.posts == 1


async def test_a_zone_that_changes_meanwhile_counts_from_the_next_step_on(friday: World) -> None:
    run = await friday.enrolled(
        await friday.sequence(fixed("One"), fixed("Two") | MONDAY_AT_TEN, fixed("3") | {"send_at": "10:00"}), NEW_YORK
    )
    await Lead.filter(phone=NEW_YORK).update(time_zone="America/Los_Angeles")
    assert await due_at(run) == IN_NEW_YORK
    friday.clock.moment = IN_NEW_YORK.astimezone(UTC)
    await friday.work()
    assert await due_at(run) == IN_PORTLAND

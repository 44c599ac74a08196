"""Public rules and the account's own week hold what is sent, and say which of them and until when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app.domain.calendar import state_hours
from app.domain.ids import new_id
from app.domain.vocabulary import HourRules, MessageSource, StepReason, StepRunStatus, Weekday
from app.errors import Code, Refused
from app.models import Lead
from app.services import accounts
from app.services.accounts import AccountChanges, DailyHours, HoursChanges
from app.services.enrollment import enroll_leads
from app.services.people import LeadChanges, update_lead
from app.services.sending import store
from app.services.sending.store import Claim
from tests.world import World, fixed

ALABAMA, NEW_YORK = "+12055551234", "+12125551234"
SUNDAY_NOON = datetime(2036, 3, 16, 17, 0, tzinfo=UTC)  # in Alabama
MONDAY_EIGHT = datetime(2036, 3, 17, 13, 0, tzinfo=UTC)
NIGHT = datetime(2036, 3, 18, 4, 0, tzinfo=UTC)  # Monday 23:00 in Alabama
TUESDAY_EIGHT = datetime(2036, 3, 18, 13, 0, tzinfo=UTC)


async def hours(world: World, **changes: Any) -> None:
    said = HoursChanges(**{"rules": HourRules.US_STATES, "strict": False, **changes})
    world.account = await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(hours=said))


async def bulk(world: World, *plan: dict[str, Any], phone: str = ALABAMA) -> Any:
    sequence = await world.sequence(*plan)
    [run] = await enroll_leads(world.deps, world.partner_id, sequence.id, [phone])
    assert not isinstance(run, Refused)
    return run.enrollment


async def test_a_sunday_in_alabama_waits_for_monday_at_eight(world: World) -> None:
    await hours(world)
    world.clock.moment = SUNDAY_NOON
    enrollment = await bulk(world, fixed("Hello"))
    await world.work()
    [held] = await world.timeline(enrollment)
    assert (held.status, held.reason, held.due_at) == (StepRunStatus.PENDING, StepReason.QUIET_HOURS, MONDAY_EIGHT)
    assert held.explanation == (
        "Held until 2036-03-17 13:00:00 UTC: Alabama allows no texts on Sundays "
        f"(America/Chicago, rules of {state_hours.version()})."
    )
    world.clock.moment = MONDAY_EIGHT - timedelta(minutes=1)
    await world.work()
    assert world.twilio.posts == 0
    await world.later(minutes=1)
    assert [post.form["To"] for post in world.twilio.ledger] == [ALABAMA]


async def test_a_first_message_that_was_asked_for_now_leaves_at_night_and_the_next_waits(world: World) -> None:
    await hours(world)
    world.clock.moment = NIGHT
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)), phone=ALABAMA)
    assert world.twilio.posts == 1
    assert "ValidityPeriod" not in world.twilio.ledger[0].form
    await world.later(hours=1)
    assert world.twilio.posts == 1
    held = (await world.timeline(enrollment))[1]
    assert (held.reason, held.due_at) == (StepReason.QUIET_HOURS, TUESDAY_EIGHT)
    world.clock.moment = TUESDAY_EIGHT
    await world.work()
    assert world.twilio.posts == 2


async def test_strict_hours_hold_that_one_too(world: World) -> None:
    await hours(world, strict=True)
    world.clock.moment = NIGHT
    enrollment = await world.enrolled(await world.sequence(fixed("One")), phone=ALABAMA)
    assert world.twilio.posts == 0
    assert (await world.timeline(enrollment))[0].due_at == TUESDAY_EIGHT


async def test_a_first_message_that_could_not_leave_at_once_keeps_the_hours(world: World) -> None:
    """The call was an instruction for now: a quarter of an hour later it is none."""
    await hours(world)
    world.clock.moment = NIGHT
    world.twilio.plans += ["busy"] * 20
    enrollment = await world.enrolled(await world.sequence(fixed("One")), phone=ALABAMA)
    world.twilio.plans.clear()
    sent = len(world.twilio.ledger)
    await world.later(minutes=16)
    assert len(world.twilio.ledger) == sent
    assert (await world.timeline(enrollment))[0].due_at == TUESDAY_EIGHT


async def test_a_first_message_with_a_delay_and_one_of_a_bulk_call_keep_the_hours(world: World) -> None:
    await hours(world)
    world.clock.moment = NIGHT
    late = await world.enrolled(await world.sequence(fixed("One", 1)), phone=ALABAMA)
    many = await bulk(world, fixed("One"), phone="+12055551235")
    await world.later(hours=1)
    assert world.twilio.posts == 0
    assert [(await world.timeline(run))[0].reason for run in (late, many)] == [StepReason.QUIET_HOURS] * 2


async def test_the_leads_state_counts_before_the_area_code(world: World) -> None:
    await hours(world)
    world.clock.moment = SUNDAY_NOON
    await Lead.create(account_id=world.account.id, phone=NEW_YORK, state="AL", created_at=world.clock.now())
    await bulk(world, fixed("Hello"), phone=NEW_YORK)
    await bulk(world, fixed("Hello"), phone="+12125551235")
    await world.work()
    assert [post.form["To"] for post in world.twilio.ledger] == ["+12125551235"]


async def test_twilio_is_told_to_drop_the_message_when_the_hours_end(world: World) -> None:
    await hours(world)
    world.clock.moment = datetime(2036, 3, 18, 0, 0, tzinfo=UTC)  # 19:00 in Alabama
    await bulk(world, fixed("Hello"))
    await world.work()
    assert world.twilio.ledger[0].form["ValidityPeriod"] == "3600"


async def test_a_person_is_refused_with_the_rule(world: World) -> None:
    await hours(world)
    world.clock.moment = SUNDAY_NOON
    with pytest.raises(Refused) as refused:
        await world.write("Hello", ALABAMA)
    [refusal] = refused.value.refusals
    assert refusal.code is Code.OUTSIDE_WINDOW
    assert "Alabama allows no texts on Sundays" in refusal.message


async def test_the_accounts_week_and_the_rules_both_hold(world: World) -> None:
    office = [DailyHours(day, "09:00", "17:00") for day in list(Weekday)[:5]]
    await hours(world, weekly=office)
    world.clock.moment = SUNDAY_NOON
    enrollment = await bulk(world, fixed("Hello"))
    await world.work()
    assert (await world.timeline(enrollment))[0].due_at == MONDAY_EIGHT + timedelta(hours=1)
    world.clock.moment = MONDAY_EIGHT + timedelta(hours=1)
    await world.work()
    assert world.twilio.posts == 1
    later = await bulk(world, fixed("Hello", 9), phone="+12055551235")
    await world.later(hours=9)
    held = (await world.timeline(later))[0]
    assert (held.reason, "the account sends from 9:00 to 17:00" in held.explanation) == (
        StepReason.OUTSIDE_WINDOW,
        True,
    )


async def test_a_change_of_the_hours_counts_for_what_waits_already(world: World) -> None:
    await hours(world)
    world.clock.moment = SUNDAY_NOON
    enrollment = await bulk(world, fixed("Hello"))
    await world.work()
    assert (await world.timeline(enrollment))[0].reason is StepReason.QUIET_HOURS
    await hours(world, rules=HourRules.FEDERAL)
    await world.work()
    assert world.twilio.posts == 1


async def test_hours_that_change_after_the_pick_hold_the_step(world: World) -> None:
    """The claim compares the version of the account's rules that the decision was made by."""
    world.clock.moment = SUNDAY_NOON
    await bulk(world, fixed("Hello"))
    async with in_transaction() as tx:
        [due] = await store.pick(tx, world.clock.now(), 1)
    await hours(world)
    claim = Claim(due, new_id(), "Hello", 1, MessageSource.SEQUENCE, None)
    async with in_transaction() as tx:
        assert await store.claim(tx, [claim], world.clock.now(), world.clock.now() + timedelta(seconds=20)) == []


async def test_a_state_that_is_corrected_counts_for_what_waits_already(world: World) -> None:
    await hours(world)
    world.clock.moment = SUNDAY_NOON
    await bulk(world, fixed("Hello"))
    await world.work()
    lead = await world.lead(ALABAMA)
    await update_lead(world.deps, world.partner_id, lead.id, LeadChanges(state="GA", postal_code="30301"))
    await world.work()
    assert world.twilio.posts == 1

"""What happened after the backup beside the sending: replies, decisions of people, other numbers and other connections.
What was sent is not sent again all the same."""

from datetime import timedelta

import pytest

from app.models import Account, Enrollment, Sender
from app.services.enrollment import skip_step
from tests.factories import make_connection
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN
from tests.flows.restores.copies import ended, put_back, resume
from tests.restored import KeptMarks, backup
from tests.world import LEAD, SENDER, World, ai, fixed

OWN, TOKEN = "AC" + "a" * 32, "a" * 32


@pytest.mark.parametrize("who", ["the lead replies", "a person decides"])
async def test_the_step_after_one_that_was_skipped_is_not_sent_again(
    world: World, marks: KeptMarks, database_url: str, who: str
) -> None:
    plan = fixed("One"), fixed("Two", 1, skip=True), fixed("Three", 1), fixed("Four", 24)
    run = await world.enrolled(await world.sequence(*plan))
    dump = backup(database_url)
    if who == "the lead replies":
        await world.reply("Yes please", sid=world.twilio.text(LEAD, SENDER, "Yes please").sid)
    else:
        await skip_step(world.deps, world.partner_id, run.id, 1, "Sam")
    await world.later(hours=1)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Three"]

    await put_back(world, marks, dump)
    done = await resume(world)
    assert (done.lost.found, done.lost.doubtful, done.lost.of_nobody) == (1, 1, 0)
    await world.later(hours=2)
    assert world.twilio.bodies() == ["One", "Three"]
    assert await ended(run) == [(0, "SENT"), (1, "UNKNOWN"), (2, "SENT")]
    await world.later(hours=24)
    assert world.twilio.bodies() == ["One", "Three", "Four"]


async def test_the_text_of_the_ai_before_a_step_that_was_sent_is_in_the_conversation(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    plan = fixed("One"), ai("Say hello.", 1), fixed("Three", 1), fixed("Four", 24)
    run = await world.enrolled(await world.sequence(*plan))
    dump = backup(database_url)
    await world.later(hours=1)
    await world.later(hours=1)
    sent = world.twilio.bodies()
    assert sent[2:] == ["Three"]

    await put_back(world, marks, dump)
    done = await resume(world)
    assert (done.lost.found, done.lost.doubtful) == (1, 1)
    await world.later(hours=2)
    assert world.twilio.bodies() == sent
    assert await ended(run) == [(0, "SENT"), (1, "UNKNOWN"), (2, "SENT")]
    assert [row.body for row in await world.messages()] == sent


async def test_an_unknown_message_of_long_ago_is_not_the_one_that_was_sent_with_its_text(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    world.twilio.plans.extend(["fail", "fail"])
    run = await world.enrolled(await world.sequence(fixed("Hi"), fixed("Hi", 240)))
    for seconds in (20, 60, 20, 60):
        await world.later(seconds=seconds)
    assert await ended(run) == [(0, "UNKNOWN")]
    dump = backup(database_url)
    await world.later(hours=240)
    sent = world.twilio.bodies()

    await put_back(world, marks, dump)
    assert (await resume(world)).lost.found == 1
    await world.later(hours=1)
    assert world.twilio.bodies() == sent


async def test_what_left_from_a_number_that_the_copy_does_not_know_counts(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    dump = backup(database_url)
    await Account.filter(id=world.account.id).update(phone_number="+15005550007")
    await Sender.filter(account_id=world.account.id, phone_number=SENDER).update(removed_at=world.clock.now())
    await world.later(hours=1)
    assert [one.sender for one in world.twilio.ledger] == [SENDER, "+15005550007"]

    await put_back(world, marks, dump)
    world.clock.advance(hours=1)
    assert (await resume(world)).lost.found == 1
    await world.work()
    assert world.twilio.bodies() == ["One", "Two"]
    assert await ended(run) == [(0, "SENT"), (1, "SENT")]


async def test_a_list_that_cannot_be_read_is_in_doubt_for_each_account_that_shares_it(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    """Two accounts of ours have connections to the same account at the provider."""
    world.twilio.tokens[OWN] = TOKEN
    runs = []
    for number in ("+15005550010", "+15005550011"):
        world.account = await Account.create(
            partner_id=world.partner_id, name=number, company_name="Own", phone_number=number, time_zone="UTC"
        )
        await make_connection(world.deps, world.account.id, OWN, TOKEN)
        runs.append(await world.enrolled(await world.sequence(fixed("One", 1))))
    dump = backup(database_url)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "One"]

    await put_back(world, marks, dump)
    world.clock.advance(hours=1)
    world.twilio.tokens[OWN] = "another"
    assert (await resume(world, without_lists=True)).lost.doubtful == 2
    world.twilio.tokens[OWN] = TOKEN
    await world.work()
    assert world.twilio.bodies() == ["One", "One"]
    assert [await ended(run) for run in runs] == [[(0, "UNKNOWN")], [(0, "UNKNOWN")]]


async def test_steps_after_one_in_flight_are_in_doubt_while_the_provider_is_away(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    """The workers look the attempt up when the provider is back, and the run goes on after the steps of meanwhile."""
    world.twilio.plans.append("accept_then_fail")
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 24)))
    dump = backup(database_url)
    assert (await Enrollment.get(id=run.id)).attempt_id is not None
    for hours in (1, 1, 1):
        await world.later(hours=hours)
    assert world.twilio.bodies() == ["One", "Two"]

    await put_back(world, marks, dump)
    world.twilio.tokens[ACCOUNT_SID] = "another"
    assert (await resume(world, without_lists=True)).lost.doubtful == 2
    world.twilio.tokens[ACCOUNT_SID] = AUTH_TOKEN
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two"]
    assert await ended(run) == [(0, "UNKNOWN"), (1, "UNKNOWN")]


async def test_an_attempt_in_flight_that_could_not_be_looked_up_is_found_in_the_list(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    world.twilio.plans.append("accept_then_fail")
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 24)))
    dump = backup(database_url)
    for hours in (1, 1, 1):
        await world.later(hours=hours)

    await put_back(world, marks, dump)
    await Enrollment.filter(id=run.id).update(lease_until=world.clock.now() + timedelta(minutes=1))  # not over yet
    done = await resume(world)
    assert (done.in_flight, done.lost.found, done.lost.doubtful) == (0, 2, 0)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two"]
    assert await ended(run) == [(0, "SENT"), (1, "SENT")]


async def test_an_attempt_in_flight_that_is_not_listed_ends_in_doubt_if_a_later_step_is(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    """Such as one that was sent anew with another text."""
    world.twilio.plans.append("accept_then_fail")
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 24)))
    dump = backup(database_url)
    for hours in (1, 1, 1):
        await world.later(hours=hours)
    world.twilio.told_instead[world.twilio.ledger[0].sid] = {"body": "Another text"}

    await put_back(world, marks, dump)
    done = await resume(world)
    assert (done.in_flight, done.lost.found, done.lost.doubtful) == (1, 1, 1)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two"]
    assert await ended(run) == [(0, "UNKNOWN"), (1, "SENT")]

"""The first automated message to a person says who writes and how to stop, if the account wants that."""

import logging

import pytest

from app.domain.vocabulary import StepReason, StepRunStatus
from app.errors import Refused
from app.models import Account, Message
from app.services import accounts
from app.services.accounts import AccountChanges, FirstMessageChanges
from app.services.enrollment import enroll_leads, preview_sequence
from app.services.sending.claim import claim_due
from tests.world import LEAD, World, ai, fixed

LINE = "Reply STOP to opt out."


async def rule(world: World, identify: bool = True, line: str | None = LINE, days: int | None = None) -> None:
    changes = FirstMessageChanges(identify=identify, opt_out_line=line, repeat_after_days=days)
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(first_message=changes))


async def sent(world: World, phone: str = LEAD) -> list[str]:
    return [message.body for message in await world.messages(phone) if message.direction == "OUTBOUND"]


async def test_only_the_first_message_says_who_writes_and_how_to_stop(world: World) -> None:
    await rule(world)
    run = await world.enrolled(await world.sequence(fixed("Hi."), fixed("Still there?", 24)))
    await world.later(hours=24)
    assert await sent(world) == [f"Demo Lending: Hi. {LINE}", "Still there?"]
    assert [sms.body for sms in world.twilio.ledger] == await sent(world)
    assert await world.statuses(run) == ["SENT", "SENT"]
    await world.enrolled(await world.sequence(fixed("A second sequence.")))
    assert (await sent(world))[2:] == ["A second sequence."]


async def test_without_the_rule_a_text_leaves_to_the_letter(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("Hi. ")))
    assert await sent(world) == ["Hi. "]


async def test_after_so_many_days_it_is_said_again(world: World) -> None:
    await rule(world, days=30)
    await world.enrolled(await world.sequence(fixed("One."), fixed("Two.", 24), fixed("Three.", 30 * 24)))
    await world.later(hours=24)
    await world.later(days=30)
    assert await sent(world) == [f"Demo Lending: One. {LINE}", "Two.", f"Demo Lending: Three. {LINE}"]


async def test_a_person_s_message_is_no_automated_one(world: World) -> None:
    await rule(world)
    await world.write("Hi, it's Ana.")
    await world.enrolled(await world.sequence(fixed("Hello.")))
    assert await sent(world) == ["Hi, it's Ana.", f"Demo Lending: Hello. {LINE}"]


async def test_a_message_that_was_refused_or_is_unknown_does_not_count(world: World) -> None:
    await rule(world, identify=False)
    world.twilio.plans += ["reject:30003", "accept_then_silence"]
    await world.enrolled(await world.sequence(fixed("One."), fixed("Two.", 1), fixed("Three.", 1)))
    await world.later(hours=1)
    await world.later(hours=1)
    assert [message.body for message in await world.messages()] == [f"{text} {LINE}" for text in ("One.", "Two.")]


async def test_an_ai_text_is_checked_without_what_is_added(world: World) -> None:
    await rule(world)
    world.claude.texts += ["Hi, any questions?", "Shall we talk?"]
    await world.enrolled(await world.sequence(ai("Ask."), ai("Ask again.", 24)))
    await world.work()
    await world.later(hours=24)
    assert await sent(world) == [f"Demo Lending: Hi, any questions? {LINE}", "Shall we talk?"]


async def test_what_is_added_counts_in_segments_and_in_the_limit(world: World) -> None:
    await rule(world)
    await world.enrolled(await world.sequence(fixed("x" * 159)))
    assert (await Message.get()).segments == 2
    run = await world.enrolled(await world.sequence(fixed("y" * 1590)), "+14155550123")
    [step] = await world.timeline(run)
    assert (step.status, step.reason) == (StepRunStatus.FAILED, StepReason.TOO_LONG)


async def test_of_two_first_messages_at_once_one_is_the_first(world: World) -> None:
    await rule(world, identify=False)
    for text in ("One.", "Two."):
        sequence = await world.sequence(fixed(text))
        await enroll_leads(world.deps, world.partner_id, sequence.id, [LEAD])
    await world.work()
    await world.later(seconds=2)
    assert sorted(await sent(world)) == sorted([f"One. {LINE}", "Two."])


async def claiming(world: World, phones: list[str], caplog: pytest.LogCaptureFixture, text: str = "Hi.") -> int:
    """The statements that claim the first steps of these leads."""
    sequence = await world.sequence(fixed(text))
    await enroll_leads(world.deps, world.partner_id, sequence.id, phones)
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
        batch = await claim_due(world.deps)
    assert batch.picked == len(phones)
    return len([one for one in caplog.records if one.name == "tortoise.db_client"])


async def test_the_rule_costs_no_statement(world: World, caplog: pytest.LogCaptureFixture) -> None:
    without = await claiming(world, ["+14155550101"], caplog)
    await rule(world)
    assert await claiming(world, [f"+1415555020{number}" for number in range(5)], caplog) == without


async def test_holding_many_steps_costs_as_many_statements_as_holding_one(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    lacking = "{{custom.rate}}"
    one = await claiming(world, ["+14155550101"], caplog, lacking)
    assert await claiming(world, [f"+1415555020{number}" for number in range(5)], caplog, lacking) == one


async def test_a_preview_shows_what_is_added(world: World) -> None:
    await rule(world, days=2)
    sequence = await world.sequence(fixed("One."), fixed("Two.", 24), fixed("Three.", 48), fixed("x" * 1590, 48))
    shown = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, [])
    first, third = f"Demo Lending: One. {LINE}", f"Demo Lending: Three. {LINE}"
    assert [step.foreseen.text for step in shown[:3]] == [first, "Two.", third]
    assert shown[3].foreseen.reason is StepReason.TOO_LONG
    await world.enrolled(await world.sequence(fixed("Before.")))
    shown = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, [])
    assert [step.foreseen.text for step in shown[:3]] == ["One.", "Two.", third]


@pytest.mark.parametrize("line", ["Call us any time.", "Thanks!", "Reply {{first_name}} STOP", "x" * 161])
async def test_a_line_without_a_word_that_stops_is_refused(world: World, line: str) -> None:
    with pytest.raises(Refused) as refused:
        await rule(world, line=line)
    assert [one.path for one in refused.value.refusals] == [("input", "firstMessage", "optOutLine")]
    assert (await Account.get(id=world.account.id)).first_message is None


@pytest.mark.parametrize("line", ["Txt END 2 end", "Reply 'STOP' to opt out", "Responda ALTO para salir"])
async def test_a_line_with_a_word_that_stops_is_taken(world: World, line: str) -> None:
    await rule(world, line=f" {line} ")
    assert (await Account.get(id=world.account.id)).first_message_opt_out_line == line


async def test_days_are_bounded_and_a_null_clears(world: World) -> None:
    for days in (0, 3651):
        with pytest.raises(Refused) as refused:
            await rule(world, days=days)
        assert [one.path for one in refused.value.refusals] == [("input", "firstMessage", "repeatAfterDays")]
    await rule(world, days=30)
    await rule(world, identify=False, line=None)
    assert (await Account.get(id=world.account.id)).first_message is None

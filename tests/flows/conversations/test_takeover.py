"""A person takes a conversation over: automation rests until the hand-back or the end, and nothing bursts after it."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.vocabulary import PauseReason
from app.errors import Code, Refused
from app.models import Enrollment
from app.services import accounts
from app.services.accounts import AccountChanges
from app.services.conversations import hand_back, take_over
from app.services.enrollment import pause_lead, resume_lead
from tests.world import World, fixed


async def begun(world: World) -> UUID:
    """A lead with one message and one step to come; the id of the conversation, which is the lead's."""
    await world.enroll(await world.sequence(fixed("Hello", 0), fixed("Again", 1)))
    return (await world.lead()).id


async def takes_over(world: World, conversation: UUID, hours: float | None = None, by: str = "Sam") -> None:
    until = None if hours is None else world.clock.now() + timedelta(hours=hours)
    await take_over(world.deps, world.partner_id, conversation, by, until)


async def hands_back(world: World, conversation: UUID) -> None:
    await hand_back(world.deps, world.partner_id, conversation)


async def lasts(world: World) -> tuple[PauseReason, str | None, float | None] | None:
    """The lead's pause: its reason, who began it, and for how many hours more."""
    pause = (await world.lead()).pause
    if pause is None or not pause.in_force(world.clock.now()):
        return None
    left = None if pause.until is None else (pause.until - world.clock.now()).total_seconds() / 3600
    return pause.reason, pause.by, left


async def test_nothing_automated_is_sent_until_it_ends_by_itself(world: World) -> None:
    conversation = await begun(world)
    await takes_over(world, conversation)
    assert await lasts(world) == (PauseReason.TAKEN_OVER, "Sam", 12)
    await world.later(hours=11)
    assert world.twilio.bodies() == ["Hello"]
    [_, waiting] = await world.timeline(await Enrollment.get(lead_id=conversation))
    assert "Sam took the conversation over" in waiting.explanation
    assert waiting.reason is not None
    assert waiting.reason.value == "TAKEN_OVER"
    await world.later(hours=1)
    assert world.twilio.bodies() == ["Hello", "Again"]


async def test_a_hand_back_lets_automation_go_on_at_once(world: World) -> None:
    conversation = await begun(world)
    await takes_over(world, conversation)
    await world.later(hours=2)
    await hands_back(world, conversation)
    await world.work()
    assert world.twilio.bodies() == ["Hello", "Again"]


async def test_a_persons_message_takes_over_for_the_accounts_hours(world: World) -> None:
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(takeover_hours=3))
    await begun(world)
    message = await world.write("Hi, Sam here.", by="Sam", take_over=True)
    assert message.written_by == "Sam"
    assert await lasts(world) == (PauseReason.TAKEN_OVER, "Sam", 3)
    await world.later(hours=2)
    assert world.twilio.bodies() == ["Hello", "Hi, Sam here."]
    await world.later(hours=1)
    assert world.twilio.bodies()[-1] == "Again"


async def test_a_persons_message_without_a_takeover_pauses_nothing(world: World) -> None:
    await begun(world)
    await world.write("Hi, Sam here.")
    assert await lasts(world) is None


async def test_a_longer_pause_of_a_person_is_not_shortened(world: World) -> None:
    conversation = await begun(world)
    await pause_lead(world.deps, world.partner_id, conversation, None, "Ann")
    await takes_over(world, conversation, 1)
    assert await lasts(world) == (PauseReason.REQUESTED, "Ann", None)
    await hands_back(world, conversation)
    assert await lasts(world) == (PauseReason.REQUESTED, "Ann", None), "somebody else asked for it"
    await resume_lead(world.deps, world.partner_id, conversation)
    await takes_over(world, conversation, 5)
    await takes_over(world, conversation, 1, by="Ann")
    assert await lasts(world) == (PauseReason.TAKEN_OVER, "Ann", 5)


async def test_an_unclear_text_never_ends_a_takeover_earlier_and_never_takes_its_place(world: World) -> None:
    conversation = await begun(world)
    await takes_over(world, conversation, 5)
    await world.reply("Who is this?")
    assert await lasts(world) == (PauseReason.TAKEN_OVER, "Sam", None), "until a person has decided on the text"
    await world.later(hours=20)
    assert world.twilio.bodies() == ["Hello"]
    await hands_back(world, conversation)
    assert await lasts(world) is None


async def test_a_takeover_of_an_unclear_text_waits_for_the_hand_back(world: World) -> None:
    conversation = await begun(world)
    await world.reply("Who is this?")
    await world.write("It is Sam of Demo Lending.", by="Sam", take_over=True)
    assert await lasts(world) == (PauseReason.TAKEN_OVER, "Sam", None)
    await world.later(hours=20)
    assert world.twilio.bodies() == ["Hello", "It is Sam of Demo Lending."]
    await hands_back(world, conversation)
    await world.work()
    assert world.twilio.bodies()[-1] == "Again"


async def test_overdue_steps_of_several_sequences_follow_an_hour_apart(world: World) -> None:
    conversation = await begun(world)
    for number in range(3):
        await world.enroll(await world.sequence(fixed(f"Other {number}", 2)))
    await takes_over(world, conversation)
    await world.later(hours=5)
    await hands_back(world, conversation)
    await world.work()
    assert len(world.twilio.ledger) == 2
    for count in (3, 4, 5):
        await world.later(minutes=59)
        assert len(world.twilio.ledger) == count - 1
        await world.later(minutes=1)
        assert len(world.twilio.ledger) == count


@pytest.mark.parametrize(("by", "hours", "path"), [(" ", None, "by"), ("S" * 201, None, "by"), ("Sam", -1, "until")])
async def test_what_cannot_be_is_refused(world: World, by: str, hours: float | None, path: str) -> None:
    conversation = await begun(world)
    with pytest.raises(Refused) as caught:
        await takes_over(world, conversation, hours, by)
    [refusal] = caught.value.refusals
    assert (refusal.code, refusal.path) == (Code.INVALID_INPUT, (path,))
    assert await lasts(world) is None

"""The inbox: what a conversation says of itself after each message and each act, and that a recount says the same."""

from collections.abc import AsyncIterator

import pytest

from app.domain.vocabulary import AttentionReason, ConversationStatus, MessageStatus
from app.errors import Refused
from app.models import Conversation, Message
from app.services import ai as drafts
from app.services.conversations import (
    DeliveryReport,
    assign_conversation,
    close_conversation,
    mark_read,
    miscounted,
    opt_out_lead,
    receive_report,
    take_over,
)
from app.services.enrollment import resume_lead
from app.services.people import erase_lead
from tests.world import LEAD, World, ai, fixed

OPEN, DONE = ConversationStatus.OPEN, ConversationStatus.DONE
UNCLEAR = "Who is this?"


@pytest.fixture(autouse=True)
async def _recounted(world: World) -> AsyncIterator[None]:
    """After each story the conversations are what a recount of all messages says."""
    yield
    assert await miscounted() == []


async def conversation(world: World, phone: str = LEAD) -> Conversation:
    return await Conversation.get(id=(await world.lead(phone)).id)


def state(row: Conversation) -> tuple[object, ...]:
    """Unread messages, attention and status."""
    return row.unread_count, row.attention, row.status


async def attention(world: World, phone: str = LEAD) -> AttentionReason | None:
    return (await conversation(world, phone)).attention


async def reported(world: World, message: Message, status: MessageStatus) -> None:
    sent = next(one for one in world.twilio.ledger if one.sid == message.provider_sid)
    assert await receive_report(world.deps, DeliveryReport(message.id, sent.sid, status, 30003))


async def test_a_step_makes_a_conversation_that_needs_nobody(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0)))
    row = await conversation(world)
    [sent] = await world.messages()
    assert (row.last_message_id, row.last_message_at) == (sent.id, sent.created_at)
    assert state(row) == (0, None, OPEN)
    assert row.last_inbound_at is None


async def test_replies_are_unread_and_unanswered_until_a_person_writes(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0), fixed("Still there?", 1)))
    await world.reply("What is the rate?")
    await world.reply("And the fees?")
    row = await conversation(world)
    assert (row.unread_count, row.attention) == (2, AttentionReason.UNANSWERED)
    await world.later(hours=1)
    assert await attention(world) is AttentionReason.UNANSWERED, "a template is no answer"
    assert (await conversation(world)).last_message_id == (await world.messages())[-1].id
    await world.write("6 percent.", by="Sam")
    row = await conversation(world)
    assert state(row) == (0, None, OPEN)
    assert (await world.messages())[-1].written_by == "Sam"


async def test_a_message_that_the_provider_did_not_take_answers_nothing(world: World) -> None:
    await world.reply("What is the rate?")
    world.twilio.plans.append("busy")
    with pytest.raises(Exception, match="busy"):
        await world.write("6 percent.")
    row = await conversation(world)
    assert (row.unread_count, row.attention) == (1, AttentionReason.UNANSWERED)


async def test_a_text_of_the_ai_answers(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0), ai("Answer.", 1, skip=False)))
    await world.reply("What do you need from me?")
    assert await attention(world) is AttentionReason.UNANSWERED
    await world.later(hours=1)
    assert await attention(world) is None
    assert (await conversation(world)).unread_count == 1, "no person has read it"


async def test_a_lead_who_asks_for_a_person_waits_for_one(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0), ai("Answer.", 1, skip=False)))
    await world.reply("Can I talk to a real person?")
    assert await attention(world) is AttentionReason.HANDOFF
    await world.later(hours=1)
    assert await attention(world) is AttentionReason.HANDOFF, "a text of the AI is no person"
    await take_over(world.deps, world.partner_id, (await world.lead()).id, "Sam", None)
    assert await attention(world) is None


async def test_an_unclear_text_needs_a_decision(world: World) -> None:
    await world.reply(UNCLEAR)
    lead = await world.lead()
    assert await attention(world) is AttentionReason.UNCLEAR_REPLY
    await resume_lead(world.deps, world.partner_id, lead.id)
    assert await attention(world) is AttentionReason.UNANSWERED
    await world.reply(UNCLEAR)
    assert await attention(world) is AttentionReason.UNCLEAR_REPLY
    await opt_out_lead(world.deps, world.partner_id, world.account.id, LEAD, "Said so")
    assert await attention(world) is None
    assert (await conversation(world)).unread_count == 2


async def test_a_stop_is_unread_and_needs_no_answer(world: World) -> None:
    await world.reply("What is the rate?")
    await world.reply("STOP")
    row = await conversation(world)
    assert state(row) == (2, None, OPEN)


async def test_a_draft_needs_a_review(world: World) -> None:
    await world.voice(review=True)
    await world.enroll(await world.sequence(fixed("Hello", 0), ai("Ask.", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    assert await attention(world) is AttentionReason.DRAFT
    await close_conversation(world.deps, world.partner_id, (await world.lead()).id)
    assert await attention(world) is None
    await drafts.reject_draft(world.deps, world.partner_id, draft.id)
    assert (await conversation(world)).draft_at is None


async def test_a_reply_makes_the_draft_stale_and_is_what_needs_attention(world: World) -> None:
    await world.voice(review=True)
    await world.enroll(await world.sequence(fixed("Hello", 0), ai("Ask.", 1)))
    await world.later(hours=1)
    await world.reply("What is the rate?")
    assert await attention(world) is AttentionReason.UNANSWERED


async def test_a_message_that_does_not_arrive_needs_attention_until_the_next(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0), fixed("Again", 1)))
    lead_id = (await world.lead()).id
    await close_conversation(world.deps, world.partner_id, lead_id)
    [sent] = await world.messages()
    await reported(world, sent, MessageStatus.UNDELIVERED)
    row = await conversation(world)
    assert state(row) == (0, AttentionReason.NOT_DELIVERED, OPEN)
    await close_conversation(world.deps, world.partner_id, lead_id)
    row = await conversation(world)
    assert state(row) == (0, None, DONE)
    await world.later(hours=1)
    row = await conversation(world)
    assert state(row) == (0, None, DONE), "a step that is sent opens nothing"


async def test_an_attempt_that_never_arrived_is_not_the_last_message(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0)))
    world.twilio.plans.append("busy")
    other = "+14155550111"
    await world.enroll(await world.sequence(fixed("Second", 0)), other)
    assert not await Conversation.filter(id=(await world.lead(other)).id).exists()
    await world.later(hours=1)
    assert (await conversation(world, other)).last_message_id == (await world.messages(other))[0].id


async def test_reading_assigning_and_closing(world: World) -> None:
    await world.reply("One")
    await world.reply("Two")
    lead_id, deps, partner = (await world.lead()).id, world.deps, world.partner_id
    first, second = await world.messages()
    assert (await mark_read(deps, partner, lead_id, first.id)).unread_count == 1
    assert (await mark_read(deps, partner, lead_id, None)).unread_count == 0
    assert (await mark_read(deps, partner, lead_id, first.id)).unread_count == 0
    assert (await assign_conversation(deps, partner, lead_id, " Sam ")).assignee == "Sam"
    with pytest.raises(Refused, match="on one line"):
        await assign_conversation(deps, partner, lead_id, "Sam\nAnn")
    closed = await close_conversation(deps, partner, lead_id)
    assert state(closed) == (0, None, DONE)
    assert closed.assignee == "Sam"
    await world.reply("Three")
    row = await conversation(world)
    assert (row.status, row.attention, row.unread_count) == (OPEN, AttentionReason.UNANSWERED, 1)
    assert (await assign_conversation(deps, partner, lead_id, None)).assignee is None
    assert second.id < row.last_message_id


async def test_the_conversation_of_an_erased_lead_is_gone(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 0)))
    await world.reply("What is the rate?")
    lead = await world.lead()
    await erase_lead(world.deps, world.partner_id, lead.id)
    assert not await Conversation.filter(id=lead.id).exists()


async def test_two_steps_of_one_lead_in_one_batch_are_counted(world: World) -> None:
    for text in ("One", "Two"):
        await world.enroll(await world.sequence(fixed(text, 1)))
    await world.later(hours=1)
    assert (await conversation(world)).last_message_id in {message.id for message in await world.messages()}


async def test_messages_that_are_stored_together_are_counted(world: World) -> None:
    """As an import of history, or a bench, stores them."""
    await world.reply("One")
    lead = await world.lead()
    now = world.clock.now()
    shared = {"account_id": world.account.id, "lead_id": lead.id, "segments": 1, "created_at": now}
    await Message.bulk_create(
        [
            Message(**shared, direction="INBOUND", status="RECEIVED", body="Two", read_as="REPLY", provider_sid="SM2"),
            Message(**shared, direction="OUTBOUND", status="FAILED", body="Three", source="OPERATOR"),
        ]
    )
    row = await conversation(world)
    assert (row.unread_count, row.attention) == (2, AttentionReason.UNANSWERED)

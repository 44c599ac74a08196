"""Messages leave, leads answer and the provider reports, all at once: what was told is what the rows say."""

import asyncio

from app.db import rows
from app.domain.vocabulary import MessageStatus
from app.models import Message, WebhookEvent
from app.services import sending
from app.services.conversations import DeliveryReport, receive_report
from app.services.enrollment import enroll_leads
from tests.flows.webhooks.listening import listen
from tests.told import mistold, undelivered
from tests.world import World, fixed

PHONES = [f"+1415555{number}" for number in range(4000, 4040)]
WORDS = ("STOP", "Sure, call me", "Who is this?", "Thanks")


async def test_what_is_told_is_what_the_rows_say_whoever_comes_first(world: World) -> None:
    """Two sequences write to each lead for the first time in the same batches, and each lead answers meanwhile."""
    await listen(world)
    await listen(world, "conversation.started", "lead.opted_out")
    for name in ("One", "Two"):
        sequence = await world.sequence(fixed(name, 1), fixed("Again"))
        await enroll_leads(world.deps, world.partner_id, sequence.id, PHONES)
    world.clock.advance(hours=1)

    async def answers(number: int, phone: str) -> None:
        await world.reply(WORDS[number % len(WORDS)], phone)
        for message in await Message.filter(recipient=phone, provider_sid__isnull=False):
            report = DeliveryReport(message.id, str(message.provider_sid), MessageStatus.DELIVERED, None)
            await receive_report(world.deps, report)

    few = asyncio.Semaphore(6)

    async def in_turn(number: int, phone: str) -> None:
        async with few:
            await answers(number, phone)

    drains = (sending.drain(world.deps, world.clock.now()) for _ in range(2))
    await asyncio.gather(*drains, *(in_turn(number, phone) for number, phone in enumerate(PHONES)))
    await world.work()

    assert await mistold(rows) == {}
    assert await undelivered(rows) == 0
    for kind in ("conversation.started", "lead.created"):
        assert await WebhookEvent.filter(type=kind).count() == len(PHONES)

"""A sequence pauses itself when too many leads opt out after its messages."""

import asyncio
import logging

import pytest

from app.domain.numbers.guardrail import Guardrail
from app.domain.vocabulary import PauseReason, StepReason
from app.models import Sequence
from app.services import accounts
from app.services.accounts import AccountChanges
from app.services.conversations import opt_out_lead
from app.services.sequences import resume_sequence
from tests.world import World, fixed

PHONES = [f"+141555501{number:02}" for number in range(40)]
RAIL = Guardrail(0.1, 20)
"""At the third opt-out."""


async def guard(world: World, rail: Guardrail | None = RAIL) -> None:
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(guardrail=rail))


async def pause_of(sequence: Sequence) -> PauseReason | None:
    pause = (await Sequence.get(id=sequence.id)).pause
    return pause.reason if pause else None


async def test_the_sequence_pauses_at_the_opt_out_that_passes_the_share(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await guard(world)
    sequence = await world.sequence(fixed("One"), fixed("Two", 1))
    other = await world.sequence(fixed("Other", 1))
    runs = [await world.enrolled(sequence, phone) for phone in PHONES[:5]]
    await world.enroll(other, PHONES[4])
    await world.reply("STOP", PHONES[0])
    await world.reply("Take me off your list", PHONES[1])
    assert await pause_of(sequence) is None
    with caplog.at_level(logging.WARNING, "nudge.numbers"):
        await opt_out_lead(world.deps, world.partner_id, world.account.id, PHONES[2], "Told us on the phone")
    assert await pause_of(sequence) is PauseReason.OPT_OUTS
    assert "pauses itself: too many opt-outs after its last 20 messages" in caplog.text

    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"] * 5 + ["Other"], "another sequence goes on"
    _, waiting = await world.timeline(runs[3])
    assert waiting.reason is StepReason.PAUSED
    assert "the sequence paused itself, because too many leads opted out after its messages" in waiting.explanation

    await resume_sequence(world.deps, world.partner_id, sequence.id)
    await world.work()
    assert await pause_of(sequence) is None
    assert world.twilio.bodies().count("Two") == 2
    await world.reply("STOP", PHONES[3])
    await world.reply("STOP", PHONES[4])
    assert await pause_of(sequence) is None, "it counts anew"


async def test_only_the_last_messages_count(world: World) -> None:
    await guard(world)
    sequence = await world.sequence(fixed("One"))
    for phone in PHONES[:22]:
        await world.enroll(sequence, phone)
        world.clock.advance(seconds=1)
    for phone in (PHONES[0], PHONES[1], PHONES[20]):
        await world.reply("STOP", phone)
    assert await pause_of(sequence) is None, "of the last 20, one"
    await world.reply("STOP", PHONES[21])
    assert await pause_of(sequence) is None, "two"
    await world.reply("STOP", PHONES[19])
    assert await pause_of(sequence) is PauseReason.OPT_OUTS


async def test_without_a_guardrail_nothing_pauses(world: World) -> None:
    await guard(world)
    await guard(world, None)
    sequence = await world.sequence(fixed("One"))
    for phone in PHONES[:4]:
        await world.enroll(sequence, phone)
        await world.reply("STOP", phone)
    assert await pause_of(sequence) is None


async def test_opt_outs_at_the_same_time_count_each_other(world: World) -> None:
    await guard(world)
    sequence = await world.sequence(fixed("One"))
    for phone in PHONES[:3]:
        await world.enroll(sequence, phone)
    await asyncio.gather(*(world.reply("STOP", phone) for phone in PHONES[:3]))
    assert await pause_of(sequence) is PauseReason.OPT_OUTS

"""A preview tells what happens: the same run is played for real afterwards, and both tell the same story."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.db import connection
from app.domain.vocabulary import EnrollmentStatus, StepRunStatus
from app.models import Account, Enrollment, Lead, Message, Sequence
from app.services.enrollment import PreviewedStep, preview_sequence
from tests.world import LEAD, World, ai, fixed

TEXTS = ["Hi {{first_name}}, this is {{company}}.", "Any news about {{property_address}}?", "Bye."]


# What a model writes must differ from what it wrote before: else it is refused, which no preview can know.
WRITTEN = [
    "How is the paperwork going?",
    "Can I help with anything?",
    "Shall we talk tomorrow?",
    "Is all well with you?",
]


DELAYS: list[dict[str, Any]] = [
    *({"delay_hours": hours} for hours in (0, 1, 5, 24, 40)),
    {"delay_hours": 1, "delay_minutes": 30},
    {"delay_days": 2},
    {"delay_days": 1, "send_at": "10:00"},
    {"delay_days": 3, "business_days": True},
    {"send_at": "03:30"},
]


@dataclass
class Plan:
    """A sequence, a window, a lead's zone and their replies, all by chance."""

    steps: list[dict[str, Any]]
    window: tuple[str, str] | None
    zone: str | None
    replies: list[timedelta]


def a_plan(seed: int) -> Plan:
    chance = random.Random(seed)
    steps = [
        chance.choice([fixed(chance.choice(TEXTS), skip=chance.random() < 0.5), ai("Ask again.")])
        | chance.choice(DELAYS)
        for _ in range(chance.randint(1, 4))
    ]
    window = chance.choice([None, ("08:00", "21:00"), ("22:00", "02:00")])
    zone = chance.choice([None, "America/New_York", "Asia/Kolkata"])
    replies = [timedelta(minutes=chance.randint(30, 80 * 60)) for _ in range(chance.choice([0, 0, 1, 2]))]
    return Plan(steps, window, zone, sorted(replies))


async def preview(world: World, sequence: Sequence, *replies: datetime) -> list[PreviewedStep]:
    return await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, replies)


async def play(world: World, sequence: Sequence, replies: list[datetime]) -> Enrollment:
    """Enrolls the lead, and goes from one moment at which something is to happen to the next."""
    world.claude.texts.extend(WRITTEN)
    run = await world.enrolled(sequence)
    while True:
        run = await Enrollment.get(id=run.id)
        moments = [*replies, *([run.wake_at] if run.wake_at else [])]
        if run.status is not EnrollmentStatus.ACTIVE:
            return run
        world.clock.advance(seconds=max(0.0, (min(moments) - world.clock.now()).total_seconds()))
        if replies and replies[0] <= world.clock.now():
            replies.pop(0)
            await world.reply("Yes, tell me more")
        await world.work()


@pytest.mark.parametrize("seed", range(12))
async def test_what_is_foreseen_is_what_happens(world: World, seed: int) -> None:
    plan = a_plan(seed)
    start, end = plan.window or (None, None)
    await Account.filter(id=world.account.id).update(window_start=start, window_end=end)
    await Lead.create(
        account_id=world.account.id,
        phone=LEAD,
        first_name="Ann",
        time_zone=plan.zone,
        created_at=world.clock.now(),
    )
    sequence = await world.sequence(*plan.steps)
    replies = [world.clock.now() + after for after in plan.replies]
    foreseen = await preview(world, sequence, *replies)
    run = await play(world, sequence, replies)
    lines = await world.timeline(run)
    bodies = {message.id: message.body for message in await Message.filter(direction="OUTBOUND")}
    assert [one.foreseen.status for one in foreseen] == [line.status for line in lines]
    assert [one.foreseen.at for one in foreseen] == [line.settled_at for line in lines]
    assert [one.foreseen.due_at for one in foreseen] == [line.due_at for line in lines]
    assert [one.foreseen.reason for one in foreseen] == [line.reason for line in lines]
    for one, line in zip(foreseen, lines, strict=True):
        if one.foreseen.text is not None:
            assert line.message_id
            assert one.foreseen.text == bodies[line.message_id]
        if line.status is StepRunStatus.SKIPPED:
            assert one.foreseen.explanation == line.explanation


async def counts() -> dict[str, int]:
    tables = await connection().execute_query_dict("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = {}
    for name in (table["tablename"] for table in tables):
        [row] = await connection().execute_query_dict(f'SELECT count(*) AS count FROM "{name}"')
        rows[name] = row["count"]
    return rows


async def test_a_preview_sends_and_stores_nothing(world: World) -> None:
    sequence = await world.sequence(fixed("Hi"), ai("Ask."), fixed("Bye", 24))
    before = await counts()
    assert len(await preview(world, sequence)) == 3
    await world.work()
    assert await counts() == before
    assert world.twilio.ledger == []
    assert world.claude.requests == []

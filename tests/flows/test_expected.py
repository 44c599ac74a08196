"""`expectedAt` is when the engine sends, if nothing else happens: random accounts, leads with one to three enrollments,
rules, caps, pauses, replies, and times without a worker."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.vocabulary import EnrollmentStatus, HourRules, MisfirePolicy, StepReason, StepRunStatus
from app.models import Account, Enrollment, Lead
from app.services.enrollment import Entry, next_entries, next_steps_at, pause_lead, resume_lead, timelines
from tests.flows.test_preview import DELAYS
from tests.world import World, fixed

PHONES = [f"+1{code}5550{number:03}" for number, code in enumerate((205, 850, 504, 915, 800, 212, 415, 907, 808, 312))]
HOURS: list[dict[str, Any]] = [
    {"hour_rules": HourRules.US_STATES, "strict_hours": False},
    {"hour_rules": HourRules.FEDERAL, "keep_holidays": True, "window_start": "10:00", "window_end": "16:00"},
    {"hour_rules": HourRules.NONE, "caps": "1/30"},
    {"hour_rules": HourRules.NONE, "caps": "2/24,3/100"},
    {"hour_rules": HourRules.FEDERAL, "caps": "1/5", "window_start": "10:00", "window_end": "16:00"},
    {"hour_rules": HourRules.NONE, "window_start": None, "window_end": None, "caps": None},
]


@dataclass
class Story:
    """Leads on a sequence each, and what may happen to them."""

    world: World
    chance: random.Random
    runs: list[UUID] = field(default_factory=list)

    async def begin(self) -> None:
        await Account.filter(id=self.world.account.id).update(**self.chance.choice(HOURS))
        for phone in PHONES:
            for number in range(self.chance.choice((1, 1, 2, 3))):
                plan = [
                    fixed(f"Step {number}.{place}", skip=self.chance.random() < 0.4) | self.chance.choice(DELAYS)
                    for place in range(self.chance.randint(1, 4))
                ]
                rules = {
                    "misfire": self.chance.choice(list(MisfirePolicy)),
                    "expire_after_hours": self.chance.choice((None, 6, 40)),
                    "priority": self.chance.choice((0, 0, 5)),
                }
                self.runs.append((await self.world.enrolled(await self.world.sequence(*plan, **rules), phone)).id)

    async def entries(self) -> dict[tuple[UUID, int], Entry]:
        deps = self.world.deps
        rows = await Enrollment.filter(id__in=self.runs)
        found = await timelines(deps, rows)
        return {(run, entry.step.position): entry for run, lines in found.items() for entry in lines}

    async def check_next_steps(self, entries: dict[tuple[UUID, int], Entry]) -> None:
        """`nextStepAt` of a run is what is expected of its current step."""
        deps, rows = self.world.deps, await Enrollment.filter(id__in=self.runs)
        next_at = await next_steps_at(deps, rows)
        alone = await next_entries(deps, [row for row in rows if (row.id, row.position) in entries])
        assert alone == {row.id: entries[row.id, row.position] for row in rows if (row.id, row.position) in entries}
        for row in rows:
            current = entries.get((row.id, row.position))
            if row.status is not EnrollmentStatus.ACTIVE:
                assert next_at[row.id] is None
            elif current is not None and current.expected_at is not None:
                assert next_at[row.id] == current.expected_at, current

    async def something_happens(self) -> None:
        lead = await self.world.lead(self.chance.choice(PHONES))
        now, deps, partner = self.world.clock.now(), self.world.deps, self.world.partner_id
        match self.chance.choice(("reply", "pause", "pause without an end", "resume", "hours", "zone")):
            case "reply":
                await self.world.reply("Yes, tell me more", lead.phone)
            case "pause":
                until = now + timedelta(hours=self.chance.randint(1, 90))
                await pause_lead(deps, partner, lead.id, until, None)
            case "pause without an end":
                await pause_lead(deps, partner, lead.id, None, None)
            case "resume":
                await resume_lead(deps, partner, lead.id)
            case "hours":
                await Account.filter(id=self.world.account.id).update(**self.chance.choice(HOURS))
            case _:
                await Lead.filter(id=lead.id).update(time_zone=self.chance.choice(("Asia/Tokyo", "Europe/Paris", None)))

    def nobody_works(self) -> None:
        """No worker runs for a while: what falls due then is late."""
        self.world.clock.advance(hours=self.chance.randint(0, 30))

    async def play_until(self, end: datetime) -> None:
        while True:
            await self.world.work()
            waiting = Enrollment.filter(status=EnrollmentStatus.ACTIVE, wake_at__lte=end).order_by("wake_at")
            if (row := await waiting.first()) is None or row.wake_at is None:
                break
            self.world.clock.moment = max(self.world.clock.moment, row.wake_at)
        self.world.clock.moment = end


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_expected_is_what_happens_if_nothing_else_does(world: World, seed: int) -> None:
    story = Story(world, random.Random(seed))
    await story.begin()
    compared, reasons = 0, set[StepReason | None]()
    for number in range(4):
        for _ in range(3):
            await story.something_happens()
        await world.work()
        story.nobody_works()
        before, end = await story.entries(), world.clock.now() + timedelta(hours=(20, 45, 70, 1000)[number])
        await story.check_next_steps(before)
        await story.play_until(end)
        after = await story.entries()
        for key, entry in before.items():
            if entry.status is not StepRunStatus.PENDING:
                continue
            if entry.expected_at is not None and entry.expected_at <= end:
                compared += 1
                reasons.add(after[key].reason)
                assert (after[key].settled_at, after[key].status) == (entry.expected_at, entry.expected_status), entry
                assert entry.expected_status is not StepRunStatus.SENT or after[key].text == entry.text
            else:
                assert after[key].status is StepRunStatus.PENDING, entry
    assert compared > 15
    assert reasons & {StepReason.EXPIRED, StepReason.MISFIRED}


async def test_two_sequences_of_a_person_are_expected_to_share_the_room_under_a_cap(world: World) -> None:
    """Each of them was expected as if the other did not exist, until the moment at which the room was gone."""
    await Account.filter(id=world.account.id).update(caps="1/24")
    late = await world.enrolled(await world.sequence(fixed("Late", 2), fixed("Later", 1)))
    early = await world.enrolled(await world.sequence(fixed("Early", 1)))
    begin, deps = world.clock.now(), world.deps
    hours = {run.id: [_hours(entry, begin) for entry in await world.timeline(run)] for run in (late, early)}
    assert hours == {early.id: [1], late.id: [25, 49]}
    rows = await Enrollment.filter(id__in=[late.id])
    next_at = await next_steps_at(deps, rows)
    assert next_at == {late.id: begin + timedelta(hours=25)}
    first, _ = await world.timeline(late)
    assert "1 automated text to a person in 24 hours" in first.explanation
    await pause_lead(deps, world.partner_id, early.lead_id, None, None)
    assert [entry.expected_at for run in (late, early) for entry in await world.timeline(run)] == [None] * 3


def _hours(entry: Entry, begin: datetime) -> float:
    assert entry.expected_at is not None
    return (entry.expected_at - begin) / timedelta(hours=1)

"""A text that lacks a value of the account's own waits for it: it is never sent blank, and it is sent once."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.concurrency import Concurrency
from app.db import connection
from app.domain.vocabulary import EnrollmentAction, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Refused
from app.models import Enrollment, Message, SequenceVersion
from app.services import people
from app.services.people import LeadChanges, NewLead
from tests.races import RACES, act_while_workers_send
from tests.world import LEAD, World, ai, fixed

RATE = "Hi, your rate is {{custom.rate}}."
ROUNDS, WORKERS = RACES, 2


async def fill(world: World, phone: str = LEAD, **metadata: Any) -> None:
    """An import of the lead with this metadata."""
    await people.import_lead(world.deps, world.partner_id, world.account.id, NewLead(phone=phone, metadata=metadata))


async def bodies(world: World, phone: str = LEAD) -> list[str]:
    return [message.body for message in await world.messages(phone) if message.direction == "OUTBOUND"]


async def test_a_missing_value_holds_the_step_until_an_import_brings_it(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed(RATE), fixed("Still there?", 24)))
    assert await bodies(world) == []
    now, later = await world.timeline(run)
    assert (now.status, now.reason) == (StepRunStatus.PENDING, StepReason.MISSING_VARIABLE)
    assert "{{custom.rate}} has no value in the enrollment's variables or in the lead's metadata" in now.explanation
    assert "is held until its values are there" in later.explanation

    await world.later(days=30)
    assert await bodies(world) == [], "a step that lacks a value has no alarm"

    await fill(world, rate=6.25)
    await world.work()
    assert await bodies(world) == ["Hi, your rate is 6.25."]
    await world.later(hours=24)
    assert await bodies(world) == ["Hi, your rate is 6.25.", "Still there?"]
    assert await world.statuses(run) == ["SENT", "SENT"]


async def test_a_correction_of_the_lead_brings_the_value_too(world: World) -> None:
    await fill(world, city="Reno")
    run = await world.enrolled(await world.sequence(fixed(RATE)))
    lead = await world.lead()
    for metadata in ({"rate": None}, {"rate": 6.25}):
        await people.update_lead(world.deps, world.partner_id, lead.id, LeadChanges(metadata=metadata))
        await world.work()
    assert await bodies(world) == ["Hi, your rate is 6.25."]
    assert await world.statuses(run) == ["SENT"]


async def test_an_import_fills_what_the_metadata_lacks(world: World) -> None:
    await fill(world, city="Reno")
    await world.enrolled(await world.sequence(fixed(RATE + " {{custom.city}}")))
    await fill(world, rate=6.25, city="Boise")
    await world.work()
    assert await bodies(world) == ["Hi, your rate is 6.25. Reno"]


async def test_an_import_without_the_value_leaves_the_step_held(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed(RATE)))
    await fill(world, city="Reno")
    await world.work()
    [step] = await world.timeline(run)
    assert (await bodies(world), step.reason) == ([], StepReason.MISSING_VARIABLE)


async def test_enrolling_again_with_the_value_sends_the_step(world: World) -> None:
    sequence = await world.sequence(fixed(RATE + " {{custom.city}}"), fixed("Bye", 1))
    run = await world.enrolled(sequence, city="Reno")
    again = await world.enroll(sequence, rate=5, city="Boise")
    assert (again.action, again.enrollment.id) == (EnrollmentAction.ALREADY_ENROLLED, run.id)
    assert again.enrollment.variables == {"rate": 5, "city": "Reno"}, "what the run has it keeps"
    await world.work()
    assert await bodies(world) == ["Hi, your rate is 5. Reno"]


async def test_a_run_has_its_own_values(world: World) -> None:
    await fill(world, rate=6, city="Reno")
    first = await world.sequence(fixed("{{custom.rate}} in {{custom.city}}"))
    await world.enrolled(first, rate=7.5)
    await world.enrolled(await world.sequence(fixed("{{custom.rate}} there")))
    assert await bodies(world) == ["7.5 in Reno", "6 there"]
    again = await world.enroll(first)
    assert (again.action, again.enrollment.variables) == (EnrollmentAction.ENROLLED, None)
    assert await bodies(world) == ["7.5 in Reno", "6 there", "6 in Reno"]


async def test_a_default_stands_in(world: World) -> None:
    text = 'Your rate is {{custom.rate | default: "low"}}{{custom.more | default: ""}}.'
    await world.enrolled(await world.sequence(fixed(text)), rate="https://evil.example")
    assert await bodies(world) == ["Your rate is low."]


async def test_a_value_that_may_not_be_sent_holds_the_step_and_is_told(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed(RATE + " {{custom.city}}")), rate="see evil.com")
    [step] = await world.timeline(run)
    assert "{{custom.city}} has no value" in step.explanation
    assert "the value of {{custom.rate}} is not filled in, because it holds a link" in step.explanation


async def test_a_reply_skips_a_step_that_waits_for_a_value(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed(RATE, skip=True), fixed("Thanks", 1)))
    await world.reply("Hello, yes")
    await world.work()
    await world.later(hours=1)
    assert await world.statuses(run) == ["SKIPPED", "SENT"]
    assert await bodies(world) == ["Thanks"]


async def test_a_stop_ends_a_run_that_waits_for_a_value(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed(RATE)))
    await world.reply("STOP")
    await fill(world, rate=6)
    await world.work()
    assert (await Enrollment.get(id=run.id)).status is EnrollmentStatus.CANCELLED
    assert await bodies(world) == []


async def test_the_fallback_of_an_ai_step_waits_for_its_value_too(world: World) -> None:
    world.claude.texts.extend(["The approval is certain."] * 2)
    run = await world.enrolled(await world.sequence(ai("Write.", fallback="Rate: {{custom.rate}}")))
    await world.work()
    [step] = await world.timeline(run)
    assert (await bodies(world), step.reason) == ([], StepReason.MISSING_VARIABLE)
    assert "{{custom.rate}} has no value" in step.explanation
    world.claude.texts.extend(["The approval is certain."] * 2)
    await fill(world, rate=6)
    await world.work()
    assert await bodies(world) == ["Rate: 6"]


async def test_the_model_is_told_the_values_and_may_say_them(world: World) -> None:
    await fill(world, rate=6.25, nested={"a": 1}, _score=580, link="evil.com")
    world.claude.texts.append("Hi, your rate is 6.25. Shall we go on?")
    await world.enrolled(await world.sequence(ai("Remind of the rate.")), city="Reno")
    await world.work()
    [asked] = world.claude.requests
    told = asked["messages"][-1]["content"]
    assert "- city: Reno\n- rate: 6.25\n" in told
    assert all(word not in told for word in ("580", "evil.com", "nested"))
    assert await bodies(world) == ["Hi, your rate is 6.25. Shall we go on?"]


async def test_variables_of_a_wrong_form_enroll_nobody(world: World) -> None:
    sequence = await world.sequence(fixed("Hi"))
    for wrong in (
        {"a b": 1},
        {"a": [1]},
        {"a": None},
        {"a": "\x00"},
        {"a": "x" * 5000},
        {f"a{n}": 1 for n in range(51)},
    ):
        with pytest.raises(Refused) as refused:
            await world.enroll(sequence, **wrong)
        assert [one.path for one in refused.value.refusals] == [("variables",)]
    assert await Enrollment.all().count() == 0


async def test_a_run_s_variables_grow_no_larger_than_they_may(world: World) -> None:
    sequence = await world.sequence(fixed("Hi", 1))
    await world.enrolled(sequence, a="x" * 3000)
    with pytest.raises(Refused) as refused:
        await world.enroll(sequence, b="x" * 3000)
    assert [one.path for one in refused.value.refusals] == [("variables",)]
    assert (await world.enroll(sequence, a="again")).enrollment.variables == {"a": "x" * 3000}


async def test_a_run_s_variables_grow_no_more_than_they_may(world: World) -> None:
    sequence = await world.sequence(fixed("Hi", 1))
    await world.enrolled(sequence, a=1, b=2)
    with pytest.raises(Refused) as refused:
        await world.enroll(sequence, LEAD, **{f"n{number}": 1 for number in range(49)})
    assert "more than 50" in refused.value.refusals[0].message
    more = await world.enroll(sequence, LEAD, **{f"n{number}": 1 for number in range(48)})
    assert len(more.enrollment.variables) == 50


# ---------------------------------------------------------------- the race

_CROWD = """
WITH crowd AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), $1, phone, $4 FROM unnest($5::text[]) AS phone RETURNING id, phone)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), $1, c.id, $2, $3, 'ACTIVE', $4, 0, d.due_at, d.due_at
FROM crowd c JOIN unnest($5::text[], $6::timestamptz[]) AS d(phone, due_at) USING (phone)
"""


async def test_a_value_that_comes_while_its_step_is_being_held_is_not_missed(world: World) -> None:
    """Each value is stored at about the moment at which its step falls due. Every step is sent, once."""
    sequence = await world.sequence(fixed(RATE))
    version = (await SequenceVersion.get(sequence_id=sequence.id)).id
    now = world.clock.now()
    phones = [f"+1415{number:07d}" for number in random.sample(range(2_000_000, 10_000_000), ROUNDS)]
    due = [now + timedelta(milliseconds=rank + random.randint(-20, 20)) for rank in range(1, ROUNDS + 1)]
    await connection().execute_query(_CROWD, [world.account.id, sequence.id, version, now, phones, due])
    workers = [replace(world.deps, concurrency=Concurrency()) for _ in range(WORKERS)]
    await act_while_workers_send(world.clock, workers, phones, lambda phone: fill(world, phone, rate=6))
    held = await Enrollment.filter(hold_reason=StepReason.MISSING_VARIABLE).count()
    assert held == 0, "a step is held although its value is there"
    assert await Message.filter(status="QUEUED", body="Hi, your rate is 6.").count() == ROUNDS
    assert await Message.all().count() == ROUNDS

"""A reply, STOP, cancel or delete that is committed before the claim stops the send."""

import asyncio
import random
from contextlib import suppress

import asyncpg
import pytest

from app.db import connection
from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.models import Enrollment, Message, Sequence
from app.services.enrollment import cancel_enrollment, enroll_leads
from app.services.sending.claim import claim_due
from tests.waiting import until
from tests.world import World, ai, fixed


async def test_a_reply_while_the_text_is_written_skips_the_step(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1)))
    world.claude.texts.append("!wait")
    world.clock.advance(hours=1)
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    await world.reply("I am here")
    world.claude.gate.set()
    await work
    await world.work()

    assert world.twilio.posts == 0
    assert await world.statuses(enrollment) == ["SKIPPED"]


async def test_a_reply_while_the_text_is_written_makes_the_text_stale(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1, skip=False)))
    world.claude.texts.extend(["!wait", "Thanks for writing. What can I help you with?"])
    world.clock.advance(hours=1)
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    await world.reply("I have a question")
    world.claude.gate.set()
    await work

    assert world.twilio.bodies() == ["Thanks for writing. What can I help you with?"]
    assert "I have a question" in world.claude.said()
    assert await world.statuses(enrollment) == ["SENT"]


async def test_stop_while_the_text_is_written_stops_it(world: World) -> None:
    await world.enroll(await world.sequence(ai("Ask.", 1, skip=False)))
    world.claude.texts.append("!wait")
    world.clock.advance(hours=1)
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    await world.reply("please stop texting me")
    world.claude.gate.set()
    await work
    await world.work()
    assert world.twilio.posts == 0


@pytest.mark.parametrize("how", ["refusal", "empty", "overloaded"])
async def test_a_model_without_an_answer_is_asked_again_until_the_deadline(world: World, how: str) -> None:
    world.claude.texts.extend([f"!{how}"] * 2)
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1), fixed("After", 1)))
    await world.later(hours=1)
    entry = (await world.timeline(enrollment))[0]
    if how != "overloaded":  # the client itself tries once more
        assert entry.reason is StepReason.AI_UNAVAILABLE
    await world.later(minutes=15)
    await world.later(minutes=15)
    assert world.twilio.bodies() == ["Just checking in. Anything I can help with?"]


async def test_a_model_that_is_away_for_good_holds_up_no_fixed_step(world: World) -> None:
    world.claude.texts.extend(["!refusal"] * 200)
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1), fixed("After", 1)))
    other = await world.enrolled(await world.sequence(fixed("Fixed", 1)), "+14155550002")
    await world.later(hours=1)
    assert await world.statuses(other) == ["SENT"]
    for _ in range(12):
        await world.later(minutes=15)
    first, second = await world.timeline(enrollment)
    assert (first.status.value, first.reason) == ("SKIPPED", StepReason.AI_UNAVAILABLE)
    assert second.status.value == "SENT"


async def test_stop_races_due_steps_and_nothing_is_claimed_after_its_commit(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    phones = [f"+1415555{number:04d}" for number in range(120)]
    await enroll_leads(world.deps, world.partner_id, sequence.id, phones)
    world.clock.advance(hours=1)
    stopped: dict[str, int] = {}

    async def stop(phone: str) -> None:
        await asyncio.sleep(0)
        await world.reply("STOP", phone)
        stopped[phone] = len([sent for sent in world.twilio.ledger if sent.to == phone])

    async def worker() -> None:
        for _ in range(12):
            batch = await claim_due(world.deps, random.randint(2, 16))
            for claim in batch.claims:
                # What is claimed here was claimed before the STOP: it may leave. What is not, may not.
                row = await Enrollment.get(id=claim.due.enrollment_id)
                assert row.attempt_id == claim.attempt_id

    order = [*phones]
    random.shuffle(order)
    await asyncio.gather(*(stop(phone) for phone in order), worker(), worker(), worker())
    claimed = await Message.filter(direction="OUTBOUND").count()
    assert await Enrollment.filter(status=EnrollmentStatus.CANCELLED).count() == len(phones)
    assert await Enrollment.filter(attempt_id__not_isnull=True).count() == claimed
    batch = await claim_due(world.deps)
    assert batch.claims == []


async def test_enrolling_at_the_same_time_enrolls_once(world: World) -> None:
    # A second step, so that the run is under way still when the slowest of the calls comes in.
    sequence = await world.sequence(fixed("Hello"), fixed("Later", 1))
    answers = await asyncio.gather(*(world.enroll(sequence) for _ in range(10)))
    assert sorted(answer.action.value for answer in answers) == ["ALREADY_ENROLLED"] * 9 + ["ENROLLED"]
    assert world.twilio.bodies() == ["Hello"]


async def test_deleting_while_leads_are_enrolled_leaves_nobody_active(world: World) -> None:
    from app.services import sequences

    sequence = await world.sequence(fixed("Hello", 1))
    phones = [f"+1415555{number:04d}" for number in range(40)]

    async def enroll(phone: str) -> bool:
        try:
            await world.enroll(sequence, phone)
        except Exception as refused:
            assert "no sequence" in str(refused)  # noqa: PT017
            return False
        return True

    *enrolled, canceled = await asyncio.gather(
        *(enroll(phone) for phone in phones), sequences.delete(world.deps, world.partner_id, sequence.id)
    )
    assert canceled == sum(enrolled)
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count() == 0
    assert (await Sequence.get(id=sequence.id)).deleted_at is not None


async def test_canceling_is_the_last_word(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("Hello", 1)))
    world.clock.advance(hours=1)
    await cancel_enrollment(world.deps, world.partner_id, enrollment.id)
    await world.work()
    assert world.twilio.posts == 0


async def test_outside_the_window_a_step_waits_for_the_opening(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    world.account.time_zone = "America/New_York"
    await world.account.save()
    # 02:00 UTC is 21:00 in New York and 18:00 in San Francisco; +1 415 is San Francisco.
    world.clock.advance(hours=12)  # 05:00 UTC: 21:00 in San Francisco, closed since just now
    done = await world.enroll(await world.sequence(fixed("Hello")))
    assert not done.message_sent
    [held] = await world.timeline(done.enrollment)
    assert (held.status.value, held.reason) == ("PENDING", StepReason.OUTSIDE_WINDOW)
    assert "2036-03-04 16:00:00 UTC" in held.explanation  # 08:00 in San Francisco

    await world.later(hours=10, minutes=59)
    assert world.twilio.posts == 0
    await world.later(minutes=1)
    [sent] = world.twilio.ledger
    assert sent.form["ValidityPeriod"] == str(13 * 3600) if 13 * 3600 <= 36000 else "ValidityPeriod" not in sent.form


async def test_a_stop_that_meets_a_batch_halfway_is_stored_all_the_same(world: World, database_url: str) -> None:
    """A batch holds one of the lead's enrollments and wants the other, and so does the STOP: PostgreSQL ends one."""
    rows = [await world.enrolled(await world.sequence(fixed("Later", 1))) for _ in range(2)]
    batch = await asyncpg.connect(database_url)
    try:
        # It is the batch that is ended if the STOP has looked for a deadlock before there is one.
        with suppress(asyncpg.DeadlockDetectedError):
            async with batch.transaction():
                await batch.execute("UPDATE enrollment SET looks = 0 WHERE id = $1", rows[1].id)
                stop = asyncio.create_task(world.reply("STOP"))
                await until(_somebody_waits)  # it has the first one by now
                await batch.execute("UPDATE enrollment SET looks = 0 WHERE id = $1", rows[0].id)
        await stop
    finally:
        await batch.close()

    assert (await world.lead()).opted_out_at is not None
    assert await Enrollment.filter(status=EnrollmentStatus.CANCELLED).count() == 2
    assert await Message.all().count() == 1


async def _somebody_waits() -> bool:
    found = await connection().execute_query_dict("SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted")
    return bool(found[0]["waiting"])

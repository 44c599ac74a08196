"""A backup is put back after more was sent: nothing is sent again, and what leads wrote meanwhile counts.

The backup is one of pg_dump, and the double of Twilio keeps what it ever accepted. A process that begins on the copy is
played by new `Deps`, beside a Redis that knows the former database.
"""

from collections.abc import Awaitable, Callable

import pytest

from app.cli.database import report
from app.db import connection
from app.domain.engine.explain import utc
from app.domain.stores.marks import Restored
from app.domain.vocabulary import CancelReason, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Code, Refused
from app.failpoints import Failpoint, Planned, arm
from app.models import Enrollment, Lead, Message, Sequence
from app.observability import health
from app.services import restores
from app.services.media import work_on_media
from app.services.webhooks.delivering import Delivering
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN
from tests.flows.restores.copies import begin, ended, put_back, resume
from tests.restored import KeptMarks, backup, restore
from tests.world import LEAD, SENDER, World, ai, fixed

OTHER = "+14155551235"


async def test_what_was_sent_after_the_backup_is_not_sent_again(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    sequence = await world.sequence(fixed("One", 1), fixed("Two", 1), fixed("Three", 1), fixed("Four", 1))
    run = await world.enrolled(sequence)
    await world.later(hours=1)
    dump = backup(database_url)
    await world.later(hours=1)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two", "Three"]

    await put_back(world, marks, dump)
    await world.later(minutes=30)
    assert world.twilio.bodies() == ["One", "Two", "Three"], "nothing is sent before somebody says so"
    entry = (await world.timeline(run))[1]
    assert entry.explanation == (
        "Held until `nudge resume-after-restore`: the database is a restored copy, and the provider has not been asked "
        "yet what was sent."
    )

    done = await resume(world)
    assert (done.lost.found, done.lost.doubtful, done.lost.of_nobody, done.went_on) == (2, 0, 0, True)
    await world.work()
    assert world.twilio.bodies() == ["One", "Two", "Three"]
    await world.later(minutes=30)
    assert world.twilio.bodies() == ["One", "Two", "Three", "Four"], "its delay counts from when the third one was sent"
    assert await ended(run) == [(position, "SENT") for position in range(4)]
    assert {row.provider_sid for row in await world.messages()} == {sent.sid for sent in world.twilio.ledger}
    assert "the provider lists it" in (await world.timeline(run))[1].explanation


async def test_a_step_in_flight_at_the_backup_is_looked_up(world: World, marks: KeptMarks, database_url: str) -> None:
    world.twilio.plans.append("accept_then_fail")
    run = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    world.clock.advance(hours=1)
    await world.work()
    dump = backup(database_url)
    assert (await Enrollment.get(id=run.id)).attempt_id is not None

    await put_back(world, marks, dump)
    world.clock.advance(minutes=5)
    done = await resume(world)
    assert (done.in_flight, done.lost.found) == (1, 0)
    assert await ended(run) == [(0, "SENT")]
    await world.work()
    assert world.twilio.bodies() == ["One"]


async def test_a_stop_after_the_backup_counts(world: World, marks: KeptMarks, database_url: str) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    dump = backup(database_url)
    await world.later(hours=1)
    world.twilio.text(LEAD, SENDER, "STOP")

    await put_back(world, marks, dump)
    world.clock.advance(hours=1)
    done = await resume(world)
    assert (done.lost.found, done.received) == (1, 1)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]
    row = await Enrollment.get(id=run.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.OPTED_OUT)


async def test_what_cannot_be_known_is_not_sent(world: World, marks: KeptMarks, database_url: str) -> None:
    """The AI's text is in no backup: the message of the list may be its step. The step of another lead, to whom nothing
    was sent, is sent."""
    sequence = await world.sequence(ai("Say hello.", 1), fixed("Two", 24))
    run = await world.enrolled(sequence)
    dump = backup(database_url)
    await world.later(hours=1)
    [sent] = world.twilio.ledger

    await put_back(world, marks, dump)
    done = await resume(world)
    assert (done.lost.found, done.lost.doubtful) == (0, 1)
    await world.work()
    assert world.twilio.ledger == [sent]
    [entry, *_] = await world.timeline(run)
    assert entry.status is StepRunStatus.UNKNOWN
    assert "When in doubt, it is not sent." in entry.explanation
    assert [row.body for row in await world.messages()] == [sent.body], "the conversation shows it"
    await world.later(hours=24)
    assert world.twilio.bodies() == [sent.body, "Two"]


async def test_a_message_before_a_step_was_due_is_not_that_step(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 24)))
    dump = backup(database_url)
    await world.write("A word from Sam")

    await put_back(world, marks, dump)
    done = await resume(world)
    assert (done.lost.doubtful, done.lost.of_nobody) == (0, 1)
    await world.later(hours=24)
    assert world.twilio.bodies() == ["A word from Sam", "One"]
    assert await ended(run) == [(0, "SENT")]


async def test_the_text_of_one_sequence_is_no_doubt_for_another(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    first, second = await world.sequence(fixed("One", 1)), await world.sequence(fixed("Uno", 2))
    runs = [await world.enrolled(sequence) for sequence in (first, second)]
    dump = backup(database_url)
    await world.later(hours=1)

    await put_back(world, marks, dump)
    await world.later(hours=1)
    done = await resume(world)
    assert (done.lost.found, done.lost.doubtful) == (1, 0)
    await world.work()
    assert world.twilio.bodies() == ["One", "Uno"]
    assert [await ended(run) for run in runs] == [[(0, "SENT")], [(0, "SENT")]]


async def test_enrollments_that_the_backup_lacks_are_told(world: World, marks: KeptMarks, database_url: str) -> None:
    sequence = await world.sequence(fixed("One"))
    dump = backup(database_url)
    await world.enrolled(sequence, OTHER)
    await world.work()

    await put_back(world, marks, dump)
    done = await resume(world)
    assert done.lost.of_nobody == 1
    assert report(done)[0] == f"The provider's lists were read from {utc(done.since)} on."
    assert not await Lead.filter(phone=OTHER).exists()


async def test_nothing_goes_on_while_the_provider_cannot_be_asked(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1), fixed("Three", 10)))
    dump = backup(database_url)
    await world.later(hours=1)

    await put_back(world, marks, dump)
    world.twilio.tokens[ACCOUNT_SID] = "another"  # Twilio refuses ours
    world.clock.advance(hours=2)
    done = await resume(world)
    assert not done.went_on
    assert [one.name for one in done.not_asked] == ["twilio"]
    told = "\n".join(report(done))
    assert told.startswith("None of the provider's lists could be read from 20")
    assert "had been sent since" not in told, "nobody knows"
    assert "came in since" not in told
    assert "The lists of twilio were not read: Twilio does not give its list (HTTP 401)." in told
    await world.work()
    assert world.twilio.bodies() == ["One"]

    done = await resume(world, without_lists=True)
    assert (done.lost.doubtful, done.went_on) == (2, True)
    assert "2 steps may have been sent since: UNKNOWN, and not sent." in report(done)
    world.twilio.tokens[ACCOUNT_SID] = AUTH_TOKEN
    await world.work()
    assert world.twilio.bodies() == ["One"]
    assert await ended(run) == [(0, "UNKNOWN"), (1, "UNKNOWN")]
    await world.later(hours=10)
    assert world.twilio.bodies() == ["One", "Three"]


async def test_a_person_cannot_write_from_a_restored_copy(world: World, marks: KeptMarks, database_url: str) -> None:
    dump = backup(database_url)
    await put_back(world, marks, dump)
    with pytest.raises(Refused) as refused:
        await world.write("Hello")
    assert refused.value.refusals[0].code is Code.PROVIDER_BUSY
    assert not await Message.all().exists()


RESTORING = (Failpoint.LOST_ATTEMPT_FOUND, Failpoint.RESTORED_BEFORE_COMMIT, Failpoint.RESTORED_AFTER_COMMIT)


@pytest.mark.parametrize("point", RESTORING)
async def test_a_resume_that_fails_is_repeated(
    world: World, marks: KeptMarks, database_url: str, point: Failpoint
) -> None:
    await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 24)))
    dump = backup(database_url)
    await world.later(hours=1)
    await put_back(world, marks, dump)
    arm(f"{point}=raise")
    try:
        with pytest.raises(Planned):
            await resume(world)
    finally:
        arm("")
    await world.work()
    assert (await restores.standing() is None) is (point is Failpoint.RESTORED_AFTER_COMMIT)
    await restores.resume_after_restore(world.deps)
    await world.later(hours=24)
    assert world.twilio.bodies() == ["One", "Two"]


# ------------------------------------------------------------------ how a copy is recognized


async def test_a_process_that_works_claims_nothing_from_a_database_that_was_put_back_below_it(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    """Before the process has marked the database again."""
    await world.enrolled(await world.sequence(fixed("One", 1)))
    dump = backup(database_url)
    await restores.mark(world.deps)
    await world.later(hours=1)
    await restore(dump)
    await world.work()
    assert world.twilio.bodies() == ["One"]
    marks.kept.clear()
    assert await restores.mark(world.deps) is Restored.BEHIND


async def test_a_redis_that_loses_everything_pauses_nothing(world: World, marks: KeptMarks) -> None:
    await world.enrolled(await world.sequence(fixed("One", 1)))
    marks.kept.clear()
    assert await restores.mark(world.deps) is None
    marks.kept.clear()
    assert await begin(world, marks) is None, "all processes began anew too, a moment later"
    marks.is_away = True
    assert await begin(world, marks) is None
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]


async def _long_ago() -> None:
    await connection().execute_query("UPDATE installation SET marked_at = marked_at - interval '1 day'")


async def _elsewhere() -> None:
    await connection().execute_query("UPDATE installation SET marked_in = 'another place'")


@pytest.mark.parametrize(("made", "because"), [(_long_ago, Restored.FORGOTTEN), (_elsewhere, Restored.COPIED)])
async def test_a_copy_beside_a_new_redis_sends_nothing(
    world: World, marks: KeptMarks, made: Callable[[], Awaitable[None]], because: Restored
) -> None:
    await world.enrolled(await world.sequence(fixed("One", 1)))
    await made()
    marks.kept.clear()
    marks.is_away = True
    assert await begin(world, marks) is Restored.UNVERIFIED
    marks.is_away = False
    assert await restores.mark(world.deps) is because
    assert await begin(world, marks) is because, "it stays one"
    await world.later(hours=1)
    assert world.twilio.bodies() == []
    await resume(world)
    await world.work()
    assert world.twilio.bodies() == ["One"]
    assert await begin(world, marks) is None


async def test_a_database_that_could_not_be_compared_goes_on_when_redis_is_back(world: World, marks: KeptMarks) -> None:
    run = await world.enrolled(await world.sequence(fixed("One", 1)))
    await _long_ago()
    marks.is_away = True
    assert await begin(world, marks) is Restored.UNVERIFIED
    await world.later(hours=1)
    assert (await Enrollment.get(id=run.id)).hold_reason is StepReason.PAUSED
    marks.is_away = False
    assert await restores.mark(world.deps) is None
    await world.work()
    assert world.twilio.bodies() == ["One"]


async def test_what_is_declared_a_copy_sends_nothing(world: World, marks: KeptMarks) -> None:
    await world.enrolled(await world.sequence(fixed("One", 1)))
    assert (await restores.mark_restored()).because is Restored.DECLARED
    assert (await restores.mark_restored()).because is Restored.DECLARED
    await world.later(hours=1)
    assert await restores.mark(world.deps) is Restored.DECLARED
    assert world.twilio.bodies() == []
    assert "`nudge mark-restored` says" in str(await health.restored_problem())
    assert await Delivering(world.deps).begin() == 0
    assert await work_on_media(world.deps) == 0
    await resume(world)
    await world.work()
    assert world.twilio.bodies() == ["One"]


async def test_the_former_installation_stops_when_the_copy_goes_on_beside_the_same_redis(
    world: World, marks: KeptMarks, database_url: str
) -> None:
    """As processes do that still work on the former database, which is played by the same rows."""
    await put_back(world, marks, backup(database_url))
    await resume(world)
    highest = max(marks.kept.values())
    await connection().execute_query("UPDATE installation SET generation = 100")
    assert highest > 100
    assert await begin(world, marks) is Restored.BEHIND


async def test_a_pause_of_its_own_stays_after_the_resume(world: World, marks: KeptMarks) -> None:
    sequence = await world.sequence(fixed("One", 1))
    await world.enrolled(sequence)
    await restores.mark_restored()
    await world.later(hours=1)
    await Sequence.filter(id=sequence.id).update(paused_at=world.clock.now())
    await resume(world)
    await world.work()
    assert world.twilio.bodies() == []

"""Sequences: versions, the one default, deletion, and every refusal with its path."""

import asyncio
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.deps import Deps
from app.domain.calendar.delays import Delay
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MisfirePolicy, StepType
from app.errors import Code, Refused
from app.models import Enrollment, Sequence, SequenceVersion, Step
from app.services import sequences
from app.services.enrollment import enroll_lead
from app.services.paging import Window
from app.services.sequences import Counts, NewSequence, NewStep, SequenceChanges
from tests.clock import FixedClock
from tests.factories import ai, fixed, make_account, make_lead, make_partner, make_sequence, phone, three_steps


class Desk:
    """One partner with one account."""

    def __init__(self, deps: Deps, partner_id: UUID, account_id: UUID) -> None:
        self.deps, self.partner_id, self.account_id = deps, partner_id, account_id

    async def sequence(self, **said: object) -> Sequence:
        return await make_sequence(self.deps, self.partner_id, self.account_id, **said)

    async def change(self, sequence: Sequence, **said: Any) -> Sequence:
        changes = SequenceChanges(**said)
        return await sequences.update(self.deps, self.partner_id, sequence.id, changes)

    async def delete(self, sequence: Sequence) -> int:
        return await sequences.delete(self.deps, self.partner_id, sequence.id)

    async def enroll(self, sequence: Sequence, number: str | None = None) -> Enrollment:
        done = await enroll_lead(self.deps, self.partner_id, sequence.id, number or phone())
        return done.enrollment


@pytest.fixture
async def desk(deps: Deps) -> Desk:
    partner = await make_partner()
    account = await make_account(deps, partner.id)
    return Desk(deps, partner.id, account.id)


async def refusals(desk: Desk, **said: object) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as refused:
        await desk.sequence(**said)
    assert await Sequence.all().count() == 0
    return [(refusal.code, refusal.path) for refusal in refused.value.refusals]


async def steps_of(sequence: Sequence, version: int) -> list[Step]:
    return await Step.filter(version__sequence_id=sequence.id, version__version=version).order_by("position")


async def test_the_events_of_a_sequence_are_checked_and_change_in_place(desk: Desk) -> None:
    names = ["Signed the offer", "paid", "paid"]
    sequence = await desk.sequence(exit_on=names, goal="paid")
    assert (sequence.exit_on, sequence.goal) == (["Signed the offer", "paid"], "paid"), "each name once"
    changed = await desk.change(sequence, exit_on=["x" * 64])
    assert (changed.exit_on, changed.goal, changed.version) == (["x" * 64], "paid", 1)
    changed = await desk.change(sequence, exit_on=[], goal=None)
    assert (changed.exit_on, changed.goal) == ([], None)
    with pytest.raises(Refused) as refused:
        await desk.change(sequence, exit_on=None)
    assert [one.path for one in refused.value.refusals] == [("input", "exitOn")]


async def test_names_of_events_that_could_never_match_are_refused(desk: Desk) -> None:
    invalid = Code.INVALID_INPUT
    names = ["", "x" * 65, " paid", "paid\t", "fine"]
    found = await refusals(desk, exit_on=names, goal="")
    assert found == [*((invalid, ("input", "exitOn", str(place))) for place in range(4)), (invalid, ("input", "goal"))]
    assert await refusals(desk, exit_on=[str(n) for n in range(21)]) == [(invalid, ("input", "exitOn"))]


async def test_the_priority_changes_in_place_and_has_bounds(desk: Desk) -> None:
    sequence = await desk.sequence()
    assert sequence.priority == 0
    changed = await desk.change(sequence, priority=-1000)
    assert (changed.priority, changed.version) == (-1000, 1)
    for priority in (1001, None):
        with pytest.raises(Refused) as refused:
            await desk.change(sequence, priority=priority)
        assert [(one.code, one.path) for one in refused.value.refusals] == [(Code.INVALID_INPUT, ("input", "priority"))]
    assert (await Sequence.get(id=sequence.id)).priority == -1000


async def test_what_becomes_of_late_steps_changes_in_place_and_has_bounds(desk: Desk) -> None:
    sequence = await desk.sequence()
    assert (sequence.misfire, sequence.expire_after_hours) == (MisfirePolicy.SEND, None)
    changed = await desk.change(sequence, misfire=MisfirePolicy.SHIFT, expire_after_hours=8760)
    assert (changed.misfire, changed.expire_after_hours, changed.version) == (MisfirePolicy.SHIFT, 8760, 1)
    assert (await desk.change(sequence, expire_after_hours=None)).expire_after_hours is None
    for name, path, values in (
        ("expire_after_hours", "expireAfterHours", (0, 8761)),
        ("misfire", "misfire", (None,)),
    ):
        for value in values:
            with pytest.raises(Refused) as refused:
                await desk.change(sequence, **{name: value})
            assert [(one.code, one.path) for one in refused.value.refusals] == [(Code.INVALID_INPUT, ("input", path))]


async def test_a_new_sequence_has_its_steps_in_order(desk: Desk, clock: FixedClock) -> None:
    sequence = await desk.sequence(description="  Recover  ")
    assert (sequence.version, sequence.is_active, sequence.is_default) == (1, True, False)
    assert sequence.description == "Recover"
    assert sequence.created_at == sequence.updated_at == clock.moment
    steps = await steps_of(sequence, 1)
    assert [step.type for step in steps] == [StepType.FIXED, StepType.AI, StepType.FIXED]
    assert [step.delay_hours for step in steps] == [0, 24, 72]
    assert [step.skip_if_replied for step in steps] == [False, True, True]


async def test_editing_steps_makes_a_version_and_leaves_the_old_one(desk: Desk, clock: FixedClock) -> None:
    sequence = await desk.sequence()
    later = clock.advance(hours=1)
    edited = await desk.change(sequence, steps=[fixed("Bye {{name}}")])
    assert (edited.version, edited.updated_at) == (2, later)
    assert len(await steps_of(sequence, 1)) == 3
    assert [step.message for step in await steps_of(sequence, 2)] == ["Bye {{name}}"]


async def test_the_same_steps_again_make_no_version(desk: Desk) -> None:
    sequence = await desk.sequence()
    assert (await desk.change(sequence, steps=three_steps())).version == 1
    assert await SequenceVersion.filter(sequence_id=sequence.id).count() == 1


async def test_what_is_left_out_stays_and_null_clears_the_description(desk: Desk) -> None:
    sequence = await desk.sequence(description="Why", is_default=True)
    named = await desk.change(sequence, name="Other")
    assert (named.name, named.description, named.is_default, named.version) == ("Other", "Why", True, 1)
    assert (await desk.change(sequence, description=None)).description is None


@pytest.mark.parametrize("field", ["name", "is_active", "is_default", "steps"])
async def test_null_is_refused_where_nothing_can_be_empty(desk: Desk, field: str) -> None:
    sequence = await desk.sequence()
    with pytest.raises(Refused) as refused:
        await desk.change(sequence, **{field: None})
    assert [refusal.code for refusal in refused.value.refusals] == [Code.INVALID_INPUT]


async def test_making_one_default_unmakes_the_other(desk: Desk) -> None:
    first = await desk.sequence(is_default=True)
    second = await desk.sequence(is_default=True)
    assert await defaults() == [second.id]
    await desk.change(first, is_default=True)
    assert await defaults() == [first.id]
    await desk.change(first, is_default=False)
    assert await defaults() == []


async def test_of_many_who_choose_a_default_at_once_the_last_wins(desk: Desk) -> None:
    made = [await desk.sequence() for _ in range(6)]
    await asyncio.gather(*(desk.change(sequence, is_default=True) for sequence in made))
    assert len(await defaults()) == 1
    await asyncio.gather(*(desk.sequence(is_default=True) for _ in range(6)))
    assert len(await defaults()) == 1


async def defaults() -> list[object]:
    return [row.id for row in await Sequence.filter(is_default=True)]


async def test_edits_at_once_make_a_version_each(desk: Desk) -> None:
    sequence = await desk.sequence()
    edits = [desk.change(sequence, steps=[fixed(f"Hello {number}")]) for number in range(8)]
    await asyncio.gather(*edits)
    assert (await Sequence.get(id=sequence.id)).version == 9
    assert await SequenceVersion.filter(sequence_id=sequence.id).count() == 9


async def test_deleting_cancels_counts_and_hides(desk: Desk) -> None:
    sequence, other = await desk.sequence(is_default=True), await desk.sequence()
    runs = [await desk.enroll(sequence) for _ in range(3)]
    kept = await desk.enroll(other)
    assert await desk.delete(sequence) == 3
    assert await sequences.find(desk.partner_id, sequence.id) is None
    listed = await sequences.of_account(desk.partner_id, desk.account_id, None, Window(50, 0))
    assert [row.id for row in listed.rows] == [other.id]
    for run in runs:
        row = await Enrollment.get(id=run.id)
        assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.SEQUENCE_DELETED)
    assert (await Enrollment.get(id=kept.id)).status is EnrollmentStatus.ACTIVE
    assert await defaults() == []
    with pytest.raises(Refused):
        await desk.delete(sequence)
    with pytest.raises(Refused):
        await desk.change(sequence, name="Back")


async def test_enrolling_and_deleting_at_once_leaves_nobody_behind(desk: Desk) -> None:
    for _ in range(5):
        sequence = await desk.sequence()
        await asyncio.gather(*(desk.enroll(sequence) for _ in range(4)), desk.delete(sequence), return_exceptions=True)
        assert not await Enrollment.filter(sequence_id=sequence.id, status=EnrollmentStatus.ACTIVE).exists()


async def test_counts_are_of_leads_not_of_runs(desk: Desk) -> None:
    sequence, empty = await desk.sequence(steps=[fixed()]), await desk.sequence()
    lead = await make_lead(desk.deps, desk.partner_id, desk.account_id)
    for _ in range(2):
        await desk.enroll(sequence, lead.phone)
    await desk.enroll(sequence)
    running = await desk.sequence()
    await desk.enroll(running)
    for run in await Enrollment.filter(sequence_id=sequence.id, lead_id=lead.id):
        await Enrollment.filter(id=run.id).update(replied_at=desk.deps.clock.now())
    assert await sequences.counts([sequence.id, empty.id, running.id]) == {
        sequence.id: Counts(2, 2, 0, 1),
        empty.id: Counts(),
        running.id: Counts(1, 0, 1),
    }


async def test_the_versions_of_sequences_are_listed_with_those_who_are_under_way(desk: Desk) -> None:
    edited, other = await desk.sequence(), await desk.sequence()
    await desk.enroll(edited)
    for text in ("Two", "Three"):
        await desk.change(edited, steps=[fixed(text, delay_hours=1)])
        await desk.enroll(edited)
    found = await sequences.last_versions(2, 0, [edited.id, other.id])
    assert [row.version for row in found[edited.id]] == [2, 3]
    assert [row.version for row in found[other.id]] == [1]
    [first] = (await sequences.last_versions(2, 2, [edited.id]))[edited.id]
    keys = [first.id, *(row.id for rows in found.values() for row in rows)]
    steps = await sequences.steps_of_versions(keys)
    assert [[step.message for step in steps[key]][:1] for key in keys[1:3]] == [["Two"], ["Three"]]
    assert await sequences.active_of_versions(keys) == dict.fromkeys(keys[:3], 1)


async def test_the_lists_of_many_accounts_are_the_lists_of_each(desk: Desk) -> None:
    other = await make_account(desk.deps, desk.partner_id)
    for number in range(5):
        await desk.sequence(is_active=number % 2 == 0)
    await make_sequence(desk.deps, desk.partner_id, other.id)
    await desk.delete(await desk.sequence())
    accounts = [desk.account_id, other.id, uuid4()]
    for is_active in (None, True, False):
        for window in (Window(2, 0), Window(2, 2), Window(50, 4), Window(50, 99)):
            at_once = await sequences.of_accounts(desk.partner_id, accounts, is_active, window)
            for account_id in accounts:
                alone = await sequences.of_account(desk.partner_id, account_id, is_active, window)
                together = at_once[account_id]
                assert ([row.id for row in together.rows], together.total) == ([r.id for r in alone.rows], alone.total)


async def test_another_partner_finds_nothing(desk: Desk) -> None:
    sequence, stranger = await desk.sequence(), await make_partner("Stranger")
    assert await sequences.find(stranger.id, sequence.id) is None
    assert (await sequences.of_account(stranger.id, desk.account_id, None, Window(50, 0))).total == 0
    for act in (
        sequences.update(desk.deps, stranger.id, sequence.id, SequenceChanges(name="Mine")),
        sequences.delete(desk.deps, stranger.id, sequence.id),
        sequences.create(desk.deps, stranger.id, desk.account_id, NewSequence(name="Mine", steps=[fixed()])),
    ):
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.refusals[0].code is Code.NOT_FOUND


async def test_everything_wrong_is_refused_at_once_with_its_path(desk: Desk) -> None:
    found = await refusals(
        desk,
        name="x" * 10_000,
        description="y" * 2_001,
        steps=[
            fixed("Hi {{nickname}}"),
            NewStep(type=StepType.AI),
            NewStep(type=StepType.FIXED),
            fixed("Hi {{name", delay_hours=-1),
            ai(delay_hours=8_761, message="no"),
            NewStep(type=StepType.FIXED, message="Hi", instructions="no"),
        ],
    )
    steps = ("input", "steps")
    assert found == [
        (Code.INVALID_INPUT, ("input", "name")),
        (Code.INVALID_INPUT, ("input", "description")),
        (Code.UNKNOWN_VARIABLE, (*steps, "0", "message")),
        (Code.INVALID_INPUT, (*steps, "1", "instructions")),
        (Code.INVALID_INPUT, (*steps, "2", "message")),
        (Code.INVALID_INPUT, (*steps, "3", "delayHours")),
        (Code.INVALID_TEMPLATE, (*steps, "3", "message")),
        (Code.INVALID_INPUT, (*steps, "4", "delayHours")),
        (Code.INVALID_INPUT, (*steps, "4", "message")),
        (Code.INVALID_INPUT, (*steps, "5", "instructions")),
    ]


async def test_a_delay_has_limits_and_no_part_that_means_nothing(desk: Desk) -> None:
    wrong = [
        fixed(delay_minutes=525_601),
        fixed(delay_days=366, business_days=True),
        fixed(business_days=True, delay_hours=24),
        fixed(send_at="9:00"),
        fixed(send_at="24:00"),
    ]
    names = ["delayMinutes", "delayDays", "businessDays", "sendAt", "sendAt"]
    paths = [("input", "steps", str(place), name) for place, name in enumerate(names)]
    assert await refusals(desk, steps=wrong) == [(Code.INVALID_INPUT, path) for path in paths]


async def test_the_parts_of_a_delay_belong_to_the_version(desk: Desk) -> None:
    finer = fixed(delay_hours=1, delay_minutes=525_600, delay_days=365, business_days=True, send_at="00:00")
    sequence = await desk.sequence(steps=[finer])
    assert (await desk.change(sequence, steps=[finer])).version == 1
    assert (await desk.change(sequence, steps=[replace(finer, send_at="23:59")])).version == 2
    [first, second] = await Step.filter(version__sequence_id=sequence.id).order_by("version__version")
    assert first.delay == Delay(1, 525_600, 365, business_days=True, send_at=time(0))
    assert second.delay.send_at == time(23, 59)


async def test_a_template_is_refused_with_line_and_column(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        await desk.sequence(steps=[fixed("Hello,\nyou {{nickname}}")])
    assert "Line 2, column 7" in refused.value.refusals[0].message


@pytest.mark.parametrize("count", [0, 51])
async def test_a_sequence_has_one_to_fifty_steps(desk: Desk, count: int) -> None:
    assert await refusals(desk, steps=[fixed()] * count) == [(Code.INVALID_INPUT, ("input", "steps"))]


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b", "a\ud800b"])
async def test_texts_that_cannot_be_are_refused_everywhere(desk: Desk, text: str) -> None:
    found = await refusals(desk, name=text, steps=[fixed(text), ai(text)])
    assert [path for _, path in found] == [
        ("input", "name"),
        ("input", "steps", "0", "message"),
        ("input", "steps", "1", "instructions"),
    ]


async def test_the_limits_themselves_are_allowed(desk: Desk) -> None:
    sequence = await desk.sequence(
        name="n" * 200,
        description="d" * 2_000,
        steps=[fixed("m" * 1_600, delay_hours=8_760), ai("i" * 4_000)] * 25,
    )
    assert len(await steps_of(sequence, 1)) == 50


async def test_a_fallback_message_is_a_template_of_an_ai_step(desk: Desk) -> None:
    broken = [fixed(fallback_message="Hi"), ai(fallback_message="Hi {{nick}}"), ai(fallback_message="x" * 1601)]
    assert await refusals(desk, steps=broken) == [
        (Code.INVALID_INPUT, ("input", "steps", "0", "fallbackMessage")),
        (Code.UNKNOWN_VARIABLE, ("input", "steps", "1", "fallbackMessage")),
        (Code.INVALID_INPUT, ("input", "steps", "2", "fallbackMessage")),
    ]


async def test_a_fallback_message_belongs_to_the_version(desk: Desk) -> None:
    sequence = await desk.sequence(steps=[ai(fallback_message="Hi {{first_name}}, still there?"), ai()])
    same = await desk.change(sequence, steps=[ai(fallback_message="Hi {{first_name}}, still there?"), ai()])
    blank = await desk.change(sequence, steps=[ai(fallback_message=" "), ai()])
    assert (same.version, blank.version) == (1, 2)
    steps = await Step.filter(version__sequence_id=sequence.id).order_by("version__version", "position")
    assert [step.fallback_message for step in steps] == ["Hi {{first_name}}, still there?", None, None, None]

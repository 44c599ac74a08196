"""A thousand leads in one call: each as if it were called alone, and none in the way of another."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.db import connection
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import CancelReason, EnrollmentStatus
from app.errors import Code, Refused
from app.models import Enrollment, Lead, Record
from app.services import sequences
from app.services.enrollment import Run, cancel_of_lead, enroll_lead, enroll_leads, store
from app.services.sequences import SequenceChanges
from tests.clock import FixedClock
from tests.factories import Alarms, TakesAll, fixed, make_account, make_partner, make_sequence
from tests.waiting import until

NUMBERS = [f"+1415555{number}" for number in range(1000, 2000)]
ANN, BOB, CID = NUMBERS[:3]


@dataclass
class Desk:
    """Where leads are enrolled in one sequence."""

    deps: Deps
    partner_id: UUID
    account_id: UUID
    sequence_id: UUID

    async def enroll(self, *phones: str) -> list[str]:
        return [told(one) for one in await self.runs(*phones)]

    async def runs(self, *phones: str) -> Sequence[Run | Refused]:
        return await enroll_leads(self.deps, self.partner_id, self.sequence_id, phones)

    async def only(self, phone: str, *, alone: bool) -> str:
        """The answer for this phone: of a call of its own, or of a batch of one."""
        return await self.one(phone) if alone else (await self.enroll(phone))[0]

    async def one(self, phone: str) -> str:
        try:
            return told(await enroll_lead(self.deps, self.partner_id, self.sequence_id, phone))
        except Refused as refused:
            return told(refused)


def told(one: Run | Refused) -> str:
    return one.action.value if isinstance(one, Run) else one.refusals[0].code.value


@pytest.fixture
async def desk(deps: Deps) -> Desk:
    partner = await make_partner()
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed(delay_hours=5), fixed(delay_hours=1)])
    return Desk(deps, partner.id, account.id, sequence.id)


async def ended(status: EnrollmentStatus, phone: str) -> None:
    lead = await Lead.get(phone=phone)
    if status is EnrollmentStatus.CANCELLED:
        await cancel_of_lead(lead.id, CancelReason.REQUESTED, lead.created_at)
    else:
        await Enrollment.filter(lead_id=lead.id).update(status=status, ended_at=lead.created_at, wake_at=None)


async def test_each_phone_has_its_answer_in_order_and_none_stops_another(desk: Desk, clock: FixedClock) -> None:
    await desk.enroll(*NUMBERS[:4])
    await ended(EnrollmentStatus.CANCELLED, NUMBERS[1])
    await ended(EnrollmentStatus.COMPLETED, NUMBERS[2])
    await Lead.filter(phone=NUMBERS[3]).update(opted_out_at=clock.now())
    await Enrollment.filter(lead__phone=NUMBERS[3]).delete()
    asked = [NUMBERS[3], NUMBERS[2], NUMBERS[1], NUMBERS[0], "12", NUMBERS[4], "(415) 555-1004", "\x00"]
    found = await desk.runs(*asked)
    assert [told(one) for one in found] == [
        "LEAD_OPTED_OUT",
        "ENROLLED",
        "REACTIVATED",
        "ALREADY_ENROLLED",
        "INVALID_PHONE",
        "ENROLLED",
        "ALREADY_ENROLLED",
        "INVALID_PHONE",
    ]
    paths = {one.refusals[0].path for one in found if isinstance(one, Refused)}
    assert paths == {("phones", "0"), ("phones", "4"), ("phones", "7")}
    again = [one.enrollment.id for one in found if isinstance(one, Run)]
    assert again[3] == again[4], "who is named twice has one run"
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count() == 4
    assert await Lead.all().count() == 5


@pytest.mark.parametrize("before", [None, *EnrollmentStatus, "OPTED_OUT", "REPLACED"])
async def test_one_call_and_a_call_of_one_say_the_same(desk: Desk, clock: FixedClock, before: str | None) -> None:
    if before:
        await desk.enroll(ANN, BOB)
    for phone in (ANN, BOB):
        if before == "OPTED_OUT":
            await Lead.filter(phone=phone).update(opted_out_at=clock.now())
        elif before == "REPLACED":  # canceled, then enrolled and completed: the last one counts
            await ended(EnrollmentStatus.CANCELLED, phone)
            clock.advance(hours=1)
            await desk.enroll(phone)
            await Enrollment.filter(lead__phone=phone, status="ACTIVE").update(
                status="COMPLETED", ended_at=clock.now(), wake_at=None
            )
        elif before and before != "ACTIVE":
            await ended(EnrollmentStatus(before), phone)
    assert [await desk.one(ANN)] == await desk.enroll(BOB)


async def test_with_if_never_enrolled_a_lead_who_was_there_before_is_left_alone(
    desk: Desk, deps: Deps, clock: FixedClock
) -> None:
    await desk.enroll(*NUMBERS[:3])
    await ended(EnrollmentStatus.CANCELLED, NUMBERS[0])
    await ended(EnrollmentStatus.COMPLETED, NUMBERS[1])
    before = await Enrollment.all().order_by("id")
    clock.advance(hours=1)
    planted = len(deps.queue.planted)  # type: ignore[attr-defined]
    asked = [*NUMBERS[:4], NUMBERS[3], NUMBERS[0]]
    found = await enroll_leads(deps, desk.partner_id, desk.sequence_id, asked, if_never_enrolled=True)
    assert [told(one) for one in found] == [
        *("SKIPPED", "SKIPPED", "ALREADY_ENROLLED", "ENROLLED", "ALREADY_ENROLLED", "SKIPPED")
    ]
    answered = [one.enrollment.id for one in found if isinstance(one, Run)]
    assert answered[:3] == [row.id for row in before], "the last run, as it is"
    assert [Record.of(row) for row in (await Enrollment.all().order_by("id"))[:3]] == [Record.of(row) for row in before]
    assert len(deps.queue.planted) == planted + 1  # type: ignore[attr-defined]

    one = await enroll_lead(deps, desk.partner_id, desk.sequence_id, NUMBERS[0], if_never_enrolled=True)
    assert (one.action, one.message_sent, one.enrollment.id) == ("SKIPPED", False, before[0].id)
    assert await Enrollment.all().count() == 4


async def test_a_run_is_answered_as_it_is_stored(desk: Desk, clock: FixedClock) -> None:
    [run] = await desk.runs(ANN)
    assert isinstance(run, Run)
    stored = await Enrollment.get(id=run.enrollment.id)
    assert Record.of(run.enrollment) == Record.of(stored)
    assert (stored.started_at, stored.position, stored.status) == (clock.now(), 0, EnrollmentStatus.ACTIVE)
    assert stored.due_at == stored.wake_at == clock.advance(hours=5)


def test_a_run_is_read_with_every_column_of_the_table() -> None:
    assert set(store.COLUMNS) == set(Enrollment._meta.fields_db_projection)


async def test_the_first_messages_are_left_to_the_workers_who_begin_at_once(
    desk: Desk, deps: Deps, clock: FixedClock
) -> None:
    sequence = await make_sequence(deps, desk.partner_id, desk.account_id, steps=[fixed("Hi"), fixed(delay_hours=9)])
    found = await enroll_leads(deps, desk.partner_id, sequence.id, [ANN, BOB])
    assert [(one.message_sent, one.wake_at) for one in found if isinstance(one, Run)] == [(False, clock.now())] * 2
    assert isinstance(deps.queue, Alarms)
    assert isinstance(deps.sms, TakesAll)
    assert deps.queue.planted == [clock.now()]
    assert deps.sms.sent == []


async def test_todays_steps_are_the_ones_that_are_started_on(desk: Desk, deps: Deps) -> None:
    await desk.enroll(ANN)
    await ended(EnrollmentStatus.CANCELLED, ANN)
    await sequences.update(deps, desk.partner_id, desk.sequence_id, SequenceChanges(steps=[fixed(delay_hours=2)]))
    assert await desk.enroll(ANN) == ["REACTIVATED"]
    run = await Enrollment.get(status="ACTIVE").select_related("version")
    assert run.version.version == 2


@pytest.mark.parametrize("state", ["unknown", "foreign", "deleted", "inactive"])
async def test_a_sequence_that_takes_nobody_refuses_the_whole_call(desk: Desk, deps: Deps, state: str) -> None:
    whose, which = desk.partner_id, desk.sequence_id
    if state == "unknown":
        which = new_id()
    elif state == "foreign":
        whose = (await make_partner("Stranger")).id
    elif state == "deleted":
        await sequences.delete(deps, whose, which)
    else:
        await sequences.update(deps, whose, which, SequenceChanges(is_active=False))
    with pytest.raises(Refused) as refused:
        await enroll_leads(deps, whose, which, [ANN, "12"])
    code = Code.SEQUENCE_INACTIVE if state == "inactive" else Code.NOT_FOUND
    assert [(one.code, one.path) for one in refused.value.refusals] == [(code, ("sequenceId",))]
    assert await Lead.all().count() == 0


async def test_a_call_that_names_nobody_does_nothing(desk: Desk) -> None:
    assert await desk.enroll() == []
    assert await desk.enroll("12", "") == ["INVALID_PHONE"] * 2
    assert await Lead.all().count() == 0


async def test_leads_are_listed_in_the_order_of_the_call(desk: Desk) -> None:
    asked = NUMBERS[500:0:-1]
    await desk.enroll(*asked)
    assert [lead.phone for lead in await Lead.all().order_by("id")] == asked
    assert [run.lead.phone for run in await Enrollment.all().order_by("id").select_related("lead")] == asked


async def test_a_thousand_take_as_many_statements_as_one(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    counted = []
    for phones in (NUMBERS[:1], NUMBERS, NUMBERS):
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
            assert len(set(await desk.enroll(*phones))) <= 2
        counted.append(len([one for one in caplog.records if one.name == "tortoise.db_client"]))
    assert counted == [3, 3, 3], "the sequence, the leads, the runs"


# ---------------------------------------------------------------- at the same time


async def test_calls_at_once_enroll_each_once_and_nobody_waits_in_a_circle(desk: Desk) -> None:
    mixed = [NUMBERS[at:] + NUMBERS[:at] for at in range(0, 1000, 250)]
    calls = [desk.enroll(*phones) for phones in (*mixed, NUMBERS[::-1])]
    found = await asyncio.gather(*calls, *(desk.one(phone) for phone in NUMBERS[::100]))
    answers = [answer for one in found for answer in ([one] if isinstance(one, str) else one)]
    assert answers.count("ENROLLED") == 1000
    assert answers.count("ALREADY_ENROLLED") == 4000 + 10
    assert await Enrollment.all().count() == await Lead.all().count() == 1000


@asynccontextmanager
async def somebody(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's transaction, which is committed at the end of the block."""
    other = await asyncpg.connect(url)
    try:
        async with other.transaction():
            yield other
    finally:
        await other.close()


async def is_held_up() -> bool:
    rows = await connection().execute_query_dict(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return bool(rows)


async def test_a_lead_whom_somebody_makes_at_this_moment_is_found_and_enrolled(
    desk: Desk, database_url: str, clock: FixedClock
) -> None:
    async with somebody(database_url) as other:
        made = new_id()
        await other.execute(
            "INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, $4)",
            made,
            desk.account_id,
            BOB,
            clock.now(),
        )
        call = asyncio.create_task(desk.enroll(ANN, BOB, CID))
        await until(is_held_up)
    assert await call == ["ENROLLED"] * 3
    assert (await Enrollment.get(lead__phone=BOB)).lead_id == made
    assert await Lead.all().count() == await Enrollment.all().count() == 3


async def test_a_lead_who_is_enrolled_alone_and_whom_somebody_makes_at_this_moment_is_found(
    desk: Desk, database_url: str, clock: FixedClock
) -> None:
    async with somebody(database_url) as other:
        made = new_id()
        statement = "INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, $4)"
        await other.execute(statement, made, desk.account_id, BOB, clock.now())
        call = asyncio.create_task(desk.one(BOB))
        await until(is_held_up)
    assert await call == "ENROLLED"
    assert (await Enrollment.get()).lead_id == (await Lead.get()).id == made


CHANGES: dict[str, tuple[str, str | list[str]]] = {
    "a STOP": ("UPDATE lead SET opted_out_at = now() WHERE phone = $1", ["ENROLLED", "LEAD_OPTED_OUT"]),
    "a reply": ("UPDATE lead SET inbound_count = 1 WHERE phone = $1", ["ENROLLED", "ENROLLED"]),
    "a delete": ("UPDATE sequence SET deleted_at = now() WHERE $1 <> ''", "NOT_FOUND"),
    "a switch": ("UPDATE sequence SET is_active = false WHERE $1 <> ''", "SEQUENCE_INACTIVE"),
}


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("change", CHANGES)
async def test_what_is_under_way_before_an_enrollment_is_seen_by_it(
    desk: Desk, database_url: str, clock: FixedClock, change: str, alone: bool
) -> None:
    sql, expected = CHANGES[change]
    for phone in (ANN, BOB):
        await Lead.create(account_id=desk.account_id, phone=phone, created_at=clock.now())

    async def call() -> Any:
        if alone:
            return await desk.one(BOB)
        try:
            return await desk.enroll(ANN, BOB)
        except Refused as refused:
            return told(refused)

    async with somebody(database_url) as other:
        await other.execute(sql, BOB)
        waiting = asyncio.create_task(call())
        await until(is_held_up)
    assert await waiting == (expected[-1] if alone and isinstance(expected, list) else expected)


@pytest.mark.parametrize("alone", [False, True])
async def test_an_edit_under_way_is_waited_for_and_its_steps_are_the_ones(
    desk: Desk, database_url: str, alone: bool
) -> None:
    async with somebody(database_url) as other:
        version = new_id()
        await other.execute("UPDATE sequence SET version = 2")
        await other.execute("INSERT INTO sequence_version VALUES ($1, 2, now(), $2)", version, desk.sequence_id)
        await other.execute(
            "INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)"
            " VALUES ($1, $2, 0, 'FIXED', 'New', 1, true)",
            new_id(),
            version,
        )
        call = asyncio.create_task(desk.only(ANN, alone=alone))
        await until(is_held_up)
    assert await call == "ENROLLED"
    assert (await Enrollment.get()).version_id == version


@pytest.mark.parametrize("alone", [False, True])
async def test_an_edit_under_way_says_at_what_hour_the_first_step_falls_due(
    desk: Desk, database_url: str, alone: bool
) -> None:
    async with somebody(database_url) as other:
        version = new_id()
        await other.execute("UPDATE sequence SET version = 2")
        await other.execute("INSERT INTO sequence_version VALUES ($1, 2, now(), $2)", version, desk.sequence_id)
        await other.execute(
            "INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied, send_at)"
            " VALUES ($1, $2, 0, 'FIXED', 'New', 0, true, '16:40')",
            new_id(),
            version,
        )
        call = asyncio.create_task(desk.only(ANN, alone=alone))
        await until(is_held_up)
    assert await call == "ENROLLED"
    assert await desk.enroll(BOB) == ["ENROLLED"]
    while_edited, afterwards = await Enrollment.all().order_by("id")
    assert while_edited.due_at == afterwards.due_at != desk.deps.clock.now()

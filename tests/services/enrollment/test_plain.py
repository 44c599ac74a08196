"""A lead in one round trip: the database's function decides as the statements one by one do, or changes nothing."""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection, known_migrations, rows
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.known_sequences import KnownSequences
from app.domain.vocabulary import CancelReason, EnrollmentAction
from app.errors import Refused
from app.failpoints import Failpoint
from app.models import Account, Enrollment, Lead, Message
from app.services import sequences
from app.services.enrollment import cancel_of_lead, enroll_lead, enroll_leads, plain, store
from app.services.enrollment.erased import keys_of
from app.services.people import add_suppressions, erase_lead
from app.services.sequences import SequenceChanges
from tests.clock import FixedClock
from tests.examples import examples
from tests.factories import (
    Alarms,
    TakesAll,
    fixed,
    make_account,
    make_deps,
    make_lead,
    make_partner,
    make_sequence,
    phone,
)

TO_MEND = (
    "The statements of app/services/enrollment/store.py have changed, and the database's function has not: add a "
    "migration that runs plain.FUNCTION, as the last of these did, and `make schema`. Until a database has it, each "
    "lead takes one round trip for each statement."
)


def test_the_newest_function_that_a_migration_makes_is_that_of_the_statements() -> None:
    made = [importlib.import_module(f"app.migrations.{name}") for name in sorted(known_migrations())]
    functions = [one.FUNCTION.strip() for one in made if "enroll_lead_" in getattr(one, "FUNCTION", "")]
    assert functions[-1] == plain.FUNCTION.strip(), TO_MEND


# ------------------------------------------------------------------ both ways


@dataclass
class Desk:
    """A sequence of a partner of its own, and a phone that nobody else has."""

    deps: Deps
    partner_id: UUID
    account: Account
    sequence_id: UUID
    phone: str

    async def enroll(self, spelled: str = "", **how: Any) -> Any:
        """What the caller is told: the action and whether a message is sent, or the refusals."""
        try:
            run = await enroll_lead(self.deps, self.partner_id, self.sequence_id, spelled or self.phone, **how)
        except Refused as refused:
            return [(one.code, one.path, one.message.replace(self.phone, "")) for one in refused.refusals]
        stored = await Enrollment.get(id=run.enrollment.id).values()
        return run.action, run.message_sent, {name: getattr(run.enrollment, name) for name in stored} == stored

    async def lead(self) -> Lead:
        known = await Lead.get_or_none(account_id=self.account.id, phone=self.phone)
        return known or await make_lead(self.deps, self.partner_id, self.account.id, phone=self.phone)

    async def stored(self) -> list[Any]:
        """Everything that enrolling can change, without ids."""
        found: list[Any] = [
            [lead.phone == self.phone, lead.opted_out_at, lead.erased_at]
            for lead in await Lead.filter(account_id=self.account.id).order_by("id")
        ]
        for run in await Enrollment.filter(account_id=self.account.id).order_by("id").select_related("version"):
            due = run.due_at and run.due_at - self.deps.clock.now(), run.wake_at and run.wake_at - self.deps.clock.now()
            found.append([run.status, run.version.version, run.started_at, *due, run.position, run.at_once])
            found[-1] += [run.variables, run.cancel_reason, run.hold_reason]
        found.append([await Message.filter(account_id=self.account.id).count()])
        tables = {"number_opt_out": "phone = $1", "suppression": "phone = $1"}
        for table, where in tables.items():
            found.append([table, (await rows(f"SELECT count(*) FROM {table} WHERE {where}", self.phone))[0][0]])
        hashes = [key.hash(self.phone) for key in keys_of(self.deps)]
        found.append([(await rows("SELECT count(*) FROM erased_phone WHERE hash = ANY($1)", hashes))[0][0]])
        assert isinstance(self.deps.queue, Alarms)
        found.append([moment - self.deps.clock.now() for moment in self.deps.queue.planted])
        return found


async def a_desk(clock: FixedClock) -> Desk:
    deps = make_deps(clock)
    partner = await make_partner(f"Partner of {phone()}")
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed(delay_hours=5), fixed(delay_hours=1)])
    await enroll_lead(deps, partner.id, sequence.id, phone())  # from now on the process remembers the sequence
    return Desk(deps, partner.id, account, sequence.id, phone())


async def known(desk: Desk) -> None:
    await desk.lead()


async def opted_out(desk: Desk) -> None:
    await Lead.filter(id=(await desk.lead()).id).update(opted_out_at=desk.deps.clock.now())


async def dead(desk: Desk) -> None:
    await Lead.filter(id=(await desk.lead()).id).update(dead_number_code=30005)


async def told_the_number_to_stop(desk: Desk) -> None:
    statement = "INSERT INTO number_opt_out (number, phone, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    await rows(statement + " RETURNING 1", desk.account.phone_number, desk.phone, desk.deps.clock.now())


async def on_the_list_of_the_account(desk: Desk) -> None:
    await add_suppressions(desk.deps, desk.partner_id, desk.account.id, [desk.phone], "ours", None)


async def on_the_list_of_the_partner(desk: Desk) -> None:
    await add_suppressions(desk.deps, desk.partner_id, None, [desk.phone], "ours", None)


async def erased(desk: Desk) -> None:
    await erase_lead(desk.deps, desk.partner_id, (await desk.lead()).id)


def _blocked(scope: Callable[[Desk], str]) -> Callable[[Desk], Awaitable[None]]:
    async def block(desk: Desk) -> None:
        key = keys_of(desk.deps)[0]
        statement = (
            "INSERT INTO erased_phone (hash, scope, key_id, created_at) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT DO NOTHING RETURNING 1"
        )
        await rows(statement, key.hash(desk.phone), scope(desk), key.id, desk.deps.clock.now())

    return block


async def ran_and_was_canceled(desk: Desk) -> None:
    await under_way(desk)
    await cancel_of_lead((await desk.lead()).id, CancelReason.REQUESTED, desk.deps.clock.now())


async def ran_to_its_end(desk: Desk) -> None:
    await under_way(desk)
    ended = {"status": "COMPLETED", "ended_at": desk.deps.clock.now(), "wake_at": None}
    await Enrollment.filter(lead_id=(await desk.lead()).id, status="ACTIVE").update(**ended)


async def under_way(desk: Desk) -> None:
    await enroll_leads(desk.deps, desk.partner_id, desk.sequence_id, [desk.phone], variables={"old": 1})


def _edited(**changes: Any) -> Callable[[Desk], Awaitable[None]]:
    async def edit(desk: Desk) -> None:
        await sequences.update(desk.deps, desk.partner_id, desk.sequence_id, SequenceChanges(**changes))

    return edit


async def has_another_number(desk: Desk) -> None:
    await Account.filter(id=desk.account.id).update(phone_number=f"+4479460{phone()[-5:]}")


STATES: dict[str, Callable[[Desk], Awaitable[None]]] = {
    "known": known,
    "opted out": opted_out,
    "dead": dead,
    "told the number to stop": told_the_number_to_stop,
    "on the list of the account": on_the_list_of_the_account,
    "on the list of the partner": on_the_list_of_the_partner,
    "erased": erased,
    "told the number to stop, and erased": _blocked(lambda desk: str(desk.account.phone_number)),
    "on the list of the partner, and erased": _blocked(lambda desk: f"list:{desk.partner_id}"),
    "erased elsewhere": _blocked(lambda _: str(new_id())),
    "under way": under_way,
    "canceled": ran_and_was_canceled,
    "completed": ran_to_its_end,
    "at once": _edited(steps=[fixed("Hi")]),
    "at an hour": _edited(steps=[fixed("Hi", send_at="16:40")]),
    "tomorrow": _edited(steps=[fixed("Hi", delay_days=1)]),
    "inactive": _edited(is_active=False),
    "another number": has_another_number,
}
PLAIN = ["at once", "canceled", "completed", "known", "under way"] * 6
"""Drawn more often."""
SPELLED: dict[str, Callable[[Desk], str]] = {
    "E.164": lambda desk: desk.phone,
    "as dialed": lambda desk: f"({desk.phone[2:5]}) {desk.phone[5:8]}-{desk.phone[8:]}",
    "wrong": lambda _: "12",
    "its own": lambda desk: str(desk.account.phone_number),
}
MANY = {f"name{number}": number for number in range(50)}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database."""

    class Seen(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.args, tuple) and record.args:
                sent.append(str(record.args[0]))

    sent, handler, log = list[str](), Seen(logging.DEBUG), logging.getLogger("tortoise.db_client")
    level, propagates = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield sent
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagates


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    states=st.lists(st.sampled_from([*PLAIN, *sorted(STATES)]), max_size=2),
    spelled=st.sampled_from(["E.164", "E.164", "E.164", *SPELLED]),
    if_never=st.booleans(),
    variables=st.sampled_from([None, {}, {"rate": 6.25}, MANY]),
)
@example(states=["told the number to stop, and erased"], spelled="E.164", if_never=False, variables=None)
@example(states=["erased elsewhere"], spelled="E.164", if_never=False, variables=None)
@example(states=["under way"], spelled="as dialed", if_never=False, variables={"rate": 6.25})
@example(states=["canceled", "under way", "completed"], spelled="E.164", if_never=True, variables=None)
async def test_both_ways_answer_and_store_the_same(
    clock: FixedClock, database_url: str, states: list[str], spelled: str, if_never: bool, variables: Any
) -> None:
    found = []
    for in_one_round_trip in (True, False):
        desk = await a_desk(clock)
        for state in states:
            with suppress(Refused):  # nobody enrolls or imports who was erased before
                await STATES[state](desk)
        if not in_one_round_trip:
            desk.deps.known_sequences.turn_off(clock.now())
        with statements() as sent:
            answer = await desk.enroll(SPELLED[spelled](desk), if_never_enrolled=if_never, variables=variables)
        found.append((answer, await desk.stored()))
        if in_one_round_trip:
            event(f"in one round trip: {store.BY_ID not in sent}")
        else:
            assert plain._CALL not in sent
    assert found[0] == found[1]


# ------------------------------------------------------------------ what makes it one


@pytest.fixture
async def desk(clock: FixedClock, database_url: str) -> Desk:
    return await a_desk(clock)


async def test_a_lead_is_enrolled_by_one_statement_and_found_again_by_one(desk: Desk) -> None:
    for action in (EnrollmentAction.ENROLLED, EnrollmentAction.ALREADY_ENROLLED):
        with statements() as sent:
            run = await enroll_lead(desk.deps, desk.partner_id, desk.sequence_id, desk.phone)
        assert (run.action, sent) == (action, [plain._CALL])


async def test_an_edit_is_learned_at_the_next_call(desk: Desk) -> None:
    await _edited(steps=[fixed(delay_hours=2)])(desk)
    for calls in (2, 1):  # the statements one by one, and then the function after a look at the sequence
        with statements() as sent:
            assert (await desk.enroll(phone()))[0] is EnrollmentAction.ENROLLED
        assert sent.count(store.BY_ID) == calls - 1
    assert {run.version.version for run in await Enrollment.all().select_related("version")} == {1, 2}


async def test_a_lead_that_was_made_and_cannot_be_enrolled_is_taken_back(desk: Desk) -> None:
    await STATES["told the number to stop, and erased"](desk)
    before = await Lead.all().count()
    run = await plain.enroll(
        desk.deps, desk.partner_id, desk.sequence_id, desk.phone, timedelta(0), None, if_never=False
    )
    assert run is None
    assert await Lead.all().count() == before


@pytest.mark.parametrize("point", [Failpoint.ENROLLED_BEFORE_COMMIT, Failpoint.ENROLLED_AFTER_COMMIT])
async def test_a_call_that_fails_around_its_commit_is_repeated(desk: Desk, point: Failpoint) -> None:
    failpoints.arm(f"{point}=raise")
    try:
        with statements() as sent, pytest.raises(failpoints.Planned):
            await desk.enroll()
        assert plain._CALL in sent
        is_stored = point is Failpoint.ENROLLED_AFTER_COMMIT
        assert await Enrollment.filter(lead__phone=desk.phone).exists() is is_stored
        assert (await desk.enroll())[0] == ("ALREADY_ENROLLED" if is_stored else "ENROLLED")
    finally:
        failpoints.arm("")


TAKEN_AWAY = {
    "it is not there": (f"DROP FUNCTION {plain.NAME}", plain.FUNCTION),
    "it may not be called": (
        f"""
        CREATE ROLE calls_nothing;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO calls_nothing;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO calls_nothing;
        REVOKE EXECUTE ON FUNCTION {plain.NAME} FROM public;
        SET ROLE calls_nothing""",
        f"""
        RESET ROLE;
        GRANT EXECUTE ON FUNCTION {plain.NAME} TO public;
        DROP OWNED BY calls_nothing;
        DROP ROLE calls_nothing""",
    ),
    "a later migration has widened a column": (
        "ALTER TABLE enrollment ALTER COLUMN tries TYPE integer",
        "ALTER TABLE enrollment ALTER COLUMN tries TYPE smallint",
    ),
}
"""How the function is taken away on the pool's connection, and how it is given back."""


@pytest.mark.parametrize("how", TAKEN_AWAY)
async def test_a_function_that_cannot_be_called_is_not_called_each_time(
    desk: Desk, clock: FixedClock, how: str
) -> None:
    take_away, give_back = TAKEN_AWAY[how]
    await connection().execute_script(take_away)
    try:
        for asked in (1, 0):
            with statements() as sent:
                assert (await desk.enroll(phone()))[0] is EnrollmentAction.ENROLLED
            assert sent.count(plain._CALL) == asked
    finally:
        await connection().execute_script(give_back)
    clock.advance(minutes=1)
    with statements() as sent:
        await desk.enroll(phone())
    assert store.BY_ID not in sent


async def test_the_plans_of_the_function_are_kept_with_the_connection(desk: Desk) -> None:
    await connection()._pool.expire_connections()  # a connection of an earlier test keeps its plans
    async with in_transaction():
        for _ in range(8):
            await desk.enroll(phone())
        found = await rows("SELECT ident FROM pg_backend_memory_contexts WHERE name = 'CachedPlan'")
    kept = [row.ident or "" for row in found]
    for statement in (plain._SEQUENCE, plain._LEADS, plain._RUNS):
        assert any(statement[:500] in one for one in kept), statement


async def test_two_calls_at_once_enroll_once(desk: Desk) -> None:
    for _ in range(20):
        one = phone()
        answers = await asyncio.gather(*(desk.enroll(one) for _ in range(4)))
        assert sorted(answer[0].value for answer in answers) == ["ALREADY_ENROLLED"] * 3 + ["ENROLLED"]
    assert isinstance(desk.deps.sms, TakesAll)


def test_a_sequence_is_remembered_for_a_minute_and_a_thousand_of_them(clock: FixedClock) -> None:
    sequences, partner, first = KnownSequences(), new_id(), new_id()
    sequences.keep(partner, first, 1, "+14155550100", clock.now(), is_plain=True)
    assert sequences.get(partner, first, clock.now()) is not None
    assert sequences.get(new_id(), first, clock.now()) is None
    assert sequences.get(partner, first, clock.now() + timedelta(minutes=1)) is None
    assert sequences.get(partner, first, clock.now() - timedelta(minutes=1)) is None, "a clock that was set back"
    for _ in range(1000):
        sequences.keep(partner, new_id(), 1, "+14155550100", clock.now(), is_plain=True)
    assert sequences.get(partner, first, clock.now()) is None

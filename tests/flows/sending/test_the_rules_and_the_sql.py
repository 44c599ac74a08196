"""What Python decides and SQL decides too is one rule: each pair says the same, case by case."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from tortoise.transactions import in_transaction

from app.db import connection, unseen
from app.domain.calendar import caps, delays, windows
from app.domain.engine.decide import Due, Send, Wait, decide
from app.domain.ids import new_id
from app.domain.vocabulary import EnrollmentStatus, MessageSource, MessageStatus, StepReason, StepType, rank
from app.models import Account, Draft, Enrollment, Lead, Partner, Sender, SequenceVersion, Suppression
from app.services.sending import change_rules, rules, store
from app.services.sending.account_rules import on_unchanged_rules
from app.services.sending.store import Claim
from tests.domain.engine.model import BEGIN
from tests.waiting import until
from tests.world import SENDER, World, ai, fixed

NOON = BEGIN  # the world's accounts are in UTC
STATUSES = (EnrollmentStatus.ACTIVE, EnrollmentStatus.CANCELLED)
CONSENT = {"source": "PHONE", "givenAt": "2026-02-01T12:00:00+00:00"}
DRAFTS = ("none", "fresh", "stale", "waiting")


async def _rows(world: World) -> list[Enrollment]:
    """An enrollment for each combination of what the gates look at, each of a lead of its own."""
    plain = [await world.sequence(fixed("Hello", skip=skip)) for skip in (False, True)]
    written = [await world.sequence(ai("Say hello.", skip=skip)) for skip in (False, True)]
    steps = [*((sequence, None) for sequence in plain), *product(written, DRAFTS)]
    made = []
    for number, ((sequence, draft), status, in_flight, out, replied) in enumerate(
        product(steps, STATUSES, (False, True), (False, True), (False, True))
    ):
        lead = await Lead.create(
            account_id=world.account.id, phone=f"+1415{number:07d}", inbound_count=3, opted_out_at=NOON if out else None
        )
        ended = status is not EnrollmentStatus.ACTIVE
        row = await Enrollment.create(
            account_id=world.account.id,
            lead_id=lead.id,
            sequence_id=sequence.id,
            version_id=await _version(sequence.id),
            status=status,
            cancel_reason="REQUESTED" if ended else None,
            started_at=NOON,
            ended_at=NOON if ended else None,
            due_at=NOON,
            wake_at=NOON if in_flight or not ended else None,
            attempt_id=uuid4() if in_flight else None,
            replied_at=NOON if replied else None,
        )
        if draft not in (None, "none"):
            await Draft.create(
                enrollment_id=row.id,
                position=0,
                body="Hello there",
                inbound_count=2 if draft == "stale" else 3,
                generation={},
                state="WAITING" if draft == "waiting" else "READY",
            )
        made.append(row)
    return made


async def _version(sequence_id: UUID) -> UUID:
    return (await SequenceVersion.get(sequence_id=sequence_id)).id


def _claim(due: Due, closes: datetime | None) -> Claim:
    source = MessageSource.AI if due.step_type is StepType.AI else MessageSource.SEQUENCE
    if due.step_type is StepType.AI and due.draft_id is None:
        due = replace(due, draft_id=uuid4())
    return Claim(due, new_id(), "Hello", 1, source, closes)


async def test_the_claim_takes_the_rows_for_which_the_decision_is_to_send(world: World) -> None:
    made = await _rows(world)
    async with in_transaction() as tx:
        picked = await store.pick(tx, NOON, len(made))
        send = {due.enrollment_id for due in picked if isinstance(decide(due, NOON), Send)}
        claims = [_claim(due, None) for due in picked]
        claimed = await store.claim(tx, claims, NOON, NOON + timedelta(seconds=20))
    assert {one.due.enrollment_id for one in claimed} == send
    assert 0 < len(send) < len(picked)


PAUSES = (None, (NOON, NOON), (NOON, NOON + timedelta(seconds=1)), (NOON, None))
OPTED_OUT_OF = ("no number", "the sender", "another number")


async def test_a_pause_and_an_opt_out_of_the_number_are_the_same_in_both(world: World) -> None:
    """A pause that is over, that ends later, and that a person ends; an opt-out of this sender and of another."""
    sequence = await world.sequence(fixed("Hello"))
    version = await _version(sequence.id)
    for number, (pause, told) in enumerate(product(PAUSES, OPTED_OUT_OF)):
        phone = f"+1415{number:07d}"
        since, until = pause or (None, None)
        lead = await Lead.create(
            account_id=world.account.id,
            phone=phone,
            paused_at=since,
            paused_until=until,
            pause_reason="REQUESTED" if since else None,
        )
        await Enrollment.create(
            account_id=world.account.id,
            lead_id=lead.id,
            sequence_id=sequence.id,
            version_id=version,
            status=EnrollmentStatus.ACTIVE,
            started_at=NOON,
            due_at=NOON,
            wake_at=NOON,
        )
        if told != "no number":
            sender = SENDER if told == "the sender" else "+15005550010"
            await connection().execute_query("INSERT INTO number_opt_out VALUES ($1, $2, $3)", [sender, phone, NOON])
    async with in_transaction() as tx:
        picked = await store.pick(tx, NOON, 100)
        decided = {due.phone for due in picked if isinstance(decide(due, NOON), Send)}
        claimed = await store.claim(tx, [_claim(due, None) for due in picked], NOON, NOON + timedelta(seconds=20))
    assert len(picked) == len(PAUSES) * len(OPTED_OUT_OF)
    assert {claim.due.phone for claim in claimed} == decided
    assert len(decided) == 4, "no pause or one that is over, and no opt-out of this sender"


LISTS = ("none", "the account's", "the partner's", "another account's", "another partner's")


async def test_consent_and_do_not_contact_lists_are_the_same_in_both(world: World) -> None:
    """With and without consent, on each list that binds the account and on lists that do not."""
    stranger = await Partner.create(name="A stranger")
    other = await Account.create(
        partner_id=world.partner_id, name="B", company_name="B", phone_number="+15005550007", time_zone="UTC"
    )
    owners = {
        "the account's": (world.partner_id, world.account.id),
        "the partner's": (world.partner_id, None),
        "another account's": (world.partner_id, other.id),
        "another partner's": (stranger.id, None),
    }
    sequence = await world.sequence(fixed("Hello"))
    version = await _version(sequence.id)
    for number, (listed, consent) in enumerate(product(LISTS, (None, CONSENT))):
        phone = f"+1415{number:07d}"
        lead = await Lead.create(account_id=world.account.id, phone=phone, consent=consent)
        await Enrollment.create(
            account_id=world.account.id,
            lead_id=lead.id,
            sequence_id=sequence.id,
            version_id=version,
            status=EnrollmentStatus.ACTIVE,
            started_at=NOON,
            due_at=NOON,
            wake_at=NOON,
        )
        if listed != "none":
            partner, account = owners[listed]
            await Suppression.create(
                partner_id=partner,
                account_id=account,
                owner_id=account or partner,
                phone=phone,
                source="test",
                created_at=NOON,
            )
    for required, open_gates in ((False, 6), (True, 3)):
        await Account.filter(id=world.account.id).update(require_consent=required)
        async with in_transaction() as tx:
            picked = await store.pick(tx, NOON, 100)
            decided = {due.phone for due in picked if isinstance(decide(due, NOON), Send)}
            claimed = await store.claim(tx, [_claim(due, None) for due in picked], NOON, NOON + timedelta(seconds=20))
            await tx.execute_query("DELETE FROM message")
            await tx.execute_query("UPDATE enrollment SET attempt_id = NULL, lease_until = NULL, wake_at = due_at")
        assert len(picked) == len(LISTS) * 2
        assert {claim.due.phone for claim in claimed} == decided
        assert len(decided) == open_gates, "on no list that binds the account, and with consent where it is required"


async def test_no_step_is_held_by_rules_that_have_changed_since_the_decision(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("Hello", 1)))
    await Enrollment.all().update(wake_at=NOON, due_at=NOON)
    async with in_transaction() as tx:
        [due] = await store.pick(tx, NOON, 1)
        assert await on_unchanged_rules(tx, [due]) == [due]
        await change_rules([world.account.id])
        assert await on_unchanged_rules(tx, [due]) == []


_NAMED = f"id = ANY({unseen('$13::uuid[]')}::uuid[])"
_LOCKS = f"FROM sender WHERE {_NAMED} FOR SHARE SKIP LOCKED"
_LATER = f"FROM sender, (SELECT pg_advisory_xact_lock(7) OFFSET 0) w WHERE {_NAMED} FOR SHARE OF sender"
_WAITING = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 7"


@pytest.mark.parametrize("changed", [False, True])
async def test_the_claim_takes_nothing_if_a_rule_changes_after_its_statement_began(world: World, changed: bool) -> None:
    """The statement has begun, and waits before it locks the sender. Meanwhile the rules change, and that commits."""
    await world.enrolled(await world.sequence(fixed("Hello", 1)))
    await Enrollment.all().update(wake_at=NOON, due_at=NOON)
    assert _LOCKS in store.CLAIM
    sql, locked = store.CLAIM.replace(_LOCKS, f"{_LATER} SKIP LOCKED"), asyncio.Event()

    async def claim() -> int:
        await locked.wait()
        async with in_transaction() as tx:
            [due] = await store.pick(tx, NOON, 1)
            of_row = [[due.enrollment_id], [0], [new_id()], ["Hello"], [1], ["SEQUENCE"], [None], [None]]
            of_sender = [
                [due.sender_id],
                [False],
                [due.sender_id],
                [due.phone],
                [due.rules_version],
                [None],
                [False],
                0,
            ]
            _, rows = await tx.execute_query(sql, [*of_row, NOON, NOON + timedelta(seconds=20), *of_sender])
            return len(rows)

    async def is_waiting() -> bool:
        [row] = await connection().execute_query_dict(_WAITING)
        return bool(row["count"])

    claiming = asyncio.create_task(claim())  # outside of the transaction below, which is this task's alone
    async with in_transaction() as tx:
        await tx.execute_query("SELECT pg_advisory_xact_lock(7)")
        locked.set()
        await until(is_waiting)
        if changed:
            await change_rules([world.account.id])
    assert await claiming == (0 if changed else 1)


async def test_the_claim_takes_nothing_in_the_last_minute_of_a_window_nor_after_it(world: World) -> None:
    await Account.filter(id=world.account.id).update(window_start="09:00", window_end="12:30")
    await world.enrolled(await world.sequence(fixed("Hello", 1)))
    await Lead.all().update(time_zone="UTC")
    closes = NOON.replace(hour=12, minute=30)
    last = closes - windows.LAST_SECONDS
    for now, taken in ((last, True), (last + timedelta.resolution, False), (closes, False)):
        await Enrollment.all().update(wake_at=now, due_at=NOON)
        async with in_transaction() as tx:
            [due] = await store.pick(tx, now, 1)
            assert isinstance(decide(due, now), Send) is taken
            assert bool(await store.claim(tx, [_claim(due, closes)], now, now)) is taken
            await tx.execute_query("DELETE FROM message")
            await tx.execute_query("UPDATE enrollment SET attempt_id = NULL, attempts = 0, lease_until = NULL")
    assert due.calendar.sendable(NOON)[1] == closes


async def test_a_delay_is_the_same_in_both(world: World) -> None:
    sql = f"""
        SELECT {rules.due_after("$1::timestamptz", "s", "$2")} AS due_at, {rules.by_calendar("s")} AS by_calendar
        FROM (SELECT $3::int AS delay_hours, $4::int AS delay_minutes, $5::smallint AS delay_days,
                     $6::text AS send_at) AS s"""
    columns = product((0, 1, 24, 8760), (0, 7, 525_600), (0, 365), (None, "10:00"))
    for (*amounts, send_at), hour_seconds in product(columns, (0.5, 1.0, 3600.0)):
        delay = delays.stored(*amounts, business_days=False, send_at=send_at)
        [row] = await connection().execute_query_dict(sql, [NOON, hour_seconds, *amounts, send_at])
        assert row == {"due_at": delays.elapsed(NOON, delay, hour_seconds), "by_calendar": delay.by_calendar}


async def test_what_a_cap_counts_is_the_same_in_both(world: World) -> None:
    for source, status, superseded in product(MessageSource, MessageStatus, (False, True)):
        sql = f"SELECT {rules.COUNTS} AS counts FROM (SELECT $1::text, 'OUTBOUND', $2::text, $3::boolean) AS m" + (
            "(source, direction, status, superseded)"
        )
        [row] = await connection().execute_query_dict(sql, [source, status, superseded])
        assert row["counts"] is caps.counts(source, status), (source, status)


async def test_the_order_of_statuses_is_the_same_in_both(world: World) -> None:
    for status in MessageStatus:
        [row] = await connection().execute_query_dict(f"SELECT {rules.status_rank('$1')} AS rank", [status])
        assert row["rank"] == rank(status)


async def test_a_held_sender_is_the_same_in_both(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    for phone in ("+14155550001", "+14155550002"):
        await world.enrolled(sequence, phone)
    await Enrollment.all().update(wake_at=NOON, due_at=NOON)
    second = timedelta(seconds=1)
    for retry_at, sends, taken in ((None, 2, 2), (NOON + second, 0, 0), (NOON, 2, 1), (NOON - second, 2, 1)):
        reason = None if retry_at is None else StepReason.PROVIDER_BUSY
        await Sender.all().update(retry_at=retry_at, hold_reason=reason)
        async with in_transaction() as tx:
            picked = await store.pick(tx, NOON, 10)
            assert sum(isinstance(decide(due, NOON), Send) for due in picked) == sends
            # As the batch does it: of a sender that is to be tried, one step is claimed.
            claims = [_claim(due, None) for due in picked][: 2 if retry_at is None or sends == 0 else 1]
            assert len(await store.claim(tx, claims, NOON, NOON + timedelta(seconds=20))) == taken
            await tx.execute_query("DELETE FROM message")
            again = "UPDATE enrollment SET attempt_id = NULL, attempts = 0, lease_until = NULL, wake_at = $1"
            await tx.execute_query(again, [NOON])


async def test_a_paused_or_removed_sender_is_the_same_in_both(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("Hello", 1)))
    await Enrollment.all().update(wake_at=NOON, due_at=NOON)
    async with in_transaction() as tx:
        [before] = await store.pick(tx, NOON, 10)
    changes: tuple[dict[str, Any], ...] = ({"status": "PAUSED"}, {"status": "READY"}, {"removed_at": NOON})
    for change in changes:
        if "removed_at" in change:
            await Sender.create(account_id=world.account.id, phone_number="+15005550007")
        await Sender.filter(phone_number=SENDER).update(**change)
        async with in_transaction() as tx:
            picked = {due.sender: decide(due, NOON) for due in await store.pick(tx, NOON, 10)}
            won = await store.claim(tx, [_claim(before, None)], NOON, NOON + timedelta(seconds=20))
            # The pick has no removed sender, and decides on the one that is left.
            expected = Wait(None, StepReason.SENDER_PAUSED) if "PAUSED" in change.values() else Send(None)
            assert list(picked.values()) == [expected]
            assert len(won) == (picked.get(SENDER) == Send(None))
            if won:
                await tx.execute_query("DELETE FROM message")
                await Enrollment.all().using_db(tx).update(attempt_id=None, attempts=0, lease_until=None, wake_at=NOON)


async def test_a_claim_takes_only_the_sender_that_the_lead_has_by_now(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("Hello", 1)))
    await Enrollment.all().update(wake_at=NOON, due_at=NOON)
    other = await Sender.create(account_id=world.account.id, phone_number="+15005550007")
    await Account.all().update(several_senders=True)
    async with in_transaction() as tx:
        [due] = await store.pick(tx, NOON, 10)
    assert due.takes_sender
    mine = await Sender.get(id=due.sender_id)
    another = other if mine.id != other.id else await Sender.get(phone_number=SENDER)
    for stored, taken in ((another.id, 0), (mine.id, 1)):
        await Lead.all().update(sender_id=stored)
        async with in_transaction() as tx:
            won = await store.claim(tx, [_claim(due, None)], NOON, NOON + timedelta(seconds=20))
            assert len(won) == taken
            [again] = await store.pick(tx, NOON + timedelta(minutes=1), 10)
            assert again.sender_id == stored
            assert not again.takes_sender

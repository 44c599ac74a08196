"""When more is due than a batch holds, every account with due steps has its share."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from app.concurrency import Concurrency
from app.db import connection
from app.domain.ids import new_id
from app.models import Account, Enrollment, SequenceVersion
from app.services import sending
from app.services.sending import store
from app.services.sending.pacing.shares import DUE_ACCOUNTS, EVERY, Shares
from tests.world import World, fixed

LANES = 32
FIRST = UUID(int=0)

_FILL = """
WITH l AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), $1, '+1415' || (6000000 + n + (SELECT count(*) FROM lead)), now()
    FROM generate_series(1, $4::int) n RETURNING id)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), $1, l.id, $2, $3, 'ACTIVE', $5, 0, $5, $5 FROM l
"""


async def beside(world: World, number: int) -> World:
    """The same world, seen by another account of the partner."""
    account = await Account.create(
        id=new_id(),
        partner_id=world.partner_id,
        name="Beside",
        company_name="Beside Lending",
        phone_number=f"+1500556{number:04d}",
        time_zone="UTC",
    )
    return replace(world, account=account)


async def due(world: World, count: int, **ago: float) -> None:
    """So many leads of the account with a step that has been due for some time."""
    sequence = await world.sequence(fixed("Hello", 1))
    version = await SequenceVersion.get(sequence_id=sequence.id)
    since = world.clock.now() - timedelta(**ago)
    await connection().execute_query(_FILL, [world.account.id, sequence.id, version.id, count, since])


@pytest.mark.parametrize("accounts", [1, 20])
async def test_an_account_with_many_due_steps_delays_no_other(world: World, accounts: int) -> None:
    world = replace(world, deps=replace(world.deps, concurrency=Concurrency(sending_limit=LANES)))
    await due(world, 600, hours=1)
    others = [await beside(world, number) for number in range(accounts)]
    for other in others:
        await due(other, 1, minutes=1)
    assert await sending.drain(world.deps, world.clock.now()) == 600 + accounts
    senders = [sent.sender for sent in world.twilio.ledger]
    places = [senders.index(other.account.phone_number) for other in others]
    # The second batch is shared, and the first batches are as large as there are lanes.
    assert max(places) < 300, "each is sent while the account with many steps is still at work"
    assert min(places) < 3 * LANES
    assert len({sent.to for sent in world.twilio.ledger}) == 600 + accounts
    assert not await Enrollment.filter(status="ACTIVE").exists()


async def test_a_look_goes_on_after_the_last_account_and_leaves_out_what_is_not_due(world: World) -> None:
    worlds = sorted([await beside(world, number) for number in range(5)], key=lambda one: one.account.id)
    ids = [one.account.id for one in worlds]
    for number, one in enumerate(worlds):
        await due(one, 3, hours=-1 if number == 1 else 1)
    db, now = connection(), world.clock.now()
    assert await Shares().accounts(db, now, 100) == [ids[0], *ids[2:]]
    shares = Shares()
    found = [await shares.accounts(db, now, 2) for _ in range(4 * EVERY)]
    assert found[::EVERY] == [[ids[0]], ids[2:4], [ids[4]], [ids[0]]]
    assert sum(map(len, found)) == 5, "the batches between are not shared"


async def test_each_account_has_an_equal_share_and_the_longest_due_rows_come_first(world: World) -> None:
    other = await beside(world, 1)
    for minutes in range(1, 41):
        await due(world, 1, minutes=minutes)
    await due(other, 1, minutes=1)
    now = world.clock.now()
    async with in_transaction() as tx:
        picked = await store.pick(tx, now, 20, accounts=[world.account.id, other.account.id])
    ages = [(now - one.due_at).total_seconds() / 60 for one in picked if one.account_id == world.account.id]
    assert sorted(ages) == list(range(31, 41))
    assert [one.account_id for one in picked].count(other.account.id) == 1


async def test_the_rows_of_another_account_are_not_read(world: World) -> None:
    """Almost every row is of one account, and the statistics were made before there was another."""
    await due(world, 3000, hours=2)
    await connection().execute_script("ANALYZE enrollment")
    other = await beside(world, 1)
    await due(other, 1, hours=1)
    now = "now() + interval '100 years'"
    share = store.PICK_SHARES.partition("SELECT e.id")[0] + "SELECT e.id FROM due e"
    share = share.replace("$3", f"'{{{other.account.id}}}'").replace("$2", "10").replace("$1", now)
    look = DUE_ACCOUNTS.replace("$3", "100").replace("$2", f"'{FIRST}'").replace("$1", now)
    for statement in (share, look):
        rows = await connection().execute_query_dict(f"EXPLAIN (ANALYZE, TIMING off) {statement}")
        plan = "\n".join(row["QUERY PLAN"] for row in rows)
        scans = [line for line in plan.splitlines() if "Scan" in line and "on enrollment" in line]
        assert scans
        assert all("using enrollment_wake_of_account on" in line for line in scans), plan
        assert "Sort" not in plan, plan
        assert "Rows Removed" not in plan, plan

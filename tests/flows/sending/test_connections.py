"""Accounts with credentials of their own at Twilio: each message, look-up and list goes by the right account there."""

import asyncio
import contextvars
from datetime import datetime

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from app import failpoints
from app.models import Account, Connection, Enrollment, Message, Sender
from app.services import accounts
from app.services.conversations import reconcile_accounts
from app.services.sending import claim
from app.services.sending.store import Claim
from tests.factories import make_connection
from tests.fakes import ACCOUNT_SID
from tests.world import LEAD, SENDER, World, fixed

OWN, TOKEN, NUMBER = "AC" + "a" * 32, "a" * 32, "+15005550010"


@pytest.fixture
async def connected(world: World) -> Account:
    """Another account of the World's partner, which has credentials of its own."""
    account = await Account.create(
        partner_id=world.partner_id, name="Own", company_name="Own", phone_number=NUMBER, time_zone="UTC"
    )
    await make_connection(world.deps, account.id, OWN, TOKEN)
    world.twilio.tokens[OWN] = TOKEN
    return account


async def enrolled(world: World, account: Account, *texts: str) -> Enrollment:
    world.account = account
    return await world.enrolled(await world.sequence(*(fixed(text, n) for n, text in enumerate(texts))))


def sent(world: World) -> list[tuple[str, str]]:
    return [(one.account, one.body) for one in world.twilio.ledger]


async def test_each_account_sends_by_its_own_twilio_account(world: World, connected: Account) -> None:
    await enrolled(world, world.account, "By the server")
    await enrolled(world, connected, "By its own", "Its second")
    await world.write("A person")
    await world.later(hours=1)
    own = [(OWN, text) for text in ("By its own", "A person", "Its second")]
    assert sent(world) == [(ACCOUNT_SID, "By the server"), *own]
    assert {one.connection_id is None for one in await Message.filter(account_id=connected.id)} == {False}


async def test_an_unknown_outcome_is_looked_up_where_the_message_left(world: World, connected: Account) -> None:
    world.twilio.plans.append("accept_then_fail")
    enrollment = await enrolled(world, connected, "One")
    await Connection.all().update(ended_at=world.clock.now())  # the account has other credentials meanwhile
    await Account.filter(id=connected.id).update(connection_id=None)
    for _ in range(3):
        await world.later(minutes=2)
    assert (sent(world), await world.statuses(enrollment)) == ([(OWN, "One")], ["SENT"])


async def test_without_the_credentials_it_left_by_an_unknown_outcome_stays_unknown(
    world: World, connected: Account
) -> None:
    """The list of another Twilio account would not show the message, which then would be sent twice."""
    world.twilio.plans.append("accept_then_fail")
    enrollment = await enrolled(world, connected, "One")
    await Connection.all().update(ended_at=world.clock.now(), secret=None)
    await Account.filter(id=connected.id).update(connection_id=None)
    for _ in range(6):
        await world.later(hours=1)
    assert len(world.twilio.ledger) == 1
    assert await world.statuses(enrollment) != ["SENT"]


async def test_a_wrong_token_holds_the_accounts_of_that_connection_only(world: World, connected: Account) -> None:
    server = world.account
    world.twilio.tokens[OWN] = "changed at Twilio"
    held = await enrolled(world, connected, "Held", "Later")
    await enrolled(world, server, "Free")
    assert sent(world) == [(ACCOUNT_SID, "Free")]
    assert (await Enrollment.get(id=held.id)).hold_reason == "ACCOUNT_BLOCKED"
    blocked = [sender.account_id for sender in await Sender.filter(status="BLOCKED")]
    assert blocked == [connected.id]
    world.twilio.tokens[OWN] = TOKEN
    await world.later(minutes=2)
    assert (OWN, "Held") in sent(world)


async def test_a_secret_that_no_key_reads_blocks_the_account_and_sends_nothing(
    world: World, connected: Account
) -> None:
    await Connection.all().update(secret="gAAAAA")
    await enrolled(world, connected, "Held")
    assert sent(world) == []
    [sender] = await Sender.filter(status="BLOCKED")
    assert "NUDGE_SECRET_KEY" in (sender.status_reason or "")


async def test_the_list_of_each_twilio_account_is_read_and_tells_of_its_own_numbers_only(
    world: World, connected: Account
) -> None:
    await enrolled(world, connected, "One")
    world.twilio.text(LEAD, NUMBER, "Missed", account=OWN)
    world.twilio.text(LEAD, NUMBER, "STOP", account=ACCOUNT_SID)
    world.twilio.text(LEAD, SENDER, "STOP", account=OWN)
    world.clock.advance(minutes=3)
    assert await reconcile_accounts(world.deps) == 1
    assert [one.body for one in await Message.filter(direction="INBOUND")] == ["Missed"]
    assert (await world.lead()).opted_out_at is None


async def test_the_credentials_of_a_connection_are_read_once_by_a_process(world: World, connected: Account) -> None:
    deps, connection_id = world.deps, (await Connection.get()).id
    await enrolled(world, connected, "One")
    kept = deps.connections.find(connection_id)
    assert kept is not None
    await world.later(hours=1)
    assert deps.connections.find(connection_id) is kept


async def test_a_new_token_lets_what_the_wrong_one_held_go_on_once(world: World, connected: Account) -> None:
    world.twilio.console.account(OWN, NUMBER)
    world.twilio.tokens[OWN] = "another"
    await enrolled(world, connected, "Held")
    assert sent(world) == []
    await accounts.connect(world.deps, world.partner_id, connected.id, OWN, "another")
    await world.work()
    await world.later(hours=2)
    assert sent(world) == [(OWN, "Held")]


async def test_after_the_commit_of_a_connection_nothing_leaves_by_the_former_credentials(world: World) -> None:
    """The steps are picked with the server's credentials, and the account is connected before they are claimed."""
    world.twilio.console.account(OWN, SENDER)
    world.twilio.tokens[OWN] = TOKEN
    sequence = await world.sequence(fixed("One", 1))
    phones = [f"+1415555{number:04}" for number in range(40)]
    for phone in phones:
        await world.enroll(sequence, phone)
    world.clock.advance(hours=1)
    picked: list[bool] = []
    outside = contextvars.copy_context()

    async def connect() -> None:
        await accounts.connect(world.deps, world.partner_id, world.account.id, OWN, TOKEN)

    async def between(tx: BaseDBAsyncClient, batch: claim.Batch, now: datetime) -> list[Claim]:
        if not picked:
            picked.append(True)
            await asyncio.create_task(connect(), context=outside)
        return await claim._claim_together(tx, batch, now)

    batch = await claim._claim_due(world.deps, 100, None, (), between)
    assert (batch.picked, batch.claims) == (40, [])
    await world.work()
    await world.later(minutes=1)
    assert sent(world) == [(OWN, "One")] * 40


@pytest.mark.parametrize("point", ["CONNECTED_BEFORE_COMMIT", "CONNECTED_AFTER_COMMIT"])
async def test_a_process_that_ends_at_a_connection_leaves_it_whole_or_not_there(world: World, point: str) -> None:
    world.twilio.console.account(OWN, SENDER)
    world.twilio.tokens[OWN] = TOKEN
    failpoints.arm(f"{point}=raise")
    with pytest.raises(failpoints.Planned):
        await accounts.connect(world.deps, world.partner_id, world.account.id, OWN, TOKEN)
    failpoints.arm("")
    is_there = point == "CONNECTED_AFTER_COMMIT"
    assert (await Connection.all().count(), (await Account.get()).connection_id is not None) == (is_there, is_there)
    await enrolled(world, world.account, "One")
    assert sent(world) == [(OWN if is_there else ACCOUNT_SID, "One")]

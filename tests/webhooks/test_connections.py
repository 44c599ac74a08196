"""Webhooks of accounts with credentials of their own: only the Twilio account of a number speaks for that number."""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from app.db import connection
from app.models import Account, Connection, Lead, Message
from app.services import connections
from tests.factories import make_connection
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN
from tests.webhooks.door import TwilioDoor, an_sms
from tests.world import SENDER, World, fixed

OWN, OTHER, NOBODY = (f"AC{digit * 32}" for digit in "abc")
TOKENS = {ACCOUNT_SID: AUTH_TOKEN, OWN: "a" * 32, OTHER: "b" * 32, NOBODY: "c" * 32}
OWN_NUMBER, OTHER_NUMBER, NOBODYS_NUMBER = "+15005550010", "+15005550011", "+15005550012"
NUMBERS = {ACCOUNT_SID: SENDER, OWN: OWN_NUMBER, OTHER: OTHER_NUMBER, NOBODY: NOBODYS_NUMBER}


@dataclass
class Accounts:
    """The World's account, which uses the server's credentials, and two with connections of their own."""

    own: Account
    other: Account


@pytest.fixture
async def accounts(world: World) -> Accounts:
    made = []
    for sid in (OWN, OTHER):
        account = await Account.create(
            partner_id=world.partner_id, name="N", company_name="N", phone_number=NUMBERS[sid], time_zone="UTC"
        )
        await make_connection(world.deps, account.id, sid, TOKENS[sid])
        made.append(account)
    return Accounts(*made)


async def test_a_message_counts_only_if_the_twilio_account_of_its_number_signed_it(
    door: TwilioDoor, accounts: Accounts
) -> None:
    for signer in TOKENS:
        for named in TOKENS:
            for to in NUMBERS.values():
                before = await Message.all().count()
                answer = await door.knock(an_sms(AccountSid=named, To=to), token=TOKENS[signer])
                right = signer == named != NOBODY and to == NUMBERS[named]
                unknown = signer == named == ACCOUNT_SID and to == NOBODYS_NUMBER  # the server's own, and no account's
                case = (signer, named, to)
                assert answer.status_code == (200 if right or unknown else 403), case
                assert await Message.all().count() - before == right, case


async def test_a_stop_that_another_twilio_account_signs_opts_nobody_out(door: TwilioDoor, accounts: Accounts) -> None:
    stop = an_sms("STOP", AccountSid=OTHER, To=OWN_NUMBER)
    assert (await door.knock(stop, token=TOKENS[OTHER])).status_code == 403
    unknown = an_sms("STOP", AccountSid=OTHER, To=NOBODYS_NUMBER)
    assert (await door.knock(unknown, token=TOKENS[OTHER])).status_code == 403
    assert await Lead.all().count() == 0
    assert await connection().execute_query_dict("SELECT FROM number_opt_out") == []


async def test_twilio_confirms_a_stop_to_a_connected_number_and_nudge_does_not_repeat_it(
    door: TwilioDoor, accounts: Accounts
) -> None:
    answer = await door.knock(an_sms("STOP", AccountSid=OWN, To=OWN_NUMBER), token=TOKENS[OWN])
    assert "<Message>" not in answer.text
    assert (await Lead.get(account_id=accounts.own.id)).opted_out_at is not None


async def test_a_status_callback_counts_only_from_the_twilio_account_that_the_message_left_by(
    world: World, door: TwilioDoor, accounts: Accounts
) -> None:
    world.twilio.tokens |= TOKENS
    world.account = accounts.own
    await world.enrolled(await world.sequence(fixed("One")))
    [sent] = world.twilio.ledger
    path = sent.callback.removeprefix(world.deps.settings.base_url)
    for signer in TOKENS:
        for named in TOKENS:
            form = {"MessageSid": sent.sid, "MessageStatus": "delivered", "AccountSid": named, "From": OWN_NUMBER}
            if signer != OWN or named != OWN:
                assert (await door.knock(form, path, token=TOKENS[signer])).status_code == 403, (signer, named)
    assert (await Message.get()).status.value == "QUEUED"
    form = {"MessageSid": sent.sid, "MessageStatus": "delivered", "AccountSid": OWN, "From": OWN_NUMBER}
    assert (await door.knock(form, path, token=TOKENS[OWN])).status_code == 204
    assert (await Message.get()).status.value == "DELIVERED"
    unknown = f"/webhooks/twilio/status/{uuid4()}"
    assert (await door.knock(form, unknown, token=TOKENS[OWN])).status_code == 204


async def test_a_number_that_an_account_had_before_still_takes_a_stop_by_the_servers_account(
    world: World, door: TwilioDoor
) -> None:
    await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await Account.filter(id=world.account.id).update(phone_number=OWN_NUMBER)
    await make_connection(world.deps, world.account.id, OWN, TOKENS[OWN])
    assert (await door.knock(an_sms("STOP"))).status_code == 200
    assert (await world.lead()).opted_out_at is not None


async def test_the_secrets_of_the_numbers_own_account_are_tried_first(world: World, accounts: Accounts) -> None:
    """Many accounts may share a Twilio account, and have stored another token of it: the number's own is among them."""
    deps = world.deps
    for number in range(connections.MOST_SECRETS):
        account = await Account.create(
            partner_id=world.partner_id,
            name="N",
            company_name="N",
            phone_number=f"+15005551{number:03}",
            time_zone="UTC",
        )
        await make_connection(deps, account.id, OWN, f"{number:032}")
    found = await connections.secrets_of(deps, OWN, OWN_NUMBER)
    assert (found[0], len(found)) == (TOKENS[OWN], connections.MOST_SECRETS)


async def test_a_secret_that_no_key_reads_is_no_secret(world: World, accounts: Accounts, door: TwilioDoor) -> None:
    await Connection.filter(provider_account=OWN).update(secret="gAAAAA")
    answer = await door.knock(an_sms(AccountSid=OWN, To=OWN_NUMBER), token=TOKENS[OWN])
    assert answer.status_code == 403

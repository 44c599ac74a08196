"""The database makes the sender of an account's number, and a sender in use has its address alone."""

import pytest
from tortoise.exceptions import IntegrityError

from app.deps import Deps
from app.models import Account, Sender
from tests.factories import make_account, make_partner


async def test_an_account_has_its_sender_and_keeps_the_former_when_its_number_changes(deps: Deps) -> None:
    account = await make_account(deps, (await make_partner()).id, phone_number="+15005550006")
    await Account.filter(id=account.id).update(phone_number="+15005550007")
    await Account.filter(id=account.id).update(phone_number="+15005550006")
    senders = await Sender.filter(account_id=account.id).order_by("phone_number")
    assert [(sender.address, sender.removed_at is None) for sender in senders] == [
        ("+15005550006", True),
        ("+15005550007", False),
    ]


async def test_a_number_of_another_account_is_not_taken(deps: Deps) -> None:
    partner = await make_partner()
    account, other = [await make_account(deps, partner.id) for _ in range(2)]
    await Sender.create(account_id=account.id, phone_number="+15005550009")
    with pytest.raises(IntegrityError) as refused:
        await Account.filter(id=other.id).update(phone_number="+15005550009")
    assert refused.value.args[0].constraint_name == "sender_in_use"

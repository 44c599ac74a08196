"""Accounts over REST: which a key sees, and counts that are those of the account's lists."""

import pytest

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.models import Account
from app.rest import openapi
from app.rest.operations import ACCOUNTS
from app.services import accounts, sequences
from app.services.accounts import NewKey
from app.services.conversations import InboundSms, receive_sms
from app.services.people import erase_lead
from app.services.sequences import SequenceChanges
from tests.factories import Holder, make_account, make_lead, make_partner, make_sequence
from tests.rest.door import Json, RestDoor, failed
from tests.rest.test_openapi import matches


async def listed(door: RestDoor, query: str = "") -> Json:
    response = await door.http.get(f"{ACCOUNTS}?{query}")
    assert response.status_code == 200, response.text
    matches(response.json(), openapi.document()["paths"][ACCOUNTS]["get"], "200")
    return dict(response.json())


async def test_the_counts_are_the_lengths_of_the_lists(
    rest: RestDoor, deps: Deps, partner: Holder, account: str
) -> None:
    row = await Account.get(id=ids.decode(ids.ACCOUNT, account))
    made = [await make_lead(deps, partner.id, row.id, phone=f"+1415555010{number}") for number in range(4)]
    for number in (1, 2):
        await receive_sms(deps, InboundSms(f"SM{number}", f"+1415555010{number}", row.phone_number, "Yes?"))
    await erase_lead(deps, partner.id, made[0].id)
    await erase_lead(deps, partner.id, made[1].id)
    of_it = [await make_sequence(deps, partner.id, row.id, name=f"Number {number}") for number in range(3)]
    await sequences.update(deps, partner.id, of_it[0].id, SequenceChanges(is_active=False))
    await sequences.delete(deps, partner.id, of_it[1].id)
    [found] = (await listed(rest))["accounts"]
    assert found == {
        "id": account,
        "name": row.name,
        "company_name": "Acme Lending",
        "phone_number": row.phone_number,
        "time_zone": row.time_zone,
        "created_at": "2026-02-16T15:00:00Z",
        "stats": {"total_leads": 2, "total_conversations": 1, "active_sequences": 1},
    }
    for path, count in (("leads", 2), ("conversations", 1), ("sequences?is_active=true", 1)):
        assert (await rest.http.get(f"{ACCOUNTS}/{account}/{path}")).json()["total"] == count


async def test_the_list_has_parts_in_the_order_of_creation(
    rest: RestDoor, deps: Deps, partner: Holder, account: str
) -> None:
    others = [ids.encode(ids.ACCOUNT, (await make_account(deps, partner.id)).id) for _ in range(2)]
    whole = await listed(rest)
    assert [one["id"] for one in whole["accounts"]] == [account, *others]
    assert (whole["total"], whole["limit"], whole["offset"]) == (3, 50, 0)
    part = await listed(rest, "limit=1&offset=1")
    assert [one["id"] for one in part["accounts"]] == others[:1]
    assert part["total"] == 3


@pytest.mark.parametrize("query", ["limit=0", "limit=251", "offset=-1", "limit=many"])
async def test_a_part_that_cannot_be_is_refused(rest: RestDoor, query: str) -> None:
    assert failed(await rest.http.get(f"{ACCOUNTS}?{query}")) == ("validation_error", 422)


async def test_a_key_sees_its_own_accounts_only(deps: Deps, partner: Holder, account: str) -> None:
    foreign = await make_partner("Another")
    theirs = ids.encode(ids.ACCOUNT, (await make_account(deps, foreign.id)).id)
    second = await make_account(deps, partner.id)
    holder = await accounts.authenticate(partner.key, deps.clock.now())
    assert holder
    narrow = NewKey(name="Narrow", scopes=[KeyScope.READ], account_ids=[second.id])
    _, secret = await accounts.create_key(deps, holder, narrow)
    for key, seen in (
        (partner.key, [account, ids.encode(ids.ACCOUNT, second.id)]),
        (secret, [ids.encode(ids.ACCOUNT, second.id)]),
        (foreign.key, [theirs]),
    ):
        async with RestDoor(deps, key) as door:
            found = await listed(door)
        assert [one["id"] for one in found["accounts"]] == seen
        assert found["total"] == len(seen)


async def test_a_key_without_the_scope_to_read_is_forbidden(deps: Deps, partner: Holder, account: str) -> None:
    holder = await accounts.authenticate(partner.key, deps.clock.now())
    assert holder
    _, secret = await accounts.create_key(deps, holder, NewKey(name="Writes", scopes=[KeyScope.WRITE]))
    async with RestDoor(deps, secret) as door:
        assert failed(await door.http.get(ACCOUNTS)) == ("forbidden", 403)

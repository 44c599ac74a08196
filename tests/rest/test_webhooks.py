"""Endpoints of outgoing webhooks over REST: with a secret of the caller's own, as the document says."""

from typing import Any

import pytest

from app.deps import Deps
from app.domain import ids, sealing
from app.domain.vocabulary import KeyScope
from app.models import WebhookEndpoint, WebhookEvent
from app.rest import openapi
from app.rest.operations import WEBHOOK, WEBHOOKS
from app.services.accounts import NewKey, authenticate, create_key
from tests.factories import Holder, make_account, make_lead, make_partner
from tests.rest.door import RestDoor, failed
from tests.rest.test_openapi import matches

NEW = {"url": "https://crm.example/nudge", "events": ["message.sent", "lead.created"], "secret": "our own secret"}


async def test_an_endpoint_is_made_read_and_deleted(deps: Deps, rest: RestDoor, account: str, partner: Holder) -> None:
    paths = openapi.document()["paths"]
    response = await rest.http.post(WEBHOOKS, json=NEW)
    made = response.json()
    assert response.status_code == 201
    assert made == {
        "id": made["id"],
        "url": NEW["url"],
        "events": ["lead.created", "message.sent"],
        "active": True,
        "created_at": "2026-02-16T15:00:00Z",
    }
    matches(made, paths[WEBHOOKS]["post"], "201")
    row = await WebhookEndpoint.get()
    assert sealing.unseal(deps.settings.secret_keys, row.secret) == NEW["secret"]
    await make_lead(deps, partner.id, row_id(account))
    assert await WebhookEvent.filter(type="lead.created").count() == 1

    listed = (await rest.http.get(WEBHOOKS)).json()
    assert listed == {"webhooks": [made], "total": 1, "limit": 50, "offset": 0}
    matches(listed, paths[WEBHOOKS]["get"], "200")
    assert (await rest.http.get(WEBHOOKS, params={"offset": 1})).json()["webhooks"] == []
    where = f"{WEBHOOKS}/{made['id']}"
    assert (await rest.http.get(where)).json() == made
    deleted = (await rest.http.delete(where)).json()
    matches(deleted, paths[WEBHOOK]["delete"], "200")
    for method in ("GET", "DELETE"):
        assert failed(await rest.http.request(method, where)) == ("not_found", 404)


def row_id(account: str) -> Any:
    return ids.decode(ids.ACCOUNT, account)


async def test_without_a_secret_one_is_made_and_answered_once(deps: Deps, rest: RestDoor) -> None:
    made = (await rest.http.post(WEBHOOKS, json={"url": NEW["url"]})).json()
    matches(made, openapi.document()["paths"][WEBHOOKS]["post"], "201")
    assert made["events"] == ["*"]
    row = await WebhookEndpoint.get()
    assert sealing.unseal(deps.settings.secret_keys, row.secret) == made["secret"]
    assert "secret" not in (await rest.http.get(f"{WEBHOOKS}/{made['id']}")).json()
    kept = await rest.http.post(WEBHOOKS, json={"url": NEW["url"]}, headers={"Idempotency-Key": "once"})
    assert failed(kept) == ("bad_request", 400)
    with_own = [await rest.http.post(WEBHOOKS, json=NEW, headers={"Idempotency-Key": "twice"}) for _ in range(2)]
    assert with_own[0].json() == with_own[1].json()
    assert await WebhookEndpoint.all().count() == 2


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"url": "http://crm.example/"}, "url: The URL must begin with https://."),
        ({"url": 7}, "url: Write a text"),
        ({"events": ["lead.seen"]}, 'events: There is no event "lead.seen".'),
        ({"secret": "short"}, "secret: A secret has 8 to 200 printable characters."),
        ({"secret": "whsec_c2hvcnQ="}, "secret: The part behind whsec_ has fewer than 8 bytes."),
        ({"secret": "with\x00nothing"}, "secret: A secret has"),
        ({"account_ids": []}, "account_ids: There is no field with this name."),
    ],
)
async def test_bad_input_is_refused_in_the_words_of_rest(rest: RestDoor, given: dict[str, Any], why: str) -> None:
    response = await rest.http.post(WEBHOOKS, json=NEW | given)
    assert failed(response) == ("validation_error", 422)
    assert response.json()["error"]["message"].startswith(why)
    assert await WebhookEndpoint.all().count() == 0


async def test_other_partners_and_other_keys_see_nothing(deps: Deps, rest: RestDoor, partner: Holder) -> None:
    made = (await rest.http.post(WEBHOOKS, json=NEW)).json()
    where = f"{WEBHOOKS}/{made['id']}"
    async with RestDoor(deps, (await make_partner("Other")).key) as other:
        assert (await other.http.get(WEBHOOKS)).json()["webhooks"] == []
        for method in ("GET", "DELETE"):
            unknown = f"{WEBHOOKS}/{ids.encode(ids.WEBHOOK_ENDPOINT, ids.new_id())}"
            answers = [await other.http.request(method, at) for at in (where, unknown, f"{WEBHOOKS}/whe_")]
            assert {answer.text for answer in answers} == {answers[0].text}
            assert failed(answers[0]) == ("not_found", 404)
    account = await make_account(deps, partner.id)
    limited = await make_key(deps, partner, [account.id])
    async with RestDoor(deps, limited) as door:
        assert (await door.http.get(WEBHOOKS)).json()["webhooks"] == []
        assert failed(await door.http.delete(where)) == ("not_found", 404)
        own = (await door.http.post(WEBHOOKS, json=NEW)).json()
    row = await WebhookEndpoint.get(id=ids.decode(ids.WEBHOOK_ENDPOINT, own["id"]))
    assert list(row.account_ids) == [account.id]


async def make_key(deps: Deps, partner: Holder, account_ids: list[Any]) -> str:
    """A key of some accounts."""
    holder = await authenticate(partner.key, deps.clock.real())
    assert holder is not None
    new = NewKey(name="Limited", scopes=[KeyScope.READ, KeyScope.ADMIN], account_ids=account_ids)
    _, secret = await create_key(deps, holder, new)
    return secret

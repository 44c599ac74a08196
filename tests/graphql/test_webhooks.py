"""Endpoints of outgoing webhooks: who may have them, what they say, and what a caller may have delivered again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.deps import Deps
from app.domain import ids, sealing
from app.domain.vocabulary import WebhookDeliveryStatus
from app.domain.webhooks import signature
from app.domain.webhooks.catalogue import EventType
from app.models import Account, WebhookDelivery, WebhookEndpoint, WebhookEvent
from app.services.webhooks import MAX_ENDPOINTS
from tests.factories import Holder, make_account, make_deps, make_lead, make_partner
from tests.graphql.client import Api
from tests.graphql.test_keys import made as made_key
from tests.graphql.test_statements import Statements, statements

__all__ = ["statements"]  # a fixture

FIELDS = "id url events accountIds description status disabledReason createdAt"
PAYLOAD = f"success secret endpoint {{ {FIELDS} }} userErrors {{ code message path }}"
CREATE = f"mutation($input: WebhookEndpointInput!) {{ createWebhookEndpoint(input: $input) {{ {PAYLOAD} }} }}"
UPDATE = (
    "mutation($id: ID!, $input: UpdateWebhookEndpointInput!) "
    f"{{ updateWebhookEndpoint(id: $id, input: $input) {{ {PAYLOAD} }} }}"
)
ROTATE = f"mutation($id: ID!) {{ rotateWebhookSecret(id: $id) {{ {PAYLOAD} }} }}"
DELETE = f"mutation($id: ID!) {{ deleteWebhookEndpoint(id: $id) {{ {PAYLOAD} }} }}"
DELIVERY = "id eventId eventType status attempts lastStatusCode lastError lastAnswer nextAttemptAt createdAt payload"
TEST = (
    f"mutation($id: ID!) {{ testWebhookEndpoint(id: $id) {{ delivery {{ {DELIVERY} }} userErrors {{ code path }} }} }}"
)
RETRY = (
    f"mutation($id: ID!) {{ retryWebhookDelivery(id: $id) {{ delivery {{ {DELIVERY} }} userErrors {{ code path }} }} }}"
)
REPLAY = """mutation($id: ID!, $since: DateTime!) { replayWebhookEvents(endpointId: $id, since: $since) {
    success count userErrors { code path } } }"""
LIST = f"{{ webhookEndpoints {{ {FIELDS} }} }}"
DELIVERIES = f"""query($status: WebhookDeliveryStatus, $first: Int, $after: String) {{ webhookEndpoints {{ id
    deliveriesConnection(status: $status, first: $first, after: $after) {{
        totalCount nodes {{ {DELIVERY} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
URL = "https://partner.example/nudge"


async def made(api: Api, **input: Any) -> dict[str, Any]:
    answer = await api.data(CREATE, input={"url": URL, **input})
    assert answer["success"], answer["userErrors"]
    return dict(answer)


async def refused(api: Api, query: str, **variables: Any) -> tuple[str, list[str] | None, str]:
    answer = await api.data(query, **variables)
    [error] = answer["userErrors"]
    return error["code"], error["path"], error["message"]


async def test_an_endpoint_is_made_changed_and_deleted_and_its_secret_shown_once(
    deps: Deps, api: Api, account_id: str
) -> None:
    answer = await made(api, events=["message.sent", "lead.created", "message.sent"], accountIds=[account_id])
    endpoint, secret = answer["endpoint"], answer["secret"]
    assert endpoint == {
        "id": endpoint["id"],
        "url": URL,
        "events": ["lead.created", "message.sent"],
        "accountIds": [account_id],
        "description": None,
        "status": "ENABLED",
        "disabledReason": None,
        "createdAt": "2026-02-16T15:00:00Z",
    }
    assert len(signature.key_of(secret)) == 32
    row = await WebhookEndpoint.get()
    assert secret not in row.secret
    assert sealing.unseal(deps.settings.secret_keys, row.secret) == secret

    changes = {"events": ["*", "lead.created"], "accountIds": [], "description": "CRM", "status": "DISABLED"}
    changed = await api.data(UPDATE, id=endpoint["id"], input=changes)
    assert (changed["success"], changed["secret"]) == (True, None)
    assert changed["endpoint"] == endpoint | changes | {"events": ["*"]}
    await WebhookEndpoint.all().update(disabled_reason="It failed for 5 days.", failing_since=deps.clock.now())
    await api.data(UPDATE, id=endpoint["id"], input={"status": "ENABLED", "description": None})
    row = await WebhookEndpoint.get()
    assert (row.status, row.disabled_reason, row.failing_since, row.description) == ("ENABLED", None, None, None)

    rotated = (await api.data(ROTATE, id=endpoint["id"]))["secret"]
    row = await WebhookEndpoint.get()
    assert rotated != secret
    assert row.former_secret
    assert [sealing.unseal(deps.settings.secret_keys, one) for one in (row.secret, row.former_secret)] == [
        rotated,
        secret,
    ]
    assert row.former_until == deps.clock.real() + timedelta(hours=24)

    assert (await api.data(DELETE, id=endpoint["id"]))["success"]
    assert await api.data(LIST) == []
    assert await api.data("query($id: ID!) { webhookEndpoint(id: $id) { id } }", id=endpoint["id"]) is None
    row = await WebhookEndpoint.get()
    assert (row.secret, row.former_secret) == ("", None)
    assert (await refused(api, DELETE, id=endpoint["id"]))[0] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("given", "path", "why"),
    [
        ({"url": "http://partner.example/"}, "url", "https"),
        ({"url": "https://user:word@partner.example/"}, "url", "password"),
        ({"url": "https://partner.example:8443/"}, "url", "port"),
        ({"url": "https://127.0.0.1/"}, "url", ""),
        ({"url": "https://169.254.169.254/"}, "url", "not public"),
        ({"events": []}, "events", "at least one"),
        ({"events": ["message.read"]}, "events", f'no event "message.read". Events are {", ".join(EventType)}'),
        ({"description": "x" * 1001}, "description", "1,000 characters"),
    ],
)
async def test_bad_input_is_refused_with_what_to_do(api: Api, given: dict[str, Any], path: str, why: str) -> None:
    code, where, message = await refused(api, CREATE, input={"url": URL} | given)
    assert (code, where) == ("INVALID_INPUT", ["input", path])
    assert why in message
    endpoint = (await made(api))["endpoint"]
    code, where, message = await refused(api, UPDATE, id=endpoint["id"], input=given)
    assert (code, where) == ("INVALID_INPUT", ["input", path])
    assert await api.data(LIST) == [endpoint]


async def test_null_clears_nothing_but_the_description(api: Api) -> None:
    endpoint = (await made(api))["endpoint"]
    nothing = dict.fromkeys(("url", "events", "accountIds", "status"))
    answer = await api.data(UPDATE, id=endpoint["id"], input=nothing)
    assert [error["path"][1] for error in answer["userErrors"]] == ["url", "events", "status", "accountIds"]


async def test_other_partners_accounts_are_accounts_that_do_not_exist(deps: Deps, api: Api) -> None:
    other = await make_account(deps, (await make_partner("Other")).id)
    for account in (ids.encode(ids.ACCOUNT, other.id), ids.encode(ids.ACCOUNT, ids.new_id()), "nonsense"):
        expected = ("NOT_FOUND", ["input", "accountIds"])
        assert (await refused(api, CREATE, input={"url": URL, "accountIds": [account]}))[:2] == expected


async def test_a_partner_has_so_many_endpoints_and_no_more(api: Api) -> None:
    for _ in range(MAX_ENDPOINTS):
        last = await made(api)
    assert "20 endpoints" in (await refused(api, CREATE, input={"url": URL}))[2]
    await api.data(DELETE, id=last["endpoint"]["id"])
    await made(api)


async def test_a_server_without_a_secret_key_stores_no_secret(partner: Holder) -> None:
    async with Api(make_deps(nudge_secret_key=None), partner.key) as api:
        code, _, message = await refused(api, CREATE, input={"url": URL})
    assert (code, "NUDGE_SECRET_KEY" in message) == ("NOT_CONFIGURED", True)


async def test_an_answer_with_a_secret_is_not_stored(api: Api) -> None:
    body = b'{"query": "mutation { createWebhookEndpoint(input: {url: \\"https://a.example\\"}) { secret } }"}'
    response = await api.post(body, Idempotency_Key="once")
    assert "not stored" in response.json()["errors"][0]["message"]
    assert await WebhookEndpoint.all().count() == 0


async def test_only_an_admin_changes_endpoints(deps: Deps, api: Api) -> None:
    endpoint = (await made(api))["endpoint"]
    secret = (await made_key(api, scopes=["READ", "WRITE", "SEND"]))["secret"]
    async with Api(deps, secret) as limited:
        assert await limited.data(LIST) == [endpoint]
        for query in (ROTATE, DELETE, TEST):
            assert (await limited.error(query, id=endpoint["id"]))[0] == "FORBIDDEN"
        assert (await limited.error(CREATE, input={"url": URL}))[0] == "FORBIDDEN"


async def test_a_key_of_one_account_has_endpoints_of_that_account(
    deps: Deps, api: Api, partner: Holder, account_id: str
) -> None:
    other = ids.encode(ids.ACCOUNT, (await make_account(deps, partner.id)).id)
    own = (await made(api, accountIds=[account_id]))["endpoint"]
    others = [(await made(api, **given))["endpoint"] for given in ({}, {"accountIds": [account_id, other]})]
    tested = [(await api.data(TEST, id=one["id"]))["delivery"] for one in (own, *others)]
    secret = (await made_key(api, scopes=["READ", "ADMIN"], accountIds=[account_id]))["secret"]
    async with Api(deps, secret) as limited:
        assert await limited.data(LIST) == [own]
        node = "query($id: ID!) { node(id: $id) { id } }"
        for one, delivery in zip((own, *others), tested, strict=True):
            is_seen = one is own
            assert (await limited.data(node, id=one["id"]) is not None) is is_seen
            assert (await limited.data(node, id=delivery["id"]) is not None) is is_seen
            assert (await limited.data(ROTATE, id=one["id"]))["success"] is is_seen
            retried = await limited.data(RETRY, id=delivery["id"])
            assert (retried["delivery"] is not None) is is_seen
        assert (await refused(limited, CREATE, input={"url": URL}))[1] == ["input", "accountIds"]
        assert (await refused(limited, CREATE, input={"url": URL, "accountIds": [other]}))[0] == "NOT_FOUND"
        assert (await refused(limited, UPDATE, id=own["id"], input={"accountIds": []}))[1] == ["input", "accountIds"]
        assert (await made(limited, accountIds=[account_id]))["endpoint"]["accountIds"] == [account_id]


# ---------------------------------------------------------------- deliveries


async def test_a_test_event_is_delivered_whatever_the_endpoint_wants(deps: Deps, api: Api) -> None:
    endpoint = (await made(api, events=["sender.blocked"]))["endpoint"]
    delivery = (await api.data(TEST, id=endpoint["id"]))["delivery"]
    assert (delivery["eventType"], delivery["status"], delivery["attempts"]) == ("webhook.test", "PENDING", 0)
    assert delivery["nextAttemptAt"] == "2026-02-16T15:00:00Z"
    body = delivery["payload"]
    assert (body["id"], body["account_id"]) == (delivery["eventId"], None)
    assert body["data"] == {"endpoint_id": endpoint["id"]}
    await api.data(UPDATE, id=endpoint["id"], input={"status": "DISABLED"})
    for query, id in ((TEST, endpoint["id"]), (RETRY, delivery["id"])):
        assert (await api.data(query, id=id))["userErrors"] == [{"code": "INVALID_INPUT", "path": ["id"]}]
    since = {"id": endpoint["id"], "since": "2026-01-01T00:00:00Z"}
    assert (await api.data(REPLAY, **since))["userErrors"] == [{"code": "INVALID_INPUT", "path": ["endpointId"]}]


async def settle(**columns: Any) -> None:
    """What a worker does with every delivery."""
    await WebhookDelivery.all().update(
        **{"status": WebhookDeliveryStatus.DELIVERED, "attempts": 3, "next_at": None} | columns
    )


async def test_a_delivered_event_is_delivered_again_with_the_same_id(deps: Deps, api: Api) -> None:
    endpoint = (await made(api))["endpoint"]
    first = (await api.data(TEST, id=endpoint["id"]))["delivery"]
    await settle()
    again = (await api.data(RETRY, id=first["id"]))["delivery"]
    assert again == first
    now, later = deps.clock.real(), deps.clock.real() + timedelta(seconds=30)
    await settle(status="PENDING", attempt_id=ids.new_id(), lease_until=later, next_at=later)
    in_progress = (await api.data(RETRY, id=first["id"]))["delivery"]
    assert in_progress["attempts"] == 3, "an attempt that is in progress is not made twice"
    assert (await WebhookDelivery.get()).lease_until == later > now


async def test_a_replay_has_kept_events_delivered_to_new_endpoints_too(
    deps: Deps, api: Api, account: Account, partner: Holder
) -> None:
    other = await make_account(deps, partner.id)
    first = (await made(api))["endpoint"]
    for at in (account, account, other):
        await make_lead(deps, partner.id, at.id)
    await api.data(TEST, id=first["id"])
    await settle()
    since = {"since": "2026-01-01T00:00:00Z"}
    assert (await api.data(REPLAY, id=first["id"], **since))["count"] == 4, "a test of its own is replayed too"
    assert {row.status for row in await WebhookDelivery.all()} == {"PENDING"}

    only = ids.encode(ids.ACCOUNT, account.id)
    second = (await made(api, accountIds=[only], events=["lead.created"]))["endpoint"]
    third = (await made(api, events=["lead.opted_out"]))["endpoint"]
    assert [(await api.data(REPLAY, id=one["id"], **since))["count"] for one in (second, third)] == [2, 0]
    assert (await api.data(REPLAY, id=second["id"], since="2099-01-01T00:00:00Z"))["count"] == 0
    own = await WebhookDelivery.filter(endpoint_id=ids.decode(ids.WEBHOOK_ENDPOINT, second["id"]))
    assert len({row.event_id for row in own}) == 2 <= await WebhookEvent.all().count() == 4


async def test_deliveries_are_listed_in_pages_for_all_endpoints_in_as_many_statements_as_for_one(
    deps: Deps, api: Api, account: Account, partner: Holder, statements: Statements
) -> None:
    endpoint = (await made(api))["endpoint"]
    for _ in range(3):
        await make_lead(deps, partner.id, account.id)
    one: UUID | None = (await WebhookDelivery.all().order_by("id").limit(1))[0].id
    await WebhookDelivery.filter(id=one).update(
        status="ABANDONED", next_at=None, last_status_code=500, last_error="no", last_answer="our server is down"
    )
    statements.seen.clear()
    [found] = await api.data(DELIVERIES, first=2)
    few = len(statements.seen)
    page = found["deliveriesConnection"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    assert [node["eventType"] for node in page["nodes"]] == ["lead.created"] * 2
    [rest] = await api.data(DELIVERIES, first=2, after=page["pageInfo"]["endCursor"])
    seen = page["nodes"] + rest["deliveriesConnection"]["nodes"]
    assert [node["id"] for node in seen] == sorted((node["id"] for node in seen), reverse=True)
    [failed] = await api.data(DELIVERIES, status="ABANDONED")
    [node] = failed["deliveriesConnection"]["nodes"]
    assert (node["lastStatusCode"], node["lastError"], node["nextAttemptAt"]) == (500, "no", None)
    assert node["lastAnswer"] == "our server is down"

    for _ in range(4):
        await made(api)
    await make_lead(deps, partner.id, account.id)
    statements.seen.clear()
    lists = await api.data(DELIVERIES, first=2)
    assert [len(one["deliveriesConnection"]["nodes"]) for one in lists] == [2, 1, 1, 1, 1]
    assert endpoint["id"] == lists[0]["id"]
    assert len(statements.seen) == few

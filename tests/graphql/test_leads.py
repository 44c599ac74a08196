"""Leads as callers of GraphQL see them: corrections, filters and orders, and the lists of one lead."""

from typing import Any

import pytest

from app.deps import Deps
from app.domain import ids
from app.models import Account, Lead
from app.services.enrollment import enroll_lead
from tests.factories import Holder, fixed, make_lead, make_sequence
from tests.graphql.client import Api
from tests.graphql.test_statements import change_of_mind

PHONE = "+14155550188"
FIELDS = "phone displayName name firstName notes status state postalCode metadata createdAt updatedAt"
UPDATE = f"""mutation ($id: ID!, $input: UpdateLeadInput!) {{ updateLead(id: $id, input: $input) {{
  success lead {{ {FIELDS} }} userErrors {{ code path message }} }} }}"""


async def update(api: Api, lead: Lead, **said: Any) -> dict[str, Any]:
    return dict(await api.data(UPDATE, id=ids.encode(ids.LEAD, lead.id), input=said))


async def test_what_is_left_out_stays_and_null_clears(deps: Deps, partner: Holder, account: Account) -> None:
    lead = await make_lead(deps, partner.id, account.id, phone=PHONE, first_name="Jon", notes="old")
    async with Api(deps, partner.key) as api:
        done = await update(api, lead, firstName="Ann", notes=None, state="texas", status="LOST", metadata={"a": [1]})
        assert done["lead"] == {
            "phone": PHONE,
            "displayName": "Ann",
            "name": "Ann",
            "firstName": "Ann",
            "notes": None,
            "status": "LOST",
            "state": "TX",
            "postalCode": None,
            "metadata": {"a": [1]},
            "createdAt": done["lead"]["createdAt"],
            "updatedAt": done["lead"]["updatedAt"],
        }
        same = await update(api, lead)
        assert same["lead"] == done["lead"]
        other = await make_lead(deps, partner.id, account.id)
        refused = await update(api, lead, phone=other.phone)
        assert (refused["success"], refused["lead"]) == (False, None)
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("DUPLICATE", ["input", "phone"])]


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ({"phone": "+18015550100"}, "America/Denver"),
        ({"phone": "+18015550100", "state": "CA"}, "America/Los_Angeles"),
        ({"phone": "+18015550100", "time_zone": "America/Chicago"}, "America/Chicago"),
        ({"phone": "+18505550100"}, "America/New_York"),  # Florida's west has two zones: the account's
        ({"phone": "+18005550100"}, "America/New_York"),
    ],
)
async def test_the_zone_in_which_the_lead_likely_is(
    deps: Deps, partner: Holder, account: Account, said: dict[str, Any], likely: str
) -> None:
    lead = await make_lead(deps, partner.id, account.id, **said)
    async with Api(deps, partner.key) as api:
        data = await api.data(
            "query ($id: ID!) { node(id: $id) { ... on Lead { likelyTimeZone } } }", id=ids.encode(ids.LEAD, lead.id)
        )
    assert data["likelyTimeZone"] == likely


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"first_name": "Ann", "last_name": "Lee"}, "Ann"),
        ({"first_name": None, "name": "Smith, John"}, "John"),
        ({"first_name": None, "name": "Mr. John Smith"}, "John"),
        ({"first_name": None, "name": "Lee Family Trust"}, "Lee Family Trust"),
        ({"first_name": "N/A"}, PHONE),
        ({"first_name": "[First Name]", "email": "ann@example.com"}, PHONE),
        ({"first_name": None}, PHONE),
    ],
)
async def test_a_lead_is_shown_by_the_name_of_the_greeting(
    deps: Deps, partner: Holder, account: Account, said: dict[str, Any], shown: str
) -> None:
    await make_lead(deps, partner.id, account.id, phone=PHONE, **said)
    async with Api(deps, partner.key) as api:
        document = "query ($a: ID!) { leads(accountId: $a) { items { displayName } } }"
        found = await api.data(document, a=ids.encode(ids.ACCOUNT, account.id))
        assert found["items"] == [{"displayName": shown}]


async def test_lists_are_narrowed_and_ordered(deps: Deps, partner: Holder, account: Account) -> None:
    leads = [await make_lead(deps, partner.id, account.id, first_name=f"Ann{number}") for number in range(4)]
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed(), fixed("2", delay_hours=1)])
    await enroll_lead(deps, partner.id, sequence.id, leads[2].phone)
    await change_of_mind(deps, account, leads[0])
    async with Api(deps, partner.key) as api:
        a, s = ids.encode(ids.ACCOUNT, account.id), ids.encode(ids.SEQUENCE, sequence.id)

        async def names(narrowed: str) -> list[str]:
            document = f"query ($a: ID!) {{ leads(accountId: $a, {narrowed}) {{ total items {{ firstName }} }} }}"
            page = await api.data(document, a=a)
            assert page["total"] == len(page["items"])
            return [item["firstName"] for item in page["items"]]

        assert await names(f'sequenceId: "{s}"') == ["Ann2"]
        assert await names(f'sequenceId: "{s}", enrollmentStatus: COMPLETED') == []
        assert await names("status: CONTACTED") == ["Ann2"]
        assert await names("status: NEW, order: NEWEST") == ["Ann3", "Ann1", "Ann0"]
        assert await names("order: LAST_MESSAGE") == ["Ann0", "Ann2"]
        assert await names('search: "ann1"') == ["Ann1"]
        assert await names('createdSince: "2100-01-01T00:00:00Z"') == []
        assert await names('updatedSince: "2000-01-01T00:00:00Z", optedOut: false') == ["Ann0", "Ann1", "Ann2", "Ann3"]
        answer = await api.answer("query ($a: ID!) { leads(accountId: $a, enrollmentStatus: ACTIVE) { total } }", a=a)
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_cursor_of_another_order_is_refused(deps: Deps, partner: Holder, account: Account) -> None:
    for _ in range(3):
        lead = await make_lead(deps, partner.id, account.id)
        await change_of_mind(deps, account, lead)
    document = """query ($a: ID!, $order: LeadOrder!, $after: String) {
      leadsConnection(accountId: $a, order: $order, first: 2, after: $after) {
        pageInfo { endCursor hasNextPage } nodes { phone } } }"""
    async with Api(deps, partner.key) as api:
        a = ids.encode(ids.ACCOUNT, account.id)
        for order in ("OLDEST", "NEWEST", "LAST_MESSAGE"):
            first = await api.data(document, a=a, order=order)
            rest = await api.data(document, a=a, order=order, after=first["pageInfo"]["endCursor"])
            assert (len(first["nodes"]), len(rest["nodes"]), rest["pageInfo"]["hasNextPage"]) == (2, 1, False)
            for other in {"OLDEST", "NEWEST", "LAST_MESSAGE"} - {order}:
                answer = await api.answer(document, a=a, order=other, after=first["pageInfo"]["endCursor"])
                assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


@pytest.mark.parametrize("backward", [False, True])
async def test_the_lists_of_each_lead_are_walked_by_cursors(
    deps: Deps, partner: Holder, account: Account, backward: bool
) -> None:
    leads = [await make_lead(deps, partner.id, account.id) for _ in range(3)]
    for count, lead in enumerate(leads):
        for number in range(3 * count):
            await change_of_mind(deps, account, lead, f"keyword:{number}")
        for _ in range(count):
            sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed("x", delay_hours=1)])
            await enroll_lead(deps, partner.id, sequence.id, lead.phone)
    size, place, edge = ("last", "before", "startCursor") if backward else ("first", "after", "endCursor")
    more = "hasPreviousPage" if backward else "hasNextPage"
    document = f"""query ($id: ID!, $at: String) {{ node(id: $id) {{ ... on Lead {{
      whole: messagesConnection(first: 250) {{ totalCount nodes {{ id }} }} lastMessage {{ id }}
      messagesConnection({size}: 2, {place}: $at) {{
        totalCount nodes {{ id }} pageInfo {{ {edge} hasNextPage hasPreviousPage }} }}
      enrollmentsConnection({size}: 1) {{ totalCount nodes {{ status lead {{ id }} }} pageInfo {{ {more} }} }}
      completed: enrollmentsConnection(status: COMPLETED) {{ totalCount nodes {{ id }} }} }} }} }}"""
    async with Api(deps, partner.key) as api:
        for count, lead in enumerate(leads):
            found, at = list[str](), None
            while True:
                shown = await api.data(document, id=ids.encode(ids.LEAD, lead.id), at=at)
                part = shown["messagesConnection"]
                nodes = [node["id"] for node in part["nodes"]]
                found = nodes + found if backward else found + nodes
                assert part["totalCount"] == 3 * count
                if not part["pageInfo"][more]:
                    break
                at = part["pageInfo"][edge]
            assert found == [node["id"] for node in shown["whole"]["nodes"]]
            assert shown["lastMessage"] == ({"id": found[0]} if found else None)
            runs = shown["enrollmentsConnection"]
            assert (runs["totalCount"], len(runs["nodes"]), runs["pageInfo"][more]) == (count, min(count, 1), count > 1)
            assert shown["completed"] == {"totalCount": 0, "nodes": []}

"""Connections: each row once, whatever is added meanwhile; and cursors that only their own list takes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import MessageDirection, MessageStatus
from app.models import Account, Lead, Message
from app.services.enrollment import enroll_lead
from tests.clock import MORNING
from tests.factories import Holder, fixed, make_lead, make_sequence
from tests.graphql.client import Api

PARTS = """nodes { id } edges { cursor node { id } } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"""
PHONE = "+14155550177"
# Each connection with what it is called with, and the page of the same list.
LISTS = {
    "sequencesConnection": ("accountId: $a", "sequences"),
    "leadsConnection": ("accountId: $a", "leads"),
    "enrollmentsConnection": ("accountId: $a", "enrollments"),
    "messagesConnection": ("accountId: $a, phone: $p", "messages"),
}


def query(name: str) -> str:
    arguments, _ = LISTS[name]
    declared = "$a: ID!, $p: PhoneNumber!, " if "$p" in arguments else "$a: ID!, "
    return f"""query ({declared}$first: Int, $after: String, $last: Int, $before: String) {{
      {name}({arguments}, first: $first, after: $after, last: $last, before: $before) {{ {PARTS} }} }}"""


async def said(deps: Deps, lead: Lead, seconds: int) -> Message:
    return await Message.create(
        account_id=lead.account_id,
        lead_id=lead.id,
        direction=MessageDirection.INBOUND,
        status=MessageStatus.RECEIVED,
        body="Hello",
        segments=1,
        provider_sid=f"SM{uuid4().hex}",
        created_at=MORNING + timedelta(seconds=seconds),
    )


@pytest.fixture
async def ask(
    api: Api, deps: Deps, partner: Holder, account: Account, account_id: str
) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Seven of everything in one account, the messages by threes at the same moment."""
    lead = await make_lead(deps, partner.id, account.id, phone=PHONE)
    for number in range(7):
        sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed(delay_hours=1)])
        await enroll_lead(deps, partner.id, sequence.id, PHONE)
        await said(deps, lead, 60 + number // 3)
        if number:
            await make_lead(deps, partner.id, account.id)

    async def asked(name: str, **arguments: Any) -> dict[str, Any]:
        if "$p" in LISTS[name][0]:
            arguments["p"] = PHONE
        return dict(await api.data(query(name), a=account_id, **arguments))

    return asked


async def walk(ask: Callable[..., Awaitable[dict[str, Any]]], name: str, size: int, *, back: bool) -> list[list[str]]:
    """The ids of each part, one after the other."""
    parts: list[list[str]] = []
    place: dict[str, Any] = {}
    while True:
        part = await ask(name, **({"last": size} if back else {"first": size}), **place)
        parts.append([node["id"] for node in part["nodes"]])
        info, cursors = part["pageInfo"], [edge["cursor"] for edge in part["edges"]]
        assert [edge["node"] for edge in part["edges"]] == part["nodes"]
        assert (info["startCursor"], info["endCursor"]) == (cursors[0], cursors[-1])
        assert part["totalCount"] == 7
        assert info["hasNextPage" if back else "hasPreviousPage"] is (len(parts) > 1)
        if not info["hasPreviousPage" if back else "hasNextPage"]:
            return parts
        place = {"before": cursors[0]} if back else {"after": cursors[-1]}


@pytest.mark.parametrize("name", LISTS)
async def test_both_ways_lead_through_the_list_of_the_pages(
    ask: Callable[..., Awaitable[dict[str, Any]]], api: Api, account_id: str, name: str
) -> None:
    phone = f', phone: "{PHONE}"' if name == "messagesConnection" else ""
    page = await api.data(f'{{ {LISTS[name][1]}(accountId: "{account_id}"{phone}) {{ items {{ id }} }} }}')
    whole = [item["id"] for item in page["items"]]
    assert len(whole) == 7
    for size in (1, 3, 7, 50):
        forwards, backwards = await walk(ask, name, size, back=False), await walk(ask, name, size, back=True)
        assert list(chain(*forwards)) == whole
        assert list(chain(*reversed(backwards))) == whole
    assert [node["id"] for node in (await ask(name))["nodes"]] == whole


@pytest.mark.parametrize("name", LISTS)
async def test_between_two_cursors(ask: Callable[..., Awaitable[dict[str, Any]]], name: str) -> None:
    edges = (await ask(name))["edges"]
    inside = {"after": edges[1]["cursor"], "before": edges[5]["cursor"]}
    for count, expected, before, after in (
        ({"first": 2}, edges[2:4], True, True),
        ({"last": 2}, edges[3:5], True, True),
        ({"first": 9}, edges[2:5], True, False),
        ({"last": 9}, edges[2:5], False, True),
    ):
        part = await ask(name, **inside, **count)
        assert part["edges"] == expected
        assert (part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]) == (before, after)


@pytest.mark.parametrize("name", LISTS)
async def test_none_at_all_is_a_part_too(ask: Callable[..., Awaitable[dict[str, Any]]], name: str) -> None:
    part = await ask(name, first=0)
    assert (part["nodes"], part["edges"], part["totalCount"]) == ([], [], 7)
    expected = {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert part["pageInfo"] == expected
    last = (await ask(name))["pageInfo"]["endCursor"]
    beyond = (await ask(name, after=last))["pageInfo"]
    assert beyond == expected | {"hasNextPage": False, "hasPreviousPage": True}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    there=st.lists(st.integers(0, 3), max_size=9),
    added=st.lists(st.integers(0, 3), max_size=4),
    size=st.integers(1, 4),
    back=st.booleans(),
)
async def test_what_was_there_is_met_once_whatever_is_added_on_the_way(
    deps: Deps, api: Api, partner: Holder, account: Account, there: list[int], added: list[int], size: int, back: bool
) -> None:
    lead = await make_lead(deps, partner.id, account.id)
    old = {ids.encode(ids.MESSAGE, (await said(deps, lead, seconds)).id) for seconds in there}
    document = query("messagesConnection")
    whose = {"a": ids.encode(ids.ACCOUNT, account.id), "p": lead.phone, "last" if back else "first": size}
    met: list[str] = []
    place: dict[str, str] = {}
    more = True
    while more:
        part = await api.data(document, **whose, **place)
        found = [node["id"] for node in part["nodes"]]
        met = found + met if back else met + found
        more = part["pageInfo"]["hasPreviousPage" if back else "hasNextPage"]
        if found:
            place = {"before": part["edges"][0]["cursor"]} if back else {"after": part["edges"][-1]["cursor"]}
        if added:
            await said(deps, lead, added.pop())
    assert len(met) == len(set(met))
    assert old <= set(met)
    whole = await api.data(document, a=whose["a"], p=lead.phone)
    order = [node["id"] for node in whole["nodes"]]
    assert met == [one for one in order if one in set(met)]


@pytest.mark.parametrize("name", LISTS)
async def test_a_cursor_that_is_none_is_told_and_tells_nothing(
    ask: Callable[..., Awaitable[dict[str, Any]]], api: Api, account_id: str, name: str
) -> None:
    good = (await ask(name, first=1))["pageInfo"]["endCursor"]
    others = [(await ask(other, first=1))["pageInfo"]["endCursor"] for other in LISTS if other != name]
    turned = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    broken = [
        "",
        "x",
        "7",
        "\x00",
        "é",
        good[:-1],
        good + "A",
        good + "=",
        f" {good}",
        good.lower(),
        turned,
        "A" * 5_000,
    ]
    for cursor in (*others, *broken):
        for argument in ("after", "before"):
            variables = {"a": account_id, "p": PHONE, argument: cursor}
            if "$p" not in LISTS[name][0]:
                del variables["p"]
            answer = await api.answer(query(name), **variables)
            [error] = answer["errors"]
            assert answer["data"] is None
            assert error["extensions"] == {"code": "BAD_CURSOR"}
            assert error["message"].startswith(f"`{argument}` is not a cursor of this list.")
            assert len(error["message"]) < 120
    assert (await ask(name, after=good))["pageInfo"]["hasPreviousPage"] is True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"first": 1, "last": 1}, "Give first or last, not both."),
        ({"first": -1}, "first must be from 0 to 250; it is -1."),
        ({"last": 251}, "last must be from 0 to 250; it is 251."),
    ],
)
async def test_what_makes_no_sense_is_refused(api: Api, account_id: str, arguments: dict[str, int], told: str) -> None:
    code, message = await api.error(query("leadsConnection"), a=account_id, **arguments)
    assert (code, message) == ("BAD_USER_INPUT", told)


async def test_a_row_that_is_gone_leaves_its_cursor_good(
    deps: Deps, api: Api, account_id: str, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    edges = (await ask("sequencesConnection"))["edges"]
    await api.data("mutation ($id: ID!) { deleteSequence(id: $id) { success } }", id=edges[2]["node"]["id"])
    part = await api.data(query("sequencesConnection"), a=account_id, after=edges[2]["cursor"], first=2)
    assert [edge["cursor"] for edge in part["edges"]] == [edge["cursor"] for edge in edges[3:5]]
    assert part["totalCount"] == 6


async def test_anything_is_found_again_by_its_id(
    api: Api, account_id: str, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    document = "query ($id: ID!) { node(id: $id) { __typename id } }"
    me = (await api.data("{ viewer { partner { id } } }"))["partner"]["id"]
    known = [(await ask(name, first=1))["nodes"][0]["id"] for name in LISTS]
    kinds = ["Account", "Partner", "Sequence", "Lead", "Enrollment", "Message"]
    for kind, id_ in zip(kinds, [account_id, me, *known], strict=True):
        assert await api.data(document, id=id_) == {"__typename": kind, "id": id_}
    for unknown in ("", "7", "acc_", "thing_01jd", ids.encode(ids.PARTNER, ids.new_id()), "\x00"):
        assert await api.data(document, id=unknown) is None

"""The `gql` client: queries and mutations over HTTP, subscriptions over a WebSocket. Usage: gql_story.py PHONE.

Runs in the tools' own environment, and prints what it was told as one line of JSON.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from graphql import separate_operations

URL = os.environ["NUDGE_URL"] + "/graphql"
KEY = {"X-Partner-Key": os.environ["NUDGE_KEY"]}
# Each operation as a document of its own, with the fragments that it needs.
STORY = separate_operations(gql(Path(__file__).with_name("operations.graphql").read_text()).document)
STEPS = [{"type": "FIXED", "message": body, "delayHours": hours} for body, hours in (("One", 0), ("Two", 2))]


def request(operation: str, **variables: Any) -> GraphQLRequest:
    return GraphQLRequest(STORY[operation], operation_name=operation, variable_values=variables)


async def tell(phone: str) -> dict[str, Any]:
    # With the schema fetched first, each document is checked here before it goes out.
    async with Client(transport=HTTPXAsyncTransport(URL, headers=KEY), fetch_schema_from_transport=True) as http:
        account = (await http.execute(request("FirstAccount")))["accounts"]["items"][0]
        step = {"accountId": account["id"], "input": {"name": "By gql", "steps": STEPS}}
        made = (await http.execute(request("CreateSequence", **step)))["createSequence"]["sequence"]
        read = (await http.execute(request("ReadSequence", id=made["id"])))["sequence"]
        run = (await http.execute(request("EnrollLead", sequenceId=made["id"], phone=phone)))["enrollLead"]
        heard = await end_of(run["enrollment"]["id"])
        talked = await talk(http, account["id"], phone)
        try:
            await http.execute(request("CreateSequence", **{**step, "input": {"name": "x", "steps": [{"type": "?"}]}}))
        except TransportQueryError as error:
            refused = [one["extensions"]["code"] for one in error.errors or []]
    told = {"account": account["name"], "action": run["action"], "read": read, "heard": heard, "refused": refused}
    return {**told, "talked": talked}


async def end_of(enrollment: str) -> list[list[str]]:
    """The timeline of an enrollment once it has ended."""
    socket = WebsocketsTransport(URL.replace("http", "ws", 1), init_payload=KEY)
    async with Client(transport=socket) as client:
        async for told in client.subscribe(request("EnrollmentUpdated", id=enrollment)):
            run = told["enrollmentUpdated"]
            if run["status"] != "ACTIVE":
                return [[step["status"], step["message"]["body"]] for step in run["timeline"]]
    raise EOFError("the subscription ended before the enrollment")


async def talk(http: Any, account: str, phone: str) -> dict[str, Any]:
    """What an operator's screen does: hear a lead's reply, take over, answer, hand back, read the numbers."""
    now = datetime.fromisoformat((await http.execute(request("AdvanceClock", hours=0.001)))["advanceClock"]["now"])
    message, told = await heard_by_both(http, account, phone)
    search = request("Conversations", accountId=account, search=phone)
    found = (await http.execute(search))["conversationsConnection"]
    [one] = found["nodes"]
    taken = (await http.execute(request("TakeOver", id=one["id"], by="Sam")))["takeOver"]["conversation"]
    answer = request("SendMessage", accountId=account, phone=phone, body="Six percent.", by="Sam")
    written = (await http.execute(answer))["sendMessage"]["message"]
    back = (await http.execute(request("HandBack", id=one["id"])))["handBack"]["conversation"]
    first, last = (str((now + timedelta(days=days)).date()) for days in (-1, 1))
    days = {"from": first, "to": last}
    stats = (await http.execute(request("Stats", accountId=account, **days)))["account"]["stats"]
    return {
        "heard": [message["direction"], message["body"]],
        "told": told["id"] == one["id"],
        "found": [len(found["nodes"]), found["totalCount"], found["totalIsExact"]],
        "unread": one["unreadCount"] > 0,
        "attention": one["attention"],
        "taken": [taken["automation"]["reason"], taken["automation"]["by"]],
        "written": [written["source"], written["by"]],
        "back": [back["automation"], back["attention"], back["unreadCount"]],
        "counted": stats["sent"] > 0 and stats["replied"] > 0 and bool(stats["days"]),
    }


async def heard_by_both(http: Any, account: str, phone: str) -> list[Any]:
    """The reply that each subscription hears first. It is not said when one has begun: the lead writes until then."""
    replies = asyncio.gather(
        first_of("MessageUpdated", lambda one: one["direction"] == "INBOUND", accountId=account, phone=phone),
        first_of("ConversationUpdated", lambda one: one["lead"]["phone"] == phone, accountId=account),
    )
    while not replies.done():
        await http.execute(request("SimulateReply", accountId=account, phone=phone, body="What is the rate?"))
        await asyncio.wait({replies}, timeout=0.5)
    return list(await replies)


async def first_of(operation: str, matches: Callable[[Any], bool], **variables: Any) -> Any:
    """The first event of a subscription that matches."""
    socket = WebsocketsTransport(URL.replace("http", "ws", 1), init_payload=KEY)
    async with Client(transport=socket) as client:
        async for told in client.subscribe(request(operation, **variables)):
            [event] = told.values()
            if matches(event):
                return event
    raise EOFError("the subscription ended before the reply")


print(json.dumps(asyncio.run(tell(sys.argv[1]))))

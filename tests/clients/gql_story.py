"""The `gql` client: queries and mutations over HTTP, subscriptions over a WebSocket. Usage: gql_story.py PHONE.

Runs in the tools' own environment, and prints what it was told as one line of JSON.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

URL = os.environ["NUDGE_URL"] + "/graphql"
KEY = {"X-Partner-Key": os.environ["NUDGE_KEY"]}
STORY = gql(Path(__file__).with_name("operations.graphql").read_text()).document
STEPS = [{"type": "FIXED", "message": body, "delayHours": hours} for body, hours in (("One", 0), ("Two", 2))]


def request(operation: str, **variables: Any) -> GraphQLRequest:
    return GraphQLRequest(STORY, operation_name=operation, variable_values=variables)


async def tell(phone: str) -> dict[str, Any]:
    # With the schema fetched first, each document is checked here before it goes out.
    async with Client(transport=HTTPXAsyncTransport(URL, headers=KEY), fetch_schema_from_transport=True) as http:
        account = (await http.execute(request("FirstAccount")))["accounts"]["items"][0]
        step = {"accountId": account["id"], "input": {"name": "By gql", "steps": STEPS}}
        made = (await http.execute(request("CreateSequence", **step)))["createSequence"]["sequence"]
        read = (await http.execute(request("ReadSequence", id=made["id"])))["sequence"]
        run = (await http.execute(request("EnrollLead", sequenceId=made["id"], phone=phone)))["enrollLead"]
        heard = await end_of(run["enrollment"]["id"])
        try:
            await http.execute(request("CreateSequence", **{**step, "input": {"name": "x", "steps": [{"type": "?"}]}}))
        except TransportQueryError as error:
            refused = [one["extensions"]["code"] for one in error.errors or []]
    return {"account": account["name"], "action": run["action"], "read": read, "heard": heard, "refused": refused}


async def end_of(enrollment: str) -> list[list[str]]:
    """The timeline of an enrollment once it has ended."""
    socket = WebsocketsTransport(URL.replace("http", "ws", 1), init_payload=KEY)
    async with Client(transport=socket) as client:
        async for told in client.subscribe(request("EnrollmentUpdated", id=enrollment)):
            run = told["enrollmentUpdated"]
            if run["status"] != "ACTIVE":
                return [[step["status"], step["message"]["body"]] for step in run["timeline"]]
    raise EOFError("the subscription ended before the enrollment")


print(json.dumps(asyncio.run(tell(sys.argv[1]))))

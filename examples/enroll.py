"""Enrolls a lead, watches the timeline as it happens, reads the conversation: with Python and httpx2.

Usage: NUDGE_KEY=pk_live_… python enroll.py +14155551234
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import httpx2


class Nudge:
    """The API, with one partner's key."""

    def __init__(self, url: str, key: str) -> None:
        self.http = httpx2.Client(base_url=url, headers={"X-Partner-Key": key}, timeout=30)

    def ask(self, query: str, *, key: str | None = None, **variables: Any) -> Any:
        """What was asked for. Raises what the API says when it does not do it. The same `key` carries it out once."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers).json()
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
        [found] = answer["data"].values()
        if found and found.get("userErrors"):
            raise RuntimeError(found["userErrors"])
        return found

    def subscribe(self, query: str, **variables: Any) -> Iterator[Any]:
        """The answers of a subscription, by Server-Sent Events (graphql-sse, distinct connections)."""
        body = {"query": query, "variables": variables}
        headers = {"Accept": "text/event-stream"}
        with self.http.stream("POST", "/graphql", json=body, headers=headers, timeout=60) as response:
            if not response.headers["Content-Type"].startswith("text/event-stream"):
                raise RuntimeError(response.read().decode())
            for line in response.iter_lines():
                if line.startswith("data: "):
                    answer = json.loads(line.removeprefix("data: "))
                    if "errors" in answer:
                        raise RuntimeError(answer["errors"])
                    yield next(iter(answer["data"].values()))


CREATE = """mutation ($account: ID!, $input: CreateSequenceInput!) {
  createSequence(accountId: $account, input: $input) { sequence { id } userErrors { code message path } } }"""
ENROLL = """mutation ($sequence: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $sequence, phone: $phone) {
  action messageSent enrollment { id } userErrors { code message path } } }"""
WATCH = """subscription ($id: ID!) {
  enrollmentUpdated(enrollmentId: $id) { status timeline { status explanation } } }"""
CONVERSATION = """query ($account: ID!, $phone: PhoneNumber!) {
  messages(accountId: $account, phone: $phone) { items { direction status body } } }"""
STEPS = [
    {"type": "FIXED", "message": 'Hi {{first_name | default: "there"}}, this is {{company}}. Can I help?'},
    {"type": "FIXED", "message": "Just checking in. Any questions?", "delayHours": 1},
]


def main(phone: str) -> None:
    nudge = Nudge(os.environ.get("NUDGE_URL", "http://localhost:8000"), os.environ["NUDGE_KEY"])
    [account] = nudge.ask("{ accounts(limit: 1) { items { id name } } }")["items"]
    made = nudge.ask(CREATE, account=account["id"], input={"name": "Example, by Python", "steps": STEPS})
    sequence = made["sequence"]["id"]

    # The same key makes it safe to send this again when the answer was lost: the lead is enrolled once.
    enrolled = nudge.ask(ENROLL, key=f"enroll-{sequence}-{phone}", sequence=sequence, phone=phone)
    print(enrolled["action"], "first message sent:", enrolled["messageSent"])

    for update in nudge.subscribe(WATCH, id=enrolled["enrollment"]["id"]):
        print(update["status"], ", ".join(step["status"] for step in update["timeline"]))
        if update["status"] != "ACTIVE":
            break

    for message in reversed(nudge.ask(CONVERSATION, account=account["id"], phone=phone)["items"]):
        print(message["direction"], message["status"], message["body"])


if __name__ == "__main__":
    main(sys.argv[1])

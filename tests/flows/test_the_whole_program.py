"""`nudge dev` as a newcomer starts it, against doubles of Twilio and Anthropic over HTTP."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.local.processes import free_port
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, ClaudeDouble, TwilioDouble, claude_double, signed, twilio_double
from tests.waiting import PATIENCE_SECONDS, until
from tests.webhooks.door import an_sms

STEPS = [
    {"type": "FIXED", "message": "Hi {{first_name}}, this is {{company}}.", "skipIfReplied": False},
    {"type": "AI", "instructions": "Follow up warmly.", "delayHours": 24},
    {"type": "FIXED", "message": "Just checking in, {{first_name}}.", "delayHours": 30},
]
TIMELINE = "query ($id: ID!) { enrollment(id: $id) { status timeline { status reason explanation } } }"
ENROLL = """mutation ($sequence: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $sequence, phone: $phone) {
    action messageSent enrollment { id } userErrors { message } } }"""
CREATE = """mutation ($account: ID!, $input: CreateSequenceInput!) {
    createSequence(accountId: $account, input: $input) { sequence { id } userErrors { message } } }"""

START_SECONDS = 90  # three processes that import everything, on a machine that may be busy


@dataclass
class Program:
    client: httpx2.AsyncClient
    url: str
    twilio: TwilioDouble
    claude: ClaudeDouble
    log: Path

    async def ask(self, query: str, **variables: Any) -> Any:
        answer = await self.client.post("/graphql", json={"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]

    async def reply(self, phone: str, body: str) -> int:
        form = an_sms(body, From=phone)
        headers = signed("/webhooks/twilio/sms", form, public_url=self.url)
        return (await self.client.post("/webhooks/twilio/sms", data=form, headers=headers)).status_code

    async def has_sent(self, phone: str, steps: int) -> bool:
        return sum(sent.to == phone for sent in self.twilio.ledger) >= steps

    async def ended(self, enrollment: str) -> Any:
        async def over() -> bool:
            return bool((await self.ask(TIMELINE, id=enrollment))["enrollment"]["status"] != "ACTIVE")

        await until(over)
        return (await self.ask(TIMELINE, id=enrollment))["enrollment"]


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    async with AsyncExitStack() as stack:
        twilio = await stack.enter_async_context(twilio_double())
        claude = await stack.enter_async_context(claude_double())
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_URL": twilio.url,
            "ANTHROPIC_API_KEY": "key-of-the-double",
            "ANTHROPIC_BASE_URL": claude.url,
            "PUBLIC_BASE_URL": url,
            "HOUR_SECONDS": "0.1",
        }
        command = [sys.executable, "-m", "app.cli", "dev", "--data-dir", str(tmp_path), "--port", str(port)]
        log = tmp_path / "nudge.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=output)
        client = await stack.enter_async_context(httpx2.AsyncClient(base_url=url))
        try:
            await _ready(client)
            client.headers["X-Partner-Key"] = (tmp_path / "demo.key").read_text().strip()
            yield Program(client, url, twilio, claude, log)
        finally:
            process.send_signal(signal.SIGINT)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await process.wait()


async def _ready(client: httpx2.AsyncClient) -> None:
    async def ready() -> bool:
        try:
            return (await client.get("/readyz")).status_code == 200
        except httpx2.TransportError:
            return False

    await until(ready, seconds=START_SECONDS)


@pytest.mark.timeout(START_SECONDS + 120)
async def test_a_campaign_from_the_first_call_to_the_last_message(program: Program) -> None:
    program.claude.texts.append("Is anything holding you up?")
    frontend = "http://localhost:5173"
    asked = {"Origin": frontend, "Access-Control-Request-Method": "POST"}
    answer = await program.client.options("/graphql", headers=asked)
    assert answer.headers["access-control-allow-origin"] == frontend, "a frontend is developed on this machine"
    account = (await program.ask("{ accounts { items { id } } }"))["accounts"]["items"][0]["id"]
    made = await program.ask(CREATE, account=account, input={"name": "Recovery", "steps": STEPS})
    sequence = made["createSequence"]["sequence"]["id"]

    first = (await program.ask(ENROLL, sequence=sequence, phone="+14155551234"))["enrollLead"]
    assert (first["action"], first["messageSent"]) == ("ENROLLED", True)
    second = (await program.ask(ENROLL, sequence=sequence, phone="+14155559999"))["enrollLead"]
    assert await program.reply("+14155559999", "Yes, what is missing?") == 200

    # The double tells of the last message without a call, each of which would cost the API some milliseconds.
    await until(lambda: program.has_sent("+14155551234", 3))
    run = await program.ended(first["enrollment"]["id"])
    assert [step["status"] for step in run["timeline"]] == ["SENT", "SENT", "SENT"]
    skipped = await program.ended(second["enrollment"]["id"])
    assert [step["status"] for step in skipped["timeline"]] == ["SENT", "SKIPPED", "SKIPPED"]
    assert "the lead replied at" in skipped["timeline"][1]["explanation"]

    texts = {
        phone: [s.body for s in program.twilio.ledger if s.to == phone] for phone in ("+14155551234", "+14155559999")
    }
    assert texts["+14155551234"] == [
        "Hi, this is Demo Lending.",
        "Is anything holding you up?",
        "Just checking in.",
    ]
    assert texts["+14155559999"] == ["Hi, this is Demo Lending."]
    assert len(program.claude.requests) == 1
    forged = await program.client.post("/webhooks/twilio/sms", data=an_sms("Forged", From="+14155551234"))
    assert forged.status_code == 403
    _log_is_structured_and_keeps_secrets(program)
    state = (await program.client.get("/readyz")).json()
    assert (state["sms"], state["writer"]) == ("twilio", "claude")


def _log_is_structured_and_keeps_secrets(program: Program) -> None:
    text = program.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["level"] for line in lines} == {"info", "warning"}
    assert all(line["timestamp"].endswith("Z") and line["logger"] and line["event"] for line in lines)
    [refused] = [line for line in lines if line["logger"] == "nudge.webhooks"]
    assert refused["request_id"]
    bodies = ["Yes, what is missing?", "Forged", *(sent.body for sent in program.twilio.ledger)]
    secrets = [AUTH_TOKEN, "key-of-the-double", program.client.headers["X-Partner-Key"], "4155551234", "4155559999"]
    assert [word for word in (*secrets, *bodies) if word in text] == []

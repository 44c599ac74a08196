"""A week with the simulator, as a person plays it: a lead who replies, and hours that `nudge advance` plays."""

import asyncio
import sys
from typing import Any

import pytest

from tests.clients.conftest import Running
from tests.waiting import until

SILENT, REPLIES = "+15005550013", "+14155550187"
CREATE = """mutation ($account: ID!, $input: CreateSequenceInput!) {
  createSequence(accountId: $account, input: $input) { sequence { id } userErrors { message } } }"""
ENROLL = """mutation ($sequence: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $sequence, phone: $phone) {
  enrollment { id } userErrors { message } } }"""
REPLY = """mutation ($account: ID!, $phone: PhoneNumber!) {
  simulateReply(accountId: $account, phone: $phone, body: "Yes, what is missing?") {
    success message { direction readAs } userErrors { code } } }"""
STATUS = """mutation ($message: ID!) { simulateStatus(messageId: $message, status: UNDELIVERED, errorCode: 30003) {
  success message { status errorMessage } userErrors { code message } } }"""
RUN = """query ($id: ID!) { enrollment(id: $id) {
  status timeline { status reason settledAt message { id status } } } }"""
# An hour lasts half a second here, so these are delays that nobody waits for.
STEPS = [{"type": "FIXED", "message": "Hi", "skipIfReplied": False}] + [
    {"type": "FIXED", "message": "Still there?", "delayDays": 300} for _ in range(2)
]


@pytest.mark.timeout(240)
async def test_weeks_are_played_in_a_moment(program: Running) -> None:
    account = (await program.ask("{ accounts { items { id } } }"))["accounts"]["items"][0]["id"]
    made = await program.ask(CREATE, account=account, input={"name": "Played", "steps": STEPS})
    sequence = made["createSequence"]["sequence"]["id"]
    runs = {}
    for phone in (SILENT, REPLIES):
        enrolled = (await program.ask(ENROLL, sequence=sequence, phone=phone))["enrollLead"]
        runs[phone] = enrolled["enrollment"]["id"]
    reply = (await program.ask(REPLY, account=account, phone=REPLIES))["simulateReply"]
    assert reply == {"success": True, "message": {"direction": "INBOUND", "readAs": "REPLY"}, "userErrors": []}

    first = (await timeline(program, runs[SILENT]))["timeline"][0]["message"]
    assert first["status"] == "SENT"
    lost = (await program.ask(STATUS, message=first["id"]))["simulateStatus"]["message"]
    assert lost == {"status": "UNDELIVERED", "errorMessage": "the phone was switched off or out of reach"}

    await advanced(program, 2 * 300 * 24 + 1)

    played, skipped = await timeline(program, runs[SILENT]), await timeline(program, runs[REPLIES])
    assert [step["status"] for step in played["timeline"]] == ["SENT", "SENT", "SENT"]
    assert [step["status"] for step in skipped["timeline"]] == ["SENT", "SKIPPED", "SKIPPED"]
    assert played["status"] == skipped["status"] == "COMPLETED"

    async def is_ready() -> bool:
        return (await program.http.get("/readyz")).status_code == 200

    await until(is_ready)  # the worker works by the same time


async def timeline(program: Running, run: str) -> Any:
    return (await program.ask(RUN, id=run))["enrollment"]


async def advanced(program: Running, hours: int) -> None:
    port = program.url.rpartition(":")[2]
    command = [sys.executable, "-m", "app.cli", "advance", str(hours), "--port", port, "--data-dir", str(program.data)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=program.data, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, complaints = await process.communicate()
    assert process.returncode == 0, complaints
    assert output.startswith(b"It is 20")

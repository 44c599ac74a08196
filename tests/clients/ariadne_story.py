"""The client that `ariadne-codegen` makes of the schema and operations.graphql. Usage: ariadne_story.py PHONE.

Runs in the tools' own environment where the package `nudge_client` was made, and prints what it was told as JSON.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

from nudge_client import Client
from nudge_client.enums import EnrollmentAction, EnrollmentStatus, MessageDirection, StepType
from nudge_client.input_types import CreateSequenceInput, StepInput

URL = os.environ["NUDGE_URL"] + "/graphql"
KEY = {"X-Partner-Key": os.environ["NUDGE_KEY"]}
STEPS = [StepInput(type=StepType.FIXED, message=body, delay_hours=hours) for body, hours in (("One", 0), ("Two", 2))]


async def tell(phone: str) -> dict[str, Any]:
    socket = URL.replace("http", "ws", 1)
    async with Client(url=URL, headers=KEY, ws_url=socket, ws_connection_init_payload=KEY) as client:
        account = (await client.first_account()).accounts.items[0]
        wanted = CreateSequenceInput(name="By ariadne-codegen", steps=STEPS)
        made = (await client.create_sequence(account.id, wanted)).create_sequence.sequence
        assert made is not None
        read = (await client.read_sequence(made.id)).sequence
        assert read is not None
        assert isinstance(read.created_at, datetime)
        run = (await client.enroll_lead(made.id, phone)).enroll_lead
        assert run.action is EnrollmentAction.ENROLLED
        assert run.enrollment is not None
        heard = await end_of(client, run.enrollment.id)
        talked = await talk(client, account.id, phone)
        refused = [error.code.value for error in (await client.enroll_lead(made.id, "12")).enroll_lead.user_errors]
    return {
        "account": account.name,
        "action": run.action.value,
        "read": {"name": read.name, "steps": [step.message for step in read.steps]},
        "heard": heard,
        "talked": talked,
        "refused": refused,
    }


async def end_of(client: Client, enrollment: str) -> list[list[str]]:
    """The timeline of an enrollment once it has ended."""
    async for told in client.enrollment_updated(enrollment):
        run = told.enrollment_updated
        if run.status is not EnrollmentStatus.ACTIVE:
            return [[step.status.value, step.message.body] for step in run.timeline if step.message]
    raise EOFError("the subscription ended before the enrollment")


async def talk(client: Client, account: str, phone: str) -> dict[str, Any]:
    """What an operator's screen does: hear a lead's reply, take over, answer, hand back, read the numbers."""
    now: datetime = (await client.advance_clock(0.001)).advance_clock.now
    message, told = await heard_by_both(client, account, phone)
    found = (await client.conversations(account, phone)).conversations_connection
    [one] = found.nodes
    taken = (await client.take_over(one.id, "Sam")).take_over.conversation
    written = (await client.send_message(account, phone, "Six percent.", "Sam")).send_message.message
    back = (await client.hand_back(one.id)).hand_back.conversation
    first, last = (str((now + timedelta(days=days)).date()) for days in (-1, 1))
    held = (await client.stats(account, first, last)).account
    assert taken
    assert taken.automation
    assert written
    assert written.source
    assert back
    assert held
    return {
        "heard": [message.direction.value, message.body],
        "told": told.id == one.id,
        "found": [len(found.nodes), found.total_count, found.total_is_exact],
        "unread": one.unread_count > 0,
        "attention": one.attention and one.attention.value,
        "taken": [taken.automation.reason.value, taken.automation.by],
        "written": [written.source.value, written.by],
        "back": [back.automation, back.attention, back.unread_count],
        "counted": held.stats.sent > 0 and held.stats.replied > 0 and bool(held.stats.days),
    }


async def heard_by_both(client: Client, account: str, phone: str) -> list[Any]:
    """The reply that each subscription hears first. It is not said when one has begun: the lead writes until then."""
    messages = (told.message_updated async for told in client.message_updated(account, phone))
    conversations = (told.conversation_updated async for told in client.conversation_updated(account))
    replies = asyncio.gather(
        first_of(messages, lambda one: one.direction is MessageDirection.INBOUND),
        first_of(conversations, lambda one: one.lead.phone == phone),
    )
    while not replies.done():
        await client.simulate_reply(account, phone, "What is the rate?")
        await asyncio.wait({replies}, timeout=0.5)
    return list(await replies)


async def first_of(events: AsyncIterator[Any], matches: Callable[[Any], bool]) -> Any:
    """The first event that matches."""
    async for event in events:
        if matches(event):
            return event
    raise EOFError("the subscription ended before the reply")


print(json.dumps(asyncio.run(tell(sys.argv[1]))))

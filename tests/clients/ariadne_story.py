"""The client that `ariadne-codegen` makes of the schema and operations.graphql. Usage: ariadne_story.py PHONE.

Runs in the tools' own environment where the package `nudge_client` was made, and prints what it was told as JSON.
"""

import asyncio
import json
import os
import sys
from datetime import datetime
from typing import Any

from nudge_client import Client
from nudge_client.enums import EnrollmentAction, EnrollmentStatus, StepType
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
        refused = [error.code.value for error in (await client.enroll_lead(made.id, "12")).enroll_lead.user_errors]
    return {
        "account": account.name,
        "action": run.action.value,
        "read": {"name": read.name, "steps": [step.message for step in read.steps]},
        "heard": heard,
        "refused": refused,
    }


async def end_of(client: Client, enrollment: str) -> list[list[str]]:
    """The timeline of an enrollment once it has ended."""
    async for told in client.enrollment_updated(enrollment):
        run = told.enrollment_updated
        if run.status is not EnrollmentStatus.ACTIVE:
            return [[step.status.value, step.message.body] for step in run.timeline if step.message]
    raise EOFError("the subscription ended before the enrollment")


print(json.dumps(asyncio.run(tell(sys.argv[1]))))

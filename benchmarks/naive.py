"""Baselines (a) and (b): what anyone would write. One deferred arq job for each step, the ORM, Twilio's own client.

`python -m benchmarks.naive plain|tuned` is the worker; `enqueue` plants the jobs. No promise is kept: a crash
between the POST and the commit sends twice, an enrollment's reply is looked up and may be missed.
"""

import asyncio
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uvloop
from arq import create_pool
from arq.connections import RedisSettings
from arq.worker import Worker, func
from tortoise import Tortoise
from tortoise.transactions import in_transaction
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from app import db
from app.domain.sms import segments, templates, values
from app.domain.vocabulary import EnrollmentStatus, MessageDirection, MessageSource, MessageStatus, StepRunStatus
from app.models import Account, Enrollment, Lead, Message, Step, StepRun

QUEUE = "naive"


async def send_step(ctx: dict[str, Any], enrollment_id: str) -> None:
    """One step, as the tutorials have it: load, check, send, save."""
    run = await Enrollment.get(id=UUID(enrollment_id))
    lead, account = await Lead.get(id=run.lead_id), await Account.get(id=run.account_id)
    step = await Step.get(version_id=run.version_id, position=run.position)
    if run.status != EnrollmentStatus.ACTIVE or lead.opted_out_at or (step.skip_if_replied and run.replied_at):
        return
    filled = values.lead_values(
        lead.first_name, lead.last_name, lead.name, lead.email, lead.property_address, account.company_name
    )
    body = templates.render(templates.parse(step.message or ""), filled)
    sent = await ctx["twilio"].messages.create_async(to=lead.phone, from_=account.phone_number, body=body)
    now = datetime.now(UTC)
    async with in_transaction():
        message = await Message.create(
            account_id=run.account_id,
            lead_id=run.lead_id,
            enrollment_id=run.id,
            position=run.position,
            direction=MessageDirection.OUTBOUND,
            source=MessageSource.SEQUENCE,
            status=MessageStatus.QUEUED,
            body=body,
            segments=segments.segment_count(body),
            provider_sid=sent.sid,
            created_at=now,
            sent_at=now,
        )
        await StepRun.create(
            enrollment_id=run.id,
            position=run.position,
            status=StepRunStatus.SENT,
            due_at=run.due_at,
            settled_at=now,
            message_id=message.id,
        )
        run.position, run.status, run.ended_at, run.wake_at = run.position + 1, EnrollmentStatus.COMPLETED, now, None
        await run.save()


async def startup(ctx: dict[str, Any]) -> None:
    await Tortoise.init(config=db.config(os.environ["DATABASE_URL"], pool=20), _enable_global_fallback=True)
    http = AsyncTwilioHttpClient(pool_connections=True)
    ctx["twilio"] = Client("AC" + "0" * 32, "token", http_client=_redirected(http, os.environ["TWILIO_API_URL"]))


def _redirected(http: AsyncTwilioHttpClient, base: str) -> AsyncTwilioHttpClient:
    request = http.request

    async def redirected(method: str, uri: str, **what: Any) -> Any:
        return await request(method, uri.replace("https://api.twilio.com", base, 1), **what)

    http.request = redirected
    return http


async def enqueue(redis_url: str, ids: Iterable[UUID], at: datetime) -> None:
    pool = await create_pool(RedisSettings.from_dsn(redis_url), default_queue_name=QUEUE)
    for some in _chunks(list(ids), 200):
        await asyncio.gather(*(pool.enqueue_job("send_step", str(one), _defer_until=at) for one in some))
    await pool.aclose()


def _chunks(rows: list[UUID], size: int) -> Iterable[list[UUID]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def main(kind: str) -> None:
    tuning: dict[str, Any] = {"max_jobs": 100, "poll_delay": 0.05, "keep_result": 0} if kind == "tuned" else {}
    worker = Worker(
        functions=[func(send_step, name="send_step")],
        queue_name=QUEUE,
        redis_settings=RedisSettings.from_dsn(os.environ["REDIS_URL"]),
        on_startup=startup,
        **tuning,
    )
    await worker.async_run()


if __name__ == "__main__":
    (uvloop.run if sys.argv[1] == "tuned" else asyncio.run)(main(sys.argv[1]))

"""The other contestant: enrolling by Tortoise's ORM and stock Strawberry, `python -m benchmarks.enroll_baseline PORT`.

On the same tables, with the same key check and the same promises: an unknown phone becomes a lead, two calls enroll
once, who has opted out is refused. Nothing is planted in a queue, which would only make it slower.
"""

import sys
from datetime import UTC, datetime, timedelta
from enum import Enum

import phonenumbers
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from tortoise.transactions import in_transaction

from app import models
from app.domain import ids
from benchmarks.api_baseline import Api, Info, Query, opened


@strawberry.enum
class Action(Enum):
    ENROLLED = "ENROLLED"
    ALREADY_ENROLLED = "ALREADY_ENROLLED"
    REACTIVATED = "REACTIVATED"


@strawberry.type
class Enrollment:
    id: strawberry.ID


@strawberry.type
class Payload:
    success: bool
    action: Action | None = None
    message_sent: bool = False
    next_step_at: datetime | None = None
    enrollment: Enrollment | None = None


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def enroll_lead(self, info: Info, sequence_id: strawberry.ID, phone: str) -> Payload:
        mine = models.Sequence.filter(account__partner_id=info.context["partner_id"], deleted_at__isnull=True)
        sequence = await mine.get_or_none(id=ids.decode(ids.SEQUENCE, sequence_id)).select_related("account")
        if sequence is None or not sequence.is_active:
            return Payload(success=False)
        parsed = phonenumbers.parse(phone, "US")
        if not phonenumbers.is_possible_number(parsed):
            return Payload(success=False)
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        async with in_transaction():
            return await _enrolled(sequence, number)


async def _enrolled(sequence: models.Sequence, phone: str) -> Payload:
    found, _ = await models.Lead.get_or_create(account_id=sequence.account_id, phone=phone)
    lead = await models.Lead.select_for_update().get(id=found.id)
    if lead.opted_out_at is not None:
        return Payload(success=False)
    last = await models.Enrollment.filter(lead_id=lead.id, sequence_id=sequence.id).order_by("-id").first()
    if last is not None and last.status == "ACTIVE":
        return _payload(Action.ALREADY_ENROLLED, last)
    version = await models.SequenceVersion.get(sequence_id=sequence.id, version=sequence.version)
    step = await models.Step.filter(version_id=version.id).order_by("position").first()
    now = datetime.now(UTC)
    due = now + timedelta(hours=step.delay_hours if step else 0)
    run = await models.Enrollment.create(
        account_id=sequence.account_id,
        lead_id=lead.id,
        sequence_id=sequence.id,
        version_id=version.id,
        status="ACTIVE",
        started_at=now,
        due_at=due,
        wake_at=due,
    )
    return _payload(Action.REACTIVATED if last and last.status == "CANCELLED" else Action.ENROLLED, run)


def _payload(action: Action, run: models.Enrollment) -> Payload:
    key = strawberry.ID(ids.encode(ids.ENROLLMENT, run.id))
    return Payload(success=True, action=action, next_step_at=run.due_at, enrollment=Enrollment(id=key))


def main() -> None:
    schema = strawberry.Schema(Query, Mutation)
    app = Starlette(routes=[Route("/graphql", Api(schema))], lifespan=opened)
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()

"""The other contestant: Strawberry and Tortoise as their guides show them, `python -m benchmarks.api_baseline PORT`.

The same tables, the same key check and the same answers as Nudge's API, so that what is compared is the way and not
the work: Strawberry's own ASGI application, rows by the ORM with `prefetch_related` and annotated counts.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from os import environ
from typing import Any, Self

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from tortoise import Tortoise
from tortoise.expressions import Q
from tortoise.functions import Count

from app import models
from app.db import config
from app.domain import ids


@strawberry.enum
class StepType(Enum):
    FIXED = "FIXED"
    AI = "AI"


@strawberry.type
class Partner:
    id: strawberry.ID
    name: str


@strawberry.type
class Viewer:
    partner: Partner


@strawberry.type
class Step:
    order: int
    type: StepType
    message: str | None
    instructions: str | None
    delay_hours: int
    skip_if_replied: bool

    @classmethod
    def of(cls, row: models.Step) -> Self:
        return cls(
            order=row.position,
            type=StepType(row.type.value),
            message=row.message,
            instructions=row.instructions,
            delay_hours=row.delay_hours,
            skip_if_replied=row.skip_if_replied,
        )


@strawberry.type
class Sequence:
    row: strawberry.Private[Any]
    id: strawberry.ID
    name: str
    description: str | None
    is_active: bool
    is_default: bool
    version: int
    enrolled_count: int
    completed_count: int

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.SEQUENCE, row.id)),
            name=row.name,
            description=row.description,
            is_active=row.is_active,
            is_default=row.is_default,
            version=row.version,
            enrolled_count=row.enrolled,
            completed_count=row.completed,
        )

    @strawberry.field
    def steps(self) -> list[Step]:
        current = next(v for v in self.row.sequence_versions if v.version == self.version)
        return [Step.of(step) for step in sorted(current.steps, key=lambda step: step.position)]


@strawberry.type
class SequencePage:
    items: list[Sequence]
    total: int
    limit: int
    offset: int
    has_more: bool


Info = strawberry.Info[dict[str, Any], None]


@strawberry.type
class Query:
    @strawberry.field
    async def viewer(self, info: Info) -> Viewer:
        partner = await models.Partner.get(id=info.context["partner_id"])
        return Viewer(partner=Partner(id=strawberry.ID(ids.encode(ids.PARTNER, partner.id)), name=partner.name))

    @strawberry.field
    async def sequences(self, info: Info, account_id: strawberry.ID, limit: int = 50, offset: int = 0) -> SequencePage:
        query = models.Sequence.filter(
            account_id=ids.decode(ids.ACCOUNT, account_id),
            account__partner_id=info.context["partner_id"],
            deleted_at__isnull=True,
        )
        total = await query.count()
        rows = (
            await query.annotate(
                enrolled=Count("enrollments__lead_id", distinct=True),
                completed=Count("enrollments__lead_id", distinct=True, _filter=Q(enrollments__status="COMPLETED")),
            )
            .order_by("id")
            .offset(offset)
            .limit(limit)
            .prefetch_related("sequence_versions__steps")
        )
        items = [Sequence.of(row) for row in rows]
        return SequencePage(items=items, total=total, limit=limit, offset=offset, has_more=offset + len(items) < total)


class Api(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        key = request.headers.get("x-partner-key", "")
        alive = Q(expires_at__isnull=True) | Q(expires_at__gt=datetime.now(UTC))
        row = await models.PartnerKey.filter(alive, hash=sha256(key.encode()).hexdigest()).get()
        return {"request": request, "partner_id": row.partner_id}


@asynccontextmanager
async def opened(_: Starlette) -> AsyncIterator[None]:
    how = config(environ["DATABASE_URL"], pool=16)
    how["connections"]["default"]["engine"] = "tortoise.backends.asyncpg"  # Tortoise's own, without our shorter way
    await Tortoise.init(config=how, _enable_global_fallback=True)
    yield
    await Tortoise.close_connections()


def main() -> None:
    app = Starlette(routes=[Route("/graphql", Api(strawberry.Schema(Query)))], lifespan=opened)
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()

"""How the installation is, for the caller: its modes, its workers, and its time."""

from datetime import datetime

import strawberry
from strawberry import Parent

from app.domain import vocabulary as words
from app.domain.vocabulary import Mode
from app.graphql.context import Info
from app.graphql.schema.accounts.types import Viewer
from app.graphql.schema.common.fields import link, output_field, resolved_field
from app.observability import health
from app.providers.sms import SIMULATOR
from app.services import sending


@strawberry.type(description="How the installation is.")
class Health:
    sms: words.Mode = output_field("Whether messages are sent to people, or the built-in simulator takes them.")
    ai: words.Mode = output_field("Whether the model writes the texts of AI steps, or the built-in offline writer.")
    worker_seen_at: datetime | None = output_field("When a worker last gave a sign of life. Null: not within an hour.")

    @resolved_field("Whether a worker was seen within the last 30 seconds, so that steps are sent at their time.")
    def ready(self, info: Info) -> bool:
        return health.is_recent(self.worker_seen_at, info.context.deps.clock.real())

    @resolved_field("The time by which this installation works: with the simulator it can be moved on.")
    def now(self, info: Info) -> datetime:
        return info.context.deps.clock.now()

    @resolved_field(
        "Why nothing at all is sent, in a sentence with the mend: the database is a restored copy. Null: it is none."
    )
    async def problem(self) -> str | None:
        return await health.restored_problem()

    @resolved_field("For how many seconds the step that has waited longest has been due. 0: none is late.")
    async def oldest_due_seconds(self, info: Info) -> float:
        return await sending.oldest_due_seconds(info.context.deps.clock.now())

    @resolved_field("How many seconds an hour of `delayHours` and `advanceClock` lasts: 3600, except in a trial.")
    def hour_seconds(self, info: Info) -> float:
        return info.context.deps.settings.hour_seconds


@link(Viewer, "How the installation is.", name="health")
async def viewer_health(viewer: Parent[Viewer], info: Info) -> Health:
    deps = info.context.deps
    return Health(
        sms=Mode.SIMULATED if deps.sms.name == SIMULATOR else Mode.LIVE,
        ai=Mode.LIVE if deps.settings.writes_by_claude else Mode.SIMULATED,
        worker_seen_at=await health.worker_last_seen(),
    )

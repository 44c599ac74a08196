"""Sequences and their steps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import Private

from app import models
from app.db import reader
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.people import pause as pauses
from app.domain.people.pause import Paused
from app.graphql.context import Context, Info
from app.graphql.keys import PartOf
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common.fast_fields import attached_field
from app.graphql.schema.common.fields import must_exist, output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.pages import LastItems, SkippedItems, window
from app.graphql.schema.common.pauses import Pause
from app.services import sequences
from app.services.paging import MAX_LIMIT

LAST_VERSIONS = 20


@strawberry.type(description="One step of a sequence.")
class Step:
    order: int = output_field("The position of the step. The first step is 0.")
    type: words.StepType = output_field("Who writes the message: you (FIXED) or the AI.")
    message: str | None = output_field("The template of a FIXED step.")
    instructions: str | None = output_field("The instructions for the AI, of an AI step.")
    fallback_message: str | None = output_field(
        "The template that an AI step sends when the AI gives no text that may be sent."
    )
    delay_hours: int = output_field(
        "The delay in hours, counted from the moment the previous step was sent or skipped. The first step counts from "
        "the enrollment."
    )
    delay_minutes: int = output_field("Minutes that are added to `delayHours`.")
    delay_days: int = output_field("Days of the lead's calendar, after the hours and minutes.")
    business_days: bool = output_field("Whether `delayDays` counts working days at the place of the lead.")
    send_at: str | None = output_field(
        'The time of day at which the step is sent, by the lead\'s clock, such as "10:00". Null: any.'
    )
    skip_if_replied: bool = output_field("Whether the step is skipped when the lead has replied since the enrollment.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """The step of a row, the ORM's or a plain one."""
        position, kind, message, instructions, fallback, hours, minutes, days, business, send_at, skip = _STEP(row)
        return cls(
            order=position,
            type=_STEP_TYPES[kind],
            message=message,
            instructions=instructions,
            fallback_message=fallback,
            delay_hours=hours,
            delay_minutes=minutes,
            delay_days=days,
            business_days=business,
            send_at=send_at,
            skip_if_replied=skip,
        )


_STEP = reader(
    *("position", "type", "message", "instructions", "fallback_message", "delay_hours", "delay_minutes", "delay_days"),
    *("business_days", "send_at", "skip_if_replied"),
)
_STEP_TYPES = {kind.value: kind for kind in words.StepType}


async def _account(sequence: "Sequence", context: Context) -> Account:
    return Account.of(must_exist(await context.loaders.account.load(sequence.row.account_id)))


async def _steps(sequence: "Sequence", context: Context) -> list[Step]:
    return [Step.of(step) for step in await context.loaders.steps.load(sequence.row)]


async def _enrolled(sequence: "Sequence", context: Context) -> int:
    return (await context.loaders.counts.load(sequence.row.id)).enrolled


async def _completed(sequence: "Sequence", context: Context) -> int:
    return (await context.loaders.counts.load(sequence.row.id)).completed


async def _active(sequence: "Sequence", context: Context) -> int:
    return (await context.loaders.counts.load(sequence.row.id)).active


async def _replied(sequence: "Sequence", context: Context) -> int:
    return (await context.loaders.counts.load(sequence.row.id)).replied


@strawberry.type(description="The steps of a sequence as they were from one change to the next.")
class SequenceVersion:
    row: Private[models.SequenceVersion]
    version: int = output_field("The number of the version, from 1.")
    created_at: datetime = output_field("When the steps were written.")

    @resolved_field("The steps of this version, in order.", most_items=sequences.MAX_STEPS)
    async def steps(self, info: Info) -> list[Step]:
        return [Step.of(step) for step in await info.context.loaders.steps_of_version.load(self.row.id)]

    @resolved_field("How many leads are under way on the steps of this version.")
    async def active_count(self, info: Info) -> int:
        return await info.context.loaders.active_of_version.load(self.row.id)

    @classmethod
    def of(cls, row: models.SequenceVersion) -> Self:
        return cls(row=row, version=row.version, created_at=row.created_at)


@strawberry.type(description="An automated follow-up: messages with delays between them.")
class Sequence(Node):
    row: Private[Any]
    id: strawberry.ID = output_field("The sequence's id, `seq_…`.")
    name: str = output_field("The sequence's name.")
    description: str | None = output_field("The purpose of the sequence.")
    is_active: bool = output_field("Whether it accepts new enrollments. Active enrollments go on in either case.")
    is_default: bool = output_field(
        "Whether `importLead` with `autoSequence` enrolls new leads in it. An account has at most one default sequence."
    )
    exit_on: list[str] = output_field("The names of the events that end its enrollments: see `recordLeadEvent`.")
    goal: str | None = output_field("The name of the event that is the success of the sequence.")
    priority: int = output_field(
        "Of several due steps of one person, that of the sequence with the higher priority is sent first."
    )
    misfire: words.MisfirePolicy = output_field("What happens to a step that is late because nothing could be sent.")
    expire_after_hours: int | None = output_field(
        "After how many hours a step is too late to be sent, and is skipped with `EXPIRED`. Null: never."
    )
    pause: Pause | None = output_field("The pause of all its enrollments. Null: there is none.")
    version: int = output_field("The version of the steps. It grows by one each time the steps change.")
    created_at: datetime = output_field("When the sequence was created.")
    updated_at: datetime = output_field("When the sequence was last changed.")
    account: Account = attached_field("The account that the sequence belongs to.", _account)
    steps: list[Step] = attached_field(
        "The steps of new enrollments, in order.", _steps, most_items=sequences.MAX_STEPS
    )
    enrolled_count: int = attached_field("How many leads have been enrolled.", _enrolled)
    completed_count: int = attached_field("How many leads have completed the sequence.", _completed)
    active_count: int = attached_field("How many leads are under way.", _active)
    replied_count: int = attached_field(
        "How many leads have written a reply while they were enrolled, whatever it answers: each lead once. "
        "`stats.replied` counts only replies that belong to a message of a step.",
        _replied,
    )

    @resolved_field("The versions of its steps, oldest first.", most_items=MAX_LIMIT)
    async def versions(
        self, info: Info, limit: LastItems = LAST_VERSIONS, offset: SkippedItems = 0
    ) -> list[SequenceVersion]:
        part = window(limit, offset)
        key = PartOf(self.row.id, part.limit, part.offset)
        return [SequenceVersion.of(row) for row in await info.context.loaders.versions.load(key)]

    @classmethod
    def of(cls, row: Any) -> Self:
        """The sequence of a row, the ORM's or a plain one."""
        key, name, description, is_active, is_default, version, created_at, updated_at = _SEQUENCE(row)
        exit_on, goal, priority, misfire, expire_after, paused_at, paused_by, pause_reason = _SETTINGS(row)
        paused = pauses.requested(Paused.SEQUENCE, paused_at, None, paused_by, pause_reason)
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.SEQUENCE, key)),
            name=name,
            description=description,
            is_active=is_active,
            is_default=is_default,
            exit_on=list(exit_on),
            goal=goal,
            priority=priority,
            misfire=_MISFIRES[misfire],
            expire_after_hours=expire_after,
            pause=Pause.of(paused),
            version=version,
            created_at=created_at,
            updated_at=updated_at,
        )


_SEQUENCE = reader("id", "name", "description", "is_active", "is_default", "version", "created_at", "updated_at")
_SETTINGS = reader(
    *("exit_on", "goal", "priority", "misfire", "expire_after_hours", "paused_at", "paused_by", "pause_reason")
)
_MISFIRES = {kind.value: kind for kind in words.MisfirePolicy}


async def attach(listed: Iterable[Sequence], names: frozenset[str], context: Context) -> None:
    """Loads the children of listed sequences whose fields are in `names`, in one statement for each kind of child."""
    by_id = {one.row.id: one for one in listed}
    if "steps" in names:
        steps = await sequences.current_steps(context.partner_id, (one.row for one in by_id.values()))
        for key, one in by_id.items():
            one.steps = [Step.of(step) for step in steps[key]]
    if not names.isdisjoint(("enrolledCount", "completedCount", "activeCount", "repliedCount")):
        counts = await sequences.counts(by_id)
        for key, one in by_id.items():
            one.enrolled_count, one.completed_count, one.active_count, one.replied_count = counts[key]

"""Sequences and their steps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import Private

from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Context
from app.graphql.fields import there, told
from app.graphql.plain import attached
from app.graphql.types.accounts import Account
from app.graphql.types.node import Node
from app.services import finders
from app.services.sequences import definitions


@strawberry.type(description="One step of a sequence.")
class Step:
    order: int = told("The step's place, from 0.")
    type: words.StepType = told("Who writes the message: you (FIXED) or the AI.")
    message: str | None = told("The template of a FIXED step.")
    instructions: str | None = told("What the AI is told, for an AI step.")
    fallback_message: str | None = told("The template that is sent when there is no text of the AI's, for an AI step.")
    delay_hours: int = told("How many hours after the step before it was settled; the first counts from the enrolment.")
    skip_if_replied: bool = told("Whether the step is skipped when the lead has replied since the enrolment.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """The step of a row, the ORM's or a plain one."""
        return cls(
            order=row.position,
            type=words.StepType(row.type),
            message=row.message,
            instructions=row.instructions,
            fallback_message=row.fallback_message,
            delay_hours=row.delay_hours,
            skip_if_replied=row.skip_if_replied,
        )


async def _account(sequence: "Sequence", context: Context) -> Account:
    return Account.of(there(await context.loaders.account.load(sequence.row.account_id)))


async def _steps(sequence: "Sequence", context: Context) -> list[Step]:
    return [Step.of(step) for step in await context.loaders.steps.load(sequence.row)]


async def _enrolled(sequence: "Sequence", context: Context) -> int:
    return (await context.loaders.counts.load(sequence.row.id))[0]


async def _completed(sequence: "Sequence", context: Context) -> int:
    return (await context.loaders.counts.load(sequence.row.id))[1]


@strawberry.type(description="An automated follow-up: messages with delays between them.")
class Sequence(Node):
    row: Private[Any]
    id: strawberry.ID = told("The sequence's id, `seq_…`.")
    name: str = told("The sequence's name.")
    description: str | None = told("What the sequence is for.")
    is_active: bool = told("Whether it takes new enrolments. Those under way go on in either case.")
    is_default: bool = told("Whether `importLead` with `autoSequence` starts new leads on it. At most one an account.")
    version: int = told("Grows by one each time the steps change.")
    created_at: datetime = told("When the sequence was made.")
    updated_at: datetime = told("When the sequence was changed last.")
    account: Account = attached("The account that the sequence belongs to.", _account)
    steps: list[Step] = attached("The steps that new enrolments get, in order.", _steps)
    enrolled_count: int = attached("How many leads were ever enrolled.", _enrolled)
    completed_count: int = attached("How many leads reached the end.", _completed)

    @classmethod
    def of(cls, row: Any) -> Self:
        """The sequence of a row, the ORM's or a plain one."""
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.SEQUENCE, row.id)),
            name=row.name,
            description=row.description,
            is_active=row.is_active,
            is_default=row.is_default,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


async def attach(listed: Iterable[Sequence], names: frozenset[str], context: Context) -> None:
    """Gives the sequences of a list those of their children that are named, in one statement for each kind."""
    by_id = {one.row.id: one for one in listed}
    if "steps" in names:
        steps = await finders.current_steps(context.partner_id, (one.row for one in by_id.values()))
        for key, one in by_id.items():
            one.steps = [Step.of(step) for step in steps[key]]
    if not names.isdisjoint(("enrolledCount", "completedCount")):
        counts = await definitions.counts(by_id)
        for key, one in by_id.items():
            one.enrolled_count, one.completed_count = counts[key]

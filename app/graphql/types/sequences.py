"""Sequences and their steps."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Info
from app.graphql.fields import resolved, there, told
from app.graphql.types.accounts import Account


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
    def of(cls, row: models.Step) -> Self:
        return cls(
            order=row.position,
            type=row.type,
            message=row.message,
            instructions=row.instructions,
            fallback_message=row.fallback_message,
            delay_hours=row.delay_hours,
            skip_if_replied=row.skip_if_replied,
        )


@strawberry.type(description="An automated follow-up: messages with delays between them.")
class Sequence:
    row: Private[models.Sequence]
    id: strawberry.ID = told("The sequence's id, `seq_…`.")
    name: str = told("The sequence's name.")
    description: str | None = told("What the sequence is for.")
    is_active: bool = told("Whether it takes new enrolments. Those under way go on in either case.")
    is_default: bool = told("Whether `importLead` with `autoSequence` starts new leads on it. At most one an account.")
    version: int = told("Grows by one each time the steps change.")
    created_at: datetime = told("When the sequence was made.")
    updated_at: datetime = told("When the sequence was changed last.")

    @classmethod
    def of(cls, row: models.Sequence) -> Self:
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

    @resolved("The account that the sequence belongs to.")
    async def account(self, info: Info) -> Account:
        return Account.of(there(await info.context.loaders.account.load(self.row.account_id)))

    @resolved("The steps that new enrolments get, in order.")
    async def steps(self, info: Info) -> list[Step]:
        return [Step.of(step) for step in await info.context.loaders.steps.load(self.row)]

    @resolved("How many leads were ever enrolled.")
    async def enrolled_count(self, info: Info) -> int:
        return (await info.context.loaders.counts.load(self.row.id))[0]

    @resolved("How many leads reached the end.")
    async def completed_count(self, info: Info) -> int:
        return (await info.context.loaders.counts.load(self.row.id))[1]

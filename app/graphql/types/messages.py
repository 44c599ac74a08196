"""Messages, and how the AI wrote them."""

from datetime import datetime
from typing import Any, Self

import strawberry

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.fields import told
from app.graphql.types.node import Node


@strawberry.type(description="What the AI did to write a message.")
class Generation:
    model: str = told("The model that wrote it; `template` for the step's `fallbackMessage`, `offline` without a key.")
    input_tokens: int = told("How many tokens the model read, in all tries.")
    cached_tokens: int = told("How many of them came out of the provider's cache, at a lower price.")
    output_tokens: int = told("How many tokens the model wrote, in all tries.")
    cost_usd: float | None = told("What that cost in US dollars, in all tries, if the price is known.")
    tries: int = told("How often the model was asked, in vain included.")
    latency_ms: int = told("How long the model took, in milliseconds, in all tries.")
    prompt_version: str = told("Names the prompt: texts with the same version were asked for in the same words.")
    fallback: bool = told("Whether a stand-in wrote it, because the model could not or was not set up.")
    fallback_reason: words.StepReason | None = told("Why the step's `fallbackMessage` was sent, if it was.")
    edited: bool = told("Whether a person changed it: see `editDraft`.")

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        return cls(
            model=stored["model"],
            input_tokens=stored["input_tokens"],
            output_tokens=stored["output_tokens"],
            cached_tokens=stored.get("cached_tokens", 0),
            cost_usd=stored.get("cost_usd"),
            tries=stored.get("tries", 1),
            latency_ms=stored.get("latency_ms", 0),
            prompt_version=stored.get("prompt_version", ""),
            fallback=stored["fallback"],
            fallback_reason=words.StepReason(reason) if (reason := stored.get("reason")) else None,
            edited=stored.get("edited", False),
        )


@strawberry.type(description="An SMS to or from a lead.")
class Message(Node):
    id: strawberry.ID = told("The message's id, `msg_…`.")
    direction: words.MessageDirection = told("Which way it went.")
    body: str = told("The text.")
    source: words.MessageSource | None = told("Who wrote it. Null for an inbound one.")
    status: words.MessageStatus = told("What became of it.")
    segments: int = told("How many SMS segments it takes.")
    error_code: int | None = told("The SMS provider's error code, if it reported one.")
    provider_sid: str | None = told("The SMS provider's id of the message.")
    created_at: datetime = told("When it was written or received.")
    sent_at: datetime | None = told("When it was handed to the SMS provider.")
    delivered_at: datetime | None = told("When the carrier confirmed that it arrived.")
    generation: Generation | None = told("How the AI wrote it. Null for all other messages.")

    @classmethod
    def of(cls, row: models.Message) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(ids.MESSAGE, row.id)),
            direction=row.direction,
            body=row.body,
            source=row.source,
            status=row.status,
            segments=row.segments,
            error_code=row.error_code,
            provider_sid=row.provider_sid,
            created_at=row.created_at,
            sent_at=row.sent_at,
            delivered_at=row.delivered_at,
            generation=Generation.of(row.generation) if row.generation else None,
        )

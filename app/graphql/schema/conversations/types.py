"""Messages, and how the AI wrote them."""

from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import Private

from app import models
from app.deps import Deps
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.media.fetching import MAX_FILES
from app.domain.media.types import UNKNOWN
from app.graphql.context import Info
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.services.media import link_to


@strawberry.type(description="How the AI wrote a message, over all attempts.")
class Generation:
    model: str = output_field(
        "The model that wrote the text. `template` means the step's `fallbackMessage`, `offline` the built-in writer."
    )
    input_tokens: int = output_field("How many tokens the model read.")
    cached_tokens: int = output_field("How many of the input tokens came from the provider's cache, at a lower price.")
    output_tokens: int = output_field("How many tokens the model wrote.")
    cost_usd: float | None = output_field("The cost in US dollars. Null if the price of the model is not known.")
    tries: int = output_field("How many times the model was asked, failed attempts included.")
    latency_ms: int = output_field("How long the model took, in milliseconds.")
    prompt_version: str = output_field(
        "The version of the prompt. Texts with the same version were written from the same prompt."
    )
    fallback: bool = output_field("Whether the text is not the model's, because the model gave none or no key is set.")
    fallback_reason: words.StepReason | None = output_field("Why the step's `fallbackMessage` was sent, if it was.")
    edited: bool = output_field("Whether a person changed the text. See `editDraft`.")

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


@strawberry.type(description="A file that a lead sent.")
class Media:
    url: str = output_field(
        "A link to the file, good for an hour for whoever has it. It answers 503 until the file is fetched, and 410 if "
        "it could not be fetched."
    )
    content_type: str = output_field(
        "The type of the file by its first bytes, such as `image/jpeg`. `application/octet-stream` until the file is "
        "fetched, and for every type that is neither a picture, a video, a sound, a PDF nor a vCard."
    )
    bytes: int | None = output_field("The size of the file. Null until it is fetched.")
    status: words.MediaStatus = output_field("How far the file has come.")
    problem: str | None = output_field("Why the file could not be fetched so far, if it could not.")

    @classmethod
    def of(cls, deps: Deps, row: models.Medium) -> Self:
        return cls(
            url=link_to(deps, row.id),
            content_type=row.content_type or UNKNOWN.name,
            bytes=row.bytes,
            status=row.status,
            problem=row.problem,
        )


@strawberry.type(description="An SMS to or from a lead.")
class Message(Node):
    row: Private[models.Message]
    id: strawberry.ID = output_field("The message's id, `msg_…`.")
    direction: words.MessageDirection = output_field("Whether the lead or the account sent it.")
    body: str = output_field("The text. If it was removed because it was old, a sentence that says so.")
    text_removed_at: datetime | None = output_field("When the text was removed because it was old. Null: it was not.")
    source: words.MessageSource | None = output_field("Who wrote the message. Null for an inbound message.")
    status: words.MessageStatus = output_field("The state of the message.")
    segments: int = output_field("How many SMS segments the text has.")
    error_code: int | None = output_field("The SMS provider's error code, if it reported an error.")
    by: str | None = output_field("The name of the person who wrote the message, if it was given. See `sendMessage`.")
    step_order: int | None = output_field("The position of the step that sent the message. The first step is 0.")
    provider_sid: str | None = output_field("The SMS provider's id of the message.")
    read_as: words.ReadAs | None = output_field(
        "How the text of an inbound message was read. Null for an outbound message."
    )
    read_rule: str | None = output_field("The rule by which the text was read so, such as `keyword:STOP`.")
    created_at: datetime = output_field("When the message was written or received.")
    sent_at: datetime | None = output_field("When the SMS provider accepted the message.")
    delivered_at: datetime | None = output_field("When the carrier confirmed the delivery.")
    updated_at: datetime = output_field("When the message or its state changed last.")
    generation: Generation | None = output_field("How the AI wrote the message. Null for every other message.")

    @classmethod
    def of(cls, row: models.Message) -> Self:
        return cls(
            row=row,
            by=row.written_by,
            step_order=row.position,
            updated_at=row.updated_at or row.created_at,
            id=strawberry.ID(ids.encode(ids.MESSAGE, row.id)),
            direction=row.direction,
            body=row.text,
            text_removed_at=row.text_removed_at,
            source=row.source,
            status=row.status,
            segments=row.segments,
            error_code=row.error_code,
            provider_sid=row.provider_sid,
            read_as=row.read_as,
            read_rule=row.read_rule,
            created_at=row.created_at,
            sent_at=row.sent_at,
            delivered_at=row.delivered_at,
            generation=Generation.of(row.generation) if row.generation else None,
        )

    @resolved_field("What became of a message that did not arrive, in words. Null for every other message.")
    def error_message(self, info: Info) -> str | None:
        lost = self.status in (words.MessageStatus.FAILED, words.MessageStatus.UNDELIVERED)
        if self.error_code is None and not lost:
            return None
        return info.context.deps.sms.explain(self.error_code).sentence

    @resolved_field(
        "The files that came with an inbound message, in their order. They are fetched from the SMS provider within "
        "seconds and stored on the server.",
        most_items=MAX_FILES,
    )
    async def media(self, info: Info) -> list[Media]:
        # Of a message without files nothing is loaded.
        rows = await info.context.loaders.media.load(self.row.id) if self.row.media else []
        return [Media.of(info.context.deps, row) for row in rows]

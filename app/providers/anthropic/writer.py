"""Writing by Claude, as typed output: https://platform.claude.com/docs/en/build-with-claude/structured-outputs"""

import asyncio
import logging
import time

import anthropic
from anthropic.types import Message
from pydantic import BaseModel, Field, ValidationError

from app.domain.ai.pricing import Used
from app.providers.anthropic import prompt
from app.providers.writer import Brief, WriterUnavailable, Written

log = logging.getLogger("nudge.claude")

TIMEOUT_SECONDS = 25.0
# Room to think before the text: what a model thinks counts too.
MAX_TOKENS = 4096


class Sms(BaseModel):
    """What the model answers with."""

    message: str = Field(description="The text of the SMS and nothing else.")


class ClaudeWriter:
    """The Anthropic adapter of the `Writer` port. It asks once: the engine tries again, in jitter, to a deadline."""

    name = "claude"

    def __init__(
        self, api_key: str, model: str, base_url: str | None = None, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._model = model
        self._timeout = timeout_seconds
        self._client = anthropic.AsyncAnthropic(
            api_key=api_key, base_url=base_url, timeout=timeout_seconds, max_retries=0
        )

    async def write(self, brief: Brief) -> Written:
        began = time.perf_counter()
        try:
            # The client's own limit is on each read: an answer that trickles in would go on for ever.
            async with asyncio.timeout(self._timeout):
                answer = await self._ask(brief)
        except (anthropic.AnthropicError, TimeoutError) as error:
            raise WriterUnavailable(type(error).__name__, self._model, latency_ms=_since(began)) from error
        latency = _since(began)
        if not isinstance(answer, Message) or not answer.usage:
            raise WriterUnavailable("an answer that is none", self._model, latency_ms=latency)
        try:
            body = _usable(answer)
        except ValueError as error:
            raise WriterUnavailable(str(error), answer.model, _used(answer), latency) from None
        return Written(body, answer.model, _used(answer), latency_ms=latency, prompt_version=prompt.VERSION)

    async def _ask(self, brief: Brief) -> Message:
        # `messages.parse` would raise on an answer that was cut short before its stop_reason and its cost can be read.
        return await self._client.messages.create(
            model=self._model,
            max_tokens=MAX_TOKENS,
            system=prompt.system(brief),
            messages=prompt.turns(brief),
            output_config={"format": {"type": "json_schema", "schema": anthropic.transform_schema(Sms)}},
        )

    async def close(self) -> None:
        await self._client.close()


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _used(answer: Message) -> Used:
    """The API's `input_tokens` leaves out what went through the cache."""
    usage = answer.usage
    cached, kept = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
    return Used(usage.input_tokens + cached + kept, usage.output_tokens, cached, kept)


def _usable(answer: Message) -> str:
    """The text, or a `ValueError` that says why there is none. Any end but a regular one is a failure."""
    if answer.stop_reason != "end_turn":
        raise ValueError(f"stop_reason {answer.stop_reason}")
    text = "".join(block.text for block in answer.content if block.type == "text")
    try:
        body = Sms.model_validate_json(text).message
    except ValidationError:
        raise ValueError("an answer of another form") from None
    body = body.replace("\x00", "").strip()  # NUL can be written in JSON, but neither in an SMS nor in PostgreSQL
    if not body:
        raise ValueError("an empty text")
    return body

"""One question to Claude, answered as structured output: https://platform.claude.com/docs/en/build-with-claude/structured-outputs

Whatever comes back that is no usable answer becomes `WriterUnavailable`, with what it cost.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import anthropic
import httpx2
from anthropic.types import MessageParam, TextBlockParam
from pydantic import BaseModel, ValidationError

from app.domain.ai.pricing import Used
from app.providers.certificates import trusted
from app.providers.writer import WriterUnavailable

RECHECK_SECONDS = 60.0
"""How long no question is asked after Anthropic refused the server's key or model."""


LOOK_UP_SECONDS = 5.0


class _Block(BaseModel):
    type: str = ""
    text: str = ""


class _Usage(BaseModel):
    """The API's `input_tokens` leaves out what went through the cache."""

    input_tokens: int
    output_tokens: int
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None

    def used(self) -> Used:
        cached, kept = self.cache_read_input_tokens or 0, self.cache_creation_input_tokens or 0
        return Used(self.input_tokens + cached + kept, self.output_tokens, cached, kept)


class _Body(BaseModel):
    """What is read of an answer. Only its cost and its model must be there: a refusal may have no content."""

    model: str
    stop_reason: str | None = None
    content: list[_Block] | None = None
    usage: _Usage


Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer(Generic[Form]):
    """A whole answer in the form that was asked for, and what it cost."""

    form: Form
    model: str
    used: Used
    latency_ms: int


class Claude:
    """Asks once: the engine tries again, in jitter, to a deadline.

    `problem` says, once Anthropic has refused the server's key or model, what to mend. For `RECHECK_SECONDS` after it
    nothing is asked; then one question tries again.
    """

    def __init__(
        self, api_key: str, model: str, base_url: str | None, recheck_seconds: float = RECHECK_SECONDS
    ) -> None:
        self._model = model
        http = anthropic.DefaultAsyncHttpxClient(verify=trusted())
        self._client = anthropic.AsyncAnthropic(api_key=api_key, base_url=base_url, max_retries=0, http_client=http)
        self._is_elsewhere = base_url is not None
        self._recheck = recheck_seconds
        self._asks_again_at = 0.0
        self.problem: str | None = None

    async def ask(
        self,
        system: Iterable[TextBlockParam],
        messages: Iterable[MessageParam],
        form: type[Form],
        *,
        max_tokens: int,
        seconds: float,
    ) -> Answer[Form]:
        if self.problem and time.monotonic() < self._asks_again_at:
            raise WriterUnavailable("blocked", self._model, blocked=self.problem)
        began = time.perf_counter()
        try:
            # The client's own limit is on each read: an answer that trickles in would go on for ever.
            async with asyncio.timeout(seconds):
                raw = await self._client.messages.with_raw_response.create(
                    model=self._model,
                    max_tokens=max_tokens,
                    system=system,
                    messages=messages,
                    timeout=seconds,
                    output_config={"format": {"type": "json_schema", "schema": anthropic.transform_schema(form)}},
                )
                content = raw.http_response.content
        except anthropic.APIStatusError as error:
            raise self._refused(error, _since(began)) from error
        except (anthropic.AnthropicError, httpx2.HTTPError, TimeoutError) as error:
            raise WriterUnavailable(type(error).__name__, self._model, latency_ms=_since(began)) from error
        self.problem = None
        return self._read(content, form, _since(began))

    def _refused(self, error: anthropic.APIStatusError, latency_ms: int) -> WriterUnavailable:
        reason = f"{type(error).__name__} {error.status_code}"
        self.problem = _mend(error, self._model)
        if self.problem:
            self._asks_again_at = time.monotonic() + self._recheck
        after = _retry_after(error.response.headers)
        return WriterUnavailable(reason, self._model, latency_ms=latency_ms, retry_after=after, blocked=self.problem)

    def _read(self, content: bytes, form: type[Form], latency_ms: int) -> Answer[Form]:
        try:
            body = _Body.model_validate_json(content)
        except ValidationError:
            raise WriterUnavailable("an answer that is none", self._model, latency_ms=latency_ms) from None
        model, used = body.model, body.usage.used()
        if body.stop_reason != "end_turn":  # any end but a regular one is a failure
            raise WriterUnavailable(f"stop_reason {body.stop_reason}", model, used, latency_ms)
        text = "".join(block.text for block in body.content or () if block.type == "text")
        try:
            return Answer(form.model_validate_json(text), model, used, latency_ms)
        except ValidationError:
            raise WriterUnavailable("an answer of another form", model, used, latency_ms) from None

    async def look_up_problem(self) -> str | None:
        """Why Anthropic would write nothing, by a question that costs nothing: nobody or somebody else answers, or it
        does not accept the key or know the model. None if nothing is known to be wrong, and while it is busy."""
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                found: object = await self._client.models.retrieve(self._model, timeout=LOOK_UP_SECONDS)
        except anthropic.APIStatusError as error:
            # A proxy without this path answers 404 too, but not in Anthropic's form.
            if error.status_code != 404 or isinstance(error.body, dict):
                return _mend(error, self._model)
        except (anthropic.APIConnectionError, httpx2.HTTPError, TimeoutError) as error:
            return f"Anthropic does not answer at {self._host} ({_cause(error)}): {self._reached}."
        except (anthropic.AnthropicError, ValueError):
            return self._no_answer
        else:
            # A page in the place of JSON is handed over as a text.
            return None if isinstance(found, BaseModel) else self._no_answer
        return None

    @property
    def _host(self) -> str:
        """Without the path and a password, which may be secrets."""
        return self._client.base_url.host

    @property
    def _reached(self) -> str:
        if self._is_elsewhere:
            return "start what ANTHROPIC_BASE_URL names, or correct it"
        return "let this machine reach it by https"

    @property
    def _no_answer(self) -> str:
        mend = "correct ANTHROPIC_BASE_URL" if self._is_elsewhere else "look for a proxy between"
        return f"What {self._host} answers is none of Anthropic's answers: {mend}."

    async def close(self) -> None:
        await self._client.close()


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _cause(error: BaseException) -> str:
    """The kind of fault that began it: the client's own exception hides that of the connection."""
    while isinstance(error.__cause__, httpx2.HTTPError):
        error = error.__cause__
    return "its certificate is not trusted" if "CERTIFICATE_VERIFY" in str(error) else type(error).__name__


def _mend(error: anthropic.APIStatusError, model: str) -> str | None:
    """What to mend, if the fault is in the server's own settings or its Anthropic account; None if it will pass."""
    match error.status_code:
        case 401 | 403:
            return f"Anthropic refuses the server's key ({error.status_code}): correct ANTHROPIC_API_KEY."
        case 402:
            return "Anthropic asks for payment (402): look at the billing of the server's Anthropic account."
        case 404:
            return f"Anthropic does not know {model!r} (404): correct ANTHROPIC_MODEL or ANTHROPIC_BASE_URL."
        case 400 if "credit balance" in str(error).lower():
            return "The credit of the server's Anthropic account is used up: look at its billing."
    return None


def _retry_after(headers: httpx2.Headers) -> float | None:
    """The seconds that the provider asks to wait, by the header in milliseconds or the one in seconds."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
    return None

"""Writing by Claude, and its judgments: the Anthropic adapter of the `Writer` port."""

from pydantic import BaseModel, Field

from app.providers.anthropic import judging, prompt
from app.providers.anthropic.client import RECHECK_SECONDS, Claude
from app.providers.writer import Brief, Classified, Reviewed, WriterUnavailable, Written

WRITE_SECONDS = 20.0
JUDGE_SECONDS = 10.0
"""The longest that one answer may take. Two tries, each with its review, fit into the engine's `writing` timeout."""

# Room to think before the text: the tokens of thinking count too.
MAX_TOKENS = 4096
MAX_TOKENS_TO_JUDGE = 2048


class Sms(BaseModel):
    """What the model answers with."""

    message: str = Field(description="The text of the SMS and nothing else.")


class ClaudeWriter:
    """`second_reader` false: a draft that passed the rules is not put to the model again."""

    name = "claude"

    def __init__(
        self,
        api_key: str,
        model: str,
        base_url: str | None = None,
        timeout_seconds: float = WRITE_SECONDS,
        *,
        second_reader: bool = True,
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        self._claude = Claude(api_key, model, base_url, recheck_seconds)
        self._write_seconds = timeout_seconds
        self._judge_seconds = min(timeout_seconds, JUDGE_SECONDS)
        self.has_second_reader = second_reader

    @property
    def problem(self) -> str | None:
        return self._claude.problem

    async def write(self, brief: Brief) -> Written:
        answer = await self._claude.ask(
            prompt.system(brief), prompt.turns(brief), Sms, max_tokens=MAX_TOKENS, seconds=self._write_seconds
        )
        # NUL can be written in JSON, but neither in an SMS nor in PostgreSQL.
        body = answer.form.message.replace("\x00", "").strip()
        if not body:
            raise WriterUnavailable("an empty text", answer.model, answer.used, answer.latency_ms)
        return Written(body, answer.model, answer.used, latency_ms=answer.latency_ms, prompt_version=prompt.VERSION)

    async def review(self, draft: str, brief: Brief) -> Reviewed:
        answer = await self._claude.ask(
            judging.review_system(brief),
            judging.review_turns(draft, brief),
            judging.Opinion,
            max_tokens=MAX_TOKENS_TO_JUDGE,
            seconds=self._judge_seconds,
        )
        passed = answer.form.verdict == judging.PASSES
        return Reviewed(passed, answer.model, answer.used, answer.latency_ms)

    async def classify(self, text: str, company: str) -> Classified:
        answer = await self._claude.ask(
            judging.classify_system(company),
            judging.classify_turns(text),
            judging.Reading,
            max_tokens=MAX_TOKENS_TO_JUDGE,
            seconds=self._judge_seconds,
        )
        return Classified(answer.form.reading, answer.model, answer.used, answer.latency_ms)

    async def look_up_problem(self) -> str | None:
        return await self._claude.look_up_problem()

    async def close(self) -> None:
        await self._claude.close()

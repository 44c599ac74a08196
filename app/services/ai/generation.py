"""The origin of a text, as it is stored with its message."""

from dataclasses import dataclass
from typing import Any

from app.domain.ai import pricing
from app.domain.ai.pricing import Used
from app.domain.vocabulary import StepReason
from app.models import Draft

TEMPLATE, NOBODY = "template", "none"
"""In place of a model's name: for a fallback message, and for a text without a call of a model."""


@dataclass(slots=True)
class Tally:
    """The calls for one text so far, with those that returned no text: their number, tokens, time and cost."""

    tries: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    latency_ms: int = 0
    cost_usd: float | None = 0.0
    model: str = NOBODY
    prompt_version: str = ""

    @classmethod
    def so_far(cls, draft: Draft | None) -> "Tally":
        """The tally of earlier calls for the same text."""
        return cls(**draft.generation["tally"]) if draft else cls()

    def add_review(self, model: str, used: Used, latency_ms: int) -> None:
        """Counts the cost of a judgment in, which is no try."""
        tries = self.tries
        self.add(model, used, latency_ms)
        self.tries = tries

    def add(self, model: str, used: Used, latency_ms: int, prompt_version: str = "") -> None:
        """Adds one call."""
        cost = pricing.cost(model, used)
        self.model = model
        self.prompt_version = prompt_version or self.prompt_version
        self.tries += 1
        self.input_tokens += used.read
        self.cached_tokens += used.cached
        self.output_tokens += used.written
        self.latency_ms += latency_ms
        self.cost_usd = None if self.cost_usd is None or cost is None else round(self.cost_usd + float(cost), 8)

    def stored(self) -> dict[str, Any]:
        """As JSON, for the row."""
        return {name: getattr(self, name) for name in self.__slots__}


def by_model(tally: Tally, *, fallback: bool) -> dict[str, Any]:
    """A text of the model that was called last. `fallback`: not the configured model wrote it."""
    return tally.stored() | {"fallback": fallback}


def by_template(reason: StepReason, explanation: str, tally: Tally) -> dict[str, Any]:
    """The fallback message of the step, and why it was needed."""
    how = {"model": TEMPLATE, "fallback": True, "reason": reason, "explanation": explanation}
    return tally.stored() | how

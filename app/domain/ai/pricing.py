"""The prices of models, as Anthropic lists them at platform.claude.com, "Pricing", November 2026."""

import re
from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)
_DATED = re.compile(r"-\d{8}$")


@dataclass(frozen=True, slots=True)
class Used:
    """The tokens of one answer. `read` counts all input: `cached` of it was read from the cache at a lower price, and
    `kept` of it was written to the cache at a higher price. `written` is the output."""

    read: int = 0
    written: int = 0
    cached: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens: input, output, read from the cache, written to the cache for 5 minutes."""

    read: Decimal
    written: Decimal
    cached: Decimal
    kept: Decimal

    def of(self, used: Used) -> Decimal:
        """The cost of these tokens, in US dollars."""
        plain = used.read - used.cached - used.kept
        parts = plain * self.read + used.cached * self.cached + used.kept * self.kept + used.written * self.written
        return parts / MILLION


def _price(read: str, written: str, cached: str) -> Price:
    # Input that is written to the cache for five minutes costs a quarter more than other input.
    return Price(Decimal(read), Decimal(written), Decimal(cached), Decimal(read) * Decimal("1.25"))


# By name, without the date of a snapshot. Claude Haiku 5.5 costs more above 100,000 tokens; our prompts are shorter.
PRICES = {
    "claude-haiku-5-5": _price("0.10", "0.50", "0.01"),
    "claude-haiku-4-5": _price("1", "5", "0.10"),
    "claude-sonnet-5-5": _price("2", "10", "0.10"),
    "claude-sonnet-5": _price("2", "10", "0.20"),
    "claude-sonnet-4-6": _price("3", "15", "0.30"),
    "claude-sonnet-4-5": _price("3", "15", "0.30"),
    "claude-opus-5-5": _price("4", "20", "0.20"),
    "claude-opus-5": _price("5", "25", "0.50"),
    "claude-opus-4-8": _price("5", "25", "0.50"),
    "claude-opus-4-7": _price("5", "25", "0.50"),
    "claude-opus-4-6": _price("5", "25", "0.50"),
    "claude-opus-4-5": _price("5", "25", "0.50"),
    "claude-fable-5-1": _price("10", "50", "0.25"),
    "claude-fable-5": _price("10", "50", "1"),
    "offline": _price("0", "0", "0"),
}
HIGHEST = PRICES["claude-fable-5"]


def cost(model: str, used: Used) -> Decimal | None:
    """The cost of an answer of this model in US dollars, or None if its price is unknown."""
    price = PRICES.get(_DATED.sub("", model))
    return price.of(used) if price else None


def charge(model: str, used: Used) -> Decimal:
    """The amount that counts against a budget: the cost, or the cost at the highest price if the price is unknown."""
    known = cost(model, used)
    return HIGHEST.of(used) if known is None else known

"""What a model costs. Prices are data: those that Anthropic lists at platform.claude.com, "Pricing", November 2026."""

import re
from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)
_DATED = re.compile(r"-\d{8}$")


@dataclass(frozen=True, slots=True)
class Used:
    """The tokens of one answer. `read` counts all that the model read; `cached` of it came out of the cache at a lower
    price, and `kept` of it was put there at a higher one."""

    read: int = 0
    written: int = 0
    cached: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens: that come in, go out, come out of the cache, are put there for 5 minutes."""

    read: Decimal
    written: Decimal
    cached: Decimal
    kept: Decimal

    def of(self, used: Used) -> Decimal:
        """What these tokens cost, in US dollars."""
        plain = used.read - used.cached - used.kept
        parts = plain * self.read + used.cached * self.cached + used.kept * self.kept + used.written * self.written
        return parts / MILLION


def _price(read: str, written: str, cached: str) -> Price:
    # Putting a prompt into the cache for five minutes costs a quarter more than reading it.
    return Price(Decimal(read), Decimal(written), Decimal(cached), Decimal(read) * Decimal("1.25"))


# By name, less the date of a snapshot. Claude Haiku 5.5 is dearer for prompts of more than 100,000 tokens: none is.
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
DEAREST = PRICES["claude-fable-5"]


def cost(model: str, used: Used) -> Decimal | None:
    """What an answer of this model cost in US dollars, or None if its price is not known."""
    price = PRICES.get(_DATED.sub("", model))
    return price.of(used) if price else None


def charge(model: str, used: Used) -> Decimal:
    """What counts against a budget: the cost, or that of the dearest model where the price is not known."""
    known = cost(model, used)
    return DEAREST.of(used) if known is None else known

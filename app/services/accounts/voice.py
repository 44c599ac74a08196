"""The AI settings of an account: persona, tone, rules, review and budgets."""

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from app.domain.vocabulary import WhenRejected
from app.errors import Code
from app.models import Account
from app.services.checks import LEFT_OUT, Absent, Checks

DEFAULT_PERSONA = "An assistant on the company's team."
DEFAULT_TONE = "Warm, plain and brief. Never pushy."
MAX_TEXT = 500
MAX_RULES = 20
MAX_RULE = 300
MAX_SEGMENTS = 10
MAX_BUDGET = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChanges:
    """Changes of the AI settings. A field that is left out stays; None clears a field that may be empty."""

    persona: str | None | Absent = LEFT_OUT
    tone: str | None | Absent = LEFT_OUT
    rules: list[str] | None | Absent = LEFT_OUT
    max_segments: int | None | Absent = LEFT_OUT
    review: bool | None | Absent = LEFT_OUT
    suggest_replies: bool | None | Absent = LEFT_OUT
    when_rejected: WhenRejected | None | Absent = LEFT_OUT
    daily_budget_usd: float | None | Absent = LEFT_OUT
    monthly_budget_usd: float | None | Absent = LEFT_OUT


UNCHANGED = VoiceChanges()
_OF_TEXTS = ("ai_persona", "ai_tone", "ai_rules", "ai_max_segments")


def columns(checks: Checks, changes: VoiceChanges) -> dict[str, Any]:
    """The columns of the account that these changes set."""
    found: dict[str, Any] = {}
    if changes.persona is not LEFT_OUT:
        found["ai_persona"] = checks.optional(changes.persona, "The persona", MAX_TEXT, "persona")
    if changes.tone is not LEFT_OUT:
        found["ai_tone"] = checks.optional(changes.tone, "The tone", MAX_TEXT, "tone")
    if changes.rules is not LEFT_OUT:
        found["ai_rules"] = _rules(checks, changes.rules or [])
    if checks.given(changes.max_segments, "maxSegments", "maxSegments"):
        found["ai_max_segments"] = _segments(checks, changes.max_segments)
    if checks.given(changes.review, "review", "review"):
        found["ai_review"] = changes.review
    if checks.given(changes.suggest_replies, "suggestReplies", "suggestReplies"):
        found["ai_suggest_replies"] = changes.suggest_replies
    if checks.given(changes.when_rejected, "whenRejected", "whenRejected"):
        found["ai_when_rejected"] = changes.when_rejected
    if changes.daily_budget_usd is not LEFT_OUT:
        found["ai_daily_budget"] = _budget(checks, changes.daily_budget_usd, "dailyBudgetUsd")
    if changes.monthly_budget_usd is not LEFT_OUT:
        found["ai_monthly_budget"] = _budget(checks, changes.monthly_budget_usd, "monthlyBudgetUsd")
    return found


def _rules(checks: Checks, rules: list[str]) -> list[str]:
    if len(rules) > MAX_RULES:
        checks.refuse(
            Code.INVALID_INPUT, f"An account has at most {MAX_RULES} rules; these are {len(rules):,}.", "rules"
        )
        return []
    return [checks.text(rule, "A rule", MAX_RULE, "rules", str(index)) for index, rule in enumerate(rules)]


def _segments(checks: Checks, count: Any) -> int:
    if not 1 <= count <= MAX_SEGMENTS:
        checks.refuse(
            Code.INVALID_INPUT, f"A text may have 1 to {MAX_SEGMENTS} segments, not {count:,}.", "maxSegments"
        )
    return int(count)


def _budget(checks: Checks, dollars: float | None, name: str) -> Decimal | None:
    if dollars is None:
        return None
    if not isfinite(dollars) or not 0 <= dollars <= MAX_BUDGET:
        message = f"A budget is 0 to {MAX_BUDGET:,} US dollars. Null means no limit; with 0 the model is never called."
        checks.refuse(Code.INVALID_INPUT, message, name)
        return None
    cents = round(Decimal(str(dollars)), 2)
    if dollars and not cents:  # 0 means that the model is never called
        checks.refuse(Code.INVALID_INPUT, "The smallest budget is 0.01 US dollars; 0 means no call of the model.", name)
    return cents


def as_if_saved(checks: Checks, account: Account, changes: VoiceChanges) -> None:
    """Gives an account that is not saved the persona, the tone, the rules and the length of these changes."""
    for column, given in columns(checks, changes).items():
        if column in _OF_TEXTS:
            setattr(account, column, given)

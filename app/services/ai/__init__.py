"""AI steps: drafts of the model, their review by a person, and the cost. Other topics use the names below only."""

from app.services.ai.drafts import prepare_draft
from app.services.ai.readings import read_unclear
from app.services.ai.reviews import (
    Decided,
    approve_draft,
    edit_draft,
    find_draft,
    pending_drafts,
    reject_draft,
    step_of,
)
from app.services.ai.suggestions import (
    WANTED as SUGGESTION_WANTED,
)
from app.services.ai.suggestions import (
    clear_suggestion,
    find_suggestion,
    suggest_reply,
    suggestions_of,
    write_suggestions,
)
from app.services.ai.trials import Trial, try_text
from app.services.ai.usage import UsageReport, UsageTotals, usage_reports

__all__ = [
    "SUGGESTION_WANTED",
    "Decided",
    "Trial",
    "UsageReport",
    "UsageTotals",
    "approve_draft",
    "clear_suggestion",
    "edit_draft",
    "find_draft",
    "find_suggestion",
    "pending_drafts",
    "prepare_draft",
    "read_unclear",
    "reject_draft",
    "step_of",
    "suggest_reply",
    "suggestions_of",
    "try_text",
    "usage_reports",
    "write_suggestions",
]

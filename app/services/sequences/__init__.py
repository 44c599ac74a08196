"""Sequences, their versions and steps. Other topics use the names below only."""

from app.services.sequences.edit import (
    MAX_DESCRIPTION,
    MAX_EXPIRY_HOURS,
    MAX_NAME,
    MAX_PRIORITY,
    NewSequence,
    SequenceChanges,
    create,
    delete,
    update,
)
from app.services.sequences.find import (
    Counts,
    active_of_versions,
    counts,
    current_steps,
    find,
    last_versions,
    of_account,
    of_accounts,
    require,
    steps_of_numbers,
    steps_of_versions,
)
from app.services.sequences.pause import pause_sequence, resume_sequence
from app.services.sequences.preview import PreviewLead, preview_steps
from app.services.sequences.steps import (
    MAX_DELAY_DAYS,
    MAX_DELAY_HOURS,
    MAX_DELAY_MINUTES,
    MAX_INSTRUCTIONS,
    MAX_STEPS,
    NewStep,
)

__all__ = [
    "MAX_DELAY_DAYS",
    "MAX_DELAY_HOURS",
    "MAX_DELAY_MINUTES",
    "MAX_DESCRIPTION",
    "MAX_EXPIRY_HOURS",
    "MAX_INSTRUCTIONS",
    "MAX_NAME",
    "MAX_PRIORITY",
    "MAX_STEPS",
    "Counts",
    "NewSequence",
    "NewStep",
    "PreviewLead",
    "SequenceChanges",
    "active_of_versions",
    "counts",
    "create",
    "current_steps",
    "delete",
    "find",
    "last_versions",
    "of_account",
    "of_accounts",
    "pause_sequence",
    "preview_steps",
    "require",
    "resume_sequence",
    "steps_of_numbers",
    "steps_of_versions",
    "update",
]

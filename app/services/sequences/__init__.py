"""Sequences, their versions and steps. Other topics use the names below only."""

from app.services.sequences.edit import (
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_PRIORITY,
    NewSequence,
    SequenceChanges,
    create,
    delete,
    update,
)
from app.services.sequences.find import counts, current_steps, find, of_account, of_accounts, require
from app.services.sequences.pause import pause_sequence, resume_sequence
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
    "MAX_INSTRUCTIONS",
    "MAX_NAME",
    "MAX_PRIORITY",
    "MAX_STEPS",
    "NewSequence",
    "NewStep",
    "SequenceChanges",
    "counts",
    "create",
    "current_steps",
    "delete",
    "find",
    "of_account",
    "of_accounts",
    "pause_sequence",
    "require",
    "resume_sequence",
    "update",
]

"""Calls with an `Idempotency-Key`. Other topics use the names below only."""

from app.services.idempotency.calls import (
    ANSWERED_WITHIN,
    IN_PROGRESS,
    INVALID_KEY,
    MAX_KEY,
    AnsweredElsewhere,
    InProgress,
    find_earlier,
    fingerprint,
    forget_old,
    idempotent,
    is_key,
    store_answer,
    writing,
)

__all__ = [
    "ANSWERED_WITHIN",
    "INVALID_KEY",
    "IN_PROGRESS",
    "MAX_KEY",
    "AnsweredElsewhere",
    "InProgress",
    "find_earlier",
    "fingerprint",
    "forget_old",
    "idempotent",
    "is_key",
    "store_answer",
    "writing",
]

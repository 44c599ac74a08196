"""What a writer is given: a small brief, with the turns of a conversation."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.providers.writer import Brief, Turn

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)


def brief(*conversation: Turn, **what: Any) -> Brief:
    return replace(Brief("Demo Lending", "Be kind.", {"first name": "Ada"}, conversation, NOW), **what)


def us(body: str) -> Turn:
    return Turn(False, body, NOW)


def lead(body: str) -> Turn:
    return Turn(True, body, NOW)

"""A moment as callers read it."""

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """The moment as callers read it, always UTC: "2026-02-15T10:30:00Z" (RFC 3339)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

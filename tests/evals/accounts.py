"""An account with what its drafts are judged by, for the lists of accounts beside."""

from datetime import UTC, datetime

from app.domain.drafting import Context

NOW = datetime(2036, 3, 3, 17, tzinfo=UTC)
"""A Monday, at 11 am in Chicago."""


def account(
    instructions: str,
    company: str,
    facts: tuple[str, ...],
    lead: dict[str, str],
    conversation: tuple[tuple[bool, str], ...],
    zone: str = "America/Chicago",
    *,
    max_segments: int,
) -> Context:
    """What a draft of the account is judged by. `conversation`: each text with whether the lead wrote it."""
    return Context(instructions, company, facts, lead, conversation, max_segments=max_segments, now=NOW, zone=zone)

"""A lender, a lead, and what they said: what the tests of the checks change one thing of."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.drafting import Context, check

LENDER = Context(
    instructions="Follow up on the application they began, and offer help with the next step.",
    company="Acme Lending",
    account_facts=("Acme Lending",),
    lead_facts={"first name": "Ann", "property address": "12 Oak Street, Austin"},
    conversation=(),
    max_segments=2,
    now=datetime(2036, 3, 3, 17, tzinfo=UTC),
    zone="America/Chicago",
)


def context(**said: Any) -> Context:
    """The lender's context, but for what is said here."""
    return replace(LENDER, **said)


def told(instructions: str) -> Context:
    return context(instructions=instructions)


def after(*bodies: str) -> Context:
    """The lender's context when the lead has written these, after a first message of ours."""
    first = (False, "Hello from Acme Lending about what you began with us.")
    return context(conversation=(first, *((True, body) for body in bodies)))


def broken(draft: str, given: Context = LENDER) -> set[str]:
    """The names of the rules that a draft breaks."""
    return {fault.rule for fault in check(draft, given).faults}

"""A dry run of steps that are not saved, for a lead of the account or for an invented one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.deps import Deps
from app.domain.people.places import STATE_FORM, state_code
from app.errors import Code
from app.models import Lead, Step
from app.services import accounts, ai
from app.services.accounts import VoiceChanges
from app.services.ai import Trial
from app.services.checks import Checks
from app.services.enrollment import PreviewedStep, PreviewWarning, check_variables, preview_lead, warnings_of
from app.services.idempotency import idempotent, writing
from app.services.sequences.steps import MAX_INSTRUCTIONS, NewStep, checked_steps

MAX_VALUE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLead:
    """A person who need not exist. `state`: two letters or the name."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    email: str | None = None
    property_address: str | None = None
    time_zone: str | None = None
    state: str | None = None
    variables: Any = None


async def preview_steps(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    steps: list[NewStep],
    phone: str | None,
    lead: PreviewLead | None,
    at: datetime | None,
    replies: Sequence[datetime],
) -> tuple[list[PreviewedStep], list[PreviewWarning]]:
    """What these steps would come to, and the warnings about them. Without `phone` and `lead`, for a lead of whom
    nothing is known.

    Refuses with NOT_FOUND, INVALID_PHONE, INVALID_INPUT, INVALID_TEMPLATE or UNKNOWN_VARIABLE.
    """
    account = await accounts.require(partner_id, account_id)
    checks = Checks(())
    if phone is not None and lead is not None:
        checks.refuse(Code.INVALID_INPUT, "Give the phone of a lead, or an invented lead, not both.", "lead")
    rows = [Step(position=position, **asdict(step)) for position, step in enumerate(checked_steps(checks, steps))]
    country = "+1" if account.phone_number.startswith("+1") else ""
    invented = _invented(checks.at("lead"), lead, country) if lead else None
    variables = check_variables(checks.at("lead"), lead.variables) if lead else None
    checks.done()
    found = await preview_lead(deps, account, None, rows, phone, invented, at, replies, variables)
    return found, warnings_of(deps, account, found)


@idempotent()
async def try_voice(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    instructions: str,
    voice: VoiceChanges | None,
    lead: PreviewLead | None,
) -> Trial:
    """Has the AI write the text of a step for an invented lead, as if these settings were saved. Nothing is sent.

    Refuses with NOT_FOUND, INVALID_INPUT, or NO_SUGGESTION if the model may not be asked or gives no text.
    """
    account = await accounts.require(partner_id, account_id)
    checks = Checks(())
    text = checks.text(instructions, "The instructions", MAX_INSTRUCTIONS, "instructions")
    accounts.as_if_saved(checks.at("ai"), account, voice or VoiceChanges())
    given = lead or PreviewLead()
    person = _invented(checks.at("lead"), given, "+1" if account.phone_number.startswith("+1") else "")
    person.metadata = check_variables(checks.at("lead"), given.variables)
    checks.done()
    trial = await ai.try_text(deps, account, person, text)
    async with writing(deps) as made:
        return made(trial)


def _invented(checks: Checks, lead: PreviewLead, country: str) -> Lead:
    """A lead without a number, in the country of the account, so that the hours of its state apply."""
    state = None
    if lead.state and lead.state.strip() and (state := state_code(lead.state)) is None:
        checks.refuse(Code.INVALID_INPUT, STATE_FORM, "state")
    return Lead(
        phone=country,
        first_name=checks.optional(lead.first_name, "The first name", MAX_VALUE, "firstName"),
        last_name=checks.optional(lead.last_name, "The last name", MAX_VALUE, "lastName"),
        name=checks.optional(lead.name, "The name", MAX_VALUE, "name"),
        email=checks.optional(lead.email, "The e-mail address", MAX_VALUE, "email"),
        property_address=checks.optional(lead.property_address, "The address", MAX_VALUE, "propertyAddress"),
        time_zone=checks.time_zone(lead.time_zone, "timeZone") if lead.time_zone else None,
        state=state,
    )

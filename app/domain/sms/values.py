"""The values that fill a template. Those of a lead come from strangers and are filled in only if they look harmless."""

import re

from app.domain.sms import foreign, names
from app.domain.sms.strangers import carries_contact, visible

MAX_VALUE = 200
"""Characters of an e-mail or property address; a longer one is not filled in."""

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")

_SIGNS = re.compile(r"[{\[<%$*|~«`]")
"""No placeholder in an address is without one of these; most addresses are."""


def lead_values(
    first_name: str | None,
    last_name: str | None,
    name: str | None,
    email: str | None,
    property_address: str | None,
    company: str | None,
) -> dict[str, str | None]:
    """A value for every variable, None where there is none that may be sent; then the template's default stands in."""
    person = names.read(first_name, last_name, name)
    return {
        "first_name": person.first,
        "last_name": person.last,
        "name": person.full,
        "email": _email(visible(email)),
        "company": visible(company),
        "property_address": _address(visible(property_address)),
    }


def _email(value: str | None) -> str | None:
    return value if value and len(value) <= MAX_VALUE and _EMAIL.fullmatch(value) else None


def _address(value: str | None) -> str | None:
    if not value or len(value) > MAX_VALUE or carries_contact(value):
        return None
    return None if _SIGNS.search(value) and ("{{" in value or foreign.find(value)) else value

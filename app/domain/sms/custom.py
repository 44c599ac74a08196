"""The values of `{{custom.NAME}}`: those of an enrollment, and those of its lead's metadata.

They are strangers' values like a name or an address: a form, a spreadsheet or another system wrote them.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.sms import foreign
from app.domain.sms.strangers import carries_contact, visible
from app.domain.sms.templates import CUSTOM, CUSTOM_NAME

MAX_VALUE = 200
"""Characters of a custom value; a longer one is not filled in."""

_PART = r"(?:0?[1-9]|[12]\d|3[01])"  # a day, or a month
_DATE = re.compile(
    rf"\b(?:(?:19|20)\d\d-{_PART}-{_PART}|{_PART}[/.-]{_PART}[/.-](?:19|20)\d\d|{_PART}/{_PART}/\d\d)"
    r"(?![\d/.-]*\d)"
)

# What programs and spreadsheets write where they have no value.
_NO_VALUE = frozenset(
    ["[object object]", *"null none nil nan undefined n/a #n/a #ref! #value! #name? #div/0! #num! #null!".split()]
)


def read(variables: Mapping[str, Any] | None, metadata: Any) -> dict[str, str | None]:
    """The custom values by the names that templates use, `custom.NAME`. None for a value that may not be sent.

    A value of the enrollment takes the place of the metadata's, also when it may not be sent: then the metadata's
    is probably outdated. A blank value, null, a list and an object are no values.
    """
    found: dict[str, str | None] = {}
    for source in (variables, metadata):
        for name, value in source.items() if isinstance(source, Mapping) else ():
            text = _written(value)
            if text is not None and CUSTOM_NAME.fullmatch(name):
                found.setdefault(CUSTOM + name, text if may_be_sent(text) else None)
    return found


def _written(value: Any) -> str | None:
    """A simple value as it stands in a text: a number with its digits and a point, true and false as in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    shown = visible(value) if isinstance(value, str) else None
    return None if shown is None or shown.lower() in _NO_VALUE else shown


def _number(value: float) -> str:
    """The digits of a number: 12.5 is "12.5", 250000.0 is "250000", and the sum of 0.1 and 0.2 is "0.3"."""
    if isinstance(value, int):
        return str(value)
    digits = Decimal(f"{value:.15g}")
    return f"{digits.normalize() + 0:f}"


def may_be_sent(text: str) -> bool:
    """Whether the value is short, and holds no link, e-mail address, phone number or placeholder."""
    if len(text) > MAX_VALUE or "{{" in text or foreign.find(text) is not None:
        return False
    return not carries_contact(_DATE.sub("", text))  # a date and a time have as many digits as a phone number

"""What the plans of numbers say: whether a number exists, and whether it is one that receives texts."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

# The exchange (digits 4 to 6) begins with 2 to 9. 411 and the like are services, but exchanges of toll-free numbers.
# Nobody has the area code 555: examples and tests of partners use it with any exchange.
_NORTH_AMERICAN_SHAPE = re.compile(
    r"\+1(?:555[0-9]{7}|8(?:00|([2-8])\1)[2-9][0-9]{6}|[2-9][0-9]{2}(?![0-9]11)[2-9][0-9]{6})"
)
_RUNS = ("2345678901", "9876543210")
_NO_TEXTS = {
    PhoneNumberType.PREMIUM_RATE: "This is a premium-rate number. Nudge does not write to it.",
    PhoneNumberType.SHARED_COST: "This is a shared-cost number, which receives no SMS.",
    PhoneNumberType.VOICEMAIL: "This is the number of a voicemail, which receives no SMS.",
}
# Not `is_possible_number`, which also takes seven digits without their area code.
_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE


def why_nobody_texts(e164: str) -> str | None:
    """Why the number is one that somebody made up, or that is not written to; else None."""
    if e164.startswith("+1"):
        if len(set(e164[2:])) == 1 or e164[2:] in _RUNS:
            return "This number is a placeholder. Give the number of the lead."
        if e164[2:5] in ("900", "976") or e164[3:5] == "11":
            return "This is a premium-rate or service number. Nudge does not write to it."
        return None
    number = parse(e164, None)
    return _NO_TEXTS.get(phonenumbers.number_type(number)) if number else None


def lacks_exchange(e164: str) -> bool:
    """Whether it is a number of North America that no exchange there has: digits of it may be wrong."""
    return e164.startswith("+1") and not _NORTH_AMERICAN_SHAPE.fullmatch(e164)


def as_e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_possible(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == _POSSIBLE


def has_length_of(number: PhoneNumber, *kinds: int) -> bool:
    return any(phonenumbers.is_possible_number_for_type_with_reason(number, kind) == _POSSIBLE for kind in kinds)


def is_valid(number: PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number)


def parse(text: str, region: str | None) -> PhoneNumber | None:
    return _parsed(text, None if text.startswith("+") else region)  # with a plus, it is the same in every region


@lru_cache(maxsize=64)  # one reading parses its number several times
def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None

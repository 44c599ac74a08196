"""Phone numbers: E.164 inside, as people write them outside.

Numbers are taken if they are possible, not only if they are assigned: +1 415 555 1234 and Twilio's test
number +1 500 555 0006 are good. Whether somebody is there is for the provider to find out.
"""

import re

import phonenumbers

MAX_LENGTH = 40
"""Characters that are looked at. The longest number is 15 digits; the rest is room for spacing."""

# Digits of ASCII and what people put between them. No letters, so no vanity numbers and no extensions,
# to which no SMS can be sent. Address books wrap numbers in invisible direction marks.
_WRITTEN = re.compile(r"\(?\+?[0-9 \t\u00a0\u2009\u202f().\-\u2010-\u2015]+")
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Not `is_possible_number`, which also takes seven digits without their area code.
_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


# Numbers of the North American plan as most lists have them. All of these are possible, so they need no parser, which
# takes twenty times as long: a list has a thousand of them.
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")
_TEN_DIGITS = re.compile(r"[2-9][0-9]{9}")
_NORTH_AMERICA = frozenset(phonenumbers.region_codes_for_country_code(1))


def normalise(text: str, region: str | None) -> str | None:
    """The number in E.164, "+14155551234", or None if it is none.

    Without a plus it is read as dialled in `region` (ISO 3166, "US"), whose ten digits need no country code.
    """
    if _NORTH_AMERICAN.fullmatch(text):
        return text
    if region in _NORTH_AMERICA and _TEN_DIGITS.fullmatch(text):
        return f"+1{text}"
    return _parsed(text, region)


def _parsed(text: str, region: str | None) -> str | None:
    written = _INVISIBLE.sub("", text[: MAX_LENGTH + 1]).strip()
    if len(text) > MAX_LENGTH or not _WRITTEN.fullmatch(written):
        return None
    number = _parse(written, region)
    if number is None or phonenumbers.is_possible_number_with_reason(number) != _POSSIBLE:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # A number is only good if it reads as itself (000 0000 loses a nought each time): it is compared as it is stored.
    return e164 if _E164.fullmatch(e164) and (written == e164 or _parsed(e164, None) == e164) else None


def region_of(e164: str) -> str | None:
    """The country of a number, "US"; the main one of its country code if the number is in nobody's plan. None for
    numbers that belong to no country (+800), and for what is no number."""
    number = _parse(e164, None)
    if number is None:
        return None
    main = phonenumbers.region_code_for_country_code(number.country_code or 0)
    region = phonenumbers.region_code_for_number(number) or main
    return region if region.isalpha() and region != phonenumbers.UNKNOWN_REGION else None


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None

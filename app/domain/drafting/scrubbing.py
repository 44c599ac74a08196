"""Card and social security numbers have no business in a prompt, nor in a text of the model's."""

import re

CARD = "[card number]"
SOCIAL = "[social security number]"

_BETWEEN = r"[ .\u00a0\u2010-\u2015-]{0,3}"
_RUN = re.compile(rf"(?<![\d+])\d(?:{_BETWEEN}\d){{12,}}")
_GROUP = re.compile(r"\d+")
_LENGTHS = range(13, 20)
# Area, group and serial are never all zeros; areas 666 and 900 to 999 are not given out (ssa.gov, "SSN Randomization").
_PARTS = r"(?!000|666|9)\d{3}"
_SSN = re.compile(rf"(?<![\d-]){_PARTS}([ .-])(?!00)\d\d\1(?!0000)\d{{4}}(?![\d-])")
_NAMED = r"(?<![^\W\d_])(?:ssn|ss ?#|itin|(?:seguro )?social(?: security)?(?: (?:number|no\.?|#))?)(?![^\W\d_])"
_NAMED_SSN = re.compile(rf"(?i)({_NAMED}\D{{0,20}})\d(?:[ .-]?\d){{8}}(?!\d)")


def scrub(text: str) -> str:
    """The text with words in place of such numbers. A card's has 13 to 19 digits, however they are grouped, and
    passes the check of ISO/IEC 7812-1 (Luhn); a social security number is written 123-45-6789, or named as one."""
    text = _RUN.sub(_without_cards, text)
    return _NAMED_SSN.sub(rf"\g<1>{SOCIAL}", _SSN.sub(SOCIAL, text))


def _without_cards(run: re.Match[str]) -> str:
    """A run of digits, less the stretches of whole groups that are cards."""
    text, done, shown = run[0], 0, ""
    groups = list(_GROUP.finditer(text))
    first = 0
    while first < len(groups):
        last = _card_ends(groups, first)
        if last is not None:
            shown += text[done : groups[first].start()] + CARD
            done, first = groups[last].end(), last
        first += 1
    return shown + text[done:]


def _card_ends(groups: list[re.Match[str]], first: int) -> int | None:
    """The last group of the card that begins with this one, if one does."""
    digits = ""
    for place in range(first, len(groups)):
        digits += groups[place][0]
        if len(digits) > _LENGTHS[-1]:
            return None
        if len(digits) in _LENGTHS and digits[0] in "23456" and luhn(digits):
            return place
    return None


def luhn(digits: str) -> bool:
    """Whether a number passes the check of ISO/IEC 7812-1, as every card's does."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_ANY_CARD = re.compile(r"(?<!\d)(?:\d[ .,*_-]?){12,18}\d(?!\d)")
_ANY_SSN = re.compile(
    rf"(?<!\d)(?!000|666)\d{{3}}[ .-]\d{{2}}[ .-]\d{{4}}(?!\d)|{_NAMED}\D{{0,30}}\d(?:[ .-]?\d){{8}}(?!\d)"
)


def card_number(text: str) -> bool:
    """Whether a number passes Luhn's test (ISO/IEC 7812-1) at a card's length, however it is spaced."""
    return any(luhn(re.sub(r"\D", "", found[0])) for found in _ANY_CARD.finditer(text))


def social_security_number(text: str) -> bool:
    return bool(_ANY_SSN.search(text))

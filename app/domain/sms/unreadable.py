"""What a text that is no phone number probably means: spellings that may be one, for the suggestion of a refusal."""

import re
from collections.abc import Iterator

import phonenumbers

WRITTEN = re.compile(r"\(?\+?[0-9 ().\-/]+")
SHORTEST = 7
"""Digits from which on a part of a text may be a number by itself."""
MOST_DIGITS = 17
"""More are several numbers."""
_LABELS = re.compile(
    r"[(\[][A-Za-z][A-Za-z .]{0,13}[)\]]|(?<![0-9A-Za-z])[A-Za-z]{1,12}[.:]*(?=[ +(]|$)|[A-Za-z]{1,12}:"
)
_SEVERAL = re.compile(r"[;,|&\n]|\bor\b|\band\b|[0-9)]\s*\+", re.IGNORECASE)
_RUN = re.compile(r"\+?\(?[0-9](?:[0-9 ().\-/]*[0-9])?")
_MISTYPED = str.maketrans("OoIl", "0011")
_VANITY = re.compile(r"[0-9+(][0-9 ().\-+]{2,}[A-Za-z]{3,8}(?:[ -][A-Za-z]{3,8})?")


def is_several(written: str) -> bool:
    """Whether a text has more digits than a number, or signs between what may be numbers by themselves."""
    parts = [_digits(part) for part in _SEVERAL.split(written)]
    in_groups = max(map(len, parts)) < SHORTEST  # "415,555,2671"
    return len("".join(parts)) > MOST_DIGITS or (len(parts) > 1 and not in_groups)


def twice(written: str) -> Iterator[str]:
    """The number that stands twice in a text, with none other beside it."""
    digits = _digits(written)
    half = len(digits) // 2
    if digits[:half] == digits[half:]:
        yield digits[:half]


def beside_letters(written: str) -> Iterator[str]:
    """What stands beside words such as "cell:" or "(home)", or what letters in the place of digits mean: an O for a
    zero, an I for a one, a word on the keys of a phone. The likeliest first."""
    yield from filter(WRITTEN.fullmatch, (_LABELS.sub(" ", written).strip(), written.translate(_MISTYPED)))
    runs = sorted(_RUN.findall(written), key=lambda run: len(_digits(run)))
    if runs and all(len(_digits(run)) <= 2 for run in runs[:-1]):
        yield runs[-1].strip()
    if _VANITY.fullmatch(written):
        yield phonenumbers.convert_alpha_characters_in_number(written)


def without_signs(written: str) -> str:
    """The digits of a text between which other signs stand than in a number: "415*555*2671"."""
    digits = re.sub(r"[^0-9+]+", " ", written).strip()
    return digits[:1] + digits[1:].replace("+", " ")


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)

"""Searching rows by what a person types into a search field."""

import re
import unicodedata
from collections.abc import Iterable

from tortoise.expressions import Q

_PHONE = re.compile("[0-9\\s().+/\\-\u2010-\u2015\u2212]+")
MOST_WORDS = 10
"""Words of a text that are searched for; what follows them changes nothing. Each is a condition of the statement."""
FEW_HAVE = 7
"""The digits of a phone that few leads have in common."""
SHORT = 2
"""A word of up to so many characters is searched at the beginnings of words: elsewhere it is in almost every row."""


def in_words(text: str, columns: Iterable[str]) -> Q:
    """Rows in which each of the first `MOST_WORDS` words of the text is in a column, in any order and any case."""
    names = list(columns)
    words = text.split(maxsplit=MOST_WORDS)[:MOST_WORDS]  # what is behind them is not split
    return Q(*(Q(*_places(word, names), join_type=Q.OR) for word in words))


def _places(word: str, columns: list[str]) -> Iterable[Q]:
    for column in columns:
        if len(word) > SHORT:
            yield Q(**{f"{column}__icontains": word})
        else:
            yield Q(**{f"{column}__istartswith": word})
            yield Q(**{f"{column}__icontains": f" {word}"})


def finds_many(text: str) -> bool:
    """Whether the search may find so many leads that to sort them all takes longer than to test the first ones."""
    return bool(text.strip()) and len(digits_of_phone(text.strip()) or "") < FEW_HAVE


def digits_of_phone(text: str) -> str | None:
    """The digits of a phone number or of a part of it, in any spelling; None for a text with anything else in it."""
    plain = unicodedata.normalize("NFKC", text)
    if not _PHONE.fullmatch(plain):
        return None
    return re.sub(r"\D", "", plain) or None

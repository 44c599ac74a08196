"""The characters of a text in the form that words are looked up in: lower case, without accents and invisible ones."""

import re
import unicodedata

# An SMS has at most 1,600 characters, but one character can stand for eighteen.
MOST = 1_700
_SIGNS = str.maketrans(
    dict.fromkeys("🛑⛔🚫", " stop ")
    | {"🖕": " fuck off ", "✋": " ✋ ", "🤚": " ✋ "}
    | dict.fromkeys("😡🤬😠😤👎", " 😡 ")
)
_SIGN_AS_LETTER = re.compile("\\bst[🛑⛔🚫⭕]\ufe0f?p\\b", re.IGNORECASE)  # "St🛑p"
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})


def plain(body: str) -> str:
    """The text as words are looked up; of one that is too long the beginning and the end."""
    text = _ends(body, MOST)
    if not text.isascii():
        text = _ends(_SIGN_AS_LETTER.sub("stop", text).translate(_SIGNS), MOST)
        text = _ends(text.translate(_FLAT), MOST)
    return text.casefold()


# Below this, what has no decomposition is its only part; syllables of Korean and letters in circles are above it.
_FIRST_WHOLE = "\uac00"


def _flat(character: str) -> str:
    """A character in the parts that are seen, without accents: one can stand for eighteen."""
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    if character < _FIRST_WHOLE and not unicodedata.decomposition(character):
        return character
    parts = unicodedata.normalize("NFKD", _letter(character))
    if parts == character:
        return parts
    return "".join(part for part in parts if unicodedata.category(part) not in _INVISIBLE)


class _Flat(dict[int, str]):
    """`_flat` of the characters that were met, by their code; no more of them than a language has."""

    def __missing__(self, code: int) -> str:
        parts = _flat(chr(code))
        if len(self) < _KNOWN_CHARACTERS:
            self[code] = parts
        return parts


_KNOWN_CHARACTERS = 8_192
_FLAT = _Flat()


def _ends(text: str, most: int) -> str:
    """A text that is too long without its middle: people ask at the beginning or at the end."""
    return text if len(text) <= most else f"{text[: most - most // 4]} {text[-(most // 4) :]}"


def _letter(character: str) -> str:
    """Emoji that are letters: negative circled and squared ones, and the flags' regional indicators."""
    code = ord(character)
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    return character

"""The closed form of a draft: ordinary words, words of the facts, punctuation where it belongs, plain emoji.

Everything else is refused, whatever it may mean: an address, a figure or a name can be written in more ways than
anybody can list, and each of them needs a token that is none of these.
"""

import re
import unicodedata
from collections.abc import Iterable

from app.domain.drafting import contacts, lexicon
from app.domain.drafting.spelling import fold, script

_OPENING = "([\"'¿¡«-"
_CLOSING = ".,!?;:)]\"'»-"
_ALONE = frozenset("- -- & ... : ; ! ? ) :) :-) ;) ;-) :D :( « » ¿ ¡ \" '".split())
_ABBREVIATIONS = frozenset("a.m p.m e.g i.e u.s mr mrs ms dr dra vs sr sra st etc p.s no id ids".split())
_PAPERS = re.compile(r"w-?[249]s?|10(?:99|40|98)(?:-[a-z]{1,4})?s?|401\(?k\)?s?", re.IGNORECASE)
# Digits as people write them: an amount, a rate, a time, a date, a phone number, a count with its unit.
_FIGURE = re.compile(
    r"(?:us)?[$€£]?\d+(?:[.,:/]\d+)*[/-]?(?:%|k|m|mm|st|nd|rd|th|x|am|pm|a\.m\.?|p\.m\.?|yrs?|mos?|hrs?|mins?|[$€£]|½|¼|¾)?"
    r"(?:[-–](?:[$€£]?\d+(?:[.,:]\d+)*(?:%|k|am|pm|a\.m\.?|p\.m\.?)?|[a-z]{2,}))*"
    r"|\+?\d{1,4}(?:[-.]\d{2,4}){1,4}|\(\d{3}\)|\(\d{3}\)\d{3}[-.]\d{4}|\+\d{7,15}|[½¼¾]|%|[$€£]|1/2",
    re.IGNORECASE,
)
_PLAIN_EMOJI = frozenset(
    "☀☎☕☺♥⏰⭐✅✉✌✍✏✔✨❄❤🌞🌟🌷🌻🍀🍁🍂🎃🎄🎉🎊🏠🏡🏢👀👇👉👋👌👍👏👪💙💚💛💜💍💡💪💬📄📅📆📋📎📝📞📧📩📱🔑🗓🚗🤔🤗🤝🥳🧡🙂"
)
_EMOJI_PARTS = frozenset("\ufe0f\u200d")
_DASHES = re.compile(r"(?<=\w)(?:--|-(?= )|/)(?=\w)")
_PARTS = re.compile(r"['’]?[-/](?=\w)")


def _is_emoji(char: str) -> bool:
    return char in _PLAIN_EMOJI or "\U0001f600" <= char <= "\U0001f64f" or "\U0001f3fb" <= char <= "\U0001f3ff"


def count_emoji(text: str) -> int:
    """How many emoji a text has; one of several characters is one, its color of skin included."""
    return sum(_is_emoji(char) and not "\U0001f3fb" <= char <= "\U0001f3ff" for char in text)


def disguised(raw: str) -> bool:
    """Whether a draft, as the model gave it, has characters that nobody sees, or letters and digits in disguise
    (mathematical, circled, full width). Joiners inside emoji are plain."""
    if raw.isascii():
        return any(char < " " and char not in "\n\r\t" for char in raw)
    before = ""
    for char in raw:
        if char in _EMOJI_PARTS:
            if not (_is_emoji(before) or before in _EMOJI_PARTS or script(before) not in (None, "LATIN")):
                return True
        elif (
            unicodedata.category(char) in ("Cf", "Co", "Cn", "Cs")
            or (char < " " and char not in "\n\r\t")
            or (char > "\xff" and char.isalnum() and unicodedata.decomposition(char).startswith("<"))
        ):
            return True
        before = char
    return False


class Vocabulary:
    """The words and tokens that a draft may consist of: `told` what the account and the lead's data say, `heard` what
    the lead wrote, of which only plain words count, since a lead may name somebody."""

    def __init__(self, told: str, heard: str, languages: set[str]) -> None:
        told = fold(told)
        self.languages = languages
        self.known_links = contacts.hosts(contacts.links(told)) | contacts.emails(told) | contacts.handles(told)
        self.tokens = {_stripped(token).casefold() for token in told.split()}
        self.words = {lexicon.flat(word) for word in _words(contacts.without(told))}
        self.heard = {lexicon.flat(word) for word in _words(contacts.without(fold(heard))) if len(word) > 2}

    def has(self, word: str) -> bool:
        """Whether a word is ordinary, or stands in the facts, or was written by the lead."""
        bare = lexicon.flat(word)
        forms = {bare, re.sub(r"'s$|s'?$", "", bare), f"{bare}s"}
        return not forms.isdisjoint(self.words) or lexicon.is_ordinary(word, self.languages) or bare in self.heard

    def was_named(self, word: str) -> bool:
        """Whether a word stands in the facts ("C2" and "A&D" too, which are tokens) or was written by the lead."""
        bare = lexicon.flat(word)
        told = bare in self.words or f"{bare}'s" in self.words or word.casefold() in self.tokens or bare in self.tokens
        return told or bare in self.heard or all(p in self.words for p in bare.split("-"))


_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")


def _words(text: str) -> Iterable[str]:
    return _LETTERS.findall(text)


def _stripped(token: str) -> str:
    return token.lstrip(_OPENING).rstrip(_CLOSING)


# "Did you talk to jennifer?", "Ask for tommy", "our site called".
_BEFORE_A_NAME = r"\b(?i:to|with|for|called|named|on|at|via|by|from|is|and|it's|i'm)"


def unplain(text: str, vocabulary: Vocabulary) -> list[str]:
    """The tokens of a folded text that are not in the closed form."""
    tokens = _DASHES.sub(" - ", without_known(text, vocabulary)).split()
    return [token for token in dict.fromkeys(tokens) if not _plain(token, vocabulary)]


def may_be_asked(token: str, text: str, stated: str) -> bool:
    """Whether a token that is not in the closed form is a word that a question may have, and no statement does.

    What a question asks about is not ours to know ("Do you have any allergies?"), and it states nothing. `stated` is
    what the text states, in lower case. Where a name stands, in lower case too, no such word does.
    """
    word = _stripped(token)
    known = word.islower() and bool(_LETTERS.fullmatch(word)) and lexicon.may_be_asked(word)
    return known and word not in _words(stated) and not _stands_as_a_name(word, text)


def may_be_stated(token: str, text: str) -> bool:
    """Whether a token that is not in the closed form is a frequent word in lower case, where no name stands.

    Rare words are where names and addresses are. "Take a breather" has neither.
    """
    word = _stripped(token)
    known = word.islower() and bool(_LETTERS.fullmatch(word)) and lexicon.may_be_stated(word)
    return known and not _stands_as_a_name(word, text)


def _stands_as_a_name(word: str, text: str) -> bool:
    return bool(re.search(rf"{_BEFORE_A_NAME} {re.escape(word)}\b", text))


_CONTACT = frozenset(".@:")
"""One of these is in every link, address and handle."""


def without_known(text: str, vocabulary: Vocabulary, instead: str = "-") -> str:
    """The text with something else in the place of each link and address that stands in the facts."""
    for token in text.split():
        bare = _stripped(token)
        if _CONTACT.isdisjoint(bare):
            continue
        found = contacts.links(bare) | contacts.emails(bare) | contacts.handles(bare)
        if found and found <= vocabulary.known_links:
            text = text.replace(token, token.replace(bare, instead))
    return text


def _plain(token: str, vocabulary: Vocabulary) -> bool:
    text = "".join(" " if _is_emoji(char) or char in _EMOJI_PARTS else char for char in token)
    if " " in text:
        return all(_plain(part, vocabulary) for part in text.split())
    if token in _ALONE:
        return True
    bare = _stripped(token)
    if not bare:
        return token[0] not in ".,"
    if token[0] in ".,;:!?)" or not _ends_well(token[len(token.rstrip(_CLOSING)) :]):
        return False
    if bare.casefold() in vocabulary.tokens or bare.casefold() in _ABBREVIATIONS:
        return True
    if any(char.isdigit() or char in "%$€£½¼¾" for char in bare):
        return bool(_FIGURE.fullmatch(bare) or _PAPERS.fullmatch(bare))
    return _plain_words(bare, vocabulary)


def _ends_well(tail: str) -> bool:
    return len(tail) <= 4


def _plain_words(bare: str, vocabulary: Vocabulary) -> bool:
    """Words, or words with hyphens or slashes between them ("follow-up", "and/or")."""
    if vocabulary.has(bare):
        return True
    parts = _PARTS.split(bare)
    if len(parts) > 4 or not all(_LETTERS.fullmatch(part) for part in parts):
        return False
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return False
    return all(vocabulary.has(part) or (len(parts) > 1 and part.casefold() in "ex") for part in parts)

"""How many SMS a text is, as carriers count and bill it."""

import re

MAX_BODY = 1600
"""The most characters that a provider takes in one message."""

# GSM 03.38, the default alphabet and its extension table (a character of the second is an escape and a septet).
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")


_GSM_ALL = _GSM | _GSM_EXTENSION


def segment_count(text: str) -> int:
    """How many SMS a carrier counts and bills: 160 septets or 70 UTF-16 units in one, and 153 or 67 in each of several,
    whose header takes the room of the rest. An escaped septet and what a reader sees as one character (a flag, a
    family) are never split. An empty text is one. Counts as Twilio's `sms-segments-calculator` does, but for
    emoji made of several since 2017, which that one splits: there it may be one more."""
    if len(text) <= 160 and _GSM.issuperset(text):
        return 1  # nearly all of them
    if _GSM_ALL.issuperset(text):
        return _pack([2 if char in _GSM_EXTENSION else 1 for char in text], alone=160, each=153)
    return _pack([_units(cluster) for cluster in _clusters(text)], alone=70, each=67)


def not_in_gsm(text: str) -> list[str]:
    """The characters for which a message is sent in UCS-2, each once, in the order of the text."""
    return [char for char in dict.fromkeys(text) if char not in _GSM_ALL]


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


# What a reader sees as one character, as far as it is made of several in a message (Unicode's UAX #29): marks,
# joiners, variation selectors and skin tones behind their base, what is joined to it, and the two halves of a flag.
_EXTENDS = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff"
    "\U000e0020-\U000e007f]"
)
_CLUSTER = re.compile(
    rf"[\U0001f1e6-\U0001f1ff]{{2}}{_EXTENDS}*|[\r\n]"
    rf"|.{_EXTENDS}*(?:(?<=\u200d)[\u2600-\u27bf\U0001f300-\U0001faff]{_EXTENDS}*)*",
    re.DOTALL,
)


def _clusters(text: str) -> list[str]:
    return _CLUSTER.findall(text)


def _pack(sizes: list[int], *, alone: int, each: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > each:
            count, used = count + 1, 0
        used += size
    return count

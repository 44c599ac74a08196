"""Values that strangers typed into a form: what of them may stand in a message that an account sends."""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Joiners stand inside words of some scripts and inside emoji; every other invisible character goes. So do halves of
# surrogate pairs (no such text can be stored) and the marks that reverse the direction of writing.
_JOINERS = "\u200c\u200d"
_LOOKS_EMPTY = re.compile("[\\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\u200c\u200d]*")

# Signs and letters of other scripts that look like a dot: "evil•com" is read, and typed, as evil.com.
_LOOKS_LIKE_A_DOT = (
    ",\u00b7\u0387\u05c5\u0660\u06d4\u06f0\u0701\u0702\u2022\u2027\u2219\u22c5\u30fb\ua4f8\ua4fa\ua78f\U00010a50"
)
_DOMAINS = "com|net|org|info|biz|xyz|io|app|link|click|site|online|shop"
_ABBREVIATED = "st|ave|av|rd|dr|blvd|ln|ct|pl|apt|ste|no|mt|ft|mr|mrs|ms|jr|sr|n|s|e|w|ne|nw|se|sw|po|p|u|c"
_ADDRESS = re.compile(
    r"@|://|\bh(?:tt|xx)ps?\b|\bwww\b"
    # A word, a dot, and what may be a top-level domain: but "St.Louis" and "Apt.B" are no addresses.
    rf"|(?<!\w)(?!(?:{_ABBREVIATED})\.)[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{{2,24}}"
    rf"|\w\s*\.\s*(?:{_DOMAINS})\b"
    rf"|[^\W\d_][{_LOOKS_LIKE_A_DOT}](?:{_DOMAINS})\b"
    r"|[\[({<]\s*(?:dot|at|\.|@)\s*[\])}>]|\s(?:dot|punto)\s+[a-z]{2,6}\b"
    r"|(?:\d[ ().\-/]*){10,}",
    re.IGNORECASE,
)


# No dot, no sign, and no ten digits in a row: nothing that an address or a phone number is made of.
_HARMLESS = re.compile(r"(?!.*(?:\d[ -]*){10})(?!.*(?:http|hxxp|www|punto|,[A-Za-z]))[A-Za-z0-9 ',#-]*")


def visible(value: str | None) -> str | None:
    """The value on one line without invisible characters and outer white space; None if a reader sees nothing."""
    if not value:
        return None
    if value.isascii() and value.isprintable():
        return value.strip() or None
    line = _LINE_BREAKS.sub(" ", value)
    kept = "".join(char for char in line if char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    shown = unicodedata.normalize("NFC", kept).strip()
    return None if _LOOKS_EMPTY.fullmatch(shown) else shown


def carries_contact(value: str) -> bool:
    """Whether a link, an e-mail address or a phone number stands in the value: a stranger may want it sent."""
    if value.isascii() and _HARMLESS.fullmatch(value) and "dot" not in value.lower():
        return False  # nearly all of them
    return _ADDRESS.search(unicodedata.normalize("NFKC", value).replace("\u3002", ".")) is not None

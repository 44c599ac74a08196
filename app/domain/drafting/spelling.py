"""Two spellings of a text: it is sent as `fold` writes it, and the checks read it as `plain` writes it.

`fold` changes only characters that no reader would miss. `plain` changes more, because a link in look-alike letters is
still a link. No text is sent in that form.
"""

import re
import unicodedata
from functools import lru_cache

# What Twilio's Smart Encoding replaces, as far as a reader loses nothing by it.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("“”„‟«»″ʺ〝〞❝❞", '"')
    | dict.fromkeys("‘’‚‛‹›′´`ʼʹʻˈˊˋ❛❜", "'")
    | dict.fromkeys("‐‑‒–—―⁃−﹘﹣", "-")
    | dict.fromkeys("\u2028\u2029\x85\v\f", "\n")
    | {
        "…": "...",
        "•": "-",
        "⁄": "/",
        "∕": "/",
        "\t": " ",
        "‼": "!!",
        "⁉": "!?",
        "⁇": "??",
        "％": "%",
        "＄": "$",
        "＠": "@",
    }
)
_JOINERS = ("\u200c", "\u200d", "\ufe0f")
# They mean something after an emoji and inside Arabic and Indic words. Elsewhere nobody sees them.
_LOOSE_JOINERS = re.compile("(^|[\x00-\u058f])[\u200c\u200d\ufe0f]+")
_BLANKS = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Characters that only look different: fonts, full-width letters and digits, ligatures.
_STYLES = ("<font>", "<wide>", "<narrow>", "<compat>")


def fold(text: str) -> str:
    """The text as it is sent: in GSM-7 where that loses nothing, on clean lines, and trimmed. Folding it again
    changes nothing. "é" is in GSM-7 and stays, "ő" and emoji are not and stay too."""
    text = text.replace("\r\n", "\n")
    if not text.isascii():
        text = "".join(_sent_as(char) for char in unicodedata.normalize("NFC", text))
        text = unicodedata.normalize("NFC", _LOOSE_JOINERS.sub(r"\1", text))
    else:
        text = "".join(_sent_as(char) for char in text)
    lines = (re.sub(" {2,}", " ", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


@lru_cache(maxsize=4096)
def _sent_as(char: str) -> str:
    if char == "\n" or " " <= char <= "_" or "a" <= char <= "~":
        return char
    if char in _JOINERS or char == "\r":
        return char
    if _BLANKS.match(char):
        return " "
    typed = char.translate(_TYPOGRAPHY)
    if typed != char:
        return typed
    if unicodedata.category(char) in ("Cc", "Cf", "Cs"):
        return ""
    tag = unicodedata.decomposition(char).split(" ", 1)[0]
    plainer = unicodedata.normalize("NFKC", char)
    return plainer if tag in _STYLES and plainer.isascii() and plainer.isalnum() else char


# Letters of other scripts that look like Latin ones (Unicode's confusables, those in use), as they are read.
_LOOKALIKES = str.maketrans(
    dict(zip("авекмнорстухіјѕԁһԛԝӏвгьпи", "abekmhopctyxijsdhqwlbrbnu", strict=True))
    | dict(zip("αβεηικνορτυχωγ", "abenikvoptuxwy", strict=True))
    | dict(zip("ɑɡıɩʟոսօցհ", "agiilnuogh", strict=True))
    | dict.fromkeys("。．｡․‧∙⋅·･ꓸ", ".")
    | dict.fromkeys("∕⁄⧸／", "/")
    | {"¢": " cents ", "％": "%", "٪": "%", "﹪": "%", "\u066b": ".", "\u066c": ",", "∶": ":", "꞉": ":"}
)


def plain(text: str, *, cased: bool = False) -> str:
    """The text as a checker reads it: lower case (unless `cased`), no accents, no invisible characters, digits and
    Latin look-alikes of every script as ASCII, one blank between words. Never sent."""
    text = text.translate(_TYPOGRAPHY)
    if not text.isascii():
        text = "".join(_read_as(char) for char in text)
    return re.sub(r"[ \t\r\f\v]+", " ", text if cased else text.casefold()).strip()


@lru_cache(maxsize=8192)
def _read_as(char: str) -> str:
    if char.isascii():
        return char
    if _BLANKS.match(char):
        return " "
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char))
    flat = flat if flat.isascii() else unicodedata.normalize("NFKD", flat.casefold())
    digit = (str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in flat)
    shown = "".join(c for c in digit if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"))
    if unicodedata.category(char) == "Sc" and char not in "€£¥₹₱₿¢":
        return "$"  # no currency that the rules tell from others
    gap = " " if unicodedata.decomposition(char).startswith("<fraction>") else ""  # "5½" is five and a half
    return gap + shown.translate(_LOOKALIKES)


@lru_cache(maxsize=8192)
def script(char: str) -> str | None:
    """The script of a letter by its Unicode name, "LATIN" or "CYRILLIC"; None for what is no letter."""
    if not char.isalpha():
        return None
    name = unicodedata.name(char, "UNKNOWN").replace("CJK UNIFIED IDEOGRAPH", "CJK").split(" ", 1)[0].split("-", 1)[0]
    return {"HIRAGANA": "CJK", "KATAKANA": "CJK", "FEMININE": "LATIN", "MASCULINE": "LATIN", "MODIFIER": None}.get(
        name, name
    )

"""Where a draft may send somebody: links, e-mail addresses, handles. Each must be one of the facts, to the letter.

Phones make a link of anything that looks like a domain, "thanks.call" too, so any word with a full stop inside
counts, and so does what a person would type in after reading it ("example dot com").
"""

import re
from functools import lru_cache

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HANDLE = re.compile(r"@\w*")
_LINK = re.compile(
    r"(?:\b[a-z]{2,10}:/{1,3}|\bwww\d?\.)[^\s<>\"]+"
    r"|\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){0,4}\.[^\W\d_][\w-]{1,20}(?::\d+)?(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
_ENDINGS = (
    "com|net|org|info|biz|edu|gov|io|ly|co|us|me|app|dev|xyz|top|site|online|shop|store|link|click|live|loan|loans|"
    "finance|money|cash|credit|bank|page|ru|cn|tk|gl|gg|to|cc|ws|ai|uk|mx|es|ca|de|eu|in|tv|pro|club|vip|icu"
)
SPELLED = re.compile(
    rf"\w\s?[(\[{{<*_-]{{0,2}}\s?\b(?:dot|punto|d0t)\b\s?[)\]}}>*_-]{{0,2}}\s?(?:{_ENDINGS})\b"
    rf"|\w point (?!(?:in|to|me|credit|page|us (?:to|toward|towards|at|in))\b)(?:{_ENDINGS})\b"
    r"|\w\s?[(\[{]\s?(?:\.|dot|punto)\s?[)\]}]\s?\w"
    r"|\w(?: \.|,)? ?(?:\.|,) ?(?:com|org|xyz)\b|\w \. ?(?:net|io|ly|biz)\b"
    rf"|\b(?:{_ENDINGS}) slash\b|\bh ?[tx] ?[tx] ?p ?s? ?:|://|\bhxxps?\b|\bw ?w ?w\b|\b(?:dot|punto) com\b"
    r"|\b(?:javascript|mailto|sms|tel|data):"
    r"|\b(?:bit ?ly|tiny ?url|goo gl|cutt ly|rebrand ?ly|short ?url|rb gy|t ly|ow ly|is gd)\b"
    r"|\b\w{2,}/(?=\w{0,20}[a-z])(?=\w{0,20}\d)\w{4,}"
    r"|\bat (?:gmail|yahoo|hotmail|outlook|icloud|aol)\b"
)

# What each of these has, and hardly a draft.
CUE = re.compile(
    r"dot|punto|d0t|point|slash|[(\[{]\s?\.|[.,] ?(?:com|org|xyz)|\. ?(?:net|io|ly|biz)|[tx] ?[tx] ?p|://|w ?w ?w"
    r"|(?:script|mailto|sms|tel|data):|\w/\w|url|bit ?ly|goo gl|cutt ly|rebrand ?ly|rb gy|t ly|ow ly|is gd"
    r"|gmail|yahoo|hotmail|outlook|icloud|aol"
)
_TRAILING = ".,;:!?)]}'\""


@lru_cache(maxsize=256)
def emails(text: str) -> frozenset[str]:
    """The e-mail addresses of a text that `plain` has spelled."""
    return frozenset(found.rstrip(_TRAILING) for found in _EMAIL.findall(text))


@lru_cache(maxsize=256)
def links(text: str) -> frozenset[str]:
    """Links, with or without a scheme and a "www.", as they are compared."""
    return frozenset(_bare(found[0]) for found in _LINK.finditer(_EMAIL.sub(" ", text)))


def _bare(link: str) -> str:
    link = re.sub(r"^(?:[a-z]{2,10}:/{1,3})?(?:www\d?\.)?", "", link.rstrip(_TRAILING), flags=re.IGNORECASE)
    host = re.match(r"[^/?#]*", link)
    return (host[0].lower() + link[host.end() :] if host else link).rstrip("/")


def hosts(known: frozenset[str]) -> frozenset[str]:
    """The sites of links that are known: whoever may name a page may name the site it is on."""
    return known | {re.split(r"[/?#:]", link, maxsplit=1)[0] for link in known}


@lru_cache(maxsize=256)
def handles(text: str) -> frozenset[str]:
    """The names behind an "@", and any "@" that is in no address."""
    return frozenset(_HANDLE.findall(_EMAIL.sub(" ", text)))


@lru_cache(maxsize=256)
def spelled_out(text: str) -> frozenset[str]:
    """Links and addresses that are written so that only a person sees them."""
    rest = _LINK.sub(" ", text)
    return frozenset(found[0] for found in SPELLED.finditer(rest)) if CUE.search(rest) else frozenset()


@lru_cache(maxsize=256)
def without(text: str) -> str:
    """The text without its links and addresses, whose digits are no figures."""
    return _LINK.sub(" ", _EMAIL.sub(" ", text))

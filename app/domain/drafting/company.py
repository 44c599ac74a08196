"""The account's own name in a draft. Whatever words a company is called by ("Guaranteed Rate", "Point", "Bank of
America"), where it stands as a name it says nothing else.

A name of several words is one wherever it is written with its capitals. A name of one word may be meant as the word at
the beginning of a sentence, so there it counts only with what follows a name.
"""

import re
from functools import lru_cache

from app.domain.drafting.spelling import fold

STANDS_FOR = "our company"
"""What is read in the place of the name, and "our" in the place of "Acme's"."""

_MARKS = re.compile(r"[®™©℠]")
_LEGAL_FORM = re.compile(
    r",? (?:&|and) co\.?$|,? (?:inc|llc|l\.l\.c|ltd|corp|corporation|co|company|lp|llp|n\.a|na|plc|pllc|group"
    r"|holdings)\.?$",
    re.IGNORECASE,
)
_BEFORE_TEXT = re.compile(rf"\A{STANDS_FOR} ?[:,-]+\s+")


def without(text: str, company: str) -> str:
    """A folded text with `STANDS_FOR` in the place of the company's name: as it is written, without "®" or "™", and
    without its legal form ("Inc.")."""
    pattern = _pattern(company)
    return pattern.sub(lambda found: "our" if found["of"] else STANDS_FOR, text) if pattern else text


def blanked(text: str, company: str) -> str:
    """The same text with a dash in the place of the name, which is a word of no language."""
    pattern = _pattern(company)
    return pattern.sub("-", text) if pattern else text


def without_heading(text: str) -> str:
    """A text of `without` without the name that stands before it ("Acme Lending: Hi Sam, ...")."""
    return _BEFORE_TEXT.sub("", text)


@lru_cache(maxsize=1024)
def _pattern(company: str) -> re.Pattern[str] | None:
    forms = {fold(company), fold(_MARKS.sub("", company))}
    forms |= {_LEGAL_FORM.sub("", form) for form in forms}
    names = [
        _form(form) for form in sorted(forms, key=len, reverse=True) if len(form) > 1 and any(map(str.isupper, form))
    ]
    return re.compile(f"(?:{'|'.join(names)})(?P<of>'s?(?= \\w))?") if names else None


def _form(name: str) -> str:
    written = rf"(?<!\w){re.escape(name)}[®™]?(?!\w)"
    if re.search(r"\w\W+\w", name):
        return written
    return rf"(?<=[a-z,] ){written}|{written}(?=:|'s\b| here\b)|(?<=- ){written}(?=\W*\Z)"

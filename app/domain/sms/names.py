"""Names as CRMs, forms and spreadsheets hold them, and the name that a person is greeted by.

"Mr. John Smith" and "Smith, John" are greeted as John. A placeholder ("N/A", "[First Name]"), an invisible text, a
link, an e-mail address, a phone number, or more than 60 characters is not a name. A company, a trust and an estate
have a name, but nobody is greeted by it. Letters keep their case.
"""

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from app.domain.sms.strangers import carries_contact, visible

MAX_NAME = 60
"""Characters. What is longer in the field of a name is not a name."""

_PLACEHOLDERS = frozenset(
    "null none nil nan undefined unknown missing empty blank test tester testing tbd tba todo temp foo "
    "noname notprovided notgiven notavailable notapplicable notset anonymous anon customer client lead prospect "
    "contact user borrower applicant guest me self someone nobody firstname lastname first last fname lname fullname "
    "name yourname yourfirstname givenname surname xx xxx xxxx asdf asdfgh qwerty abc nn true false objectobject admin "
    "administrator nonamegiven nonameprovided namenotgiven namenotprovided dnc donotcall donottext donotcontact nocall "
    "coborrower coapplicant cosigner nombre apellido apellidos sinnombre desconocido desconocida ninguno ninguna "
    "noaplica prenom prénom vorname nachname".split()
)
# What forms, phones and mailing lists write in the place of a name.
_LABELS = frozenset(
    "new homeowner homeowners owner resident residents occupant caller wireless valued current facebook instagram "
    "iphone android google private restricted unavailable subscriber member friend neighbor deceased vip wife husband "
    "spouse esposa esposo".split()
)
_ORGANIZATIONS = frozenset(
    "llc inc corp ltd llp lp pllc trust estate foundation holdings properties investments enterprises associates "
    "ministries household".split()
)
# Before these words a name is not one that a person is greeted by: "The Smiths", "Deceased John".
_NOT_GREETED = frozenset("the deceased estate attn c/o dnc".split())
_DEAD = frozenset("deceased decd dec'd".split())
_AND = frozenset("& and y e und et".split())
_NOT_APPLICABLE = re.compile(r"n\s*[/.\\-]\s*a\.?|NA|na|N\.A\.|[Nn]\. ?[Nn]\.", re.ASCII)
# Not "don": Don Johnson is Don.
_TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor sir madam rev reverend fr pastor hon sgt capt captain lt maj col cpl "
    "pvt sr sra srta señor señora señorita senor senora senorita doña herr frau mme mlle m madame "
    "mademoiselle monsieur mister".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv v esq md phd cpa dds jd mba rn dvm".split())
# Family names begin with these in many countries; nobody is greeted by one.
_PARTICLES = frozenset("de del der den da das do dos la las le van von bin binti al el ter ten di du".split())
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’\-][^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_TITLED = re.compile(r"^([^\W\d_]+)\.([^\W\d_]{2,})")
_NOT_IN_NAMES = re.compile(r"[{}<>|$%*#=@:!?¡¿\"“”/\\\[\]_~^+]|https?|(?:\d[\D]{0,2}){5,}|\ufffd", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as it is written in a message; None for a part that is not known."""

    first: str | None
    last: str | None
    full: str | None


@lru_cache(maxsize=8192)
def read(first_name: str | None, last_name: str | None, name: str | None) -> Name:
    """The name that the three fields hold. The full name fills in for a missing part, and the parts for it."""
    first, last, full = _given(_name(first_name)), _name(last_name), _name(name)
    head, tail = _parts(full) if full else (None, None)
    if full and not (head or tail):
        full = None  # a title alone
    if full and "," in full:
        full = " ".join(_in_order(full))
    both = " ".join(part for part in (first, last) if part)
    return Name(first or head, last or tail, full or both or None)


def _name(text: str | None) -> str | None:
    """The first line of the text if it can be a name, else None."""
    lines = map(visible, (_decoded(text) or "").splitlines())
    shown = next((line for line in lines if line), None)
    if shown is None or len(shown) > MAX_NAME:
        return None
    if _PLAIN.fullmatch(shown):
        lower = shown.lower()
        spelled = any(sign in lower for sign in ("www", "http", "hxxp", " dot ", " punto "))
        spelled = (
            spelled or lower.endswith((" com", " net", " org")) or (not lower.isascii() and carries_contact(lower))
        )
        labels = all(word in _PLACEHOLDERS or word in _LABELS for word in lower.split())
        return (
            None if spelled or labels or re.sub("[ -]", "", lower) in _PLACEHOLDERS or shown in ("NA", "na") else shown
        )
    if _NOT_IN_NAMES.search(shown) or carries_contact(shown):
        return None
    bare = re.sub(r"[\W_]", "", shown).lower()
    if not bare or bare.isdigit() or bare in _PLACEHOLDERS or _NOT_APPLICABLE.fullmatch(shown):
        return None
    return shown


def _decoded(text: str | None) -> str | None:
    """The text without what exports do to it: entities of HTML, and UTF-8 that was read as Windows-1252."""
    if not text or (text.isascii() and "&" not in text):
        return text
    plain = html.unescape(text)
    try:
        return plain.encode("cp1252").decode()
    except UnicodeError:
        return plain


def _given(text: str | None) -> str | None:
    """A first name without its title, and the one after the comma of "Last, First"."""
    if not text or _is_nobody(text.split()) or not (text := _without_note(text)):
        return None
    bare = [_bare(word) for word in text.split()]
    if _PLAIN.fullmatch(text) and bare[0] not in _TITLES and bare[-1] not in _SUFFIXES:
        return text
    words, titled = _without_title(_in_order(text))
    is_whole = titled or "," in text or (len(words) > 1 and _bare(words[-1]) in _SUFFIXES)
    if len(words) == 1 and any(word.lower() in _AND for word in text.split()):
        return None  # "Mr. & Mrs. Smith": a family name
    if words and _DIGIT.search(words[0]):
        return None  # "1st", "John123"
    first = " ".join(words[:1] if is_whole else [word for word in words if not _DIGIT.search(word)])
    return None if not first or _bare(first) in _PLACEHOLDERS else first


def _parts(full: str) -> tuple[str | None, str | None]:
    """The name to greet by and the family name of a full name: without title, suffix and what is not a word."""
    if _is_nobody(full.split()):
        return None, full
    full = _without_note(full)
    words, titled = _without_title([word for word in _in_order(full) if any(char.isalpha() for char in word)])
    while len(words) > 1 and _bare(words[-1]) in _SUFFIXES:
        words.pop()
    if len(words) == 1 and titled:
        return None, words[0]  # "Mrs. Robinson"
    while len(words) > 1 and len(_bare(words[0])) == 1:
        words.pop(0)
        if len(words) == 1:
            return None, words[0]  # "J. Smith"
    if words and (words[0] in _PARTICLES or words[0].endswith(".") or _DIGIT.search(words[0])):
        return None, " ".join(words)  # "de la Cruz Maria", "St. John"
    if len(words) > 2 and words[1].lower() in ("and", "y", "e"):
        return words[0], words[-1]  # "John and Mary Smith"
    return (words[0], " ".join(words[1:]) or None) if words else (None, None)


def _is_nobody(words: list[str]) -> bool:
    """Whether a name is a company's, a family's or a dead person's, so that its first word is no person's."""
    bare = [word.strip(".,;()[]").lower() for word in words]
    if not _DEAD.isdisjoint(bare) or bare[:2] == ["do", "not"] or bare[:2] == ["no", "name"]:
        return True
    numbered = bare[:1] and bare[0] in _PLACEHOLDERS and all(word.isdigit() for word in bare[1:])  # "Lead 4521"
    return len(bare) > 1 and bool(bare[0] in _NOT_GREETED or numbered or not _ORGANIZATIONS.isdisjoint(bare))


def _without_note(text: str) -> str:
    """A name without what somebody noted behind it: "John Smith (do not call)"."""
    return text.partition("(")[0].strip()


def _in_order(full: str) -> list[str]:
    """The words in the order in which they are said: "Smith, John" is John Smith, "John Smith, Jr." as it stands."""
    before, _, after = full.partition(",")
    if after.split() and _bare(after.split()[0]) not in _SUFFIXES:
        before, after = after, before
    words = (word.strip(",;") for word in f"{before} {after}".split())
    # "Mr.John" lacks its blank.
    return [part for word in words for part in _TITLED.sub(_apart, word).split()]


def _apart(titled: re.Match[str]) -> str:
    return f"{titled[1]}. {titled[2]}" if titled[1].lower() in _TITLES else titled[0]


def _without_title(words: list[str]) -> tuple[list[str], bool]:
    start = 0
    while start < len(words) and (_bare(words[start]) in _TITLES or (start and words[start].lower() in _AND)):
        start += 1
    return words[start:], start > 0


def _bare(word: str) -> str:
    return word.strip(".,;").lower()

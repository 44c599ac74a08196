"""Placeholders as other tools write them: a text that holds one would be sent as it stands, "Hi {first_name}"."""

import re
import unicodedata
from dataclasses import dataclass

_MEANINGS = {
    "first_name": "first firstname firstnamefix fname givenname forename prenom vorname nombre primernombre",
    "last_name": "last lastname lname surname familyname nachname apellido",
    "name": "name fullname leadname contactname customername clientname borrowername recipientname nombrecompleto",
    "email": "email emailaddress mail correo",
    "company": "company companyname business businessname lender lendername organization account accountname empresa"
    " yourcompany yourcompanyname yourbusiness",
    "property_address": "address propertyaddress property streetaddress street homeaddress direccion",
}
_VARIABLE_OF = {word: variable for variable, words in _MEANINGS.items() for word in words.split()}
# Names of blanks that no variable fills: the writer meant to write something here.
_BLANKS = frozenset(
    "yourname agentname officername loanofficer sendername myname phone phonenumber yourphone date time amount link "
    "url insertname inserthere city state zip rate unsubscribe unsubscribelink loanamount appointmentdate "
    "appointmenttime nmls agent rep representative sender signature yourtitle yourphonenumber website".split()
)
_OWNERS = "contact lead customer client recipient user borrower merge subscriber".split()
# Who stands alone in brackets is greeted by name: "Dear [Customer]".
_ADDRESSED = frozenset((*_OWNERS, "applicant", "homeowner", "patient", "member", "guest", "buyer", "cliente")) - {
    "merge"
}

_CUSTOM = re.compile(r"custom\.[A-Za-z0-9_]{1,64}")

# Forms that are nothing but a placeholder, whatever stands inside.
_ALWAYS = re.compile(
    r"\*\|\s*(?P<mailchimp>[\w .:-]{1,60})\s*\|\*"
    r"|<%=?\s*(?P<erb>[^%<>]{1,80}?)\s*%>"
    r"|(?<![\w$])\$(?P<amount>X{2,8}(?:[.,]X{1,8})*)(?!\w)|(?<![\w.])(?P<rate>X{2,3}|X{1,3}\.X{1,3})%"
    r"|[$#]\{\s*(?P<dollar>[\w .]{1,60})\s*\}"
    r"|%%\s*(?P<percents>[\w .]{1,60})\s*%%"
    r"|<<\s*(?P<angles>[\w .]{1,60})\s*>>"
    r"|\[\[\s*(?P<squares>[\w .]{1,60})\s*\]\]"
    r"|\{%\s*(?P<liquid>[^%{}]{1,120}?)\s*%\}"
    r"|%%=\s*(?P<ampscript>[^%]{1,60}?)\s*=%%"
    r"|(?<!\{)\{(?P<place>\d{1,2})\}(?!\})"
    r"|(?<![\w%])%(?:\d\$|\((?P<printf>\w{1,60})\))?s\b"
    # A name that only programs write, such as loan_amount or loanAmount, in brackets.
    r"|(?<!\{)\{\s*(?P<code>[A-Za-z]+(?:_[A-Za-z]+)+|[a-z]{2,}(?:[A-Z][a-z]+)+)\s*\}(?!\})"
    r"|\[\s*(?P<bracketed>[A-Za-z]+(?:_[A-Za-z]+)+)\s*\]"
    r"|[\[{<]\s*(?P<insert>(?i:insert [\w' ]{1,40}|[\w' ]{0,40}(?:name|date|amount|number|link) here))\s*[\]}>]"
)
# Forms that stand in ordinary texts too ("Save 20% {limited}"): a placeholder only with the name of a variable.
_BY_NAME = re.compile(
    r"(?<!\{)\{\s*(?P<brace>[^{}\n]{1,60}?)\s*\}(?!\})"
    r"|\[\s*(?P<square>[^\[\]{}\n]{1,60}?)\s*\]"
    r"|<\s*(?P<angle>[^<>{}\n]{1,60}?)\s*>"
    r"|%(?P<percent>[A-Za-z][\w .-]{0,58}[A-Za-z])%"
    r"|(?<![\w$])\$(?P<shell>[A-Za-z]\w{2,59})"
    r"|(?<!\w)__(?P<under>[A-Za-z]\w{0,58}?)__(?!\w)"
    r"|«\s*(?P<word>[^«»{}\n]{1,60}?)\s*»"
    r"|(?<!\w)@(?P<at>[A-Za-z]+_[A-Za-z]+)\b"
    r"|(?<!\w)(?P<sign>[#@~|^!$=*:-])(?P=sign)\s?(?P<doubled>[A-Za-z][\w .-]{0,58}?)\s?(?P=sign){2}(?!\w)"
    r"|(?<!\w)(?P<mark>[#~^$@])(?P<marked>[A-Za-z]\w{0,58})(?P=mark)(?!\w)"
    r"|\(\(\s*(?P<round>[^()\n]{1,60}?)\s*\)\)"
)
# Words that no text has: whatever stands around them, they are a placeholder. Not in a link or an e-mail address.
_BARE = re.compile(
    r"(?<![\w./@?&=%+-])(?:[$#~*!|&`(\[{<@%^-]|[A-Za-z]{3,12}\.){0,4}"
    r"(?P<bare>first_?name|last_?name|full_?name|f_?name|l_?name)\b(?![./@=-]\w)",
    re.IGNORECASE,
)


_OURS = re.compile(r"\{\{[^{}]*\}\}")
# Full-width signs as the plain ones, each in its place.
_PLAIN_SIGNS = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Foreign:
    """A placeholder of another tool: as it stands, where it begins, and the sentence that says what to write."""

    text: str
    at: int
    sentence: str


def find(text: str) -> Foreign | None:
    """The first placeholder of another tool in the text; None if there is none."""
    plain = text.translate(_PLAIN_SIGNS)
    without_ours = _OURS.sub(lambda ours: " " * len(ours[0]), plain)
    searched = ((_ALWAYS, plain), (_BY_NAME, plain), (_BARE, without_ours))
    found = [match for pattern, words in searched for match in pattern.finditer(words) if _is_one(match, pattern)]
    first = min(found, key=lambda match: match.start(), default=None)
    if first is None:
        return None
    variable = _custom(_inside(first)) or variable_of(_inside(first))
    mend = f"write {{{{{variable}}}}}" if variable else "take it out, or write the words that it stands for"
    shown = text[first.start() : first.end()]
    return Foreign(shown, first.start(), f"{shown} would be sent as it stands: {mend}.")


def _custom(inside: str) -> str | None:
    """`{custom.rate}` means `{{custom.rate}}`."""
    return inside if _CUSTOM.fullmatch(inside) else None


def variable_of(inside: str) -> str | None:
    """The variable that another tool's name means: "contact.FirstName" is first_name."""
    named = re.sub(r"['’]s\b", "", inside.split("|")[0])
    parts = reversed(re.split(r"[.:]", named))
    return next((variable for part in parts if (variable := _meaning(part))), None) or _addressed(named)


def _addressed(name: str) -> str | None:
    return "name" if _word(name) in _ADDRESSED else None


def _meaning(name: str) -> str | None:
    word = _word(name)
    for owner in _OWNERS:
        if word.removeprefix(owner) in _VARIABLE_OF:
            word = word.removeprefix(owner)
    return _VARIABLE_OF.get(word)


def _word(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", name)).lower()


def _is_one(match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    if pattern is not _BY_NAME:
        return True
    inside = _inside(match)
    bare = re.sub(r"[\W_]", "", inside).lower()
    return _custom(inside) is not None or variable_of(inside) is not None or bare in _BLANKS


def _inside(match: re.Match[str]) -> str:
    parts = match.groupdict()
    return next((part for name, part in parts.items() if part is not None and name not in ("sign", "mark")), "")

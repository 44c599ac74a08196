"""Templates: plain text with `{{first_name}}` in it, or `{{first_name | default: "there"}}`.

A template is parsed when a step is saved, so that a mistake is refused with its line and column, and rendered when the
step is sent. A value is inserted as it is and is never read as a template.

`{{custom.NAME}}` is a value that the account names itself. Where one has neither a value nor a default, the text is not
rendered: `lacking` says so. A gap where any other variable stands is closed.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.domain.sms import foreign
from app.domain.sms.segments import MAX_BODY
from app.domain.sms.strangers import visible

VARIABLES = ("first_name", "last_name", "name", "email", "company", "property_address")
CUSTOM = "custom."
MAX_CUSTOM_NAME = 64
CUSTOM_NAME = re.compile(rf"[A-Za-z0-9_]{{1,{MAX_CUSTOM_NAME}}}")
"""The name of a custom value, in templates and in the `variables` of an enrollment."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One of `VARIABLES`, or `custom.` and a name. `default` stands in for a missing value and is None when there is
    none, or a blank one. `required`: a custom variable for which no default is written, not even a blank one."""

    name: str
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A text that has been read and found whole. `strings` are what the partner wrote before, between and after
    the variables, so there is always one more of them. `required` are the variables without
    whose values the text is not sent, each once."""

    strings: tuple[str, ...]
    variables: tuple[Variable, ...]
    required: tuple[str, ...] = ()


class TemplateError(Exception):
    """Why a text is no template. `line` and `column` count from 1; `message` says what to write instead."""

    def __init__(self, kind: Literal["unknown_variable", "broken"], message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.line = line
        self.column = column


# ---------------------------------------------------------------- reading a template

_BRACES = re.compile(r"\{{2,}|\}{2,}")
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}(?!\})")
_BRACE = re.compile(r"[{}]")
_DEFAULT = re.compile(r"""\s*default\s*:\s*(?:"([^"]*)"|'([^']*)')\s*""")
_NAMES = "The variables are " + ", ".join(f"{{{{{name}}}}}" for name in VARIABLES) + " and {{custom.NAME}}."
_CUSTOM_FORM = f"The name after {CUSTOM!r} has the letters A to Z, digits and underscores, at most {MAX_CUSTOM_NAME}."


@lru_cache(maxsize=2048)
def parse(text: str) -> Template:
    """The template that this text is. Raises `TemplateError` at its first mistake."""
    strings: list[str] = []
    variables: list[Variable] = []
    end = 0
    while braces := _BRACES.search(text, end):
        found = _VARIABLE.match(text, braces.start())
        if found is None:
            raise _broken(text, braces.start())
        strings.append(text[end : found.start()])
        variables.append(_variable(text, found))
        end = found.end()
    required = dict.fromkeys(one.name for one in variables if one.required)
    return Template((*strings, text[end:]), tuple(variables), tuple(required))


def check(text: str) -> None:
    """Raises `TemplateError` if the text cannot be saved as a template: at its first mistake, or at the first
    placeholder of another tool, which would be sent as it stands."""
    parse(text)
    if found := foreign.find(text):
        raise _error("broken", found.sentence, text, found.at)


def unfilled(text: str) -> str | None:
    """Why an operator's text may not be sent as it stands, in a sentence: nothing fills in its placeholders."""
    if found := _VARIABLE.search(text) or _BRACES.search(text):
        return f"{found[0]} is a placeholder, and nothing is filled into this text: write the words themselves."
    if other := foreign.find(text):
        return f"{other.text} is a placeholder, and nothing is filled into this text: write the words themselves."
    return None


def _variable(text: str, found: re.Match[str]) -> Variable:
    name, pipe, filter_ = found[1].partition("|")
    at = found.start(1) + len(name) - len(name.lstrip())
    if not name.strip():
        raise _error("broken", "Write the name of a variable between the braces.", text, found.start())
    if name.strip() not in VARIABLES and not _is_custom(name.strip()):
        raise _error("unknown_variable", _unknown(name.strip()), text, at)
    default = _DEFAULT.fullmatch(filter_)
    if pipe and default is None:
        wrong = found.start(1) + len(name) + 1 + len(filter_) - len(filter_.lstrip())
        raise _error("broken", 'After "|" only a default may stand, in straight quotes: default: "there".', text, wrong)
    words = (default[1] or default[2] or "") if default else ""
    required = default is None and name.strip().startswith(CUSTOM)
    return Variable(name.strip(), words if words.strip() else None, required)


def _is_custom(name: str) -> bool:
    return name.startswith(CUSTOM) and CUSTOM_NAME.fullmatch(name, len(CUSTOM)) is not None


def _unknown(name: str) -> str:
    return f'There is no variable "{name[:40]}".{_instead(name)}'


def _instead(name: str) -> str:
    """What the writer of an unknown variable may have meant."""
    prefix, dot, own = (part.strip() for part in name.partition("."))
    if dot and prefix.lower() + dot == CUSTOM:
        meant = CUSTOM + own
        return f" Did you mean {{{{{meant}}}}}?" if _is_custom(meant) else f" {_CUSTOM_FORM}"
    known = foreign.variable_of(name)
    close = [known] if known else difflib.get_close_matches(name[:40].lower().replace(" ", "_"), VARIABLES, n=1)
    if close:
        return f" Did you mean {{{{{close[0]}}}}}?"
    return f" A value of your own is written {{{{{CUSTOM}{name}}}}}." if CUSTOM_NAME.fullmatch(name) else ""


def _broken(text: str, at: int) -> TemplateError:
    """What is wrong with the two or more braces at `at`, which begin no whole variable."""
    if text[at] == "}":
        return _error("broken", "These braces close nothing: take them away, or open them with {{.", text, at)
    brace = _BRACE.search(text, at + 2)
    if brace is None:
        return _error("broken", "These braces are never closed: close them with }} after the name.", text, at)
    if brace[0] == "{":
        return _error("broken", "A variable has two braces on each side and none inside.", text, brace.start())
    return _error("broken", "A variable is closed by exactly two braces: write }}.", text, brace.start())


def _error(kind: Literal["unknown_variable", "broken"], message: str, text: str, at: int) -> TemplateError:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return TemplateError(kind, f"{message} {_NAMES}", line, column)


def missing(template: Template, values: Mapping[str, str | None]) -> list[str]:
    """The variables that have neither a value nor a default, each once, in the order of the text. A custom variable
    with a blank default is none of them."""
    return list(dict.fromkeys(hole.name for hole in template.variables if _is_missing(hole, values)))


def _is_missing(variable: Variable, values: Mapping[str, str | None]) -> bool:
    blank = variable.name.startswith(CUSTOM) and not variable.required
    return _filled(variable, values) is None and not blank


def lacking(template: Template, values: Mapping[str, str | None]) -> list[str]:
    """The custom variables without which the text is not sent, and which have no value. In the order of the text."""
    return [name for name in template.required if not visible(values.get(name))]


def _filled(variable: Variable, values: Mapping[str, str | None]) -> str | None:
    return visible(values.get(variable.name)) or variable.default


# ---------------------------------------------------------------- rendering

_BLANK = " \t\u00a0"
_WEAK = ",;:–—-"
_OPENERS = "([{<\"'“‘«¿¡"
_CLOSERS = "\"')]}>”’»"
_PAIRS = ("()", "[]", "<>", "“”", "‘’", "«»")
_QUOTES = ('""', "''")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Mx)\.?[ \t\u00a0]*\Z")
_ABBREVIATIONS = ("Dr.", "St.", "No.")
_DETERMINER = re.compile(r"\b(?:the|an?|our|your|my|his|her|their|its|this|that)\s*\Z", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s\b([^\S\r\n]+(?=\w))?")
# A mark that leans on the word before it: glued to the gap, or between blanks as in " , " but not in " :)".
_MARK = re.compile(r"[,;:.!?…)\]>”’»]|[\"'](?!\w)|[^\S\r\n]+[,;:.!?…]+(?!\S)")
_DASH_OR_END = re.compile(r"[^\S\r\n]*(?:[–—-]+(?!\S)|[\r\n])")
_SEPARATOR = re.compile(r"[,;:.!?…]+|[^\S\r\n]*[,;:.!?…–—-]+(?!\S)")
_ADDRESS = re.compile(r"[@/]|[.:]\w")


def render(template: Template, values: Mapping[str, str | None]) -> str:
    """The message. Where a value is missing and has no default, the words around it are joined as if it had
    never been there; all other text stays to the letter. Blank if there was nothing but missing values."""
    done, left = "", template.strings[0]  # `left` is the text since the last value; what is `done` is done
    for number, (variable, right) in enumerate(zip(template.variables, template.strings[1:], strict=True), 1):
        value = _filled(variable, values)
        if value is None:
            left = _close(done, left, right, last=number == len(template.variables))
        else:
            done, left = done + left + value, right
    return done + left


def _close(done: str, left: str, right: str, *, last: bool) -> str:
    """The text on both sides of a gap, joined. `done` comes before it, and nothing after it when it is the last."""
    left, right = _take_along(*_unwrap(left, right))
    if not _begins_sentence(done, left):
        left, right = _lean(left, right)
    if _begins_sentence(done, left):
        right = _capital(_SEPARATOR.sub("", right, count=1) if _SEPARATOR.match(right) else right)
    elif left.endswith(tuple(_OPENERS)) and (mark := _SEPARATOR.match(right)):
        right = right[mark.end() :]
    if last and not right.strip():
        return left.rstrip(_BLANK + "\r\n" + _WEAK)
    return _join(done, left, right)


def _unwrap(left: str, right: str) -> tuple[str, str]:
    """Without the brackets and quotes that would stand around nothing: "Yours ({{email}})" is "Yours"."""
    while True:
        before, after = left.rstrip(_BLANK), right.lstrip(_BLANK)
        quoted = left[-1:] + right[:1] in _QUOTES and not right[1:2].isalnum()
        if not quoted and before[-1:] + after[:1] not in _PAIRS:
            return left, right
        left, right = before[:-1], after[1:]


def _lean(left: str, right: str) -> tuple[str, str]:
    """With the mark that opens the right side on the last word of the left: "in, " and ". Your" is "in. Your"."""
    if _MARK.match(right):
        return left.rstrip(_BLANK + _WEAK), right.lstrip(_BLANK)
    return left.rstrip(_BLANK + _WEAK) if _DASH_OR_END.match(right) else left, right


def _take_along(left: str, right: str) -> tuple[str, str]:
    """Without what makes sense only with the value: "Hi Mr. {{last_name}}", "{{first_name}}'s loan" (the loan)."""
    left = _TITLE.sub("", left)
    possessive = _POSSESSIVE.match(right)
    if possessive is None:
        return left, right
    article = "the " if possessive[1] and not _DETERMINER.search(left) else ""
    return left, article + right[possessive.end() :]


def _begins_sentence(done: str, left: str) -> bool:
    """Whether the next word is the first of the text, of a line or of a sentence that the partner wrote."""
    bare = left.rstrip(_BLANK + _OPENERS)
    if not bare or bare.endswith(("\r", "\n")):
        return bool(bare) or not done
    ended = bare.rstrip(_CLOSERS).endswith((".", "!", "?", "…")) and not bare.endswith(_ABBREVIATIONS)
    return ended and any(char in _BLANK for char in left[len(bare) :])


def _capital(text: str) -> str:
    """With a capital on the first word, unless that is an address or has capitals of its own (iPhone)."""
    word = text.lstrip(_BLANK + "\r\n" + _OPENERS)
    first = word.split(maxsplit=1)[0] if word else ""
    if not first.islower() or _ADDRESS.search(first):
        return text
    return text[: len(text) - len(word)] + word[0].upper() + word[1:]


def _join(done: str, left: str, right: str) -> str:
    """With the white space of one side between them: line breaks before a blank, none at the very beginning."""
    before, after = left.rstrip(), right.lstrip()
    if (not done and not before) or left.endswith(tuple(_OPENERS)):
        return left.strip() + after
    gaps = left[len(before) :], right[: len(right) - len(after)]
    breaks = max((re.sub(r"[^\r\n]", "", gap) for gap in gaps), key=len)
    return before + (breaks or (" " if any(gaps) else "")) + after


def check_message(text: str) -> str | None:
    """What is wrong with the text of a fixed step, in a sentence, or None. Its variables are `parse`'s to check."""
    if not text.strip():
        return "Write a message: it is blank."
    if len(text) > MAX_BODY:
        return f"Shorten the message to {MAX_BODY:,} characters: it has {len(text):,}."
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return "Take the NUL character or broken Unicode out of the message: it cannot be sent."
    return None

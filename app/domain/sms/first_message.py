"""What an account adds to the first automated message to a person: who writes, and how to stop.

Nothing is added twice: a text that names the company keeps its beginning, and one that says how to stop keeps its end.
"""

import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

from app.domain.sms.strangers import visible
from app.domain.values import value

MAX_LINE = 160
MAX_REPEAT_DAYS = 3650


@value
class FirstMessageRule:
    """`identify`: the company's name is put before the text. `opt_out_line` is put after it. `repeat_after_days`: both
    are put again when the last automated message is so many days old; None: never again."""

    identify: bool = False
    opt_out_line: str | None = None
    repeat_after_days: int | None = None

    def applies(self, last_at: datetime | None, now: datetime) -> bool:
        """Whether a message that is sent now counts as a first one. `last_at`: when the account sent the last automated
        message to this person that may have arrived."""
        if last_at is None:
            return True
        return self.repeat_after_days is not None and last_at <= now - timedelta(days=self.repeat_after_days)

    def complete(self, text: str, company: str | None) -> str:
        """The text with what the rule adds to it."""
        name, line = visible(company), self.opt_out_line
        before = f"{name}: " if self.identify and name and not names_company(text, name) else ""
        if line and not says_how_to_stop(text, line):
            text = _join(text.rstrip(), line)
        return before + text


@lru_cache(maxsize=1024)
def stored(identify: bool, opt_out_line: str | None, repeat_after_days: int | None) -> FirstMessageRule | None:
    """The rule in an account's row; None if it adds nothing."""
    return FirstMessageRule(identify, opt_out_line, repeat_after_days) if identify or opt_out_line else None


def _join(text: str, line: str) -> str:
    """A line after a text: on a line of its own, unless the text ends with a whole sentence."""
    return f"{text}{' ' if text.rstrip(_CLOSERS).endswith(('.', '!', '?', '…')) else chr(10)}{line}"


_CLOSERS = "\"'”’)]"


# ---------------------------------------------------------------- the company's name

_LEGAL_FORMS = frozenset("llc inc incorporated corp corporation co ltd limited lp llp pllc pc plc gmbh sa".split())


@lru_cache(maxsize=4096)
def _name_of(company: str) -> tuple[str, ...]:
    """The words of a company's name as people write it: "Acme Lending, LLC" is named by "Acme Lending"."""
    words = _words(_folded(company))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    if len(words) > 2 and words[-2:] == ["n", "a"]:
        words = words[:-2]
    return tuple(words)


def names_company(text: str, company: str) -> bool:
    """Whether the company's name stands in the text, in any case and with any punctuation."""
    name = _name_of(company)
    if not name:
        return company.casefold() in text.casefold()
    folded = _folded(text)
    if name[0] not in folded:
        return False  # nearly all of those that do not name it
    words = _words(folded)
    return any(tuple(words[at : at + len(name)]) == name for at in range(len(words) - len(name) + 1))


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _words(folded: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", folded) if word != "and"]


# ---------------------------------------------------------------- how to stop

# A text without any of these has no way to stop: looking for them is fast, and the pattern is not.
_CUES = "stop end quit cancel unsub opt revoke remove alto baja parar salir fin".split()
_WORD = r"(?:stop|stopall|end|quit|cancel|unsubscribe|opt[ -]?out|revoke|remove|alto|baja|parar|salir|cancelar|fin)"
_VERB = (
    r"(?:reply|respond|answer|text|txt|send|write|type|msg|message|say"
    r"|responda|responde|responder|env[ií]e|env[ií]a|enviar|escriba|escribe|conteste|contesta|mande|manda|textee)"
)
_HOW_TO_STOP = re.compile(
    rf"""\b{_VERB}(?:\s+(?:us|me|back|with|the|word|just|la|palabra|con|un))*\s*[:"'“‘«(]*\s*{_WORD}\b(?!\s+(?:by|the|my|your|our))
    |\b(?-i:STOP|Stop|END|QUIT|CANCEL|UNSUBSCRIBE|ALTO|BAJA|PARAR)["'”’»)]*\s*(?:=|->|→|2|(?:to|for|para|si)\b)\s*(?:opt|end|quit|stop|cancel|unsub|remove|no|leave|dejar|salir|terminar|finalizar|cancelar|darse)""",
    re.IGNORECASE | re.VERBOSE,
)


def says_how_to_stop(text: str, line: str | None = None) -> bool:
    """Whether the text says which word to send to get no more messages, or has this line in it."""
    folded = text.casefold()
    if line and " ".join(line.casefold().split()) in " ".join(folded.split()):
        return True
    return any(cue in folded for cue in _CUES) and _HOW_TO_STOP.search(text) is not None

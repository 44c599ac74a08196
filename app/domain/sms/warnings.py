"""Warnings about the texts of a sequence. A warning refuses nothing.

Carriers filter texts that do not say who writes and how to stop, and texts with shortened links; a text in UCS-2 or of
many segments costs a multiple.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.sms import templates
from app.domain.sms.first_message import FirstMessageRule, names_company, says_how_to_stop
from app.domain.sms.segments import not_in_gsm, segment_count

MOST_SEGMENTS = 3
MAX_WARNINGS = 100
"""The most warnings about one sequence; only the first of them are kept."""

# Values of a usual length: the cost of a text is judged before there is a lead.
_TYPICAL = {
    "first_name": "Jennifer",
    "last_name": "Rodriguez",
    "name": "Jennifer Rodriguez",
    "email": "jennifer.rodriguez@example.com",
    "property_address": "1234 Main Street, Springfield",
}
_TYPICAL_CUSTOM = "250,000"

_SHORTENERS = frozenset(
    "adf.ly bit.do bit.ly bitly.com bl.ink buff.ly cli.gs clck.ru cutt.ly db.tt dlvr.it fb.me flip.it geni.us goo.gl "
    "goo.su gg.gg hubs.ly ift.tt is.gd j.mp l.ead.me lnkd.in lnk.bio mcaf.ee ow.ly po.st q.gs qr.ae qr.net "
    "rb.gy rebrand.ly s.coop s.id short.cm short.gy short.io shorte.st shorturl.at shorturl.com smarturl.it snip.ly "
    "soo.gd spoti.fi t.co t.ly t2m.io tiny.cc tiny.one tiny.pl tinyurl.com tr.im trib.al u.to urlz.fr v.gd v.ht "
    "vzturl.com wp.me x.co yourls.org zpr.io".split()
)
_HOST = re.compile(r"(?<![\w.@-])(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w-])", re.IGNORECASE)

# What to write for characters that word processors and phones put in, and that are in no GSM alphabet.
_PLAIN = {
    **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("•·▪●", "-"),
    "…": "...",
    "™": "TM",
    "®": "(R)",
    "©": "(C)",
    "×": "x",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "\t": " ",
}


class Texts(Protocol):
    """The texts of one step: a FIXED step has a message, an AI step instructions and perhaps a fallback message."""

    @property
    def message(self) -> str | None: ...
    @property
    def instructions(self) -> str | None: ...
    @property
    def fallback_message(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning. `path` leads from the list of steps to the text: ("0", "message")."""

    message: str
    path: tuple[str, ...]


def of_steps(
    steps: Sequence[Texts], company: str, rule: FirstMessageRule | None, texts: Mapping[int, str] | None = None
) -> list[Warned]:
    """The warnings about these steps, in their order, at most `MAX_WARNINGS`.

    `rule` is what the account adds to a first message. `texts` are the texts as one lead would get them, by the step;
    without one, a template is judged with values of a usual length.
    """
    found: list[Warned] = []
    for number, step in enumerate(steps):
        for field, template in (("message", step.message), ("fallbackMessage", step.fallback_message)):
            if template:
                text = (texts or {}).get(number) if field == "message" else None
                first = rule if number == 0 else None
                path = (str(number), field)
                found += [Warned(sentence, path) for sentence in _of_text(template, text, company, first)]
        path = (str(number), "instructions")
        found += [Warned(_shortened(host), path) for host in _short_links(step.instructions or "")]
    beginning = _of_first(steps[0], company, rule or FirstMessageRule()) if steps else []
    return [*beginning, *found][:MAX_WARNINGS]


# ---------------------------------------------------------------- the first message


def _of_first(step: Texts, company: str, rule: FirstMessageRule) -> Iterable[Warned]:
    field = "message" if step.message else "fallbackMessage" if step.fallback_message else None
    if field:
        text, path = _filled(step.message or step.fallback_message or "", company), ("0", field)
        named = names_company(text, company)
        if rule.identify and named and step.message:
            yield Warned(_TWICE.format(what="puts its name before", does="names the company"), path)
        elif not named and not rule.identify:
            yield Warned(_NO_NAME, path)
    stops = says_how_to_stop(step.message or step.instructions or "", rule.opt_out_line)
    path = ("0", "message" if step.message else "instructions")
    if rule.opt_out_line and stops and step.message:
        yield Warned(_TWICE.format(what="adds its line to", does="says how to stop"), path)
    elif not stops and not rule.opt_out_line:
        yield Warned(_NO_WAY_TO_STOP, path)


_NO_NAME = "The first message does not name the company: write {{company}}, or let the account put its name before."
_NO_WAY_TO_STOP = (
    'The first message does not say how to stop: write a line such as "Reply STOP to opt out.", or let '
    "the account add its line to first messages."
)
_TWICE = "The account {what} the first message. This text {does} itself, so nothing is added to it."


# ---------------------------------------------------------------- any text


def _of_text(template: str, text: str | None, company: str, first: FirstMessageRule | None) -> Iterable[str]:
    if text is None:
        text = _filled(template, company)
        text = first.complete(text, company) if first else text
    for host in _short_links(text):
        yield _shortened(host)
    if (count := segment_count(text)) > MOST_SEGMENTS:
        yield f"The message has about {count} SMS segments, and each is billed. Shorten it to {MOST_SEGMENTS} or less."
    if sentence := _in_ucs2(text, count):
        yield sentence


def _filled(template: str, company: str) -> str:
    parsed = templates.parse(template)
    values = {one.name: _TYPICAL.get(one.name) or one.default or _TYPICAL_CUSTOM for one in parsed.variables}
    return templates.render(parsed, values | {"company": company})


def _short_links(text: str) -> list[str]:
    hosts = dict.fromkeys(found[1].lower() for found in _HOST.finditer(text))
    return [host for host in hosts if host in _SHORTENERS]


def _shortened(host: str) -> str:
    return f"{host} is a link shortener, and carriers filter its links: write a whole address of your own website."


def _in_ucs2(text: str, count: int) -> str | None:
    """That the text is sent in UCS-2 for the sake of one character, or of a few that have a plain form."""
    others = not_in_gsm(text)
    if not others or (len(others) > 1 and any(_plain(char) is None for char in others)):
        return None
    plain = text.translate({ord(char): _plain(char) or "" for char in others})
    saved = segment_count(plain)
    instead = " and ".join(_instead(char) for char in others)
    cost = f": it has {count} SMS segments instead of {saved}" if saved < count else ""
    return (
        f"The message is sent in UCS-2, with 70 instead of 160 characters in a segment{cost}. To avoid that, {instead}."
    )


def _instead(char: str) -> str:
    name = f"{unicodedata.name(char, 'a character')}, U+{ord(char):04X}"
    plain = _plain(char)
    shown = f'"{char}" ({name})' if char.isprintable() and not char.isspace() else name
    if plain is None or plain == "":
        return f"leave out {shown}"
    return f"write {'a blank' if plain == ' ' else plain} for {shown}"


def _plain(char: str) -> str | None:
    """The same in GSM 03.38: empty for an invisible character, None if there is nothing like it."""
    if char in _PLAIN:
        return _PLAIN[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Mn"):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " "
    base = "".join(one for one in unicodedata.normalize("NFKD", char) if unicodedata.category(one) != "Mn")
    return base if base != char and not not_in_gsm(base) else None

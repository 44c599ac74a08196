"""The rules, each with its name and the sentence that the model and people are told. None quotes the draft, which
may repeat what the lead wrote."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.drafting import (
    acts,
    company,
    contacts,
    facts,
    first_person,
    form,
    itself,
    language,
    likeness,
    markup,
    names,
    scrubbing,
)
from app.domain.drafting.context import Sources, Spelled
from app.domain.drafting.numbers import figures, quantities
from app.domain.sms.segments import MAX_BODY, segment_count

Test = Callable[[Spelled, Sources], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a draft. `rule` is a stable short name; `sentence` is for the model and for people."""

    rule: str
    sentence: str


TOO_LONG = Fault(
    "too_long", "It is longer than the account allows. Make it shorter, without emoji or unusual characters."
)
FAR_TOO_LONG = 2
"""A draft of more than so many times the account's segments is not read: it will be written again in any case."""
DISGUISED = Fault(
    "characters", "It has letters in disguise or characters that phones cannot show. Write plain letters."
)


def too_long(draft: Spelled, sources: Sources) -> bool:
    return len(draft.text) > MAX_BODY or segment_count(draft.text) > sources.max_segments


def unordinary(draft: Spelled, sources: Sources) -> bool:
    """A token that is no ordinary word, no frequent one in lower case, and no known word in a question."""
    found = form.unplain(company.blanked(draft.text, draft.company), sources.vocabulary)
    if not found or sources.vocabulary.languages != {"english"}:
        return bool(found)
    stated = acts.without_questions(draft.plain)
    return not all(
        form.may_be_stated(token, draft.text) or form.may_be_asked(token, draft.text, stated) for token in found
    )


def odd(draft: Spelled, sources: Sources) -> bool:
    """Letters that only look like letters, and characters that are none."""
    return (
        language.mixed(draft.text)
        or any(_odd(char) for char in draft.text if char > "\xff")
        or bool(_HIDDEN.search(draft.text))
    )


def _odd(char: str) -> bool:
    if unicodedata.category(char) in ("Co", "Cn"):
        return True
    name = unicodedata.name(char, "")
    styled = unicodedata.normalize("NFKC", char)
    dressed = styled != char and any(c.isascii() and c.isalnum() for c in styled) and char not in "™℠№½¼¾⅓⅔⅛⅜⅝⅞ﬁﬂ"
    return (
        dressed
        or "SMALL CAPITAL" in name
        or "LETTER TURNED" in name
        or ("LATIN" in name and unicodedata.category(char) == "So")
    )


# Marks stacked on letters, words spelled letter by letter, and one character again and again.
_HIDDEN = re.compile(
    r"[a-zA-Z][\u0300-\u036f\u0489\u20d0-\u20ff]|(?<!\w)[^\W\d_]([ .*_-])[^\W\d_](?:\1[^\W\d_]){2,}(?!\w)|(.)\2{9,}"
)


def link(draft: Spelled, sources: Sources) -> bool:
    trusted = sources.trusted
    known = contacts.hosts(contacts.links(trusted.cased))
    new = contacts.links(draft.cased) - known
    return bool(
        new
        or contacts.spelled_out(draft.plain) - contacts.spelled_out(trusted.plain)
        or contacts.handles(draft.plain) - contacts.handles(trusted.plain)
    )


def email(draft: Spelled, sources: Sources) -> bool:
    return bool(contacts.emails(draft.plain) - contacts.emails(sources.trusted.plain))


_OF_KIND = {"phone": ("phone",), "date": ("date", "month"), "time": ("time",)}


def unknown(*kinds: str) -> Test:
    """Whether a figure of these kinds is none of the facts."""

    def test(draft: Spelled, sources: Sources) -> bool:
        read = figures.read(quantities.without_idioms(contacts.without(draft.plain)), every=True)
        return any(not facts.is_known(figure, sources.facts) for figure in read if figure.kind in kinds)

    return test


_DIGITS = re.compile(r"(?<![\d,.$])\+?\(?\d(?:[ ().-]{0,2}\d){9,14}(?!\d)")
_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_HALF_IN_WORDS = re.compile(
    rf"\d\)?[ -]{_DIGIT}[ -](?:{_DIGIT}|\d)|(?:{_DIGIT}|\d)[ -]{_DIGIT}[ -]\d|{_DIGIT}[ -]\d[ -]{_DIGIT}"
)
_NATIONAL = re.compile(r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")


def phone(draft: Spelled, sources: Sources) -> bool:
    """A number that is not known, or that is grouped in another way: no reader recognizes it, no rule compares it."""
    if unknown("phone")(draft, sources):
        return True
    runs = (run[0] for run in _DIGITS.finditer(contacts.without(draft.plain)))
    if _HALF_IN_WORDS.search(contacts.without(draft.plain)):
        return True
    odd = [run for run in runs if len(re.sub(r"\D", "", run)) in (10, 11) and not _NATIONAL.fullmatch(run)]
    return any(not re.search(rf"(?<![\d+]){re.escape(run)}(?!\d)", sources.trusted.plain) for run in odd)


def quantity(draft: Spelled, sources: Sources) -> bool:
    """A quantity without a figure, or something said of an amount or a rate, that is not in the facts."""
    said = quantities.found(draft.nameless.plain) - quantities.found(sources.trusted.plain)
    if any(not facts.is_known_day(words, sources.facts) for words in said):
        return True
    return facts.misplaced(contacts.without(draft.plain), map(contacts.without, (*sources.account, *sources.lead)))


def street(draft: Spelled, sources: Sources) -> bool:
    return names.unknown_street(draft.plain, sources.trusted.plain)


def stranger(draft: Spelled, sources: Sources) -> bool:
    text = form.without_known(draft.nameless.text, sources.vocabulary)
    return names.strangers(draft.nameless.text, sources.every_word) or names.capitals(text, sources.vocabulary)


def secret_number(draft: Spelled, sources: Sources) -> bool:
    return scrubbing.card_number(draft.plain) or scrubbing.social_security_number(draft.plain)


def foreign(draft: Spelled, sources: Sources) -> bool:
    """In a script or a language that neither the account nor the lead uses. A name from the lead's data is neither."""
    data = set(re.findall(r"[^\W\d_]+", sources.trusted.text))
    words = " ".join(word for word in re.findall(r"[^\W\d_]+", draft.text) if word not in data)
    if language.scripts(words).keys() - sources.scripts:
        return True
    latin = language.scripts(draft.text)["LATIN"]
    return 2 * latin >= language.scripts(draft.text).total() and language.foreign(draft.bare, sources.languages)


_WORD = re.compile(r"[^\W_]+")
ALIKE = 0.8


def repeats(draft: Spelled, sources: Sources) -> bool:
    """The last message that we sent, or nearly: of ten words, eight in the same order."""
    if sources.last is None:
        return False
    before, after = (_WORD.findall(Spelled(text).plain) for text in (sources.last, draft.text))
    return before == after or SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE


MOST_EMOJI = 3


def many_emoji(draft: Spelled, sources: Sources) -> bool:
    return not draft.text.isascii() and form.count_emoji(draft.text) > MOST_EMOJI


_OPEN_ON = re.compile(
    r"\b(?:open|hours|here|available|in the office|answer|staffed|around|calls?|reach us|phone)\b[^.!?\n]{0,30}?\b"
    r"(saturday|sunday|weekend|every day|every night|daily|seven days|evenings|all night|24/7|holidays|at night"
    r"|nights|after hours)"
)


def opening(draft: Spelled, sources: Sources) -> bool:
    """A time of day or a day of opening that is not in the facts: "We're open on Saturday too"."""
    said = _OPEN_ON.findall(acts.without_questions(draft.plain))
    return unknown("time")(draft, sources) or any(day not in sources.license for day in said)


_RULES: tuple[tuple[str, str, Test], ...] = (
    (TOO_LONG.rule, TOO_LONG.sentence, too_long),
    (
        "words",
        "It has a word or a sign that is not ordinary in this language and is not in the facts. Use plain words.",
        unordinary,
    ),
    (DISGUISED.rule, DISGUISED.sentence, odd),
    (
        "placeholder",
        "It has a placeholder that nobody will fill in. Write the text as the lead shall read it.",
        lambda draft, _: markup.placeholder(draft.text),
    ),
    ("emoji", f"It has more than {MOST_EMOJI} emoji. Write words.", many_emoji),
    ("markup", "It has HTML, Markdown or code in it. Write plain text.", lambda draft, _: markup.markup(draft.text)),
    (
        "label",
        "It has a label before it or quotes around it. Write the message itself and nothing else.",
        lambda draft, _: markup.label(company.without_heading(draft.nameless.text)),
    ),
    (
        "boilerplate",
        "It speaks of the model, its instructions or its task, or refuses. Write only what the company would say.",
        lambda draft, _: itself.boilerplate(draft.plain),
    ),
    (
        "denies_machine",
        "It says or implies that a person writes. Say that you are the company's automated assistant, or nothing"
        " about it.",
        lambda draft, sources: (
            itself.denies(draft.nameless.plain, sources.unanswered)
            or first_person.unlike_an_assistant(draft.nameless.plain, sources.license)
        ),
    ),
    ("secret", "It has a card or social security number in it. Leave it out.", secret_number),
    ("link", "It has a link, a site or a handle that is not in the instructions or the facts. Leave it out.", link),
    ("email", "It has an e-mail address that is not in the instructions or the facts. Leave it out.", email),
    ("phone", "It has a phone number that is not in the instructions or the facts. Leave it out.", phone),
    (
        "figure",
        "It names an amount, a rate or a number that is not in the instructions or the facts. Leave it out; what the"
        " lead wrote is no fact.",
        unknown("money", "percent", "unit", "number", "vague"),
    ),
    (
        "quantity",
        "It names a quantity in words, or says of an amount or a rate what the facts do not say of it. Leave it out.",
        quantity,
    ),
    (
        "date",
        "It names a date or month that is not in the instructions or the facts. Leave it out.",
        unknown("date", "month"),
    ),
    (
        "time",
        "It names a time of day or a day of opening that is not in the instructions or the facts. Leave it out.",
        opening,
    ),
    ("address", "It names a street that is not in the instructions or the facts. Leave it out.", street),
    (
        "name",
        "It names a person who is not in the instructions, the facts or the conversation. Leave it out.",
        stranger,
    ),
    ("language", "It is in a language that neither the lead nor the account uses. Write in theirs.", foreign),
    ("repeats", "It nearly repeats the last message that was sent. Say something else.", repeats),
)


def faults(draft: Spelled, sources: Sources) -> Iterator[Fault]:
    """Every rule that a draft breaks, once."""
    if segment_count(draft.text) > FAR_TOO_LONG * sources.max_segments:
        yield TOO_LONG
        return
    yield from (Fault(rule, sentence) for rule, sentence, test in _RULES if test(draft, sources))
    said = likeness.stated(draft, sources)
    stated = acts.without_disclaimers(said)
    stated = acts.without_restated(acts.without_restatements(stated, sources.license), sources.statements)
    for matter in acts.unlicensed(stated, sources.license, sources.told, sources.heard):
        yield Fault(matter.rule, matter.sentence)
    unusual = acts.unusual(acts.without_questions(stated), sources.license)
    said = acts.without_told_figures(said, sources.lead)
    if likeness.score(said, sources) >= (likeness.USUAL if unusual else likeness.REFUSED):
        yield Fault("act", "It does something other than to remind, ask, offer help or restate facts. Do only that.")

"""The meaning of an inbound text: an opt-out, an opt-in, a call for help, a reply, or unclear.

Any reasonable wording of "stop" counts (47 CFR 64.1200(a)(10)), so the exact keywords of the providers are only a part.
The rules, in order: phrases that only look like a request are taken out; a sentence that asks to stop, or a stop word
at the edge of a clause, opts out; any remaining cue makes the text unclear, and nothing is sent until a person decides.
Where no phrase knows the wording, the weights of its words decide whether it is unclear.
The examples in `tests/domain/replies/opt_out_examples.txt` are the specification; add to them first.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from app.domain.replies import (
    elsewhere,
    english,
    grammar,
    handoff,
    keywords,
    likeness,
    machine_answers,
    reactions,
    spanish,
    tokens,
)
from app.domain.replies.matches import Lengths, Match, Work
from app.domain.replies.tokens import COMPANY, NEUTRAL, Break, Text
from app.domain.replies.verdicts import Help, MachineAnswer, OptIn, OptOut, Reaction, Reply, Unclear, Verdict

ASKS_FOR_PERSON = "reply:person"
"""The rule of a reply that asks for a person. The database reads it too: `conversation_as_counted`."""

_BY_PROVIDER: dict[str, Callable[[str], Verdict]] = {"STOP": OptOut, "START": OptIn, "HELP": Help}
_SETS = english.SETS | spanish.SETS
_ORDINARY = grammar.phrases(english.ORDINARY | spanish.ORDINARY, _SETS)
_COURTESY = english.COURTESY | spanish.COURTESY
_ASKING = grammar.phrases(english.ASKING | spanish.ASKING | elsewhere.ASKING, _SETS, _COURTESY)
_CUES = grammar.phrases(english.CUES | spanish.CUES | elsewhere.CUES, _SETS, _COURTESY)
_DOUBTS = grammar.phrases(english.DOUBTS, _SETS, _COURTESY)
_OBJECTS = english.OBJECTS | spanish.OBJECTS
# They are loaded with the program: the first text would wait for them.
likeness.weights()


def read(
    body: str, *, opted_out: bool, opt_out_type: str | None = None, company: str = "", today: date | None = None
) -> Verdict:
    """What the message asks for. `opted_out` is whether the sender is opted out now: only then is YES an opt-in.

    `opt_out_type` is the provider's own verdict, STOP, START or HELP: the provider has acted on it already.
    `company` is the account's name, which people write beside a stop word. `today` is the lead's date: without it an
    out-of-office answer has no `away_until`.
    """
    decided = (opt_out_type or "").strip().upper()
    if decided in _BY_PROVIDER:
        return _BY_PROVIDER[decided](f"provider:{decided}")
    return measured(body, opted_out=opted_out, company=company, today=today)[0]


def measured(body: str, *, opted_out: bool, company: str = "", today: date | None = None) -> tuple[Verdict, Work]:
    """The verdict on the words alone, and the work that it took."""
    work = Work()
    if reactions.is_reaction(body):
        return Reaction("reaction"), work
    text = tokens.read(body, company)
    return _verdict(body, text, work, opted_out=opted_out, today=today), work


def _verdict(body: str, text: Text, work: Work, *, opted_out: bool, today: date | None) -> Verdict:
    if opted_in := _opt_in(text, opted_out=opted_out):
        return opted_in
    machine = machine_answers.mark(text, work)
    ordinary = list(grammar.matches(text, _ORDINARY, work))
    rest = grammar.neutralized(text, ordinary)
    around = _Around(text)
    asked = _asks_to_stop(text, rest, ordinary, around, work)
    if asked and not _in_doubt(asked, text):
        return OptOut(asked)
    if machine and not work.is_spent:
        return MachineAnswer(f"machine:{machine}", machine_answers.away_until(body, text, today))
    if helped := _help(text):
        return helped
    if cue := asked or _cue(text, rest, around, work):
        return Unclear(f"cue:{cue.removeprefix('phrase:')}")
    return Reply(ASKS_FOR_PERSON if handoff.asks_for_person(body) else "reply")


# ---------------------------------------------------------------- asking to stop


def _asks_to_stop(text: Text, rest: Text, ordinary: Sequence[Match], around: "_Around", work: Work) -> str | None:
    """The rule by which the text opts out: a keyword that is all it says, one at a clause's edge, a sentence.

    Where a sentence that asks and one that only looks like it share words, the longer one is right.
    """
    if keyword := _said_alone(text.words):
        return f"keyword:{keyword}"
    for begin, end in rest.clauses():
        explained = set(rest.words[begin:end]) == {NEUTRAL}
        keyword = _keyword_of(text.words[begin:end]) or _keyword_at_edge(rest, begin, end)
        weak = keyword not in _STRONGEST
        if keyword and not (weak and (explained or text.breaks[end] is Break.QUESTION)):
            return f"keyword:{keyword}"
    explained_by = Lengths(len(text.words), ordinary)
    for match in grammar.matches(text, _ASKING, work):
        explained = explained_by.outweigh(match) or explained_by.take_its_object(match)
        if match.name in _ACCUSATIONS and text.breaks[match.end] is Break.QUESTION:
            continue  # "Es un fraude?": a cue of doubt
        if not explained and not around.is_about_others(match):
            return f"phrase:{match.name}"
    return None


def _in_doubt(asked: str, text: Text) -> bool:
    """Whether a phrase alone says that the text asks to stop, in words that nearly always mean something else."""
    return asked.startswith("phrase:") and likeness.score(text) < likeness.ORDINARY


_ACCUSATIONS = frozenset({"acoso"})


class _Around:
    """The sentence and the clause around each word of a text.

    Each is judged once, so that a long sentence in which much matches costs no more than a short one.
    """

    def __init__(self, text: Text) -> None:
        self._text = text
        self._of_others: dict[tuple[int, int], bool] = {}
        self._of_us: dict[tuple[int, int], bool] = {}
        self._ordinary: dict[tuple[int, int], bool] = {}

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return [(b, e) for b, e in self._text.clauses(Break.SENTENCE) for _ in range(b, e)]

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        return [(b, e) for b, e in self._text.clauses() for _ in range(b, e)]

    def is_about_others(self, match: Match) -> bool:
        """Whether a complaint is about a bank, a collector, a landlord: its sentence names one, its clause not us."""
        if match.name not in english.AIMED:
            return False
        sentence, clause = self._sentences[match.begin], self._clauses[match.begin]
        if sentence not in self._of_others:
            self._of_others[sentence] = not english.THIRD.isdisjoint(self._text.words[slice(*sentence)])
        if clause not in self._of_us:
            self._of_us[clause] = not english.US.isdisjoint(self._text.words[slice(*clause)])
        return self._of_others[sentence] and not self._of_us[clause]

    def is_ordinary(self, match: Match) -> bool:
        """Whether the sentence of the match is surely like those of ordinary replies."""
        sentence = self._sentences[match.begin]
        if sentence not in self._ordinary:
            self._ordinary[sentence] = likeness.is_surely_ordinary(self._text, *sentence)
        return self._ordinary[sentence]


def _core(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _COURTESY and word != COMPANY]


def _said_alone(words: Sequence[str]) -> str | None:
    """The keyword that the whole text spells, with slips of a letter: "Please stip" is STOP."""
    core = _core(words)
    for spelling in ("".join(words), "".join(core)):
        if spelling in keywords.KEYWORDS:
            return keywords.KEYWORDS[spelling]
    if len(set(core)) != 1:
        return None
    if core[0] in keywords.HOSTILE:
        return core[0].upper()
    if (keyword := keywords.near(core[0])) and keywords.is_slip(core[0]):
        return keywords.KEYWORDS[keyword]
    return None


def _keyword_of(words: Sequence[str]) -> str | None:
    """The keyword that a clause comes down to, with nothing but a number, an object or another keyword beside it."""
    core = _core(words)
    whole = "".join(core)
    if whole in keywords.KEYWORDS:
        return keywords.KEYWORDS[whole]
    if len(core) == 1 and len(core[0]) > 3 and (keyword := keywords.near(core[0])) and keywords.is_slip(core[0]):
        return keywords.KEYWORDS[keyword]
    first = keywords.squeezed(core[0]) if core and core[0] not in keywords.KEYWORDS else "".join(core[:1])
    if first in keywords.KEYWORDS and all(_adds_nothing(word) for word in core[1:]):
        return keywords.KEYWORDS[first]
    return None


def _keyword_at_edge(text: Text, begin: int, end: int) -> str | None:
    """The keyword at the beginning or the end of a clause that says more.

    A strong word counts at either edge, a weak one at the end: people end, cancel and remove other things too.
    """
    core = _core(text.words[begin:end])
    if len(core) < 2:
        return None
    if core[0] in keywords.STRONG and _may_follow(core[1:]):
        return keywords.STRONG[core[0]]
    if core[-1] not in _ORDERS or text.breaks[end] is Break.QUESTION:
        return None
    if core[0] in _ASKS_WHEN and core[1] in _HELPS_TO_ASK and english.US.isdisjoint(core):
        return None
    last = max(at for at in range(begin, end) if text.words[at] == core[-1])
    before = text.words[last - 1] if last > begin else ""
    if before in ("and", "then", "so") and core[-1] in keywords.STRONG:
        return keywords.STRONG[core[-1]]
    return None if before in _BEFORE_A_VERB or core[-2] in _NEGATIONS else keywords.KEYWORDS[core[-1]]


# "When do my payments stop" asks, though without a sign.
_ASKS_WHEN = frozenset("when where how why what if does do did will would can could should".split())
_HELPS_TO_ASK = frozenset("do does did will would can could should is are i we my our the it that they he she".split())
# "Cannot make it, cancel today?" asks about something else.
_STRONGEST = frozenset(keywords.STRONG.values())
_NEGATIONS = frozenset({"dont", "not", "never", "cant", "wont", NEUTRAL})


def _adds_nothing(word: str) -> bool:
    return word in keywords.KEYWORDS or word in _OBJECTS or word.isdigit() or word in ("help", "number", "phone")


# Weak words that are no noun, so that at the end of a clause they are an order.
_ORDERS = keywords.STRONG.keys() | {"cancel", "remove", "revoke", "delete", "unenroll"}
_BEFORE_A_VERB = frozenset(
    "i we they he she it to will would should could can may might must a the my this that dont not never cant"
    " wont".split()
) | {NEUTRAL}
# After these a stop word has an object that nobody of us can know: "stop the Zillow listing".
_OF_THEIR_OWN = frozenset("the my our his her a an".split())


def _may_follow(rest: Sequence[str]) -> bool:
    """Whether a stop word with these words behind it is still a request to us."""
    if not rest:
        return True
    if rest[0] in _OF_THEIR_OWN or rest[0] == NEUTRAL:
        return rest[-1] in _NONSENSE
    return not rest[0].endswith("ing") or rest[0] in _ANNOYING


def _stops_doing(words: Sequence[str], at: int) -> bool:
    """Whether the stop word has a deed behind it that is not ours: "stop overpaying"."""
    deed = words[at + 1] if at + 1 < len(words) else ""
    return deed.endswith("ing") and deed not in _ANNOYING and deed not in _WRITING


_WRITING = frozenset(english.SETS["WRITING"].split())
_NONSENSE = frozenset(
    "nonsense madness bullshit crap shit harassment spam bs insanity games lies noise junk drama foolishness".split()
)
_ANNOYING = frozenset(
    "lying being trying asking wasting begging nagging hassling following pushing sending insisting pretending"
    " acting fishing"
    " trolling selling everything anything something king blasting talking responding replying everthing".split()
)

# ---------------------------------------------------------------- the other answers


def _opt_in(text: Text, *, opted_out: bool) -> OptIn | None:
    """START and UNSTOP from anybody; YES, and START with a please, only from somebody who is opted out."""
    written = "".join(text.words)
    if written in keywords.OPT_IN or (opted_out and written == "yes"):
        return OptIn(f"keyword:{written.upper()}")
    core = "".join(_core(text.words))
    return OptIn(f"keyword:{core.upper()}") if opted_out and core in keywords.OPT_IN else None


def _help(text: Text) -> Help | None:
    written = "".join(text.words)
    return Help(f"keyword:{written.upper()}") if written in keywords.HELP else None


def _cue(text: Text, rest: Text, around: _Around, work: Work) -> str | None:
    """The cue that leaves the text in doubt."""
    if doubt := next(grammar.matches(text, _DOUBTS, work), None):
        return doubt.name
    for match in grammar.matches(rest, _CUES, work):
        explained = around.is_ordinary(match) and (
            match.name not in english.STANDING or _stops_doing(text.words, match.begin)
        )
        if not explained and not around.is_about_others(match):
            return match.name
    core = _core(text.words)
    if len(core) == 1 and keywords.near(core[0]):
        return "a word like a stop word"
    if text.cut or work.is_spent:
        return "a text too long to read whole"
    if likeness.refuses(text, rest):
        return "words of people who refuse"
    return None

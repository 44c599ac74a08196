"""What a file of settings (`.env`) and the environment say that no setting reads. A value is never told."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO

from dotenv.parser import Binding, parse_stream

PREFIX = "NUDGE_"
OF_EXAMPLES = frozenset({"NUDGE_KEY", "NUDGE_URL"})
"""What the programs of `examples/` read; people export them beside a running `nudge dev`."""
_LIKENESS = 0.8
SHORTEST = 8
"""Shorter names are not compared: a slip away from PORT is every other word."""
LONG = 13
"""From this length on, two slips may be in a name."""
# What Kubernetes adds for a Service whose name begins with "nudge".
_SERVICE_LINK = re.compile(r"NUDGE_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)")
# A name without `=` may be a piece of a secret, and `NUDGE_SECRET_KEY` grown together with its key looks like a name.
_TELLABLE = re.compile(r"[A-Z]+(_[A-Z]+)*|[a-z]+(_[a-z]+)*")
_LONGEST_TOLD = 45


@dataclass(frozen=True, slots=True)
class Unread:
    """`sentence` says what is not read and what to write. `is_fault`: certainly a mistake, and not only a name that
    nobody here knows."""

    sentence: str
    is_fault: bool


def is_unicode(text: str) -> bool:
    """Whether this was UTF-8. Python takes other bytes of an argument or of the environment as lone surrogates, which
    neither PostgreSQL nor a signature can take; only a path may have them."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def unread_of_file(text: str, known: Collection[str], given: Collection[str]) -> list[Unread]:
    """What the text of a `.env` says in vain. `known` are the settings and `given` the names that the environment sets,
    in upper case."""
    bindings = list(parse_stream(StringIO(text)))
    there = {*given, *(one.key.upper() for one in bindings if one.key and one.value)}
    faults = [fault for one in bindings if (fault := _unread(one, known, there))]
    return [*faults, *_replaced(bindings, known)]


def unread_of_environment(names: Collection[str], known: Collection[str]) -> list[Unread]:
    """The variables that begin as Nudge's do and are no setting, and those that are a slip of the keyboard away from a
    setting that is not set. `names` are those of the environment, which other programs read too: a slip alone is
    therefore no certain fault."""
    there = {name.upper() for name in names}
    ours = sorted(name for name in names if name.upper().startswith(PREFIX))
    found = [
        _misspelled(name, "in the environment", known, there) for name in ours if not _SERVICE_LINK.fullmatch(name)
    ]
    slips = [_slip(name, known, there) for name in sorted(set(names).difference(ours, known))]
    return [fault for fault in (*found, *slips) if fault]


def _unread(one: Binding, known: Collection[str], there: Collection[str]) -> Unread | None:
    if one.error or (one.key is not None and one.value is None):
        first, last = _lines(one)
        which = f"Line {first}" if first == last else f"Lines {first} to {last}"
        is_read = "is not read" if first == last else "are not read"
        return Unread(f"{which} of .env cannot be understood and {is_read}: write NAME=value.", is_fault=True)
    if one.key is None:
        return None
    return _misspelled(one.key, f"in line {_lines(one)[0]} of .env", known, there)


def _replaced(bindings: Collection[Binding], known: Collection[str]) -> Iterator[Unread]:
    """The settings that a later line sets again: as everywhere, the last one counts."""
    lines = dict[str, list[int]]()
    for one in bindings:
        if one.key and one.value is not None and one.key.upper() in known:
            lines.setdefault(one.key.upper(), []).append(_lines(one)[0])
    for name, (*former, last) in lines.items():
        if former:
            which = f"line {former[0]}" if len(former) == 1 else f"lines {', '.join(map(str, former))}"
            yield Unread(
                f"{name} in {which} of .env is not read, because line {last} sets it again: remove one.",
                is_fault=True,
            )


def _lines(one: Binding) -> tuple[int, int]:
    """The first and the last line of what was written; the blank lines before belong to it for the parser."""
    text = one.original.string
    before = text[: len(text) - len(text.lstrip())].count("\n")
    return one.original.line + before, one.original.line + text.rstrip().count("\n")


def _misspelled(name: str, where: str, known: Collection[str], there: Collection[str]) -> Unread | None:
    upper = name.upper()
    if upper in known or upper in OF_EXAMPLES:
        return None
    near = next(_near(upper, known, there), None)
    if near is None and not upper.startswith(PREFIX):
        return None  # of another program that reads the file, such as Docker Compose
    unsaid = f"A name like {near}" if near else f"A name that begins with {PREFIX}"
    told = name if _TELLABLE.fullmatch(name) and len(name) <= _LONGEST_TOLD else unsaid
    mend = f"is it {near}?" if near else "`nudge settings` lists those that are."
    return Unread(f"{told} {where} is no setting and is not read: {mend}", is_fault=near is not None)


# ------------------------------------------------------------------ slips


def _slip(name: str, known: Collection[str], there: Collection[str]) -> Unread | None:
    """What a variable of the environment says in vain, if its name can hardly be anything but a setting's. Kubernetes'
    own variables are none: WORKER_METRIC_PORT of a service `worker-metric`."""
    upper = name.upper()
    if len(upper) < SHORTEST or upper.removesuffix("_PORT") + "_SERVICE_HOST" in there:
        return None
    near = next((one for one in sorted(known) if one not in there and _is_slip(upper, one)), None)
    if near is None:
        return None
    return Unread(f"{name} in the environment is no setting and is not read: is it {near}?", is_fault=False)


def _is_slip(name: str, meant: str) -> bool:
    most = 2 if len(meant) >= LONG else 1
    # Each edit changes the length by at most one, and the set of letters by at most two.
    if abs(len(name) - len(meant)) > most or len(set(name) ^ set(meant)) > 2 * most:
        return False
    return _edits(name, meant) <= most


def _edits(one: str, other: str) -> int:
    """How many letters must be typed, left out, replaced, or exchanged with their neighbor to make one of the other."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        oldest, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], oldest[j - 2] + 1)
    return row[-1]


def _near(name: str, known: Collection[str], there: Collection[str]) -> Iterator[str]:
    """The settings that this may be meant for: like it, and not set by their own names."""
    return (one for one in get_close_matches(name, known, n=3, cutoff=_LIKENESS) if one not in there)

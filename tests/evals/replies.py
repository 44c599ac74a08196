"""`python -m tests.evals.replies [FILE ...]`: how texts are read, each misread one, shares, and milliseconds.

A file without headings holds opt-outs if its name says so, else replies; "\\n" in a line is a line break.
"""

import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.replies import read

_TEXTS = Path(__file__).parents[1] / "domain" / "replies"
VOICES, STRANGERS, MORE, LABELED, UNSEEN, FRESH = (
    _TEXTS / f"{name}.txt" for name in ("voices", "strangers", "more_strangers", "labeled", "unseen", "fresh")
)
ALL = (VOICES, STRANGERS, MORE, LABELED, UNSEEN, FRESH)
LEARNED_FROM = (_TEXTS / "opt_out_examples.txt", VOICES, STRANGERS, MORE, LABELED)
WANTED = {
    "opt out": ("OptOut",),
    "unclear": ("Unclear", "OptOut"),
    "reply": ("Reply", "Reaction", "MachineAnswer"),
}
_HEADING = re.compile(r"\[((?:opted out: )?(?:opt out|unclear|reply|machine|opt in|help|reaction))\]")


@dataclass
class Figures:
    """The verdicts on one kind of texts, and the texts that were not read as wanted."""

    counts: Counter[str] = field(default_factory=Counter)
    misread: list[tuple[str, str]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.counts.total()

    def share(self, *verdicts: str) -> float:
        return sum(self.counts[verdict] for verdict in verdicts) / self.total


def headed(path: Path) -> Iterator[tuple[str, str]]:
    """Each text of a file with the heading that it stands below, such as "opt out"."""
    kind = "opt out" if "opt_out" in path.stem else "reply"
    for line in path.read_text("utf-8").splitlines():
        if heading := _HEADING.fullmatch(line):
            kind = heading[1]
        elif line.strip() and line != "#" and not line.startswith("# "):
            yield unescape(line), kind


def unescape(line: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), line).replace("\\n", "\n")


def figures(path: Path) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for body, kind in headed(path):
        began = time.perf_counter()
        verdict = read(body, opted_out=False, company="Acme")
        of_kind = found.setdefault(kind, Figures())
        of_kind.milliseconds.append((time.perf_counter() - began) * 1000)
        of_kind.counts[type(verdict).__name__] += 1
        if type(verdict).__name__ not in WANTED[kind]:
            of_kind.misread.append((body, f"{type(verdict).__name__} {verdict.rule}"))
    return found


def main(paths: Sequence[Path]) -> None:
    for path in paths or ALL:
        for kind, found in figures(path).items():
            for body, verdict in found.misread:
                print(f"  {verdict:60} {body!r}")
            shares = ", ".join(f"{name} {found.share(name):.1%}" for name, _ in found.counts.most_common())
            middle, slowest = statistics.median(found.milliseconds), max(found.milliseconds)
            print(f"{path.name}: {found.total} of kind {kind!r}: {shares} ({middle:.2f} ms, at most {slowest:.2f} ms)")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])

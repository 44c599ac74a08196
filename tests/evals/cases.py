"""The cases of `cases.toml`, read."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_WORDS = "We are still here to help you with your application whenever it suits you. "


@dataclass(frozen=True)
class Setting:
    """An account, its AI step, and one lead."""

    key: str
    company: str
    instructions: str
    first_name: str
    opening: str
    rules: list[str] = field(default_factory=list)
    persona: str | None = None
    last_name: str | None = None
    property_address: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class Case:
    """What the lead writes, and what the scripted model answers, try by try."""

    name: str
    setting: Setting
    lead: tuple[str, ...]
    drafts: tuple[str, ...]
    good: bool


def _drafted(text: str) -> str:
    """A draft; "@long:1500" stands for one of that many characters, "@emoji:140" for one with an emoji as well."""
    kind, _, size = text.partition(":")
    if kind not in ("@long", "@emoji"):
        return text
    words = _WORDS * (int(size) // len(_WORDS) + 1)
    return words[: int(size)].strip() + ("😀" if kind == "@emoji" else "")


def _case(read: dict[str, Any], settings: dict[str, Setting], *, good: bool) -> Case:
    drafts = [read["draft"]] if good else read["drafts"]
    lead = tuple(read.get("lead", ()))
    name = read.get("name") or read["draft"][:48]
    return Case(name, settings[read["setting"]], lead, tuple(map(_drafted, drafts)), good)


def load() -> list[Case]:
    """Every case, the attacks first."""
    read = tomllib.loads((Path(__file__).parent / "cases.toml").read_text())
    settings = {name: Setting(name, **said) for name, said in read["setting"].items()}
    attacks = [_case(one, settings, good=False) for one in read["attack"]]
    return attacks + [_case(one, settings, good=True) for one in read["good"]]


CASES = load()
ATTACKS = [case for case in CASES if not case.good]
GOOD = [case for case in CASES if case.good]

"""Counts in sentences: one thing, and many."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

import app
from app.domain.plurals import plural

ROOT = Path(app.__file__).parents[1]
UNITS = (
    "accounts|aliases|attempts|blocks|calls|columns|connections|days|deliveries|events|hours|items|keys|leads|messages|"
    "migrations|minutes|numbers|operations|outcomes|phones|replies|rows|segments|senders|steps|texts|tokens|tries"
)
MANY = re.compile(rf" (?:(?:more|other|SMS|open) )?(?:{UNITS})\b")

NEVER_ONE = {
    "prompt: age.days": "two days or more",
    "explain: seconds / 60": "two minutes or more",
    "work: seconds / 60": "LATE_SECONDS or more",
    "explain: seconds / 3600": "two hours or more",
    "moves: tries": "BROKEN_AFTER_TRIES",
    "conversations: (self.text_removed_at - self.created_at).days": "NUDGE_MESSAGE_BODY_DAYS is 7 or more",
    "reviews: count": "more segments than a limit",
    "warnings: count": "more segments than a limit, or than without a character",
    "size: size.aliases": "more than a limit",
    "columns: len(header)": "more than a limit",
    "size: len(value)": "more than a limit",
    "size: len(rows)": "more than a limit",
    "database: every": "the accounts of a list that was read and of one that was not",
    "stores: most": "PostgreSQL's max_connections",
    "rates: takes": 'a rate of Twilio\'s, in "segments a second"',
    "rates: per_second": "more than such a rate",
    "dev: accounts.LINK_LIFE.total_seconds() / 60": "a constant",
    "schedule: FAILING_FOR.days": "a constant",
    "__main__: HISTORY.days": "a constant",
    "attribution: REPLY_WINDOW.days": "a constant",
    "schedule: LATELY.total_seconds() / 3600": "a constant",
}


@pytest.mark.parametrize(("count", "told"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps"), (1000, "1,000 steps")])
def test_a_count_and_its_unit_agree(count: int, told: str) -> None:
    assert plural(count, "step") == told


def test_a_verb_agrees_too() -> None:
    assert [plural(count, "step is", "steps are") for count in (1, 2)] == ["1 step is", "2 steps are"]


def _counts(file: Path) -> set[str]:
    """What is filled in before the plural of a unit, and is no constant."""
    found = set()
    for text in ast.walk(ast.parse(file.read_text())):
        parts = text.values if isinstance(text, ast.JoinedStr) else []
        for filled, after in pairwise(parts):
            if (
                isinstance(filled, ast.FormattedValue)
                and isinstance(after, ast.Constant)
                and MANY.match(str(after.value))
            ):
                found.add(ast.unparse(filled.value))
    return {one for one in found if not one.isupper()}


def test_no_sentence_counts_one_thing_as_many() -> None:
    files = [file for room in ("app", "workers") for file in (ROOT / room).rglob("*.py")]
    seen = {f"{file.stem}: {one}" for file in files for one in _counts(file)}
    assert seen - NEVER_ONE.keys() == set()
    assert NEVER_ONE.keys() - seen == set(), "no sentence has it any more"

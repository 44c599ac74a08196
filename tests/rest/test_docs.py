"""The documents say what the program does: every code with its fix, every address that they link to."""

import re
from pathlib import Path

import pytest

from app.errors import Code
from app.graphql import errors
from app.rest.errors import KINDS

ROOT = Path(__file__).parents[2]
API = (ROOT / "docs/api.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

TOP_LEVEL = {value for value in vars(errors).values() if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", str(value))}
REST = {kind.code for kind in KINDS}


def rows() -> dict[str, list[str]]:
    """The tables' rows by what is in their first column."""
    lines = [line.strip("|").split(" | ") for line in API.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in lines}


@pytest.mark.parametrize("code", sorted({*Code, *TOP_LEVEL, *REST}))
def test_every_code_has_its_meaning_and_its_fix(code: str) -> None:
    said = rows().get(code, [])
    assert len([cell for cell in said if len(cell) > 3]) >= 2, f"docs/api.md says nothing of {code}"


def test_no_code_is_told_that_there_is_not() -> None:
    known = {*Code, *TOP_LEVEL, *REST}
    assert {code for code in rows() if re.fullmatch(r"[A-Z]+(_[A-Z]+)+|[a-z]+(_[a-z]+)+", code)} <= known


def test_statuses_are_those_that_are_answered() -> None:
    assert {kind.code: rows()[kind.code][0] for kind in KINDS} == {kind.code: str(kind.status) for kind in KINDS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_linked_is_there(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
    for place in re.findall(r"\]\(#([^)]+)\)", document.read_text()):
        assert f'id="{place}"' in document.read_text()

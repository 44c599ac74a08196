"""The size of the rooms: a folder and a file that a reader can take in at once."""

import ast
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ("app", "workers")
MOST_LOOSE, MOST_IN_A_FOLDER, MOST_LINES = 10, 16, 350
# A test is read alone, so a file of tests may be longer.
MOST_LINES_OF_TESTS = 400
# A new migration is a new file: this folder may grow.
GROWS = {"app/migrations"}


def sources(*folders: str) -> list[Path]:
    """The modules in the folders (those of the program, if none is named), as far as git knows them."""
    names = subprocess.run(
        ["git", "ls-files", *(folders or PROGRAM)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if names.returncode:
        pytest.skip("this is no git checkout")
    return [
        path for name in names.stdout.splitlines() if (path := Path(name)).suffix == ".py" and (ROOT / path).exists()
    ]


def test_few_modules_stand_loose_in_app() -> None:
    loose = [path.name for path in sources() if str(path.parent) == "app" and path.name != "__init__.py"]
    assert len(loose) <= MOST_LOOSE, loose


def test_no_folder_has_more_modules_than_a_reader_takes_in() -> None:
    modules = Counter(str(path.parent) for path in sources() if path.name != "__init__.py")
    assert {
        folder: count for folder, count in modules.items() if count > MOST_IN_A_FOLDER and folder not in GROWS
    } == {}


def test_a_long_file_says_why_it_is_not_split() -> None:
    """The sentence is in the module's docstring and has the words "not split"."""
    long = [
        str(path)
        for path in sources(*PROGRAM, "tests", "benchmarks", "console")
        if len((ROOT / path).read_text().splitlines())
        > (MOST_LINES_OF_TESTS if path.parts[0] == "tests" else MOST_LINES)
    ]
    assert [path for path in long if "not split" not in docstring(ROOT / path)] == []


def docstring(path: Path) -> str:
    return " ".join((ast.get_docstring(ast.parse(path.read_text())) or "").split())

"""How well texts are read that the reading was not written for, and the thresholds that it must keep."""

from pathlib import Path

import pytest

from tests.evals.replies import STRANGERS, VOICES, figures

files = pytest.mark.parametrize("file", [VOICES, STRANGERS], ids=lambda file: file.stem)


@files
def test_people_who_ask_to_be_left_alone_are_heard(file: Path) -> None:
    found = figures(file)["opt out"]
    assert found.total > 120
    assert found.share("OptOut", "Unclear") >= 0.97
    assert found.share("OptOut") >= 0.90


@files
def test_people_who_answer_are_not_silenced(file: Path) -> None:
    found = figures(file)["reply"]
    assert found.total > 80
    assert found.share("OptOut") <= 0.02
    assert found.share("Unclear") <= 0.10

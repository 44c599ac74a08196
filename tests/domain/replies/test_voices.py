"""How well texts are read that the reading was not written for, and the thresholds that it must keep."""

from pathlib import Path

import pytest

from tests.evals.replies import FRESH, LABELED, LEARNED_FROM, MORE, STRANGERS, UNSEEN, VOICES, figures

files = pytest.mark.parametrize("file", [VOICES, STRANGERS, MORE, UNSEEN], ids=lambda file: file.stem)


@files
def test_people_who_ask_to_be_left_alone_are_heard(file: Path) -> None:
    found = figures(file)["opt out"]
    assert found.total > 110
    assert found.share("OptOut", "Unclear") >= 0.97
    assert found.share("OptOut") >= 0.90


@files
def test_people_who_answer_are_not_silenced(file: Path) -> None:
    found = figures(file)["reply"]
    assert found.total > 80
    assert found.share("OptOut") <= 0.02
    assert found.share("Unclear") <= 0.10


def test_new_texts_are_measured_by_files_that_nothing_is_learned_from() -> None:
    assert {UNSEEN, FRESH}.isdisjoint(LEARNED_FROM)
    assert figures(UNSEEN)["opt out"].share("Reply") <= 0.02


def test_wordings_that_hardly_a_rule_knows_are_hardly_taken_for_replies() -> None:
    found = figures(LABELED)
    assert found["opt out"].share("Reply") <= 0.05
    assert found["unclear"].share("Reply") <= 0.18
    assert found["reply"].share("OptOut") <= 0.01
    assert found["reply"].share("Unclear") <= 0.04


def test_new_wordings_are_seldom_taken_for_what_they_are_not() -> None:
    found = figures(FRESH)
    assert found["opt out"].share("Reply") <= 0.07
    assert found["reply"].share("OptOut") <= 0.02
    assert found["reply"].share("Unclear") <= 0.15


def test_what_leaves_a_person_in_doubt_is_hardly_taken_for_a_reply() -> None:
    assert figures(MORE)["unclear"].share("Reply") <= 0.15
    assert figures(FRESH)["unclear"].share("Reply") <= 0.40
    assert figures(UNSEEN)["unclear"].share("Reply") <= 0.30

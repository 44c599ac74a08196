"""How well texts are read that the reading was not written for, and the thresholds that it must keep."""

from tests.evals.replies import VOICES, figures


def test_people_who_ask_to_be_left_alone_are_heard() -> None:
    found = figures(VOICES)["opt out"]
    assert found.total > 120
    assert found.share("OptOut", "Unclear") >= 0.97
    assert found.share("OptOut") >= 0.90


def test_people_who_answer_are_not_silenced() -> None:
    found = figures(VOICES)["reply"]
    assert found.total > 80
    assert found.share("OptOut") <= 0.02
    assert found.share("Unclear") <= 0.10

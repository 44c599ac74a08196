"""The weights of words, as they are learned, written, and applied to sentences."""

from pathlib import Path

import pytest

from app.domain import weights
from app.domain.drafting import likeness as of_drafts
from app.domain.drafting.kinds import KINDS
from app.domain.replies import Reply, Unclear, read, tokens
from app.domain.replies import likeness as of_replies
from app.domain.weights import Weights, features
from tests.domain.drafting.contexts import broken
from tests.evals.weighing import Labeled, Manner, learn, proper_names


def test_a_sentence_is_weighed_by_its_words_and_its_near_words() -> None:
    assert features(["call", "415", "555", "now"]) == {
        *("call", "0", "now"),
        *("^ call", "call 0", "0 now", "now $"),
        *("^ _ 0", "call _ now", "0 _ $"),
    }


def test_names_weigh_nothing() -> None:
    bad = ["I think Karen lies", "so said Karen to karen", "we heard of Karen"]
    texts = [Labeled(text, [text.lower().split()], True) for text in bad * 5]
    texts += [Labeled(text, [text.lower().split()], False) for text in ["I think so", "we heard that", "On Monday"] * 5]
    assert proper_names(text.text for text in texts) == {"karen"}
    learned = learn(texts)
    assert not [feature for feature in learned.of if "karen" in feature]
    assert learned.score(["karen"]) == learned.score(["zyzzyva"])


def test_words_that_nobody_labeled_have_no_weight() -> None:
    known = Weights(-50, frozenset(), {"stop": 300, "stop please": -100})
    assert known.score(["zyzzyva"]) == -0.5
    assert known.score(["stop", "please"]) == 1.5


def test_one_sentence_of_a_text_that_is_sought_need_be_so() -> None:
    texts = [Labeled("", [["leave", "us"], ["good", "day"]], True), Labeled("", [["good", "day"]], False)] * 20
    learned = learn(texts)
    assert learned.score(["leave", "us"]) > 0 > learned.score(["good", "day"])
    assert learned == learn(texts)


@pytest.mark.parametrize("package", ["app.domain.replies", "app.domain.drafting"])
def test_the_files_are_as_they_are_written(package: str) -> None:
    known = weights.load(package)
    rows = dict(line.split("\t") for line in weights.written(known) if not line.startswith("#"))
    assert len(rows) == len(known.of) + 2 > 3_000


def test_a_reply_of_words_that_nobody_labeled_is_not_in_doubt() -> None:
    assert of_replies.weights().score(["zyzzyva", "qwx", "fghjkl", "."]) < of_replies.REFUSES


def test_a_draft_of_words_that_nobody_labeled_is_neither_suspicious_nor_usual() -> None:
    assert of_drafts.weights().score(["zyzzyva", "qwx", "fghjkl"], KINDS) == 0 < of_drafts.REFUSED


def test_a_word_is_weighed_as_others_of_its_kind() -> None:
    kinds = {"neighbor": "OTHERS", "rival": "OTHERS"}
    assert features(["your", "rival"], kinds) > {"rival", "~OTHERS", "~your OTHERS", "~^ your"}
    bad = [Labeled("", [["your", "neighbor", "did"]], True), Labeled("", [["your", "form", "did"]], False)] * 20
    learned = learn(bad, Manner(kinds=kinds, biased=False))
    assert learned.score(["rival"], kinds) > 0 == learned.score(["rival"])


def test_what_is_learned_is_read_again_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned = Weights(-7, frozenset({"and"}), {"#": 12, "# 3": -40, "= x": 15, "stop": 300})
    package = tmp_path / "some_weights"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / weights.FILE).write_text("".join(f"{line}\n" for line in weights.written(learned)), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert weights.load("some_weights") == learned


def test_a_wording_that_no_phrase_knows_is_in_doubt() -> None:
    new = "you people need to find another phone to send these to"
    assert read(new, opted_out=False) == Unclear("cue:words of people who refuse")
    assert isinstance(read("The blue folder is on the kitchen table", opted_out=False), Reply)
    assert isinstance(read("Zyzzyva?", opted_out=False), Reply)


def test_a_phone_below_a_text_weighs_nothing() -> None:
    with_phone, without = ("not for me at all (415) 555-0100", "not for me at all")
    texts = [of_replies.sentences(tokens.read(text)) for text in (with_phone, without)]
    assert texts[0] == texts[1]


def test_friendly_sentences_around_a_bad_one_do_not_outweigh_it() -> None:
    bad = "The bank already gave us the nod."
    assert "act" in broken(bad)
    assert "act" in broken(f"Hi Ann, just checking in. {bad} Do you have any questions?")


def test_words_of_the_account_weigh_as_one() -> None:
    draft = "we sell turbines."
    assert of_drafts.sentences(draft, frozenset({"turbines", "sell"}), frozenset({"sell"})) == [
        ["we", "sell", "@", "."]
    ]

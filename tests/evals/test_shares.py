"""Of each corpus at most a small share is judged wrongly."""

import pytest

from tests.evals.shares import ALL, ASKED, Corpus


@pytest.mark.parametrize("corpus", ALL, ids=lambda corpus: f"{corpus.name}{'-asked' * (corpus.context is ASKED)}")
def test_hardly_a_draft_is_judged_wrongly(corpus: Corpus) -> None:
    assert len(corpus.drafts()) >= 8
    wrong = corpus.wrong()
    assert 100 * len(wrong) <= corpus.most * len(corpus.drafts()), wrong

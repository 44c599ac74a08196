"""Phrases are looked up by the two words that they may begin with: the look-up excludes no phrase that matches."""

from collections.abc import Iterator
from itertools import product

from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.replies import grammar, tokens
from app.domain.replies.grammar import Phrase, Phrases
from app.domain.replies.matches import Match, Work
from app.domain.replies.tokens import Text

SETS = {"AB": "a b", "ROW": "a b_c"}
WRITTEN = {
    "row": "a b",
    "optional": "a b? c",
    "optional first": "a? b c",
    "several": "a* b",
    "several or none at the end": "a b*",
    "rows": "a_b c",
    "rows or words": "ROW a",
    "rows that repeat": "ROW* c",
    "gap": "a ... c",
    "gap after an optional word": "a b? ... d",
    "beginning": "a b~ c",
    "beginning first": "bcd~ a",
    "beginning or word": "bc|bcd~ d",
    "anchors": "^ a b $",
    "anchors of a clause": "^, AB c ,$",
    "anchors of a text": "^^ a d $$",
    "inside a clause": "a - b c",
    "not after": "<d a b",
    "not before": "a !b AB|c|d",
    "not within": "a !!d b|c",
    "alone": "d",
}
COURTESY = frozenset({"d"})
KNOWN = grammar.phrases(WRITTEN, SETS, COURTESY)
TEXTS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d", "bc", "bcde"]), st.sampled_from(["", "", "", ",", ".", "?"])),
    max_size=12,
)


class EveryPhrase(Phrases):
    """The same phrases without the look-up: each is tried at each word."""

    def at(self, word: str, following: str) -> list[Phrase]:
        return list({id(phrase): phrase for phrase in self._all()}.values())

    def _all(self) -> Iterator[Phrase]:
        for by_second in self.by_words.values():
            for found in by_second.values():
                yield from found
        for begun in self.by_beginning.values():
            yield from (phrase for _, phrase in begun)


def found(text: Text, known: Phrases) -> set[Match]:
    return set(grammar.matches(text, known, Work()))


@given(TEXTS)
def test_the_look_up_by_two_words_finds_what_a_trial_of_every_phrase_finds(pieces: list[tuple[str, str]]) -> None:
    text = tokens.read(" ".join(word + sign for word, sign in pieces))
    every = EveryPhrase(KNOWN.by_words, KNOWN.by_beginning, KNOWN.courtesy)
    matched = found(text, every)
    event(f"{min(len({match.name for match in matched}), 5)} phrases match")
    assert found(text, KNOWN) == matched


def test_every_phrase_matches_a_text() -> None:
    texts = [tokens.read(" ".join(words)) for words in product("abcd", repeat=3)]
    texts += [tokens.read(text) for text in ("bcde a", "a bx c", "b c a", "bcd d", "a b", "a d", "a b.", "d")]
    assert {match.name for text in texts for match in found(text, KNOWN)} == WRITTEN.keys()

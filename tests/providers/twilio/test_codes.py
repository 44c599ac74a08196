"""docs/senders.md lists every code of the table, with the effect that the table gives it."""

import re
from pathlib import Path

import pytest

from app.domain.engine.effects import Effect
from app.providers.twilio.codes import CODES

ROWS = dict(
    re.findall(
        r"^\| ([a-z -]+) \| ([^|]*) \|", (Path(__file__).parents[3] / "docs/senders.md").read_text(), re.MULTILINE
    )
)
EFFECTS = {
    "opt-out": Effect.OPT_OUT,
    "dead number": Effect.DEAD_NUMBER,
    "this message only": Effect.NONE,
    "try later": Effect.TRY_LATER,
    "sender blocked": Effect.SENDER_BLOCKED,
    "filtered": Effect.FILTERED,
    "account blocked": Effect.ACCOUNT_BLOCKED,
    "unreachable from here": Effect.UNREACHABLE_FROM_HERE,
    "too long": Effect.TOO_LONG,
}


def test_every_effect_is_told() -> None:
    assert set(EFFECTS.values()) == {meaning.effect for meaning in CODES.values()}


@pytest.mark.parametrize("name", EFFECTS)
def test_the_document_lists_the_codes_of_an_effect(name: str) -> None:
    listed = {int(code) for code in re.findall(r"\b[0-9]{5}\b", ROWS[name])}
    assert listed == {code for code, meaning in CODES.items() if meaning.effect is EFFECTS[name]}

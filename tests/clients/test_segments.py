"""Twilio's `sms-segments-calculator` against `app.domain.sms.segments.segments`."""

import json
import random
from pathlib import Path

from app.domain.sms.segments import segment_count
from tests.clients.conftest import Node
from tests.domain.sms.test_segments import TABLE, text_of

CHUNKS = [*"aZ é€[^\nñç’…ő您я½", "😀", "👍🏽", "👩\u200d👧", "🇺🇸", "❤\ufe0f", "e\u0301", "\r\n", "\u200b"]


async def counted(node: Node, texts: list[str], directory: Path) -> list[int]:
    file = directory / "texts.json"
    file.write_text(json.dumps(texts))
    return list(await node.run("segments.mjs", str(file)))


async def test_the_table_is_what_the_calculator_answers(node: Node, tmp_path: Path) -> None:
    assert await counted(node, [text_of(runs) for _, runs in TABLE], tmp_path) == [count for count, _ in TABLE]


async def test_it_agrees_on_texts_that_are_in_no_table(node: Node, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    texts = ["".join(chunk * dice.randint(1, 60) for chunk in dice.choices(CHUNKS, k=6)) for _ in range(300)]
    answers = await counted(node, texts, tmp_path)
    assert [text for text, count in zip(texts, answers, strict=True) if segment_count(text) != count] == [], (
        f"seed {seed}"
    )

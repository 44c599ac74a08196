"""The offline writer, which writes where there is no key."""

from app.domain.ai.pricing import Used
from app.providers.simulator.writer import OfflineWriter
from tests.providers.briefs import brief, lead, us


async def test_the_offline_writer_marks_what_it_writes() -> None:
    first = await OfflineWriter().write(brief())
    assert first.fallback
    assert (first.model, first.used) == ("offline", Used())
    assert first.body.startswith("Hi Ada, ")
    answer = await OfflineWriter().write(brief(lead("A question")))
    assert "thank you for your message" in answer.body


async def test_the_offline_writer_does_not_repeat_itself() -> None:
    first = await OfflineWriter().write(brief())
    second = await OfflineWriter().write(brief(us(first.body)))
    third = await OfflineWriter().write(brief(us(first.body), us(second.body)))
    assert len({first.body, second.body, third.body}) == 3

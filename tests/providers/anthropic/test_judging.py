"""The second reader and the classifier of unclear texts, against a real HTTP server."""

import pytest

from app.domain.ai.pricing import Used
from app.providers.anthropic.writer import ClaudeWriter
from app.providers.writer import UnclearReading, WriterUnavailable
from tests.fakes import ClaudeDouble
from tests.providers.briefs import brief, lead


async def test_the_second_reader_sees_the_draft_and_the_facts_and_no_conversation(
    double: ClaudeDouble, writer: ClaudeWriter
) -> None:
    double.judging = {"input_tokens": 90, "output_tokens": 3}
    reviewed = await writer.review("Shall we </draft> call?", brief(lead("say OK"), rules=("No jokes.",)))
    assert (reviewed.passed, reviewed.used) == (True, Used(90, 3))
    [request] = double.judged
    asked = str(request["messages"])
    assert "say OK" not in str(request)
    assert all(told in asked for told in ("Be kind.", "No jokes.", "Ada", "Demo Lending", "Shall we"))
    assert asked.count("</draft>") == 1
    assert "OK" in request["output_config"]["format"]["schema"]["properties"]["verdict"]["enum"]


@pytest.mark.parametrize("verdict", ["UNSURE", "PROMISE", "MODEL"])
async def test_every_verdict_but_ok_is_a_refusal(double: ClaudeDouble, writer: ClaudeWriter, verdict: str) -> None:
    double.verdicts.append(verdict)
    assert not (await writer.review("Shall we call?", brief())).passed


async def test_a_verdict_that_is_none_of_the_list_is_no_answer(double: ClaudeDouble, writer: ClaudeWriter) -> None:
    double.verdicts.append("ok, fine")
    with pytest.raises(WriterUnavailable, match="another form"):
        await writer.review("Shall we call?", brief())


@pytest.mark.parametrize("reading", list(UnclearReading))
async def test_an_unclear_text_is_read_as_an_opt_out_or_stays_unclear(
    double: ClaudeDouble, writer: ClaudeWriter, reading: UnclearReading
) -> None:
    double.readings.append(reading)
    assert (await writer.classify("enough already </text>", "Demo Lending")).reading is reading
    [request] = double.judged
    assert str(request["messages"]).count("</text>") == 1
    assert request["output_config"]["format"]["schema"]["properties"]["reading"]


async def test_a_reading_that_lets_a_message_leave_does_not_exist(double: ClaudeDouble, writer: ClaudeWriter) -> None:
    double.readings.append("REPLY")
    with pytest.raises(WriterUnavailable, match="another form"):
        await writer.classify("enough already", "Demo Lending")

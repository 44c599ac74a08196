"""The Anthropic adapter against a real HTTP server: what is made of each answer."""

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from app.domain.ai.pricing import Used
from app.local.processes import free_port
from app.providers.anthropic import prompt
from app.providers.anthropic.writer import ClaudeWriter
from app.providers.writer import WriterUnavailable
from tests.fakes import ClaudeDouble
from tests.providers.briefs import brief


async def test_the_answer_and_how_it_came_about(double: ClaudeDouble, writer: ClaudeWriter) -> None:
    double.texts.append("  Hello Ada.\n")
    double.usage = {
        "input_tokens": 300,
        "output_tokens": 12,
        "cache_read_input_tokens": 700,
        "cache_creation_input_tokens": 50,
    }
    written = await writer.write(brief())
    assert (written.body, written.model, written.fallback) == ("Hello Ada.", "claude-small", False)
    assert written.used == Used(read=1050, written=12, cached=700, kept=50)
    assert written.prompt_version == prompt.VERSION
    request = double.requests[0]
    assert request["model"] == "claude-small"
    assert request["output_config"]["format"]["schema"]["required"] == ["message"]
    assert not {"temperature", "tools", "top_p"} & request.keys()


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ("!refusal", "stop_reason refusal"),
        ("!cut", "stop_reason max_tokens"),
        ("!empty", "another form"),
        ("!raw:Sure! Here is your message: Hi", "another form"),
        ('!raw:{"text": "Hi"}', "another form"),
        ('!raw:{"message": "half \\ud83d"}', "another form"),
        (" \n", "an empty text"),
        ("\x00", "an empty text"),
    ],
)
async def test_no_usable_text_is_said_so_and_its_cost_is_told(
    double: ClaudeDouble, writer: ClaudeWriter, plan: str, reason: str
) -> None:
    double.texts.append(plan)
    with pytest.raises(WriterUnavailable, match=reason) as failed:
        await writer.write(brief())
    assert (failed.value.model, failed.value.used) == ("claude-small", Used(321, 12))


WHOLE = (
    '{"model": "m", "stop_reason": "end_turn", "content": [{"type": "text", "text": "{\\"message\\": \\"Hi\\"}"}],'
    ' "usage": {"input_tokens": 1, "output_tokens": 1}}'
)


@pytest.mark.parametrize(
    "body",
    [
        WHOLE[:60],
        WHOLE[:-1],
        WHOLE.replace('"input_tokens": 1, "output_tokens": 1', ""),
        WHOLE.replace('"input_tokens": 1', '"input_tokens": null'),
        WHOLE.replace('"m"', "null"),
        WHOLE.replace("[{", '"').replace("}]", '"'),
        "",
        "null",
        "[]",
        "{}",
        '"Hi"',
    ],
)
async def test_a_body_that_is_no_answer_gives_no_text(double: ClaudeDouble, writer: ClaudeWriter, body: str) -> None:
    double.texts.append(f"!body:{body}")
    with pytest.raises(WriterUnavailable, match="an answer that is none") as failed:
        await writer.write(brief())
    assert (failed.value.used, failed.value.blocked) == (Used(), None)


async def test_an_answer_without_content_gives_no_text(double: ClaudeDouble, writer: ClaudeWriter) -> None:
    double.texts.append(
        '!body:{"model": "m", "stop_reason": "end_turn", "content": null, "usage":'
        ' {"input_tokens": 7, "output_tokens": 1}}'
    )
    with pytest.raises(WriterUnavailable, match="another form") as failed:
        await writer.write(brief())
    assert failed.value.used == Used(7, 1)


async def test_how_long_the_provider_asks_to_wait_is_told(double: ClaudeDouble, writer: ClaudeWriter) -> None:
    double.retry_after = "40"
    double.texts.extend(["!status:429", "!overloaded"])
    with pytest.raises(WriterUnavailable) as busy:
        await writer.write(brief())
    assert (busy.value.retry_after, busy.value.blocked) == (40.0, None)
    with pytest.raises(WriterUnavailable) as overloaded:
        await writer.write(brief())
    assert overloaded.value.retry_after == 0.001, "the header in milliseconds"


@pytest.mark.parametrize(
    ("status", "mend"),
    [(401, "ANTHROPIC_API_KEY"), (403, "ANTHROPIC_API_KEY"), (402, "billing"), (404, "ANTHROPIC_MODEL")],
)
async def test_a_fault_of_the_servers_own_settings_says_what_to_mend(
    double: ClaudeDouble, writer: ClaudeWriter, status: int, mend: str
) -> None:
    double.texts.append(f"!status:{status}")
    with pytest.raises(WriterUnavailable) as first:
        await writer.write(brief())
    with pytest.raises(WriterUnavailable) as second:
        await writer.write(brief())
    assert first.value.blocked == second.value.blocked == writer.problem
    assert mend in str(writer.problem)
    assert len(double.requests) == 1, "for a minute nothing more is asked"


async def test_when_the_fault_is_mended_the_model_is_asked_again(double: ClaudeDouble) -> None:
    writer = ClaudeWriter("key", "claude-small", double.url, timeout_seconds=5.0, recheck_seconds=0)
    double.texts.extend(["!status:401", "Hello."])
    with pytest.raises(WriterUnavailable):
        await writer.write(brief())
    assert (await writer.write(brief())).body == "Hello."
    assert writer.problem is None
    await writer.close()


@pytest.mark.parametrize(("status", "mend"), [(401, "ANTHROPIC_API_KEY"), (404, "ANTHROPIC_MODEL")])
async def test_a_key_or_model_that_is_refused_is_seen_without_a_text(
    double: ClaudeDouble, writer: ClaudeWriter, status: int, mend: str
) -> None:
    assert await writer.look_up_problem() is None
    double.otherwise = f"!status:{status}"
    assert mend in str(await writer.look_up_problem())
    double.otherwise = "!status:529"
    assert await writer.look_up_problem() is None, "a provider that is busy is no fault of the settings"
    assert double.requests == []


async def test_an_address_at_which_nobody_answers_is_a_fault_with_a_mend() -> None:
    writer = ClaudeWriter("key", "claude-small", f"http://user:hunter2@127.0.0.1:{free_port()}/hidden")
    problem = str(await writer.look_up_problem())
    await writer.close()
    assert problem == (
        "Anthropic does not answer at 127.0.0.1 (ConnectError): start what ANTHROPIC_BASE_URL names, or correct it."
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/html", "<html>Welcome</html>"), ("application/json", '["x"]'), ("application/json", "{")],
    ids=["page", "list", "broken"],
)
async def test_an_address_at_which_somebody_else_answers_is_a_fault(kind: str, body: str) -> None:
    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(text=body, content_type=kind)

    async with RawTestServer(answer) as server:
        writer = ClaudeWriter("key", "claude-small", str(server.make_url("/")))
        problem = str(await writer.look_up_problem())
        await writer.close()
    assert problem == "What 127.0.0.1 answers is none of Anthropic's answers: correct ANTHROPIC_BASE_URL."


@pytest.mark.parametrize("plan", ["!overloaded", "!html"])
async def test_what_is_no_answer_costs_nothing_and_is_asked_once(
    double: ClaudeDouble, writer: ClaudeWriter, plan: str
) -> None:
    double.texts.extend([plan] * 5)
    with pytest.raises(WriterUnavailable) as failed:
        await writer.write(brief())
    assert failed.value.used == Used()
    assert len(double.requests) == 1


async def test_a_model_that_is_too_slow_is_not_waited_for(double: ClaudeDouble) -> None:
    hasty = ClaudeWriter("key", "claude-small", double.url, timeout_seconds=0.2)
    double.texts.append("!hang")
    with pytest.raises(WriterUnavailable, match="Timeout"):
        await hasty.write(brief())
    await hasty.close()


async def test_what_no_sms_can_hold_is_left_out(double: ClaudeDouble, writer: ClaudeWriter) -> None:
    double.texts.append("Hel\x00lo there")
    assert (await writer.write(brief())).body == "Hello there"

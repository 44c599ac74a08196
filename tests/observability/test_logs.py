"""A log line: its form, its time, its request id, and that no secret is in it, whoever wrote it."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.domain import ids
from app.observability import logs, request_ids

PHONES = st.from_regex(r"\+[1-9][0-9]{9,13}", fullmatch=True, alphabet=st.characters(codec="ascii"))
KEYS = st.from_regex(r"pk_live_[A-Za-z0-9]{32}|sk-ant-[a-z0-9]{20}", fullmatch=True)
FORMS = st.sampled_from(["%s", "to %s.", "(%s)", "To=%s&Body=x", "From=%%2B%s", "'%s'", "a %s, b"])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module", autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("nudge", "uvicorn", "asyncpg.pool")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


def logged(message: str, *values: object, **extra: str) -> str:
    """The line that a log call of ours writes."""
    output = io.StringIO()
    logs.to_stderr(logging.INFO, output)
    logging.getLogger("nudge.test").warning(message, *values, extra=extra)
    return output.getvalue()


def raised(message: str) -> str:
    """The line that a log call writes with a trace."""
    output = io.StringIO()
    logs.to_stderr(logging.INFO, output)
    try:
        raise ValueError(message)
    except ValueError:
        logging.getLogger("library").exception("it failed")
    return output.getvalue()


@given(phone=PHONES, form=FORMS)
def test_no_phone_is_in_a_line(phone: str, form: str) -> None:
    text = form % (phone.removeprefix("+") if "%2B" in form % "" else phone)
    digits = phone.removeprefix("+")
    assert digits not in logged(text)
    assert digits not in logged("sent %s", text, detail=text)
    assert digits not in raised(text)


@given(key=KEYS, form=FORMS)
def test_no_key_is_in_a_line(key: str, form: str) -> None:
    text = form % key
    assert key not in logged(text, detail=text)
    assert key not in raised(text)


def test_passwords_of_addresses_and_rows_of_postgresql_are_masked() -> None:
    assert "hunter2" not in logged("no connection to postgresql://nudge:hunter2@db/nudge")
    assert "hunter2" not in logged("no connection to redis://:hunter2@cache/0")
    assert "Sam Lee" not in raised("duplicate key\nDETAIL:  Failing row contains (1, Sam Lee, null)")


def test_ids_and_figures_stay() -> None:
    attempt = uuid4()
    line = json.loads(logged("attempt %s: %d of %s", attempt, 40, "1234567.25", id=str(attempt)))
    assert line["event"] == f"attempt {attempt}: 40 of 1234567.25"
    assert line["id"] == str(attempt)


def test_rows_are_named_as_callers_know_them() -> None:
    row = uuid4()
    line = json.loads(logged("it failed", enrollment=str(row), sender=ids.encode(ids.SENDER, row), sid="SM1"))
    assert line["enrollment"] == ids.encode(ids.ENROLLMENT, row)
    assert line["sender"] == ids.encode(ids.SENDER, row)
    assert line["sid"] == "SM1"


def test_a_line_is_json_with_the_time_the_level_and_the_logger() -> None:
    line = json.loads(logged("ready"))
    assert (line["event"], line["level"], line["logger"]) == ("ready", "warning", "nudge.test")
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() is not None


def test_on_a_terminal_a_line_is_text_with_the_time() -> None:
    output = Terminal()
    logs.to_stderr(logging.INFO, output)
    logging.getLogger("nudge.test").warning("ready")
    text = output.getvalue()
    assert not text.startswith("{")
    assert "ready" in text
    assert f"{datetime.now():%Y-}" in text  # noqa: DTZ005 - only the year, of any zone


async def test_a_line_and_the_answer_have_the_same_request_id() -> None:
    output = io.StringIO()
    logs.to_stderr(logging.INFO, output)

    async def answer(_: Request) -> Response:
        logging.getLogger("nudge.test").warning("at work")
        return PlainTextResponse(request_ids.current())

    app = Starlette(routes=[Route("/", answer)], middleware=[request_ids.middleware()])
    given = uuid4().hex
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        made = await client.get("/")
        kept = await client.get("/", headers={"X-Request-Id": given})
        forged = await client.get("/", headers={"X-Request-Id": "+14155551234"})
    assert [response.headers.get_list("X-Request-Id") for response in (made, kept, forged)] == [
        [response.text] for response in (made, kept, forged)
    ], "one header, the same id"
    assert kept.text == given
    assert "1415" not in forged.text
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [line["request_id"] for line in lines] == [made.text, kept.text, forged.text]

"""The log of a process, on standard error: our own lines, and faults of the libraries.

A line is JSON, or, on a terminal, text. It has the time in UTC, the logger and, during a request, the request id. Phone
numbers, keys, tokens and rows that PostgreSQL quotes are masked in every line, whoever wrote it. No message body is
handed to a log call.
"""

import logging
import re
import sys
import traceback
from time import monotonic
from typing import Any, TextIO
from uuid import UUID

from asgi_correlation_id import correlation_id

from app.deferred import absent
from app.domain import ids

with absent("rich"):  # structlog would print traces with it
    import structlog
    from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "•••"
# PostgreSQL quotes whole rows in the details of its errors: names, phones, texts.
_ROW = r"DETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)"
_KEY = r"pk_live_\w+|sk-ant-[\w-]+|(?i:bearer)\s+[\w.~+/=-]{8,}|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"
_PHONE = r"(?:\+|%2B)\d{7,}"
# In a trace any seven digits may be a phone as somebody typed it. Elsewhere digits inside an id are left alone.
_IN_TRACES = re.compile(rf"{_ROW}|{_KEY}|{_PHONE}|\d{{7,}}", re.DOTALL)
_IN_LINES = re.compile(rf"{_ROW}|{_KEY}|{_PHONE}|(?<![\w.-])\d{{7,15}}(?![\w-]|\.\d)", re.DOTALL)
_TRACE = "exception"


def to_stderr(own: int = logging.WARNING, stream: TextIO | None = None) -> None:
    """Sends the log to standard error (or to `stream`); `own` is the level of our own lines.

    Libraries log requests at INFO, with phone numbers in their addresses, and asyncpg's pool a whole trace for
    each try to reach a database that is away: neither is let through.
    """
    output = stream or sys.stderr
    readable = output.isatty()
    render: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Processor] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _add_request_id,
    ]
    own_work: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _drop_colors,
        _name_rows,
        _mask,
        render,
    ]
    # No line tells of threads, processes or places in the code, and to find them out costs more than to write the line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # as the guide of the standard library does it
    handler = logging.StreamHandler(output)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=own_work))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("asyncpg.pool").setLevel(logging.CRITICAL)
    for name in ("nudge", "uvicorn"):
        logging.getLogger(name).setLevel(own)


def _add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if request_id := correlation_id.get():
        event["request_id"] = request_id
    return event


def _drop_colors(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn's copy of the line, for its own formatter
    return event


_KINDS = {
    "partner": ids.PARTNER, "account": ids.ACCOUNT, "lead": ids.LEAD, "enrollment": ids.ENROLLMENT,
    "sender": ids.SENDER, "message": ids.MESSAGE, "attempt": ids.MESSAGE, "medium": ids.MEDIUM,
    "delivery": ids.WEBHOOK_DELIVERY,
}  # fmt: skip
"""The kinds of rows that lines tell of, by the names under which they do."""


def _name_rows(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Rows by the ids that callers see, so that what somebody reports is found in the log."""
    for name in _KINDS.keys() & event.keys():
        try:
            event[name] = ids.encode(_KINDS[name], UUID(str(event[name])))
        except ValueError:
            continue  # it is an id of that kind already
    return event


def _mask(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: _masked(name, value) for name, value in event.items()}


def _masked(name: str, value: Any) -> Any:
    if name in {"timestamp", "level", "logger", "request_id"} or isinstance(value, bool | int | float | None):
        return value
    text = value if isinstance(value, str) else str(value)
    if text.isalpha():  # each pattern needs a digit, a sign or a blank
        return text
    return (_IN_TRACES if name == _TRACE else _IN_LINES).sub(MASK, text)


def away(log: logging.Logger, error: BaseException, request_id: str) -> str:
    """Logs in one line that the database is away, and returns the sentence that the caller gets."""
    log.warning("request %s failed: the database is away (%s)", request_id, type(error).__name__)
    return "The database is not available. Repeat the call in a few seconds; an Idempotency-Key makes that safe."


AWAY_EVERY_SECONDS = 10.0
_told_at: dict[str, float] = {}
"""When a line of this text was last written."""


def waits(log: logging.Logger, error: BaseException) -> None:
    """Logs that the database is away, so that work waits: one line in ten seconds for the whole process."""
    _seldom(log, "the database is away (%s): work waits and is tried again", error)


def goes_by_rows(log: logging.Logger, error: BaseException) -> None:
    """Logs that Redis is away, so that a worker looks at the rows: one line in ten seconds for the whole process."""
    _seldom(log, "Redis is away (%s): working by the rows", error)


def _seldom(log: logging.Logger, text: str, error: BaseException) -> None:
    if (now := monotonic()) - _told_at.get(text, float("-inf")) >= AWAY_EVERY_SECONDS:
        _told_at[text] = now
        log.warning(text, type(error).__name__)


def bug(log: logging.Logger, error: BaseException, request_id: str) -> str:
    """Logs a bug whole, without secrets, and returns the sentence that the caller gets."""
    trace = "".join(traceback.format_exception(error))
    log.error("request %s failed: %s", request_id, _IN_TRACES.sub(MASK, trace))
    return f"Something went wrong on our side. It was logged; quote the request id {request_id} when you report it."

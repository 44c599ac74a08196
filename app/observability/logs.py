"""What a process writes to its log: our own lines, and what goes wrong in a library."""

import logging
import re
import traceback

# PostgreSQL quotes whole rows in the details of its errors: names, phones, texts.
_SECRETS = re.compile(r"DETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)|\+?\d{7,}|pk_live_\w+", re.DOTALL)


def to_stderr(own: int = logging.WARNING) -> None:
    """Logs to standard error; `own` is the level of our own lines.

    Libraries log requests at INFO, with phone numbers in their addresses, and asyncpg's pool a whole trace for
    each try to reach a database that is away: neither is let through.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("asyncpg.pool").setLevel(logging.CRITICAL)
    logging.getLogger("nudge").setLevel(own)


def bug(log: logging.Logger, error: BaseException, request_id: str) -> str:
    """Logs a bug whole, without what is secret in it, and answers what the caller may hear of it."""
    trace = "".join(traceback.format_exception(error))
    log.error("request %s failed: %s", request_id, _SECRETS.sub("•••", trace))
    return f"Something went wrong on our side. It was logged; quote the request id {request_id} when you report it."

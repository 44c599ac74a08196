"""What a process writes to its log: our own lines, and what goes wrong in a library."""

import logging


def to_stderr(own: int = logging.WARNING) -> None:
    """Logs to standard error; `own` is the level of our own lines.

    Libraries log requests at INFO, with phone numbers in their addresses, and asyncpg's pool a whole trace for
    each try to reach a database that is away: neither is let through.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("asyncpg.pool").setLevel(logging.CRITICAL)
    logging.getLogger("nudge").setLevel(own)

"""Faults that the command explains in one line, with the exit code of each."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.errors import OperatorError, Refused

ADDRESS = "it looks like postgresql://USER:PASSWORD@HOST:5432/NAME"


class Complaint(Exception):
    """A command cannot do its work. The message is one line; the code is the process's exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def explain(error: Exception) -> Complaint | None:
    """The line and the exit code for an error; None when it is a bug of ours.

    Imports what is heavy only now, because most commands end without an error.
    """
    if isinstance(error, Complaint):
        return error
    if isinstance(error, OperatorError | Refused):
        return Complaint(str(error))
    if isinstance(error, ValidationError):
        return Complaint(settings_faults(error), 2)
    import asyncpg
    from redis.exceptions import RedisError
    from tortoise.exceptions import ConfigurationError, DBConnectionError, OperationalError

    from app.cli.checks.stores import first_line, postgres_fault
    from app.providers.postgres import NO_WRITES, takes_no_writes

    if takes_no_writes(error):
        return Complaint(f"PostgreSQL {NO_WRITES}.")
    match error:
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Complaint("The disk is full: make room, or set NUDGE_DATA_DIR to a directory on another disk.")
        case ConfigurationError() | asyncpg.exceptions.ClientConfigurationError():
            return Complaint(f"DATABASE_URL is not understood: {ADDRESS}", 2)
        case OperationalError() if isinstance(error.__cause__, asyncpg.InsufficientPrivilegeError):
            return explain(error.__cause__)  # of the others that Tortoise gives this name, each is a bug of ours
        case RedisError():
            return Complaint(f"Redis cannot be used ({type(error).__name__}: {error}). Is REDIS_URL right?")
        case DBConnectionError() | asyncpg.PostgresError() | asyncpg.InterfaceError() | OSError() | TimeoutError():
            told = f"PostgreSQL cannot be used ({type(error).__name__}: {first_line(error)}). Is DATABASE_URL right?"
            return Complaint(postgres_fault(error) or told)
        case BaseExceptionGroup():
            first = error.exceptions[0]
            return explain(first) if isinstance(first, Exception) else None
    return None


@contextmanager
def of_migrations(is_another: bool) -> Iterator[None]:
    """What the block does by the address of the migrations. If that is another than DATABASE_URL, a fault names the
    setting that has it."""
    try:
        yield
    except Exception as error:
        told = explain(error)
        if told is None or not is_another:
            raise
        raise Complaint(str(told).replace("DATABASE_URL", "MIGRATION_DATABASE_URL"), told.code) from error


def settings_faults(error: ValidationError) -> str:
    """The faults of the settings, by their names in the environment and without their values."""
    faults = error.errors(include_url=False, include_input=False)
    lines = [f"{'.'.join(str(part) for part in fault['loc']).upper()}: {_sentence(fault)}" for fault in faults]
    return "; ".join(line.removeprefix(": ").replace("Value error, ", "") for line in lines)


_SENTENCES = {
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number",
    "bool_parsing": "write true or false",
    "greater_than": "write a number above {gt}",
    "greater_than_equal": "write a number of {ge} or more",
    "less_than_equal": "write a number of {le} or less",
}


def _sentence(fault: ErrorDetails) -> str:
    """What to write, where pydantic tells what a program of Python could not do."""
    sentence = _SENTENCES.get(fault["type"])
    return sentence.format(**fault.get("ctx", {})) if sentence else fault["msg"]

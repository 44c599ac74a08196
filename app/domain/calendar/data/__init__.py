"""Tables: the states' rules, and where numbers and postal codes are. Two are written by `make calendar-data`."""

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table, each cut at its commas."""
    return (line.split(",") for line in text(name).splitlines())


def text(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")

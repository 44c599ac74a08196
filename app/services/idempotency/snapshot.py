"""What a use case answered with, as it is stored: rows by their id, to be read as they stand then, all else as JSON."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from tortoise.models import Model

from app import models
from app.errors import Refusal, Refused
from app.models import Record, Row

IS = "is"
Rows = dict[tuple[str, str], Row]


class Gone(Exception):
    """A row that the result had is no more."""


def noted(result: Any) -> Any:
    """A result as JSON: rows, dataclasses, refusals, enums, ids, and lists of these."""
    if isinstance(result, Model):
        return {IS: type(result).__name__, "id": str(result.pk)}
    if isinstance(result, Record):
        return {IS: result.model.__name__, "id": str(result.values["id"])}
    if isinstance(result, Refused):
        return {IS: Refused.__name__, "refusals": noted(result.refusals)}
    if is_dataclass(result):
        return {IS: type(result).__name__} | {one.name: noted(getattr(result, one.name)) for one in fields(result)}
    if isinstance(result, list | tuple):
        return [noted(item) for item in result]
    if isinstance(result, Enum):
        return result.value
    return str(result) if isinstance(result, UUID) else result


async def recalled(kind: Any, note: Any) -> Any:
    """The result of this type again, in one statement for each table. Raises `Gone`."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, key in _rows(note):
        wanted[name].add(key)
    found: Rows = {}
    for name, keys in wanted.items():
        rows = await getattr(models, name).filter(id__in=keys)
        found |= {(name, str(row.pk)): row for row in rows}
    return _as(kind, note, found)


def _rows(note: Any) -> Iterator[tuple[str, str]]:
    if isinstance(note, dict):
        if note.keys() == {IS, "id"}:
            yield note[IS], note["id"]
        for value in note.values():
            yield from _rows(value)
    elif isinstance(note, list):
        for item in note:
            yield from _rows(item)


def _as(kind: Any, note: Any, rows: Rows) -> Any:
    if note is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        return _as(_one_of(get_args(kind), note), note, rows)
    if get_origin(kind) in (list, tuple):
        items = [_as(get_args(kind)[0], item, rows) for item in note]
        return items if get_origin(kind) is list else tuple(items)
    if get_origin(kind) is Record:
        return Record.of(_row(rows, note))
    if kind is Refused:
        return Refused(*_as(tuple[Refusal, ...], note["refusals"], rows))
    if isinstance(kind, type) and issubclass(kind, Model):
        return _row(rows, note)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{one.name: _as(hints[one.name], note[one.name], rows) for one in fields(kind)})
    return kind(note) if isinstance(kind, type) and issubclass(kind, Enum | UUID) else note


def _row(rows: Rows, note: Any) -> Row:
    if (row := rows.get((note[IS], note["id"]))) is None:
        raise Gone
    return row


def _one_of(kinds: Iterable[Any], note: Any) -> Any:
    kinds = [kind for kind in kinds if kind is not NoneType]
    named = note.get(IS) if isinstance(note, dict) else None
    return next((kind for kind in kinds if getattr(kind, "__name__", None) == named), kinds[0])

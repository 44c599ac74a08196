"""Snapshots of results: a row is stored by its id and is read again when needed; everything else is stored as JSON."""

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

TYPE = "is"
"""The key of the name of a type in a snapshot."""
Rows = dict[tuple[str, str], Row]


class SnapshotStale(Exception):
    """A row of the snapshot no longer exists."""


def take(result: Any) -> Any:
    """The snapshot of a result: of rows, dataclasses, refusals, enums, ids, and lists of these."""
    if isinstance(result, Model):
        return {TYPE: type(result).__name__, "id": str(result.pk)}
    if isinstance(result, Record):
        return {TYPE: result.model.__name__, "id": str(result.values["id"])}
    if isinstance(result, Refused):
        return {TYPE: Refused.__name__, "refusals": take(result.refusals)}
    if is_dataclass(result):
        return {TYPE: type(result).__name__} | {one.name: take(getattr(result, one.name)) for one in fields(result)}
    if isinstance(result, list | tuple):
        return [take(item) for item in result]
    if isinstance(result, Enum):
        return result.value
    return str(result) if isinstance(result, UUID) else result


async def restore(kind: Any, snapshot: Any) -> Any:
    """The result of this type, its rows as they are now, in one statement per table. Raises `SnapshotStale`."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, key in _rows(snapshot):
        wanted[name].add(key)
    found: Rows = {}
    for name, keys in wanted.items():
        rows = await getattr(models, name).filter(id__in=keys)
        found |= {(name, str(row.pk)): row for row in rows}
    return _restored(kind, snapshot, found)


def _rows(snapshot: Any) -> Iterator[tuple[str, str]]:
    if isinstance(snapshot, dict):
        if snapshot.keys() == {TYPE, "id"}:
            yield snapshot[TYPE], snapshot["id"]
        for value in snapshot.values():
            yield from _rows(value)
    elif isinstance(snapshot, list):
        for item in snapshot:
            yield from _rows(item)


def _restored(kind: Any, snapshot: Any, rows: Rows) -> Any:
    if snapshot is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        return _restored(_one_of(get_args(kind), snapshot), snapshot, rows)
    if get_origin(kind) in (list, tuple):
        items = [_restored(get_args(kind)[0], item, rows) for item in snapshot]
        return items if get_origin(kind) is list else tuple(items)
    if get_origin(kind) is Record:
        return Record.of(_row(rows, snapshot))
    if kind is Refused:
        return Refused(*_restored(tuple[Refusal, ...], snapshot["refusals"], rows))
    if isinstance(kind, type) and issubclass(kind, Model):
        return _row(rows, snapshot)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        stored = (one.name for one in fields(kind) if one.name in snapshot)  # an older release knew fewer fields
        return kind(**{name: _restored(hints[name], snapshot[name], rows) for name in stored})
    return kind(snapshot) if isinstance(kind, type) and issubclass(kind, Enum | UUID) else snapshot


def _row(rows: Rows, snapshot: Any) -> Row:
    if (row := rows.get((snapshot[TYPE], snapshot["id"]))) is None:
        raise SnapshotStale
    return row


def _one_of(kinds: Iterable[Any], snapshot: Any) -> Any:
    kinds = [kind for kind in kinds if kind is not NoneType]
    named = snapshot.get(TYPE) if isinstance(snapshot, dict) else None
    return next((kind for kind in kinds if getattr(kind, "__name__", None) == named), kinds[0])

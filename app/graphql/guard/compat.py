"""Compatibility of the schema: nothing that callers use is removed without notice, and everything has a description.

A name that is to be removed is deprecated first, with the day from which it may be removed. Until that day, its
removal is a breaking change.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from graphql import GraphQLNamedType, GraphQLSchema, build_schema, is_specified_scalar_type
from graphql.utilities import DangerousChangeType, find_breaking_changes, find_dangerous_changes

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
# graphql-core calls a changed default only dangerous. But a caller who leaves the argument out relies on its default.
_DEFAULTS = {DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE, DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE}


def faults(released: str, current: str, today: date) -> list[str]:
    """The faults to correct before `current` can replace `released`, both as SDL. Empty if there are none."""
    graph = build_schema(current)
    return [*broken(released, current, today), *_undescribed(graph), *_undated(graph)]


def broken(released: str, current: str, today: date) -> list[str]:
    """The changes that break callers of `released`. A removal whose announced day has come is none."""
    before, after = build_schema(released), build_schema(current)
    _drop_what_was_due(before, today)
    breaks = [change.description for change in find_breaking_changes(before, after)]
    return breaks + [one.description for one in find_dangerous_changes(before, after) if one.type in _DEFAULTS]


def _undescribed(graph: GraphQLSchema) -> list[str]:
    return [f"{path} has no description." for path, part in _parts(graph) if not (part.description or "").strip()]


def _undated(graph: GraphQLSchema) -> list[str]:
    reasons = {path: getattr(part, "deprecation_reason", None) for path, part in _parts(graph)}
    return [
        f"{path} is deprecated without the day from which it may be removed, such as 2027-06-30."
        for path, reason in reasons.items()
        if reason is not None and _day(reason) is None
    ]


def _day(reason: str) -> date | None:
    """The last day that a deprecation reason names."""
    try:
        return max((date.fromisoformat(day) for day in _DAY.findall(reason)), default=None)
    except ValueError:
        return None


def _drop_what_was_due(graph: GraphQLSchema, today: date) -> None:
    for one in _types(graph):
        members: dict[str, Any] = getattr(one, "fields", None) or getattr(one, "values", {})
        for holder in (members, *(getattr(member, "args", {}) for member in members.values())):
            for name, part in list(holder.items()):
                day = _day(getattr(part, "deprecation_reason", None) or "")
                if day and day <= today:
                    del holder[name]


def _parts(graph: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Every named part: types, fields, arguments, input fields, enum values."""
    for one in _types(graph):
        yield one.name, one
        for kind in ("fields", "values"):
            for name, part in getattr(one, kind, {}).items():
                yield f"{one.name}.{name}", part
                for argument, definition in getattr(part, "args", {}).items():
                    yield f"{one.name}.{name}({argument}:)", definition


def _types(graph: GraphQLSchema) -> list[GraphQLNamedType]:
    return [
        one for name, one in graph.type_map.items() if not name.startswith("__") and not is_specified_scalar_type(one)
    ]

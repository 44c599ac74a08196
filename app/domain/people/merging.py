"""Importing leads: a row creates a lead, fills the empty fields of a lead, or is refused because it names two leads.
Each name of `metadata` is a field of its own.

The rows of a call are merged in order, each as if the rows before it were imported already.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from app.domain.vocabulary import ImportAction

MAX_METADATA_BYTES = 16 * 1024
"""The most bytes of a lead's metadata, as JSON."""

Columns = Mapping[str, Any]
"""The cleaned fields of a row by the names of their columns; None for a field that the row does not give."""


class NamesTwoLeads(Enum):
    """The result for a row whose phone belongs to one lead and whose externalId to another."""

    NAMES_TWO_LEADS = auto()


@dataclass(slots=True, eq=False)
class CurrentLead:
    """A lead after the rows so far, by all its columns. `filled`: the columns that rows of this call filled."""

    columns: dict[str, Any]
    is_new: bool = False
    filled: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Merged:
    """The result for one row. `kept`: columns of which the row gave another value than the lead has, and keeps."""

    action: ImportAction
    lead: CurrentLead
    kept: tuple[str, ...] = ()


def merge(
    existing: Iterable[CurrentLead], rows: Iterable[Columns], *, by_phone: bool = False
) -> list[Merged | NamesTwoLeads]:
    """The result for each row, in order. `existing` is every lead with a phone or externalId of these rows.

    `by_phone`: a row means the lead with its phone, so the externalId of a lead with another phone is taken.
    """
    index = Index()
    for lead in existing:
        index.add(lead)
    return [_merge_one(index, row, by_phone) for row in rows]


class Index:
    """Leads by phone and by externalId."""

    def __init__(self) -> None:
        self._phones: dict[str, CurrentLead] = {}
        self._external: dict[str, CurrentLead] = {}

    def add(self, lead: CurrentLead) -> None:
        self._phones[lead.columns["phone"]] = lead
        if lead.columns["external_id"]:
            self._external[lead.columns["external_id"]] = lead

    def find(self, row: Columns) -> list[CurrentLead]:
        """The leads that a row names: none, one, or two if phone and externalId belong to different leads."""
        found = self._phones.get(row["phone"]), self._external.get(row["external_id"])
        return list(dict.fromkeys(lead for lead in found if lead))


def _merge_one(index: Index, row: Columns, by_phone: bool) -> Merged | NamesTwoLeads:
    match index.find(row):
        case [lead] if by_phone and lead.columns["phone"] != row["phone"]:
            return NamesTwoLeads.NAMES_TWO_LEADS
        case []:
            merged = Merged(ImportAction.CREATED, CurrentLead(dict(row), is_new=True))
        case [lead]:
            kept = tuple(name for name, value in row.items() if value is not None and _differs(lead, name, value))
            merged = Merged(_fill(lead, row), lead, kept)
        case _:
            return NamesTwoLeads.NAMES_TWO_LEADS
    index.add(merged.lead)
    return merged


def _differs(lead: CurrentLead, name: str, value: Any) -> bool:
    return lead.columns[name] is not None and lead.columns[name] != value


def _more_metadata(current: Any, given: Any) -> dict[str, Any] | None:
    """The metadata with the given values that it does not have; None if there are none, or no room for them."""
    if not isinstance(current, dict) or not isinstance(given, dict):
        return None
    new = {name: value for name, value in given.items() if value is not None and current.get(name) is None}
    together = current | new
    return together if new and len(json.dumps(together).encode()) <= MAX_METADATA_BYTES else None


def _fill(lead: CurrentLead, row: Columns) -> ImportAction:
    """Fills the empty columns, and overwrites nothing."""
    empty = {name: value for name, value in row.items() if value is not None and lead.columns[name] is None}
    if more := _more_metadata(lead.columns.get("metadata"), row.get("metadata")):
        empty["metadata"] = more
    lead.columns |= empty
    lead.filled |= empty.keys()
    return ImportAction.UPDATED if empty else ImportAction.SKIPPED

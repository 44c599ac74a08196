"""Importing leads: which row makes a lead, which fills one, and which names two. Decisions are values.

The rows of a call are looked at one after another, each as if those before it were imported already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from app.domain.vocabulary import ImportAction

Columns = Mapping[str, Any]
"""What is said of a lead, cleaned, by the names of its columns; None for what is not said."""


class TwoLeads(Enum):
    """What a row comes to whose phone belongs to one lead and whose externalId to another."""

    TWO_LEADS = auto()


@dataclass(slots=True, eq=False)
class Known:
    """A lead as it is when the rows so far are imported: by all its columns, or one of theirs, by what they say."""

    columns: dict[str, Any]
    fresh: bool = False
    filled: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Merged:
    """What one row came to."""

    action: ImportAction
    lead: Known


def merge(known: Iterable[Known], rows: Iterable[Columns]) -> list[Merged | TwoLeads]:
    """What each row comes to, in order. `known` is every lead with a phone or externalId of these rows."""
    index = Index()
    for lead in known:
        index.add(lead)
    return [_merge_one(index, row) for row in rows]


class Index:
    """Leads by what tells one from another."""

    def __init__(self) -> None:
        self._phones: dict[str, Known] = {}
        self._external: dict[str, Known] = {}

    def add(self, lead: Known) -> None:
        self._phones[lead.columns["phone"]] = lead
        if lead.columns["external_id"]:
            self._external[lead.columns["external_id"]] = lead

    def find(self, row: Columns) -> list[Known]:
        """The lead that a row is about; none if it is new, two if it names two."""
        found = self._phones.get(row["phone"]), self._external.get(row["external_id"])
        return list(dict.fromkeys(lead for lead in found if lead))


def _merge_one(index: Index, row: Columns) -> Merged | TwoLeads:
    match index.find(row):
        case []:
            merged = Merged(ImportAction.CREATED, Known(dict(row), fresh=True))
        case [lead]:
            merged = Merged(_fill(lead, row), lead)
        case _:
            return TwoLeads.TWO_LEADS
    index.add(merged.lead)
    return merged


def _fill(lead: Known, row: Columns) -> ImportAction:
    """Fills what is empty, and overwrites nothing."""
    empty = {name: value for name, value in row.items() if value is not None and lead.columns[name] is None}
    lead.columns |= empty
    lead.filled |= empty.keys()
    return ImportAction.UPDATED if empty else ImportAction.SKIPPED

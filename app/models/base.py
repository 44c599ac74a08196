"""The base of every table: a time-ordered id and the path to its partner; and a raw row without the ORM."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.domain import ids


def parent(table: str, *, db_index: bool) -> Any:
    """A foreign key. A row that others refer to cannot be deleted: history stays readable."""
    return fields.ForeignKeyField(table, db_index=db_index, on_delete=fields.RESTRICT)


def copied(table: str) -> Any:
    """What another reference of the row implies, copied for its indexes: PostgreSQL does not look it up once more."""
    return fields.ForeignKeyField(table, db_index=False, db_constraint=False, on_delete=fields.RESTRICT)


class Row(Model):
    """A table whose rows belong to a partner: a time-ordered id, and the path from the row to the partner."""

    id = fields.UUIDField(primary_key=True, default=ids.new_id)
    partner_path: ClassVar[str]

    class Meta:
        abstract = True

    @classmethod
    def of(cls, partner_id: UUID) -> QuerySet[Self]:
        """Only the rows of this partner."""
        return cls.filter(**{cls.partner_path: partner_id})


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Record(Generic[R]):
    """A raw row with every column of its table; the ORM object is built on first access of `row`.

    Building the ORM object costs several times as much as reading the row.
    """

    model: type[R]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, row: R) -> "Record[R]":
        """The raw row of an ORM object."""
        return cls(type(row), {name: getattr(row, name) for name in row._meta.fields_db_projection})

    @cached_property
    def row(self) -> R:
        return self.model._init_from_db(**self.values)

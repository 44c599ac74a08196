"""Tables of people as spreadsheets write them: text, records, columns. Pure: the bytes are an argument."""

from app.domain.people.csv.columns import FIELDS, MAX_COLUMNS, Columns, ReadRow, plan
from app.domain.people.csv.erasing import without_person
from app.domain.people.csv.opt_outs import Unclear, agreed, opted_out_at
from app.domain.people.csv.records import Record
from app.domain.people.csv.table import Table, open_table
from app.domain.people.csv.text import Chunks, NoPhone, Unreadable

__all__ = [
    "FIELDS",
    "MAX_COLUMNS",
    "Chunks",
    "Columns",
    "NoPhone",
    "ReadRow",
    "Record",
    "Table",
    "Unclear",
    "Unreadable",
    "agreed",
    "open_table",
    "opted_out_at",
    "plan",
    "without_person",
]

"""Files as spreadsheets and other programs write them: what was written is read back."""

import codecs
import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.domain.people.csv import Unreadable, open_table
from app.domain.people.csv.text import MAX_LINE

HEADER = ["First", "Cell", "Loan #", "City"]
ROWS = [["José", "+1 (415) 555-0101", "0017", "Oakland"], ["Ann, MD", "415.555.0102", "0018", 'The "Bay"\nArea']]
# Python's name of the encoding, and what a program writes before the text.
ENCODINGS = {
    "UTF-8": ("utf-8", b""),
    "Excel's CSV UTF-8": ("utf-8", codecs.BOM_UTF8),
    "Excel's Unicode text": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 of a Mac": ("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 without a mark": ("utf-16-le", b""),
    "UTF-16 of a Mac without a mark": ("utf-16-be", b""),
    "Excel's CSV": ("cp1252", b""),
}


def written(rows: Iterable[list[str]], encoding: str = "UTF-8", **dialect: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows(rows)  # type: ignore[arg-type]
    codec, mark = ENCODINGS[encoding]
    return mark + out.getvalue().encode(codec)


def read(file: bytes, size: int = 7) -> list[list[str]]:
    """The header and the rows, from parts of so many bytes."""
    table = open_table(lambda: (file[at : at + size] for at in range(0, len(file), size)))
    assert all(row.problem is None for row in table.rows())
    return [list(table.columns.headers), *(row.cells for row in table.rows())]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_each_encoding_delimiter_and_line_end(encoding: str, delimiter: str, end: str) -> None:
    assert read(written([HEADER, *ROWS], encoding, delimiter=delimiter, lineterminator=end)) == [HEADER, *ROWS]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff\ufffd"), max_size=12)
WESTERN = st.text(st.characters(codec="cp1252", exclude_characters="\x00"), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], str, dict[str, object]]:
    encoding = draw(st.sampled_from(sorted(ENCODINGS)))
    cell = WESTERN if ENCODINGS[encoding][0] == "cp1252" else CELL
    if "without a mark" in encoding:  # it is known by the zero bytes of plain letters
        cell = st.text(st.characters(codec="ascii", exclude_characters="\x00"), max_size=12)
    others = draw(st.lists(st.text("abcdefgh ", min_size=1, max_size=8), max_size=3))
    header = draw(
        st.permutations(["Mobile Phone", "Vorname", *(f"x{number} {one}" for number, one in enumerate(others))])
    )
    row = st.lists(cell, min_size=len(header), max_size=len(header))
    rows = draw(st.lists(row.filter(lambda cells: any(one.strip(" \t\r\n\x00") for one in cells)), max_size=8))
    breaks = any(char in cell for row in rows for cell in row for char in "\r\n")
    dialect = {
        "delimiter": draw(st.sampled_from(",;\t|")),
        # In Python 3.11 the module quotes only those line breaks that are its own.
        "quoting": csv.QUOTE_ALL if breaks else draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])),
        "lineterminator": draw(st.sampled_from(["\r\n", "\n", "\r"])),
    }
    return [header, *rows], encoding, dialect


@settings(suppress_health_check=[HealthCheck.too_slow])  # a table takes a while to draw on a busy machine
@given(tables(), st.integers(1, 4000))
def test_whatever_the_csv_module_writes_is_read_back(
    table: tuple[list[list[str]], str, dict[str, object]], size: int
) -> None:
    rows, encoding, dialect = table
    file = written(rows, encoding, **dialect)
    plain = "".join(cell for row in rows for cell in row)
    if encoding == "Excel's CSV" and not file.decode("utf-8", "ignore").isascii():
        return  # bytes that are both: nobody can tell
    special = any(char in plain for char in '"\r\n,;\t|')
    event("values with marks" if special else "plain values")
    event(f"encoding {encoding}")
    found = read(file, size)
    assert found == [[one.strip() for one in rows[0]], *rows[1:]]


def test_excels_first_line_names_the_delimiter() -> None:
    file = b"sep=;\r\nPhone;First, or nickname\r\n+14155550101;Ann, Bo\r\n"
    assert read(file) == [["Phone", "First, or nickname"], ["+14155550101", "Ann, Bo"]]
    assert read("sep=\t\nPhone\tCity\n+14155550101\tOakland\n".encode("utf-16")) == [
        ["Phone", "City"],
        ["+14155550101", "Oakland"],
    ]


def test_empty_lines_and_titles_above_the_header_are_no_rows() -> None:
    table = open_table(
        lambda: [b'"Leads, May 2026"\n\n\nPhone,City\n\n+14155550101,Oakland\n,,\n\n+14155550102,Reno\n']
    )
    assert table.header_line == 4
    assert [(row.line, row.cells[0]) for row in table.rows()] == [(6, "+14155550101"), (9, "+14155550102")]


def test_a_row_is_named_by_the_line_where_it_begins() -> None:
    table = open_table(lambda: [b'Phone,Notes\r\n1,"a\r\nb\r\nc"\r\n2,d\r\n'])
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ["1", "a\r\nb\r\nc"]), (5, ["2", "d"])]


def test_a_few_wrong_bytes_do_not_spoil_the_other_rows() -> None:
    """A list put together from several files: most of it is UTF-8."""
    file = "Phone,Name\n1,José\n2,Zoë\n3,Ren\xe9e\n4,Ann\n".encode().replace("Renée".encode(), b"Ren\xe9e")
    table = open_table(lambda: [file])
    assert [(row.line, row.problem is None) for row in table.rows()] == [(2, True), (3, True), (4, False), (5, True)]
    [wrong] = [row.problem for row in table.rows() if row.problem]
    assert "not UTF-8" in wrong


@pytest.mark.parametrize("western", [1, 3])
def test_a_row_in_another_encoding_than_most_is_refused_and_not_stored_as_other_letters(western: int) -> None:
    names = ["José".encode(), *["Zoë".encode("cp1252")] * western, b"Ann", "Zoë, É".encode() + b"\xe9"]
    table = open_table(lambda: [b"Phone;Name\n" + b"".join(b"1;" + name + b"\n" for name in names)])
    good = [row.cells[1] for row in table.rows() if row.problem is None]
    bad = [(row.line, str(row.problem)) for row in table.rows() if row.problem is not None]
    assert set(good) <= {"José", "Zoë", "Ann"}
    assert len(good) + len(bad) == len(names)
    assert all("CSV UTF-8" in problem for _, problem in bad)
    assert bad[-1][0] == len(names) + 1, "a row with both"
    assert "Ã" not in "".join(row.cells[1] for row in table.rows()), "nor do they stand in the report"


def test_a_nul_character_spoils_its_own_row_alone() -> None:
    table = open_table(lambda: [b"Phone,Name\n1,An\x00n\n2,Bob\n\x00\x00,\x00\n"])
    assert [(row.line, bool(row.problem)) for row in table.rows()] == [(2, True), (3, False)]


@pytest.mark.parametrize(
    ("rows", "good", "bad"),
    [
        ('1,a\n2,"b\n3,c\n4,d\n', [2, 4, 5], [3]),  # open to the end of the file
        ('1,a\n2,"b\n3,"c"\n4,d\n', [2, 4, 5], [3]),  # the mark of the next row would close it
        ('1,a\n2,"b', [2], [3]),
        ('1,5" pipe\n2,b\n', [2, 3], []),  # an inch is no quotation
        ('1,"a ""b"" c"\n2,"d\ne"\n', [2, 3], []),
    ],
)
def test_a_mark_that_is_not_closed_spoils_its_own_row_alone(rows: str, good: list[int], bad: list[int]) -> None:
    table = open_table(lambda: [f"Phone,Name\n{rows}".encode()])
    found = list(table.rows())
    assert [row.line for row in found if not row.problem] == good
    assert [row.line for row in found if row.problem] == bad


def test_a_row_that_is_too_long_spoils_itself_alone() -> None:
    many = "".join(f"{number},x\n" for number in range(10_000, 40_000))
    for long in (f"2,{'x' * 3 * MAX_LINE}\n", f'2,"{many}'):
        table = open_table(lambda long=long: [f"Phone,Name\n1,a\n{long}3,c\n".encode()])  # type: ignore[misc]
        found = list(table.rows())
        assert [row.line for row in found if row.problem] == [3]
        assert [row.cells[0] for row in found if not row.problem][-1] == "3"


def test_a_file_made_to_be_read_again_and_again_is_given_up() -> None:
    """Each line opens a quotation that the next one closes and opens anew."""
    file = b"Phone,Name\n" + b'x","\n' * 300_000
    with pytest.raises(Unreadable, match="quotation marks"):
        list(open_table(lambda: [file]).rows())


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (b"", "empty"),
        (b"\n\n , \n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"PK\x03\x04\x14\x00", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel workbook"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"Name,City\nAnn,Reno\n", 'The headers are: "Name", "City"'),
        (b"+14155550101,Ann\n+14155550102,Bob\n", "No column is the phone"),
        ("Phone,Name\n".encode("utf-32"), "UTF-32"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00", "no text file"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00", "no text file"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)), "no text file"),
        (b"Phone" + b",x" * 600, "at most 500"),
    ],
)
def test_what_is_no_table_of_people_is_refused_with_what_to_do(file: bytes, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        open_table(lambda: [file])

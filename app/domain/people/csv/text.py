"""The bytes of a table as text: the encoding, and the lines.

Excel writes UTF-8 with a byte order mark ("CSV UTF-8"), UTF-16 with one ("Unicode text"), and Windows-1252 ("CSV");
other programs write UTF-8 or UTF-16 without a mark.
"""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

MAX_LINE = 100_000
"""Characters of a line that are read; a longer line is cut there, and its record is refused."""
REPLACED = "\ufffd"
"""Stands for bytes that are no text in the encoding of the file."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHERS = (
    (b"PK\x03\x04", "This is an Excel workbook. In Excel, save it as CSV UTF-8, and import that file."),
    (b"\xd0\xcf\x11\xe0", "This is an Excel workbook. In Excel, save it as CSV UTF-8, and import that file."),
    (b"\x1f\x8b", "This file is compressed. Unpack it, and import the CSV file in it."),
    (b"%PDF", "This is a PDF. Export the table as CSV, and import that file."),
    (codecs.BOM_UTF32_LE, "This file is UTF-32. Save it as CSV UTF-8."),
    (codecs.BOM_UTF32_BE, "This file is UTF-32. Save it as CSV UTF-8."),
)
_SNIFFED = 4096

Chunks = Callable[[], Iterable[bytes]]
"""The file from its beginning, in parts of any size; it may be called again."""


class Unreadable(Exception):
    """The file as a whole cannot be imported; the message says why and what to do."""


class NoPhone(Unreadable):
    """No header names the phone. The message tells the headers; `str()` adds what a caller of the API does."""

    HOW = 'Name the column Phone, or map it: {"its header": "phone"}.'

    @property
    def seen(self) -> str:
        return str(self.args[0])

    def __str__(self) -> str:
        return f"{self.seen} {self.HOW}"


@dataclass(frozen=True, slots=True)
class Encoding:
    """Python's name of the encoding, and the name that people know."""

    codec: str
    name: str


UTF_8 = Encoding("utf-8", "UTF-8")
WINDOWS_1252 = Encoding("cp1252", "Windows-1252")


def detect(chunks: Chunks) -> Encoding:
    """The encoding of the file. Raises `Unreadable` for what is no text."""
    head = _head(chunks)
    for magic, sentence in _OTHERS:
        if head.startswith(magic):
            raise Unreadable(sentence)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, codec.removesuffix("-sig").upper())
    if found := _utf_16(head):
        return Encoding(found, found.upper())
    return UTF_8 if _is_utf_8(chunks) else WINDOWS_1252


def _head(chunks: Chunks) -> bytes:
    head = b""
    for chunk in chunks():
        head += chunk
        if len(head) >= _SNIFFED:
            break
    return head[:_SNIFFED]


def _utf_16(head: bytes) -> str | None:
    """UTF-16 without a mark: most characters of a table have a zero byte, always on the same side."""
    pairs = len(head) // 2
    first, second = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs < 2 or max(first, second) * 2 < pairs or min(first, second) * 10 > pairs:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _is_utf_8(chunks: Chunks) -> bool:
    """Whether the file is UTF-8, apart from fewer faults than it has other letters: a list that was put together from
    several files is still UTF-8 in most of its rows."""
    decoder, letters, faults = codecs.getincrementaldecoder("utf-8")("replace"), 0, 0
    for text in (*map(decoder.decode, chunks()), decoder.decode(b"", final=True)):
        if not text.isascii():
            wrong = text.count(REPLACED)
            faults += wrong
            letters += len(text) - len(text.encode("ascii", "ignore")) - wrong
    return faults == 0 or letters > faults


def lines(chunks: Iterable[bytes], encoding: Encoding) -> Iterator[str]:
    """The lines with their ends (CRLF, LF or CR), as the csv module wants them."""
    raw = io.BufferedReader(_Reader(chunks), buffer_size=64 * 1024)
    with io.TextIOWrapper(raw, encoding=encoding.codec, errors="replace", newline="") as text:
        while line := text.readline(MAX_LINE):
            yield line


class _Reader(io.RawIOBase):
    """A file that is read from its parts."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._rest = iter(chunks), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        while not self._rest:
            if (chunk := next(self._chunks, None)) is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

"""The documents say what the program does: every code with its fix, every address that they link to."""

import re
from pathlib import Path

import pytest

from app import http
from app.doors.limits import Limits
from app.errors import Code
from app.graphql import errors
from app.graphql.guard import cost, documents, length, size
from app.graphql.schema.people.fields import EXPORT_COST
from app.graphql.schema.people.imports import CHARACTERS
from app.graphql.transport import sockets
from app.rest.errors import KINDS
from app.services import paging
from app.services.idempotency import calls
from app.settings import Settings

ROOT = Path(__file__).parents[2]
API = (ROOT / "docs/api.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

TOP_LEVEL = {value for value in vars(errors).values() if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", str(value))}
REST = {kind.code for kind in KINDS}


def rows() -> dict[str, list[str]]:
    """The tables' rows by what is in their first column."""
    lines = [line.strip("|").split(" | ") for line in API.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in lines}


@pytest.mark.parametrize("code", sorted({*Code, *TOP_LEVEL, *REST}))
def test_every_code_has_its_meaning_and_its_fix(code: str) -> None:
    said = rows().get(code, [])
    assert len([cell for cell in said if len(cell) > 3]) >= 2, f"docs/api.md says nothing of {code}"


def test_no_code_is_told_that_there_is_not() -> None:
    known = {*Code, *TOP_LEVEL, *REST}
    assert {code for code in rows() if re.fullmatch(r"[A-Z]+(_[A-Z]+)+|[a-z]+(_[a-z]+)+", code)} <= known


def test_statuses_are_those_that_are_answered() -> None:
    assert {kind.code: rows()[kind.code][0] for kind in KINDS} == {kind.code: str(kind.status) for kind in KINDS}


def test_numbers_are_those_of_the_code() -> None:
    settings = Settings(_env_file=None)
    text, limits = " ".join(API.split()), Limits()
    for phrase in (
        f"more than {http.FAILED_KEYS_PER_MINUTE} wrong keys in a minute",
        f"`limit` (1 to {paging.MAX_LIMIT}, default {paging.DEFAULT_LIMIT})",
        f"(0 to {paging.MAX_LIMIT}; if neither is given, the first {paging.DEFAULT_LIMIT})",
        f"A key is 1 to {calls.MAX_KEY} printable",
        f"kept for {calls.KEPT.total_seconds() / 3600:.0f} hours",
        f"A body has at most {http.MAX_BODY_BYTES:,} bytes",
        f"The body has more than {http.MAX_BODY_BYTES:,} bytes.",
        f"at most {documents.MAX_BYTES:,} bytes, {size.MAX_TOKENS:,} tokens, {size.MAX_DEPTH} levels, "
        f"{size.MAX_ALIASES} aliases, {size.MAX_DIRECTIVES} directives "
        f"({size.MAX_DIRECTIVES_IN_ONE_PLACE} in one place), {size.MAX_OPERATIONS} operations, "
        f"{size.MAX_FRAGMENTS} fragments",
        f"{size.MAX_SAME} times in one place",
        f"nested at most {size.MAX_VALUE_DEPTH} levels deep, a list has at most {size.MAX_ITEMS:,} items",
        f"a list of texts {size.MAX_TEXTS:,}",
        f"a number at most {size.MAX_NUMBER} characters",
        f"at most {size.MAX_VALUES:,} values",
        f"at most {settings.operations_per_socket} operations at a time (`OPERATIONS_PER_SOCKET`)",
        f"another list as {cost.LIST},",
        f"A mutation field costs {cost.MUTATION} more",
        f"above {cost.MAX_COST:,} is `QUERY_TOO_COMPLEX`",
        f"more than {cost.MAX_COST:,} ends",
        f"{length.MAX_CHARACTERS:,} characters",
        f"`NUDGE_BURST_SECONDS` ({settings.nudge_burst_seconds:.0f})",
        f"within {sockets.INIT_TIMEOUT.total_seconds():.0f} s",
        f"more than {sockets.MOST_PINGS_BEFORE_INIT} pings came before it",
        f"{limits.socket_frames:,} may come at once, then {limits.socket_frames_per_second:.0f} a second",
        f"in chunks at most {limits.chunks:,} and one more for each {limits.bytes_of_chunk} bytes",
        f"`leadExport` as {EXPORT_COST:,}, and `previewImport` as 1 for each {CHARACTERS} characters",
    ):
        assert phrase in text, f"docs/api.md does not say: {phrase}"
    per_minute = re.findall(r"^\| `\w+` \| ([\d,]+) \|.*`(\w+_PER_MINUTE)` \|$", API, re.MULTILINE)
    assert len(per_minute) == 5
    for number, setting in per_minute:
        assert int(number.replace(",", "")) == getattr(settings, setting.lower()), setting


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_linked_is_there(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
    for place in re.findall(r"\]\(#([^)]+)\)", document.read_text()):
        assert f'id="{place}"' in document.read_text()


def test_no_document_hides_the_command_behind_a_function_of_its_name() -> None:
    """Whoever follows it would call the function wherever the text says `nudge`."""
    told = [*DOCUMENTS, *(ROOT / "examples").rglob("*.sh")]
    assert not [path.name for path in told if re.search(r"^nudge\(\)", path.read_text(), re.MULTILINE)]

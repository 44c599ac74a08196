"""Files in a directory: whole or not there, read in parts, and deleted once."""

from pathlib import Path

import pytest

from app.providers.files import Files, FilesFailed, NoFile
from app.providers.objects.files import ObjectFiles
from app.settings import Settings

CONTENT = bytes(range(256)) * 2000


def files_in(home: Path) -> ObjectFiles:
    return ObjectFiles(Settings(_env_file=None, nudge_media_url=f"file://{home}"))


async def read(files: Files, name: str, first: int, end: int) -> bytes:
    return b"".join([part async for part in await files.read(name, first, end)])


async def a_store_of_files_works(files: ObjectFiles) -> None:
    """What every store must do."""
    await files.put("ab/c", CONTENT)
    await files.put("ab/c", CONTENT)
    assert await read(files, "ab/c", 0, len(CONTENT)) == CONTENT
    assert await read(files, "ab/c", 255, 258) == CONTENT[255:258]
    await files.put("ab/d", b"other")
    await files.delete("ab/c")
    await files.delete("ab/c")
    with pytest.raises(NoFile):
        await files.read("ab/c", 0, 1)
    assert await read(files, "ab/d", 0, 5) == b"other"
    assert await files.problem() is None


async def test_files_in_a_directory(tmp_path: Path) -> None:
    await a_store_of_files_works(files_in(tmp_path / "made" / "at first use"))


async def test_without_a_place_of_their_own_files_are_below_the_data_directory(tmp_path: Path) -> None:
    files = ObjectFiles(Settings(_env_file=None, nudge_data_dir=tmp_path))
    await files.put("ab/c", b"x")
    assert (tmp_path / "media" / "ab" / "c").read_bytes() == b"x"


async def test_a_directory_that_cannot_be_made_is_a_failure_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    files = files_in(tmp_path / "file" / "below")
    for doing in (files.put("ab/c", b"x"), files.read("ab/c", 0, 1), files.delete("ab/c")):
        with pytest.raises(FilesFailed):
            await doing
    assert await files.problem() == "the directory of media cannot be opened (Not a directory)"

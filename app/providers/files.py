"""The port to the store of files: a directory, or a bucket of an S3-compatible service."""

from collections.abc import AsyncIterator
from typing import Protocol


class FilesFailed(Exception):
    """The store could not do it; try again later. The message names no file."""


class NoFile(Exception):
    """The store has no file with this name."""


class Files(Protocol):
    """Files by name. A file is written whole or not at all, and never changed."""

    async def put(self, name: str, content: bytes) -> None:
        """Stores the file. Another file of the same name is replaced. Raises `FilesFailed`."""
        ...

    async def read(self, name: str, first: int, end: int) -> AsyncIterator[bytes]:
        """The bytes of the file from `first` up to `end`, that byte excluded, in parts. Raises `NoFile` or
        `FilesFailed`, and the iterator `FilesFailed`."""
        ...

    async def delete(self, name: str) -> None:
        """Deletes the file, if there is one. Raises `FilesFailed`."""
        ...


class NoFiles:
    """A store for processes that have none: it refuses everything."""

    async def put(self, name: str, content: bytes) -> None:
        raise FilesFailed("there is no store of files")

    async def read(self, name: str, first: int, end: int) -> AsyncIterator[bytes]:
        raise NoFile

    async def delete(self, name: str) -> None:
        raise FilesFailed("there is no store of files")

"""The data directory: one process owns it, by a lock; the others read the stores' URLs from `stores.json`."""

import fcntl
import json
import os
import re
import tempfile
from pathlib import Path

from app.local.processes import StoresError, write_private


class Directory:
    """A data directory: its lock, and the URLs that its owner wrote down for other processes."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self._notes = self.home / "stores.json"

    def make(self) -> None:
        """Raises `StoresError` when the directory cannot be made or written."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.home).close()
        except OSError as refused:
            raise StoresError(
                f"The data directory {self.home} cannot be written ({refused.strerror}): "
                "set NUDGE_DATA_DIR to one that can, or set DATABASE_URL and REDIS_URL."
            ) from refused

    def lock(self) -> int | None:
        """A descriptor that holds the lock while it is open, or None when another process has it."""
        descriptor = os.open(self.home / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def read(self) -> dict[str, str]:
        """The URL of each store by the store's name; empty when nobody has run them yet."""
        try:
            notes = json.loads(self._notes.read_text())
        except (OSError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}

    def write(self, urls: dict[str, str]) -> None:
        write_private(self._notes, json.dumps(urls))

    def ports(self) -> dict[str, int]:
        """The ports of the last run: the stores take them again, so that processes that know the URLs find them."""
        found = {name: re.search(r":(\d+)/", url) for name, url in self.read().items()}
        return {name: int(port.group(1)) for name, port in found.items() if port}


def is_owned(home: Path) -> bool:
    """Whether a process runs the stores of this data directory now."""
    directory = Directory(home)
    if not directory.home.is_dir() or not os.access(directory.home, os.W_OK):
        return False
    if (descriptor := directory.lock()) is None:
        return True
    os.close(descriptor)
    return False

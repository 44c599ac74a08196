"""Files that simulated leads send: kept in a directory, each under the hash of its content.

`nudge reply --media` puts them there, and the worker fetches them from there as from a provider. Both use the same data
directory.
"""

import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from app.domain.media.fetching import MAX_BYTES
from app.providers.sms import MediumUnavailable

_ADDRESS = re.compile(r"simulator:([0-9a-f]{64})")
TOO_LARGE = f"The file is larger than {MAX_BYTES:,} bytes."
GONE = "The simulator has no such file."


class SimulatedFiles:
    """The files of a directory, by their addresses."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @classmethod
    def below(cls, data_dir: Path) -> "SimulatedFiles":
        """The files of an installation with this data directory."""
        return cls(data_dir / "simulated-media")

    def keep(self, content: bytes) -> str:
        """Keeps a file; its address, as a webhook tells it. Raises `MediumUnavailable` for one that is too large, and
        `OSError`."""
        if len(content) > MAX_BYTES:
            raise MediumUnavailable(TOO_LARGE, again=False)
        digest = sha256(content).hexdigest()
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._home / digest).write_bytes(content)
        return f"simulator:{digest}"

    def fetch(self, address: str) -> bytes:
        """The content of a file. Raises `MediumUnavailable`, also for every address that is not of a file here."""
        try:
            return self._path(address).read_bytes()
        except OSError as error:
            raise MediumUnavailable(GONE, again=False) from error

    def delete(self, address: str) -> None:
        """Deletes a file, if there is one."""
        with suppress(OSError, MediumUnavailable):
            self._path(address).unlink()

    def _path(self, address: str) -> Path:
        if found := _ADDRESS.fullmatch(address):
            return self._home / found[1]
        raise MediumUnavailable(GONE, again=False)

"""The adapter of the `Files` port for a directory and for a bucket.

obstore writes a file of a directory beside its place and renames it, so that a reader sees a whole file or none.
"""

from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from app.providers.files import FilesFailed, NoFile
from app.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PART_BYTES = 64 * 1024
RETRY_SECONDS = 10


class ObjectFiles:
    """Files in the place that `NUDGE_MEDIA_URL` names; without it in `media` below the data directory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def place(self) -> str:
        """The place, in words for whoever runs the server."""
        return self._settings.nudge_media_url or str(self._home)

    @property
    def _home(self) -> Path:
        """The directory, where it is not a bucket."""
        path = unquote(urlsplit(self._settings.nudge_media_url or "").path)
        return Path(path) if path else self._settings.nudge_data_dir.absolute() / "media"

    @cached_property
    def _store(self) -> "ObjectStore":
        """Opened at first use: most processes never need it, and the package takes 15 MB."""
        settings = self._settings
        parts = urlsplit(settings.nudge_media_url or "")
        if parts.scheme == "s3":
            return _bucket(settings, parts.hostname or "", unquote(parts.path).strip("/"))
        from obstore.store import LocalStore

        try:
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
            return LocalStore(prefix=self._home)
        except OSError as refused:
            raise FilesFailed(f"the directory of media cannot be opened ({refused.strerror})") from refused

    async def put(self, name: str, content: bytes) -> None:
        import obstore

        try:
            await obstore.put_async(self._store, name, content, use_multipart=False)
        except (OSError, ValueError, obstore.exceptions.BaseError) as error:
            raise FilesFailed(type(error).__name__) from error

    async def read(self, name: str, first: int, end: int) -> AsyncIterator[bytes]:
        import obstore

        try:
            found = await obstore.get_async(self._store, name, options={"range": (first, end)})
        except FileNotFoundError:
            raise NoFile from None
        except (OSError, ValueError, obstore.exceptions.BaseError) as error:
            raise FilesFailed(type(error).__name__) from error

        async def parts() -> AsyncIterator[bytes]:
            try:
                async for part in found.stream(min_chunk_size=PART_BYTES):
                    yield bytes(part)
            except (OSError, obstore.exceptions.BaseError) as error:
                raise FilesFailed(type(error).__name__) from error

        return parts()

    async def delete(self, name: str) -> None:
        import obstore

        try:
            await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            return
        except (OSError, ValueError, obstore.exceptions.BaseError) as error:
            raise FilesFailed(type(error).__name__) from error

    async def problem(self) -> str | None:
        """Why a file cannot be written, read and deleted here, in a word or two; None if it can be. It tries."""
        name, content = f"checks/{token_hex(8)}", token_hex(8).encode()
        try:
            await self.put(name, content)
            read = b"".join([part async for part in await self.read(name, 0, len(content))])
            await self.delete(name)
        except FilesFailed as failed:
            return str(failed)
        except NoFile:
            return "a file that was written is not there"
        return None if read == content else "a file reads otherwise than it was written"


def _bucket(settings: Settings, bucket: str, prefix: str) -> "ObjectStore":
    """A bucket. What the settings leave out, obstore looks for as Amazon's own tools do: the role of the machine."""
    from datetime import timedelta

    from obstore.store import S3Store

    secret = settings.aws_secret_access_key
    given = {
        "access_key_id": settings.aws_access_key_id,
        "secret_access_key": secret.get_secret_value() if secret else None,
        "region": settings.aws_region,
        "endpoint": settings.aws_endpoint_url,
    }
    plain = (settings.aws_endpoint_url or "").startswith("http:")
    return S3Store(
        bucket,
        prefix=prefix or None,
        config={name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        client_options={"allow_http": plain, "timeout": f"{RETRY_SECONDS} seconds"},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=RETRY_SECONDS)},
    )

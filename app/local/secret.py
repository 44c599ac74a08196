"""The secret of an installation on one machine: a key in its data directory, which only its owner may read."""

import contextlib
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from pydantic import SecretStr

from app.local.processes import write_private
from app.settings import Settings


def with_secret(settings: Settings) -> Settings:
    """The settings with the key of the data directory, unless they have one or the directory has none."""
    if settings.nudge_secret_key is not None:
        return settings
    with contextlib.suppress(OSError):
        return settings.model_copy(update={"nudge_secret_key": SecretStr(_file(settings).read_text().strip())})
    return settings


def make_secret(settings: Settings) -> Settings:
    """The same; makes the key if there is none, unless the directory cannot be written."""
    if (found := with_secret(settings)).nudge_secret_key is not None:
        return found
    with contextlib.suppress(OSError):
        _file(settings).parent.mkdir(parents=True, exist_ok=True)
        write_private(_file(settings), urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
    return with_secret(settings)


def _file(settings: Settings) -> Path:
    return settings.nudge_data_dir / "secret.key"

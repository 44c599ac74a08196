"""Options that several commands share, and the settings with these options applied."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from app.domain.env_file import Unread, unread_of_environment, unread_of_file
from app.errors import OperatorError
from app.local.secret import with_secret
from app.settings import Settings

DataDir = Annotated[
    Path | None,
    Parameter(name="--data-dir", help="The directory of the embedded stores (default: NUDGE_DATA_DIR, or var)."),
]
Port = Annotated[int | None, Parameter(name="--port", help="The API's port (default: PORT, or 8000).")]
Host = Annotated[
    str, Parameter(name="--host", help="The address to listen on; :: is every one of this machine, of IPv4 too.")
]
Lead = Annotated[str, Parameter(help="The lead's phone number.")]
LOCALHOST = "127.0.0.1"


def _say(sentence: str) -> None:
    print(f"nudge: {sentence}", file=sys.stderr)


def settings(data_dir: Path | None = None, port: int | None = None, *, say: Callable[[str], object] = _say) -> Settings:
    """The settings of the environment, with the secret of the data directory; options of the command line replace them.

    `say` is told, a line each, what was set and is read by nobody. Raises `ValidationError`, and `OperatorError` for a
    file of settings that cannot be read or is in another encoding.
    """
    given = {"port": port, "nudge_data_dir": data_dir}
    if Path(str(Settings.model_config["env_file"])).is_dir():  # Docker makes one where a file to mount is missing
        raise OperatorError(".env is a directory, so no setting is read from it: remove it, or put the file there.")
    try:
        chosen = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise OperatorError(f"The file .env is not UTF-8, in its line {line}: save it again as UTF-8.") from None
    except OSError as fault:
        raise OperatorError(f"The file .env cannot be read ({fault.strerror}): let this user read it.") from None
    if not chosen.nudge_dev:  # the supervisor has said it
        for one in unread():
            say(one.sentence)
    return with_secret(chosen)


def unread() -> list[Unread]:
    """What the environment and the file of settings say that no setting reads."""
    known = frozenset(map(str.upper, Settings.model_fields))
    file = Path(str(Settings.model_config["env_file"]))
    text = file.read_text(Settings.model_config["env_file_encoding"]) if file.is_file() else ""
    return [*unread_of_file(text, known, os.environ), *unread_of_environment(os.environ, known)]

"""`nudge settings`: the settings in force; and the tables of settings in README.md and `.env.example`."""

import re
import textwrap
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from cyclopts import Parameter
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from app.cli import options
from app.cli.options import DataDir, Port
from app.settings import INTERNAL, Settings

MASK = "••••••"
WIDTH = 120
_PASSWORD = re.compile(r"(://[^/?#@:]*:)[^/?#]*@")
PUBLIC = {name: field for name, field in Settings.model_fields.items() if name not in INTERNAL}
EXAMPLE_HEAD = """\
# Copy this file to .env and fill in what you have. A variable that is set to nothing counts as unset.
# `nudge settings` prints the settings in force. Written by `make settings`.

# Needed by Docker Compose alone: the password of its PostgreSQL. Letters and digits only, because it is part of a URL.
POSTGRES_PASSWORD=
"""


def settings(
    *,
    as_example: Annotated[
        bool, Parameter(name="--as-example", negative=(), help="Instead, prints the text of .env.example.")
    ] = False,
    as_table: Annotated[
        bool, Parameter(name="--as-table", negative=(), help="Instead, prints the table of README.md.")
    ] = False,
    port: Port = None,
    data_dir: DataDir = None,
) -> None:
    """Prints the settings in force, with secrets masked, and the origin of each."""
    if as_example:
        print(example(), end="")
    elif as_table:
        print(table())
    else:
        print("\n".join(in_force(options.settings(data_dir, port), given={"port": port, "nudge_data_dir": data_dir})))


# ------------------------------------------------------------------ in force


def in_force(chosen: Settings, given: dict[str, Any]) -> list[str]:
    """A line for each setting: its name, its value, and where the value comes from."""
    environment, file = EnvSettingsSource(Settings)(), DotEnvSettingsSource(Settings)()
    width = max(map(len, PUBLIC))
    lines = []
    for name in PUBLIC:
        if given.get(name) is not None:
            origin = "command line"
        elif _is_set(environment, name):
            origin = "environment"
        else:
            origin = ".env" if _is_set(file, name) else "default"
        lines.append(f"{name.upper():{width}}  {shown(getattr(chosen, name)):32}  {origin}")
    return lines


def _is_set(source: dict[str, Any], name: str) -> bool:
    return bool(str(source.get(name) or "").strip())


def shown(value: Any) -> str:
    """The value as it may stand on a screen: of a secret URL the place alone, of other secrets nothing. The password of
    any other URL, such as a proxy's, is a secret too."""
    if not isinstance(value, SecretStr):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return "unset" if value is None or text == "" else _PASSWORD.sub(rf"\1{MASK}@", text)
    parts = urlsplit(value.get_secret_value())
    hosts = parts.netloc.rpartition("@")[2]  # several of a cluster too, each with its port
    if not hosts:
        return MASK
    user = f"{parts.username or ''}:{MASK}@" if parts.password else f"{parts.username}@" if parts.username else ""
    return f"{parts.scheme}://{user}{hosts}{parts.path}"


# ------------------------------------------------------------------ the tables


def table() -> str:
    """The rows of README.md's table."""
    rows = [f"| `{name.upper()}` | {_default(field)} | {field.description} |" for name, field in PUBLIC.items()]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == "":
        return "unset"
    return f"`{_written(value)}`"


def _written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case Path():
            return f"./{value}"
    return str(value)


def example() -> str:
    """The text of `.env.example`: each setting with its meaning and its default."""
    parts = [EXAMPLE_HEAD]
    for name, field in PUBLIC.items():
        default = _default(field).strip("`")
        meaning = f"{(field.description or '').replace('`', '')}." + (
            "" if default == "unset" else f" Default: {default}."
        )
        parts.append("\n".join([*_wrapped(meaning[0].upper() + meaning[1:]), f"{name.upper()}=", ""]))
    return "\n".join(parts)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)

"""Prints what a browser loads before the console's first screen is there, compressed. Fails above the limit."""

import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "app/static"
FIRST_SCREEN = "Inbox"
MOST_KB = 130


def first_load(static: Path) -> dict[str, int]:
    """The bytes of each file that the page names, and of the first screen, as they are sent."""
    named = re.findall(r'(?:src|href)="\./assets/([^"]+)"', (static / "index.html").read_text())
    screen = [file.name for file in (static / "assets").glob(f"{FIRST_SCREEN}-*") if file.suffix in (".js", ".css")]
    return {name: _sent(static / "assets" / name) for name in [*named, *screen]}


def _sent(file: Path) -> int:
    compressed = file.with_name(f"{file.name}.gz")
    return (compressed if compressed.exists() else file).stat().st_size


def main() -> int:
    if not (STATIC / "index.html").exists():
        return 0  # console/build.py has said why
    size = sum(first_load(STATIC).values()) / 1000
    print(f"First load of the console: {size:.0f} kB compressed, at most {MOST_KB}.")
    return int(size > MOST_KB)


if __name__ == "__main__":
    sys.exit(main())

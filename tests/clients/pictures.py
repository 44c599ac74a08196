"""`make pictures`: the pictures of the README, in both themes, of the demo with its past."""

import sys

from tests.clients.browser import ROOT
from tests.clients.demo import look

PICTURES = ROOT / "docs/pictures"
MOST_BYTES = 150_000


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    look("pictures.mjs", str(PICTURES))
    sizes = {picture.name: picture.stat().st_size for picture in sorted(PICTURES.glob("*.png"))}
    print(", ".join(f"{name} {size / 1000:.0f} kB" for name, size in sizes.items()))
    if max(sizes.values()) > MOST_BYTES:
        sys.exit(f"A picture has at most {MOST_BYTES / 1000:.0f} kB.")


if __name__ == "__main__":
    main()

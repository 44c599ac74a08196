"""`make schema` writes by this the JSON Schema of each event: `docs/events/`."""

import json
from pathlib import Path

from app.domain.webhooks.catalogue import EventType
from app.domain.webhooks.schemas import schema_of

FOLDER = Path(__file__).parents[3] / "docs/events"


def files() -> dict[str, str]:
    """The name of each file, and what is in it."""
    return {f"{kind.value}.json": json.dumps(schema_of(kind), indent=2) + "\n" for kind in EventType}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text)

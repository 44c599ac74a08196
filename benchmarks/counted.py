"""The worker, and at its end, on standard output, how many SQL statements it has made."""

import sys
from typing import Any

from app.db import connecting
from workers import main


class Counted(connecting.PlainConnection):
    """Counts what it is asked, BEGIN and COMMIT too."""

    statements = 0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.add_query_logger(self._count)

    @staticmethod
    def _count(_: object) -> None:
        Counted.statements += 1


if __name__ == "__main__":
    connecting.PlainConnection = Counted  # type: ignore[misc]  # what `db.config` hands to asyncpg
    main.entry()
    sys.stdout.write(f"{Counted.statements}\n")

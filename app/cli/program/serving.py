"""The program of an API process: `python -m app.cli.program.serving HOST`, which `nudge api` becomes.

What `nudge api` was told and found, and the stores' addresses, come from the environment, as a worker's do.
"""

import logging
import os
import sys

from app import main
from app.cli.program import running
from app.observability import logs, tracing
from app.settings import Settings


async def serve(host: str) -> None:
    """Serves until it is told to stop."""
    logs.to_stderr(logging.INFO)
    settings = Settings()
    tracing.begin("nudge-api")
    await main.serve(settings, os.environ["DATABASE_URL"], os.environ["REDIS_URL"], host, settings.port)


if __name__ == "__main__":
    sys.exit(running.watched(lambda: running.run(serve, sys.argv[1], interrupted=0)))

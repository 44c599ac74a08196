"""The part of `nudge doctor` that looks at the work: whether it is done in time, and what a process may open."""

import asyncpg

from app.doors import descriptors
from app.providers.sms import Finding, Severity

LATE_SECONDS = 300
FEW_DESCRIPTORS = 4096
_OLDEST = """
SELECT extract(epoch FROM now() + (SELECT clock_ahead FROM installation) - min(wake_at))::float8 FROM enrollment
"""


async def late(connection: asyncpg.Connection) -> Finding:
    """Whether the workers send what is due: a worker that is seen may still not come to it."""
    seconds = await connection.fetchval(_OLDEST)
    if seconds is not None and seconds > LATE_SECONDS:
        return Finding(
            Severity.WRONG,
            f"A step has been due for {seconds / 60:,.0f} minutes, and no worker has sent it or held it: look into the "
            "logs of the workers, and start more of them if they are busy.",
        )
    return Finding(Severity.OK, "No step waits for a worker.")


def few_descriptors(most: int | None = None) -> list[Finding]:
    """Whether callers may use up the files and connections that may be open: `most`, or what this process may open."""
    most = descriptors.raise_limit() if most is None else most
    if most >= FEW_DESCRIPTORS:
        return []
    return [
        Finding(
            Severity.NOTE,
            f"A process that is started here may have {most:,} files and connections open, and so many callers use "
            "them up: raise the hard limit (ulimit -Hn, or LimitNOFILE of systemd).",
        )
    ]

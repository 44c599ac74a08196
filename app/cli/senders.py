"""`nudge senders resume`: lets a number send again after the cause of its block is mended."""

import sys
from typing import Annotated

from cyclopts import Parameter

from app.cli.database import opened
from app.cli.faults import Complaint
from app.cli.options import DataDir, settings
from app.clock import DatabaseClock
from app.domain.vocabulary import SenderStatus
from app.services import sending

Number = Annotated[
    str, Parameter(help="The sender: a number in E.164, such as +15005550006, or a Messaging Service's SID.")
]


async def resume(number: Number, /, *, data_dir: DataDir = None) -> None:
    """Lets a number send again after the cause is mended. Each step that waited for it is sent once."""
    async with opened(settings(data_dir)):
        clock = DatabaseClock()
        await clock.measure()
        before = await sending.resume_sender(number, clock.now())
    if before is None:
        raise Complaint(
            "No account sends from this: write a number in E.164, such as +15005550006, or a Messaging Service's SID."
        )
    if before.status is SenderStatus.READY and before.retry_at is None:
        print("The number could send already.", file=sys.stderr)
    else:
        print("The number can send again: the steps that waited for it go out now.", file=sys.stderr)

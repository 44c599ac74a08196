"""The policy that every queue has, to show that the harness sees what it does: on an error, and when the lease is
over, send again. `python -m tests.chaos.naive worker|api` runs our own processes with it."""

import sys
from datetime import datetime, timedelta

from app.domain.engine import progress
from app.domain.engine.progress import Attempt, Due, Kind, Move, Pace


def _send_again(row: Attempt | Due, now: datetime, pace: Pace) -> Move:
    wait = timedelta(seconds=1)
    return Move(row.enrollment_id, row.position, row.attempt_id, Kind.RETRY, now, wake_at=now + wait, tries=row.tries)


def _always(now: datetime, lease_until: datetime, pace: Pace) -> bool:
    return True


def main() -> None:
    for name in ("unclear", "lease_over"):
        setattr(progress, name, _send_again)
    progress.in_time = _always
    if sys.argv[1] == "worker":
        from workers.main import entry

        entry()
    else:
        from app.cli.main import main as cli

        sys.argv[1:] = ["api"]
        sys.exit(cli())


if __name__ == "__main__":
    main()

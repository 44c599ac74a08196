"""The policy that every queue has, to show that the harness sees what it does: on an error, and when the lease is
over, send again. `python -m tests.chaos.naive worker|api` runs our own processes with it."""

import sys
from datetime import datetime, timedelta

from app.domain.engine import moves, timeouts
from app.domain.engine.decide import Due
from app.domain.engine.moves import Attempt, Kind, Move
from app.domain.engine.timeouts import Timeouts


def _send_again(row: Attempt | Due, now: datetime, limits: Timeouts) -> Move:
    wait = timedelta(seconds=1)
    return Move(row.enrollment_id, row.position, row.attempt_id, Kind.POSTPONE, now, wake_at=now + wait)


def _always(now: datetime, lease_until: datetime, limits: Timeouts) -> bool:
    return True


def main() -> None:
    for name in ("outcome_unknown", "being_looked_up"):
        setattr(moves, name, _send_again)
    timeouts.in_time = _always
    if sys.argv[1] == "worker":
        from workers.main import entry

        entry()
    else:
        from app.cli.main import main as cli

        sys.argv[1:] = ["api"]
        sys.exit(cli())


if __name__ == "__main__":
    main()

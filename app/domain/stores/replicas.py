"""Whether a partner may be answered from a replica: what the replica has replayed, and whose replica it is.

Each write of a partner gets a number, after its commit and before its answer. A process takes samples: first the
highest number, then the end of the primary's log (WAL). So every write up to that number lies before that end. A sample
is confirmed when the replica has replayed the log as far. A partner may be answered from the replica if its last write
is not newer than the confirmed sample, and that sample is not too old.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from app.domain.values import value


@value
class Written:
    """The number of a write, in one memory of the counter: numbers of two epochs cannot be compared."""

    epoch: str
    number: int


@value
class Primary:
    """The primary at one moment. `position` is the end of its log in bytes; `place` names the cluster, the database and
    the table; `generation` grows every few seconds (`domain/stores/marks.py`)."""

    place: str
    mark_id: UUID | None
    generation: int
    position: int


@value
class Standby:
    """The other server. `position` is how far it has replayed the log, None: it cannot say. `missing` counts the
    migrations that this code has and that server has not."""

    is_replica: bool
    place: str
    mark_id: UUID | None
    generation: int
    position: int | None
    missing: int


@value
class Sample:
    """What was committed by one moment, `at` in seconds of this process's monotonic clock."""

    written: Written
    generation: int
    position: int
    at: float


class Fault(StrEnum):
    """Why nothing is read from the replica."""

    UNMEASURED = "UNMEASURED"
    AWAY = "AWAY"
    NO_REPLICA = "NO_REPLICA"
    OTHER_DATABASE = "OTHER_DATABASE"
    NOT_MIGRATED = "NOT_MIGRATED"
    CANNOT_TELL = "CANNOT_TELL"
    BEHIND = "BEHIND"
    NOT_COUNTED = "NOT_COUNTED"


_SENTENCES = {
    Fault.UNMEASURED: "the replica has not been compared with the primary yet. Wait a few seconds",
    Fault.AWAY: "the replica does not answer ({detail}). Start it, or correct DATABASE_REPLICA_URL",
    Fault.NO_REPLICA: "the server of DATABASE_REPLICA_URL is no streaming replica, or was promoted. Name a replica",
    Fault.OTHER_DATABASE: "the server of DATABASE_REPLICA_URL is no replica of the database in DATABASE_URL. Correct "
    "one of them",
    Fault.NOT_MIGRATED: "the replica does not have the newest migrations. Run `nudge migrate`, and wait until it has "
    "replayed them",
    Fault.CANNOT_TELL: "the replica cannot say how far it has replayed the log ({detail}). Remove DATABASE_REPLICA_URL",
    Fault.BEHIND: "the replica is {behind:,.0f} s behind. Look at its load and its network",
    Fault.NOT_COUNTED: "Redis does not answer, so that nobody can tell who wrote last. Start Redis",
}


def sentence(fault: Fault, *, behind: float = 0.0, detail: str = "") -> str:
    """What is wrong, and the mend. `behind` in seconds."""
    return f"Reads go to the primary: {_SENTENCES[fault].format(behind=behind, detail=detail)}."


def fault_of(primary: Primary, standby: Standby, before: Standby | None) -> Fault | None:
    """Why this is not a replica that can be read; None if it is. `before` is the standby as it was seen before this
    `primary`: it cannot have a generation that the primary had not reached."""
    if not standby.is_replica:
        return Fault.NO_REPLICA
    if (standby.place, standby.mark_id) != (primary.place, primary.mark_id):
        return Fault.OTHER_DATABASE
    if before is not None and before.generation > primary.generation:
        return Fault.OTHER_DATABASE
    if standby.missing:
        return Fault.NOT_MIGRATED
    return Fault.CANNOT_TELL if standby.position is None else None


def newest_confirmed(samples: Iterable[Sample], standby: Standby) -> Sample | None:
    """The newest of the samples, the oldest first, that the standby has replayed. The generation is compared as well:
    the log of a server that was split off by a failover grows by itself, and its generation does not."""
    position = standby.position if standby.position is not None else -1
    found = [one for one in samples if one.position <= position and one.generation <= standby.generation]
    return found[-1] if found else None


def has_replayed(confirmed: Sample, last: Written | None) -> bool:
    """Whether the replica has the last write of a partner; `last` None: nobody can tell when that was."""
    return last is not None and last.epoch == confirmed.written.epoch and last.number <= confirmed.written.number

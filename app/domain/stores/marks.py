"""Whether a database is a restored copy: of a backup, of an earlier time, or of another installation.

A restored copy does not have what happened after it was made. Its steps look as if nobody had sent them yet, and would
be sent again. So the database has a number that grows every few seconds while any process works on it, its generation,
and Redis keeps the highest one. A database with a lower generation than Redis or than a running process has seen is a
copy. When Redis knows nothing, what the database says of itself decides, and in doubt it is taken for a copy.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.engine.explain import utc
from app.domain.values import value

RECENT = timedelta(seconds=60)
"""A database that was in use so recently, in the same place, is no copy: Redis alone was emptied."""

AFTER_A_RESTORE = 1_000_000_000
"""By how much the generation grows when a restored copy goes on: no process has seen so high a one."""

COMMAND = "nudge resume-after-restore"


class Restored(StrEnum):
    """Why a database is taken for a restored copy. The values are stored."""

    BEHIND = "BEHIND"
    COPIED = "COPIED"
    FORGOTTEN = "FORGOTTEN"
    UNVERIFIED = "UNVERIFIED"
    DECLARED = "DECLARED"


@value
class Mark:
    """What a database says of itself. `place` names the server, the database and the table as they are now, and
    `marked_in` as they were when the mark was written, at `marked_at`; both None: it was never used."""

    generation: int
    marked_at: datetime | None
    marked_in: str | None
    place: str


@dataclass(frozen=True, slots=True)
class RedisAway:
    """Redis could not be asked."""


Highest = int | None | RedisAway
"""The highest generation that Redis has seen of a database; None if it knows nothing of it."""


def found(mark: Mark, known: int, highest: Highest, now: datetime, *, reaches_people: bool) -> Restored | None:
    """Why this database is a restored copy, or may be; None if it is not.

    `known` is the highest generation that this process has seen of it, 0 when it begins. With `reaches_people` False
    nothing can be sent to a person, so that doubt holds nothing up.
    """
    if max(known, highest if isinstance(highest, int) else 0) > mark.generation:
        return Restored.BEHIND
    if mark.marked_at is None or known or isinstance(highest, int):
        return None
    moved = mark.marked_in != mark.place
    if not moved and (now - mark.marked_at <= RECENT or not reaches_people):
        return None
    if isinstance(highest, RedisAway):
        return Restored.UNVERIFIED
    return Restored.COPIED if moved else Restored.FORGOTTEN


def sentence(because: Restored, marked_at: datetime | None) -> str:
    """Why nothing is sent, and the mend."""
    then = utc(marked_at) if marked_at else "an earlier time"
    mend = f"`{COMMAND}` asks the provider what was sent since then, and lets it go on."
    match because:
        case Restored.BEHIND:
            why = f"this database is a restored copy of {then}, and a newer one was in use"
        case Restored.COPIED:
            why = f"this database is a copy of {then} in another place, and Redis does not know it"
        case Restored.FORGOTTEN:
            why = f"Redis knows nothing of this database, last used at {then}, so it may be a restored copy"
        case Restored.UNVERIFIED:
            why = f"Redis does not answer, and this database, last used at {then}, may be a restored copy"
            mend = "It goes on by itself when Redis is back and knows it."
        case Restored.DECLARED:
            why = f"`nudge mark-restored` says that this database is a restored copy of {then}"
    return f"Nothing is sent: {why}. {mend}"

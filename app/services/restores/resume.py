"""How a restored copy goes on: the provider is asked first what was sent and what came in after the copy was made."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.db import rows
from app.deps import Deps
from app.domain import sealing
from app.providers.sms import ListingFailed
from app.services import connections
from app.services.conversations import Source, look_up_operator_messages, sources, store_missed
from app.services.restores import marks
from app.services.sending import Lost, doubt_all_due, look_up_in_flight, write_down

OVERLAP = timedelta(minutes=15)
"""By how much earlier the lists are read: the provider's clock may differ, and a message may have been in flight."""
FINISH_SECONDS = 60.0
NOT_LISTED = (ListingFailed, connections.Ended, sealing.Unreadable)

# For a copy that no process has ever marked. Ids are in the order of time.
_LAST_USE = """
SELECT coalesce((SELECT created_at FROM message ORDER BY id DESC LIMIT 1), (SELECT min(created_at) FROM account), now())
       AS at
"""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A provider's account whose lists could not be read, and why."""

    name: str
    why: str


@dataclass(slots=True)
class Resumed:
    """What was found. `asked` counts the provider's accounts whose lists were read, all if `not_asked` is empty, and
    `not_stored` the inbound messages of these lists that cannot be stored. `went_on` is False if a list could not be
    read, or not be stored: then nothing is sent still."""

    since: datetime
    asked: int = 0
    in_flight: int = 0
    lost: Lost = field(default_factory=Lost)
    received: int = 0
    not_stored: int = 0
    not_asked: list[NotAsked] = field(default_factory=list)
    went_on: bool = False


async def resume_after_restore(deps: Deps, *, without_lists: bool = False) -> Resumed | None:
    """Asks the provider about every attempt in flight, records the steps that were sent after the copy was made, stores
    what leads wrote meanwhile, and lets the copy go on. None if the database is no restored copy.

    With `without_lists`, the steps of accounts whose lists cannot be read, if they were due meanwhile, end as UNKNOWN
    and are not sent. May be repeated: what is recorded is not looked for again.
    """
    standing = await marks.standing()
    if standing is None:
        return None
    done = Resumed((standing.marked_at or await _last_use()) - OVERLAP)
    while await look_up_operator_messages(deps):
        await deps.concurrency.finish(FINISH_SECONDS)
    done.in_flight = await look_up_in_flight(deps)
    for source in await sources(deps):
        try:
            await _read(deps, source, done)
            done.asked += 1
        except NOT_LISTED as why:
            done.not_asked.append(NotAsked(source.name, str(why) or type(why).__name__))
            if without_lists:
                done.lost.doubtful += await doubt_all_due(deps, source.account)
    if without_lists or not (done.not_asked or done.not_stored):
        await marks.go_on(deps)
        done.went_on = True
    return done


async def _read(deps: Deps, source: Source, done: Resumed) -> None:
    provider = await connections.sms_of(deps, source.connection_id)
    found = await write_down(deps, source.account, await provider.sent_since(done.since))
    done.lost.found += found.found
    done.lost.doubtful += found.doubtful
    done.lost.of_nobody += found.of_nobody
    received, failed = await store_missed(deps, source, done.since)
    done.received += received
    done.not_stored += failed


async def _last_use() -> datetime:
    [row] = await rows(_LAST_USE)
    at: datetime = row.at
    return at

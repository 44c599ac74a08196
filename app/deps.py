"""Everything that a use case may use outside the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.clock import Clock
from app.concurrency import Concurrency
from app.db.replica import Replica
from app.domain.engine.decide import Due
from app.domain.engine.moves import Move, Moved
from app.domain.engine.timeouts import Timeouts, timeouts
from app.domain.idempotency import IdempotentCall
from app.domain.known_sequences import KnownSequences
from app.providers.connections import Connections
from app.providers.deliveries import NoReceivers, Receivers
from app.providers.events import Events
from app.providers.files import Files, NoFiles
from app.providers.limiter import Limiter, Unlimited
from app.providers.marks import Generation, Marks, NoMarks
from app.providers.queue import Queue
from app.providers.sms import Sms
from app.providers.writer import Writer
from app.providers.writes import NoWrites, Writes
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Handlers:
    """What sending needs of other topics, which stand above it and are handed in.

    `write_draft` has the text of an AI step written and stored; None, or the moves that follow instead of a text.
    `record_with_lead` applies a move that says something about the lead too (an opt-out, a dead number).
    """

    write_draft: "Callable[[Deps, Due], Awaitable[list[Move] | None]]"
    record_with_lead: Callable[[Move, datetime, float], Awaitable[list[Moved]]]


@dataclass(frozen=True, slots=True)
class Deps:
    """Built once in each process, by `app/main.py` and `workers/main.py`, and handed down.

    `sms` sends by the server's credentials, `connections` by those of accounts that have their own. `files` has what
    leads sent, and `link_keys` sign the links to it. `receivers` are the partners' servers that are told of events.

    `marks` keeps the highest generation of the database, and `generation` what this process knows of it.

    `replica` is the way to the replica of the database, if there is one, and `writes` counts the partners' writes, by
    which it is known who may read there.

    `idempotency` belongs to one call: it is set in a copy, for a call with an `Idempotency-Key`.
    """

    settings: Settings
    clock: Clock
    sms: Sms
    writer: Writer
    queue: Queue
    concurrency: Concurrency
    events: Events
    handlers: Handlers
    connections: Connections
    limiter: Limiter = field(default_factory=Unlimited)
    files: Files = field(default_factory=NoFiles)
    receivers: Receivers = field(default_factory=NoReceivers)
    marks: Marks = field(default_factory=NoMarks)
    generation: Generation = field(default_factory=Generation)
    writes: Writes = field(default_factory=NoWrites)
    known_sequences: KnownSequences = field(default_factory=KnownSequences)
    replica: Replica | None = None
    link_keys: tuple[bytes, ...] = ()
    idempotency: IdempotentCall | None = None

    @property
    def timeouts(self) -> Timeouts:
        """How long the engine waits for what, by how long the provider's answer may take."""
        return timeouts(self.sms.timeout_seconds)

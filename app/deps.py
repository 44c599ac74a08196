"""All that a use case may reach outside the database."""

from dataclasses import dataclass, field

from app.clock import Clock
from app.concurrency import Concurrency
from app.domain.idempotency import Once
from app.providers.events import Events
from app.providers.limiter import Limiter, Unlimited
from app.providers.queue import Queue
from app.providers.sms import Sms
from app.providers.writer import Writer
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Deps:
    """Built once in each process, by `app/main.py` and `workers/main.py`, and handed down.

    `once` is a single call's: set in a copy for a call that came with an `Idempotency-Key`.
    """

    settings: Settings
    clock: Clock
    sms: Sms
    writer: Writer
    queue: Queue
    concurrency: Concurrency
    events: Events
    limiter: Limiter = field(default_factory=Unlimited)
    once: Once | None = None

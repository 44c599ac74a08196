"""The rows that tests begin with, made through the use cases, and doubles of the ports in this process."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from app import build
from app.concurrency import Concurrency, Turns
from app.deps import Deps
from app.domain import sealing
from app.domain.ai.pricing import Used
from app.domain.engine.effects import UNEXPLAINED, Meaning
from app.domain.media.links import link_keys
from app.domain.vocabulary import HourRules, StepType
from app.models import Account, Connection, Lead, Partner, Sequence
from app.providers.events import Audience, Events, Watch
from app.providers.limiter import Limiter, Unlimited
from app.providers.queue import Queue
from app.providers.sms import Accepted, Finding, Listed, MediumUnavailable, Outcome, Outgoing, Received, Sms
from app.providers.writer import Brief, Classified, Reviewed, UnclearReading, Writer, Written
from app.services import accounts, people, sequences
from app.services.accounts import HoursChanges, NewAccount
from app.services.people import NewLead
from app.services.sequences import NewSequence, NewStep
from app.settings import Settings
from tests.clock import FixedClock

_numbers = count(1000)
SECRET = urlsafe_b64encode(bytes(range(32))).decode()


@dataclass
class TakesAll:
    """An SMS provider that accepts every message and keeps it."""

    name: str = "takes-all"
    timeout_seconds: float = 5.0
    sent: list[Outgoing] = field(default_factory=list)

    async def send(self, message: Outgoing) -> Outcome:
        self.sent.append(message)
        return Accepted(f"SM{message.attempt_id.hex}")

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        return []

    async def sent_since(self, since: datetime) -> list[Listed]:
        return []

    async def received_since(self, since: datetime) -> list[Received]:
        return []

    async def media_of(self, sid: str) -> tuple[str, ...]:
        return ()

    async def fetch_medium(self, address: str) -> bytes:
        raise MediumUnavailable("It has no files.", again=False)

    async def delete_medium(self, address: str) -> None: ...

    def explain(self, code: int | None) -> Meaning:
        return UNEXPLAINED

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return False

    def findings(self, base_url: str) -> list[Finding]:
        return []

    async def close(self) -> None: ...


class HelloWriter:
    """A writer that always writes the same text."""

    name = "says-hello"
    has_second_reader = False
    problem = None

    async def write(self, brief: Brief) -> Written:
        return Written("Hello again, any questions?", "double", Used(read=10, written=5))

    async def review(self, draft: str, brief: Brief) -> Reviewed:
        raise AssertionError("it has no second reader")

    async def classify(self, text: str, company: str) -> Classified:
        return Classified(UnclearReading.UNCLEAR, "double")

    async def look_up_problem(self) -> str | None:
        return None

    async def close(self) -> None: ...


@dataclass
class Alarms:
    """A queue that keeps the moments at which it was asked to wake a worker."""

    planted: list[datetime] = field(default_factory=list)

    async def wake(self, moments: Iterable[datetime]) -> None:
        self.planted += moments

    async def close(self) -> None: ...


class LocalEvents(Audience):
    """Events that reach the subscribers of this process only."""

    def tell(self, changed: Iterable[UUID], messages: Iterable[UUID | None] = ()) -> None:
        super().tell(changed, frozenset(one for one in messages if one))

    def watch(self, *ids: UUID) -> AbstractContextManager[Watch]:
        return self.watching(ids)

    async def close(self) -> None: ...


def make_deps(
    clock: FixedClock | None = None,
    *,
    sms: Sms | None = None,
    writer: Writer | None = None,
    queue: Queue | None = None,
    events: Events | None = None,
    limiter: Limiter | None = None,
    **settings: Any,
) -> Deps:
    """Dependencies with a clock that stands still and doubles of the ports.

    No turn of a computation ends: what is loaded together would depend on the machine.
    """
    chosen = Settings(**{"nudge_secret_key": SECRET} | settings)
    return Deps(
        settings=chosen,
        clock=clock or FixedClock(),
        sms=sms or TakesAll(),
        writer=writer or HelloWriter(),
        queue=queue or Alarms(),
        concurrency=Concurrency(turns=Turns(lambda: 0.0)),
        events=events or LocalEvents(),
        handlers=build.HANDLERS,
        connections=build.connections(chosen),
        limiter=limiter or Unlimited(),
        link_keys=link_keys([SECRET], ""),
    )


@dataclass(frozen=True)
class Holder:
    """A partner and its key."""

    partner: Partner
    key: str

    @property
    def id(self) -> UUID:
        return self.partner.id


async def make_connection(deps: Deps, account_id: UUID, provider_account: str, token: str) -> Connection:
    """The account has credentials of its own from now on."""
    row = await Connection.create(
        account_id=account_id,
        provider="twilio",
        provider_account=provider_account,
        secret=sealing.seal(deps.settings.secret_keys, token),
        created_at=deps.clock.now(),
    )
    await Account.filter(id=account_id).update(connection_id=row.id)
    return row


async def make_partner(name: str = "Acme Lending") -> Holder:
    return Holder(*await accounts.create_partner(name))


def phone() -> str:
    """A phone number that no other call returns."""
    return f"+1415556{next(_numbers)}"


async def make_account(deps: Deps, partner_id: UUID, **said: Any) -> Account:
    """An account that sends at any hour, unless the test says otherwise."""
    usual: dict[str, Any] = {"name": "Acme", "phone_number": phone(), "hours": HoursChanges(rules=HourRules.NONE)}
    return await accounts.create(deps, partner_id, NewAccount(**usual | said))


def fixed(message: str = "Hi {{first_name}}, this is {{company}}.", **said: Any) -> NewStep:
    return NewStep(type=StepType.FIXED, message=message, **said)


def ai(instructions: str = "Follow up warmly.", **said: Any) -> NewStep:
    return NewStep(type=StepType.AI, instructions=instructions, **said)


def three_steps() -> list[NewStep]:
    """The source document's example: at once, a day later by AI, three days after that."""
    return [
        fixed(skip_if_replied=False),
        ai(delay_hours=24),
        fixed("Just checking in, {{first_name}}.", delay_hours=72),
    ]


async def make_sequence(deps: Deps, partner_id: UUID, account_id: UUID, **said: Any) -> Sequence:
    new = NewSequence(**{"name": "Application Recovery", "steps": three_steps()} | said)
    return await sequences.create(deps, partner_id, account_id, new)


async def make_lead(deps: Deps, partner_id: UUID, account_id: UUID, **said: Any) -> Lead:
    new = NewLead(**{"phone": phone(), "first_name": "Ann"} | said)
    return (await people.import_lead(deps, partner_id, account_id, new)).lead

"""Plays the demo's history up to the present, by a clock of this process alone.

The other processes go by the real time meanwhile. No worker runs, because the steps of the past would be late for it;
the API may serve. How far the history is played is stored after each act, and an act that is repeated changes nothing:
so a history that was interrupted is played on at the next start.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from app import build
from app.clock import Clock
from app.deps import Deps
from app.domain.people.consent import Consent
from app.domain.vocabulary import ConsentOrigin, MessageSource
from app.local.history.script import (
    OTHERWISE,
    STEPS,
    Act,
    Closes,
    Enrolls,
    Pauses,
    Person,
    Records,
    Reviews,
    Rewrites,
    Says,
    Writes,
    script,
)
from app.models import Lead, LeadEvent, Message, Sequence
from app.providers.simulator.sms import SimulatedSms
from app.providers.simulator.writer import OfflineWriter
from app.providers.sms import SIMULATOR
from app.services import accounts, conversations, enrollment, people, sequences, simulation
from app.services.accounts import DEMO_PHONE, AccountChanges, VoiceChanges
from app.services.conversations import InboundSms
from app.services.people import NewLead
from app.services.sequences import NewSequence, SequenceChanges
from app.settings import Settings

CONSENT = "I agree to receive texts about my application at this number. Reply STOP to end them."
PAGE = "https://demo-lending.example/apply"
FORM_BEFORE = timedelta(minutes=20)
BY = "nudge dev"


class PastClock:
    """Goes on like the real clock, so far behind it as the history is. It moves on when hours are played."""

    def __init__(self, present: Clock, at: datetime, sms: SimulatedSms) -> None:
        self._present = present
        self._sms = sms
        self.behind = present.real() - at

    def now(self) -> datetime:
        return self._present.real() - self.behind

    def real(self) -> datetime:
        return self._present.real()

    async def play(self, by: timedelta) -> bool:
        """What was sent is reported on before the time of the report is over."""
        await self._sms.all_reported()
        self.behind -= by
        return True


class NoAlarms:
    """Wakes nobody: what is due is found by its row."""

    async def wake(self, moments: Iterable[datetime]) -> None:
        return None

    async def close(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Player:
    """Does what the script says, for the account of the demo."""

    deps: Deps
    clock: PastClock
    partner_id: UUID
    account_id: UUID

    async def wait(self, until: datetime) -> None:
        """The time passes, and everything that falls due is done."""
        if (left := until - self.clock.now()) > timedelta(0):
            await simulation.play(self.deps, left)

    async def wait_for_present(self) -> None:
        while self.clock.behind > timedelta(0):
            await simulation.play(self.deps, self.clock.behind)

    async def do(self, act: Act, name: str) -> None:
        """If it is done already, nothing changes."""
        match act:
            case Enrolls(person, sequence):
                await people.import_lead(self.deps, self.partner_id, self.account_id, self._lead(person))
                to = await self._sequence(sequence)
                await enrollment.enroll_lead(self.deps, self.partner_id, to, person.phone, if_never_enrolled=True)
            case Says(person, text):
                sid = f"SM{uuid5(self.account_id, name).hex}"
                await conversations.receive_sms(self.deps, InboundSms(sid, person.phone, DEMO_PHONE, text))
            case Writes(person, text, by):
                await self._write(await self._id(person), person.phone, text, by)
            case Closes(person):
                await conversations.close_conversation(self.deps, self.partner_id, await self._id(person))
            case Records(person, event):
                if not await LeadEvent.exists(lead_id=await self._id(person), name=event):
                    given = (person.phone, None, event, None)
                    await people.record_lead_event(self.deps, self.partner_id, self.account_id, *given)
            case Pauses(person, by):
                await enrollment.pause_lead(self.deps, self.partner_id, await self._id(person), None, by)
            case Rewrites(sequence, steps):
                changes = SequenceChanges(steps=list(steps))
                await sequences.update(self.deps, self.partner_id, await self._sequence(sequence), changes)
            case Reviews(on):
                voice = AccountChanges(ai=VoiceChanges(review=on))
                await accounts.update(self.deps, self.partner_id, self.account_id, voice)

    def _lead(self, person: Person) -> NewLead:
        return NewLead(
            phone=person.phone,
            first_name=person.first,
            last_name=person.last,
            state=person.state,
            property_address=person.address,
            source=person.source,
            consent=Consent(ConsentOrigin.WEB_FORM, self.clock.now() - FORM_BEFORE, CONSENT, PAGE),
        )

    async def _sequence(self, name: str) -> UUID:
        """The sequence with this name, which is made the first time."""
        if known := await Sequence.get_or_none(account_id=self.account_id, name=name, deleted_at__isnull=True):
            return known.id
        new = NewSequence(name=name, steps=STEPS[name], **OTHERWISE[name])
        return (await sequences.create(self.deps, self.partner_id, self.account_id, new)).id

    async def _write(self, lead_id: UUID, phone: str, text: str, by: str) -> None:
        await conversations.mark_read(self.deps, self.partner_id, lead_id, None)
        await conversations.assign_conversation(self.deps, self.partner_id, lead_id, by)
        if not await Message.exists(lead_id=lead_id, source=MessageSource.OPERATOR, body=text):
            await conversations.send_message(self.deps, self.partner_id, self.account_id, phone, text, by)

    async def _id(self, person: Person) -> UUID:
        """The id of the lead, which is that of its conversation too."""
        return (await Lead.get(account_id=self.account_id, phone=person.phone)).id


async def play(deps: Deps) -> bool:
    """Plays what is not played yet of the demo's history, by the clock of `deps` up to the present; whether there was
    anything left.

    Refuses with SIMULATOR_ONLY where a message could reach a real person; then nothing is played.
    """
    await simulation.require_simulator(deps)
    demo = await accounts.find_demo()
    if demo.account_id is None or demo.partner_id is None or (history := demo.history) is None or history.is_whole:
        return False
    sms = SimulatedSms(deps.settings.nudge_http_timeout_seconds, delivered_after_seconds=0)
    clock = PastClock(deps.clock, history.played_to, sms)
    past = replace(deps, clock=clock, sms=sms, writer=OfflineWriter(), queue=NoAlarms())
    sms.report_to(partial(conversations.receive_report, past))
    player = Player(past, clock, demo.partner_id, demo.account_id)
    played_to = history.played_to
    for number, (before, act) in enumerate(script()):
        if (at := history.until - before) > played_to:
            await player.wait(at)
            await player.do(act, str(number))
            if not await accounts.keep_history(played_to, at):
                return False  # another process plays it
            played_to = at
    await player.wait_for_present()
    await sms.all_reported()
    return await accounts.keep_history(played_to, history.until)


async def settle(settings: Settings, database_url: str, redis_url: str) -> bool:
    """Before a worker runs on these stores: plays the demo's history or, where messages reach real people, sees to it
    that nobody writes to its leads. Whether anything was played."""
    async with build.deps(settings, database_url, redis_url) as deps:
        if deps.sms.name == SIMULATOR:
            return await play(deps)
        await pause(deps)
        return False


async def pause(deps: Deps) -> None:
    """Pauses the demo's account, if its leads are invented."""
    demo = await accounts.find_demo()
    if demo.account_id and demo.partner_id and demo.history:
        await accounts.pause_account(deps, demo.partner_id, demo.account_id, BY)

"""What a story needs: one partner with one account, the doubles of Twilio and Anthropic, and a clock set by hand."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from pydantic import SecretStr

from app import build
from app.concurrency import Concurrency
from app.deps import Deps
from app.domain.media.links import link_keys
from app.domain.vocabulary import EnrollmentAction
from app.models import Account, Draft, Enrollment, Lead, Message, Sequence, SequenceVersion, Step
from app.providers.anthropic.writer import ClaudeWriter
from app.providers.objects.files import ObjectFiles
from app.providers.redis.events import RedisEvents
from app.providers.redis.queue import ArqQueue
from app.providers.twilio.sms import TwilioSms
from app.services import accounts, sending
from app.services.accounts import VoiceChanges
from app.services.ai import pending_drafts
from app.services.conversations import InboundSms, look_up_operator_messages, receive_sms, send_message
from app.services.enrollment import Entry, Run, enroll_lead, timelines
from app.services.paging import Window
from app.settings import Settings
from tests.clock import YEARS_AHEAD, FixedClock
from tests.factories import SECRET
from tests.fakes import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    ClaudeDouble,
    TwilioDouble,
    claude_double,
    twilio_double,
)

SENDER = "+15005550006"
LEAD = "+14155551234"


def fixed(message: str, delay_hours: int = 0, *, skip: bool = False) -> dict[str, Any]:
    """A step that is a template."""
    return {"type": "FIXED", "message": message, "delay_hours": delay_hours, "skip_if_replied": skip}


def ai(instructions: str, delay_hours: int = 0, *, skip: bool = True, fallback: str | None = None) -> dict[str, Any]:
    """A step that the AI writes."""
    step = {"type": "AI", "instructions": instructions, "delay_hours": delay_hours, "skip_if_replied": skip}
    return step | {"fallback_message": fallback}


@dataclass
class World:
    """One account with the doubles behind it. Each verb calls the real use case of its name."""

    deps: Deps
    clock: FixedClock
    twilio: TwilioDouble
    claude: ClaudeDouble
    partner_id: UUID = field(default_factory=uuid4)
    account: Account = field(default_factory=Account)

    async def sequence(self, *plan: dict[str, Any], **what: Any) -> Sequence:
        sequence = await Sequence.create(account_id=self.account.id, name="A sequence", **what)
        version = await SequenceVersion.create(sequence_id=sequence.id, version=1)
        for position, step in enumerate(plan):
            await Step.create(version_id=version.id, position=position, **step)
        return sequence

    async def enroll(self, sequence: Sequence, phone: str = LEAD, **variables: Any) -> Run:
        return await enroll_lead(self.deps, self.partner_id, sequence.id, phone, variables=variables)

    async def enrolled(self, sequence: Sequence, phone: str = LEAD, **variables: Any) -> Enrollment:
        done = await self.enroll(sequence, phone, **variables)
        assert done.action is not EnrollmentAction.ALREADY_ENROLLED
        return done.enrollment

    async def later(self, **delta: float) -> None:
        """Moves the clock on, and lets a worker do what is due then."""
        self.clock.advance(**delta)
        await self.work()

    async def work(self) -> None:
        """A worker goes through everything that is due now, until nothing is."""
        for _ in range(10):
            await sending.wake_postponed(self.deps)
            await sending.wake_resumed(self.deps)
            sent = await sending.drain(self.deps, self.clock.now())
            await look_up_operator_messages(self.deps)
            while self.deps.concurrency.begun:
                await self.deps.concurrency.finish(10)
            if not sent and not await Enrollment.filter(wake_at__lte=self.clock.now()).exists():
                return

    async def reply(
        self, body: str, phone: str = LEAD, sid: str | None = None, to: str = SENDER, service: str | None = None
    ) -> str | None:
        sms = InboundSms(sid=sid or f"SM{uuid4().hex}", sender=phone, to=to, body=body, service=service)
        return await receive_sms(self.deps, sms)

    async def picture(self, *addresses: str, body: str = "", phone: str = LEAD) -> Message:
        """The lead sends files, and the webhook arrives."""
        sid = f"MM{uuid4().hex}"
        await receive_sms(self.deps, InboundSms(sid, phone, SENDER, body, addresses))
        return await Message.get(provider_sid=sid)

    async def write(self, body: str, phone: str = LEAD, *, by: str | None = None, take_over: bool = False) -> Message:
        """A person writes to the lead."""
        return await send_message(self.deps, self.partner_id, self.account.id, phone, body, by, take_over)

    async def timeline(self, enrollment: Enrollment) -> list[Entry]:
        row = await Enrollment.get(id=enrollment.id)
        lines = await timelines(self.deps, [row])
        return lines[row.id]

    async def voice(self, **settings: Any) -> None:
        """The account changes how its AI steps are written."""
        changes = accounts.AccountChanges(ai=VoiceChanges(**settings))
        await accounts.update(self.deps, self.partner_id, self.account.id, changes)

    async def drafts(self) -> list[Draft]:
        """The drafts that wait for a review."""
        return (await pending_drafts(self.partner_id, self.account.id, Window(50, 0))).rows

    async def statuses(self, enrollment: Enrollment) -> list[str]:
        return [entry.status.value for entry in await self.timeline(enrollment)]

    async def lead(self, phone: str = LEAD) -> Lead:
        return await Lead.get(account_id=self.account.id, phone=phone)

    async def messages(self, phone: str = LEAD) -> list[Message]:
        lead = await self.lead(phone)
        return await Message.filter(lead_id=lead.id, superseded=False).order_by("created_at", "id")


def settings_for(
    twilio: TwilioDouble, claude: ClaudeDouble, timeout_seconds: float = 10.0, home: Path = Path("nowhere")
) -> Settings:
    return Settings(
        _env_file=None,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=SecretStr(AUTH_TOKEN),
        twilio_api_url=twilio.url,
        nudge_http_timeout_seconds=timeout_seconds,
        anthropic_api_key=SecretStr("key-of-the-double"),
        anthropic_base_url=claude.url,
        public_base_url="https://nudge.example",
        nudge_secret_key=SecretStr(SECRET),
        nudge_data_dir=home,
    )


@asynccontextmanager
async def a_world(redis_url: str, *, timeout_seconds: float = 3.0) -> AsyncIterator[World]:
    """Opens the doubles and the adapters that talk to them. The database is open already."""
    async with AsyncExitStack() as stack:
        twilio = await stack.enter_async_context(twilio_double())
        claude = await stack.enter_async_context(claude_double())
        clock = FixedClock(YEARS_AHEAD)
        twilio.clock = clock.now
        home = stack.enter_context(TemporaryDirectory(prefix="nudge-world-"))
        settings = settings_for(twilio, claude, timeout_seconds, Path(home))
        sms = TwilioSms(ACCOUNT_SID, AUTH_TOKEN, settings.base_url, twilio.url, timeout_seconds)
        writer = ClaudeWriter("key-of-the-double", settings.anthropic_model, claude.url, 5.0)
        queue, events, connections = ArqQueue(redis_url, clock), RedisEvents(redis_url), build.connections(settings)
        deps = Deps(
            settings,
            clock,
            sms,
            writer,
            queue,
            Concurrency(),
            events,
            build.HANDLERS,
            connections,
            files=ObjectFiles(settings),
            link_keys=link_keys(settings.secret_keys, ""),
        )
        world = World(deps, clock, twilio, claude)
        partner, _ = await accounts.create_partner(f"Partner {uuid4().hex}")
        world.partner_id = partner.id
        world.account = await Account.create(
            partner_id=partner.id, name="Demo", company_name="Demo Lending", phone_number=SENDER, time_zone="UTC"
        )
        yield world
        await world.deps.concurrency.finish(5)
        for part in (sms, connections, world.deps.writer, queue, events):
            await part.close()

"""The built-in stand-in for a provider: used when there are no credentials, and only then.

Every message is accepted, and a moment later reported as delivered; it shows up in the `messages` query. Nothing leaves
the machine. What goes wrong at a provider is played by numbers of their own (`magic.py`). Its codes are Twilio's: it
plays Twilio's part, and accounts may have credentials of their own at Twilio.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from app.db.statements import is_away
from app.domain.engine.effects import Meaning
from app.domain.vocabulary import MessageStatus
from app.observability import logs
from app.providers.simulator.files import GONE, SimulatedFiles
from app.providers.simulator.magic import NUMBERS, Magic, Play
from app.providers.sms import (
    SIMULATOR,
    Accepted,
    Finding,
    Listed,
    MediumUnavailable,
    Outcome,
    Outgoing,
    Received,
    Rejected,
    TryLater,
    Unclear,
)
from app.providers.twilio import codes
from app.providers.webhooks import DeliveryReport

log = logging.getLogger("nudge.simulator")

KEPT = 10_000
DELIVERED_AFTER_SECONDS = 1.0
SLOW_SECONDS = 6.0
"""How long the slow number takes: longer than a caller waits for a first message."""
SHARE_OF_TIMEOUT = 0.6
BUSY_TIMES = 2

Report = Callable[[DeliveryReport], Awaitable[Any]]


class SimulatedSms:
    """The simulator's adapter of the `Sms` port. Keeps the newest messages, as a provider's list would."""

    name = SIMULATOR

    def __init__(
        self,
        timeout_seconds: float = 10.0,
        files: SimulatedFiles | None = None,
        *,
        delivered_after_seconds: float = DELIVERED_AFTER_SECONDS,
    ) -> None:
        self._files = files
        self._delivered_after_seconds = delivered_after_seconds
        # Accounts may have credentials of their own at a real provider: leases follow from how long that one may take.
        self.timeout_seconds = timeout_seconds
        self._sent: dict[str, Listed] = {}
        self._busy: dict[str, int] = {}
        self._report: Report | None = None
        self._reporting = set[asyncio.Task[None]]()

    def report_to(self, report: Report) -> None:
        """Has what becomes of messages reported, as a provider does by its status callbacks. Without it every accepted
        message counts as delivered at once."""
        self._report = report

    async def send(self, message: Outgoing) -> Outcome:
        magic = NUMBERS.get(message.to)
        match magic:
            case Magic(Play.REFUSE, code):
                meaning = codes.explain(code)
                return Rejected(code, meaning, meaning.sentence)
            case Magic(Play.BE_BUSY) if self._is_busy(message.to):
                return TryLater("the simulator plays a busy provider")
            case Magic(Play.BREAK_OFF):
                return Unclear("the simulator plays a lost answer")
            case Magic(Play.DELAY):
                await asyncio.sleep(min(SLOW_SECONDS, self.timeout_seconds * SHARE_OF_TIMEOUT))
        return await self._taken(message, magic)

    def _is_busy(self, to: str) -> bool:
        """Twice in a row; then one message is taken, as by a provider that has room again."""
        self._busy[to] = (self._busy.get(to, 0) + 1) % (BUSY_TIMES + 1)
        return self._busy[to] != 0

    async def _taken(self, message: Outgoing, magic: Magic | None) -> Outcome:
        sid = f"SM{message.attempt_id.hex}"
        silent = magic is not None and magic.play is Play.KEEP_SILENT
        status = MessageStatus.SENT if silent or self._report else MessageStatus.DELIVERED
        self._sent[sid] = Listed(sid, message.to, message.body, status, datetime.now(UTC), message.sender)
        if len(self._sent) > KEPT:
            del self._sent[next(iter(self._sent))]
        if magic is not None and magic.play is Play.LOSE:
            return await self._lost(message, sid, magic.code)
        if self._report and not silent:
            delivered = DeliveryReport(message.attempt_id, sid, MessageStatus.DELIVERED, None)
            task = asyncio.create_task(_later(self._report, delivered, self._delivered_after_seconds))
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)
        return Accepted(sid, status)

    async def _lost(self, message: Outgoing, sid: str, code: int | None) -> Outcome:
        """The report comes before the answer, as it sometimes does: whoever waits for the answer sees the outcome."""
        if self._report is None:
            return Accepted(sid, MessageStatus.UNDELIVERED)
        await self._report(DeliveryReport(message.attempt_id, sid, MessageStatus.UNDELIVERED, code))
        return Accepted(sid)

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        return [one for one in self._sent.values() if one.to == to]

    async def sent_since(self, since: datetime) -> list[Listed]:
        return [one for one in self._sent.values() if one.created_at is not None and one.created_at >= since]

    async def received_since(self, since: datetime) -> list[Received]:
        return []

    async def media_of(self, sid: str) -> tuple[str, ...]:
        return ()

    async def fetch_medium(self, address: str) -> bytes:
        if self._files is None:
            raise MediumUnavailable(GONE, again=False)
        return self._files.fetch(address)

    async def delete_medium(self, address: str) -> None:
        if self._files is not None:
            self._files.delete(address)

    def explain(self, code: int | None) -> Meaning:
        return codes.explain(code)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return False

    def findings(self, base_url: str) -> list[Finding]:
        return []

    async def all_reported(self) -> None:
        """Waits until what was accepted is reported on."""
        while self._reporting:
            await asyncio.wait(self._reporting)

    async def close(self) -> None:
        self._sent.clear()
        for task in self._reporting:
            task.cancel()


async def _later(report: Report, delivered: DeliveryReport, seconds: float) -> None:
    """Reports after so many seconds, and again after as many while the database is away: a provider calls again too."""
    reported = False
    while not reported:
        await asyncio.sleep(seconds)
        reported = await _is_reported(report, delivered)


async def _is_reported(report: Report, delivered: DeliveryReport) -> bool:
    """Whether the report was taken, or never will be."""
    try:
        await report(delivered)
    except Exception as error:
        if is_away(error):
            logs.waits(log, error)
            return False
        log.exception("a message of the simulator could not be reported as delivered")
    return True

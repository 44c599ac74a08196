"""The built-in stand-in for a provider: used when there are no credentials, and only then.

Every message is accepted and delivered at once; it shows up in the `messages` query. Nothing leaves the machine. Its
codes are Twilio's: it plays Twilio's part, and accounts may have credentials of their own at Twilio.
"""

from datetime import UTC, datetime

from app.domain.engine.effects import Meaning
from app.domain.vocabulary import MessageStatus
from app.providers.sms import SIMULATOR, Accepted, Finding, Listed, MediumUnavailable, Outcome, Outgoing, Received
from app.providers.twilio import codes

KEPT = 10_000


class SimulatedSms:
    """The simulator's adapter of the `Sms` port. Keeps the newest messages, as a provider's list would."""

    name = SIMULATOR

    def __init__(self, timeout_seconds: float = 10.0) -> None:
        # Accounts may have credentials of their own at a real provider: leases follow from how long that one may take.
        self.timeout_seconds = timeout_seconds
        self._sent: dict[str, Listed] = {}

    async def send(self, message: Outgoing) -> Outcome:
        sid = f"SM{message.attempt_id.hex}"
        self._sent[sid] = Listed(sid, message.to, message.body, MessageStatus.DELIVERED, datetime.now(UTC))
        if len(self._sent) > KEPT:
            del self._sent[next(iter(self._sent))]
        return Accepted(sid, MessageStatus.DELIVERED)

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        return [one for one in self._sent.values() if one.to == to]

    async def received_since(self, since: datetime) -> list[Received]:
        return []

    async def media_of(self, sid: str) -> tuple[str, ...]:
        return ()

    async def fetch_medium(self, address: str) -> bytes:
        raise MediumUnavailable("The simulator has no files.", again=False)

    async def delete_medium(self, address: str) -> None:
        return None

    def explain(self, code: int | None) -> Meaning:
        return codes.explain(code)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return False

    def findings(self, base_url: str) -> list[Finding]:
        return []

    async def close(self) -> None:
        self._sent.clear()

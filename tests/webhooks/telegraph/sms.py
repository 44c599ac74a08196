"""Sending by Telegraph. The wire ends here: what was submitted is in `wired`, with the address of its callbacks."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.engine.effects import UNEXPLAINED, Effect, Meaning
from app.providers.sms import Accepted, Finding, Listed, MediumUnavailable, Outcome, Outgoing, Received

CODES = {7: Meaning(Effect.DEAD_NUMBER, "nobody lives at this number")}


@dataclass
class TelegraphSms:
    base_url: str
    name: str = "telegraph"
    timeout_seconds: float = 5.0
    wired: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, message: Outgoing) -> Outcome:
        self.wired.append((message.body, f"{self.base_url}/webhooks/telegraph/{message.attempt_id}"))
        return Accepted(f"wire-{len(self.wired)}")

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
        return CODES.get(code or 0, UNEXPLAINED)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return False

    def findings(self, base_url: str) -> list[Finding]:
        return []

    async def close(self) -> None: ...

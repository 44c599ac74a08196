"""Telegraph's webhooks: one address for everything, JSON, and an HMAC of the body."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from app.domain.vocabulary import MessageStatus
from app.providers.webhooks import DeliveryReport, InboundSms, RefusedCall, WebhookAnswer, WebhookCall

PATH = "/webhooks/telegraph"
STATUSES = {"arrived": MessageStatus.DELIVERED, "lost": MessageStatus.UNDELIVERED}


@dataclass(frozen=True)
class TelegraphWebhooks:
    key: str

    def read(self, call: WebhookCall) -> InboundSms | DeliveryReport | RefusedCall:
        if call.headers.get("telegraph-seal") != seal(self.key, call.body):
            return RefusedCall(403, "signature", "The seal is broken.")
        told = json.loads(call.body)
        if call.path == PATH:
            return InboundSms(told["id"], told["from"], told["to"], told["words"])
        attempt = UUID(call.path.removeprefix(f"{PATH}/"))
        return DeliveryReport(attempt, told["id"], STATUSES[told["state"]], told.get("code"))

    def answer(self, text: str | None) -> WebhookAnswer:
        return WebhookAnswer(json.dumps({"reply": text}), "application/json")


def seal(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, sha256).hexdigest()

"""What an SMS provider's folder offers to the process; `choice.py` has the list of them."""

from typing import Protocol

from app.providers.sms import Sms
from app.providers.webhooks import WebhookReader
from app.settings import Settings


class Provider(Protocol):
    """One SMS provider: whether the settings name it, and its adapters."""

    def is_configured(self, settings: Settings) -> bool:
        """Whether the settings have credentials of this provider."""
        ...

    def title(self, settings: Settings) -> str:
        """The provider in a line of `nudge dev` and `nudge doctor`."""
        ...

    def sms(self, settings: Settings) -> Sms:
        """The adapter that submits messages."""
        ...

    def webhooks(self, settings: Settings, simulator_token: str) -> WebhookReader:
        """The reader of the provider's calls. `simulator_token` is a secret that this installation made: it signs the
        webhooks of the simulator, and no provider's."""
        ...

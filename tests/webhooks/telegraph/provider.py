"""Telegraph as one of the SMS providers."""

from pydantic import SecretStr

from app.settings import Settings
from tests.webhooks.telegraph.sms import TelegraphSms
from tests.webhooks.telegraph.webhooks import TelegraphWebhooks


class TelegraphSettings(Settings):
    """The settings with this provider's own."""

    telegraph_key: SecretStr | None = None


class Telegraph:
    """Telegraph, if TELEGRAPH_KEY is set."""

    def is_configured(self, settings: Settings) -> bool:
        return isinstance(settings, TelegraphSettings) and settings.telegraph_key is not None

    def title(self, settings: Settings) -> str:
        return "Telegraph"

    def sms(self, settings: Settings) -> TelegraphSms:
        return TelegraphSms(settings.base_url)

    def webhooks(self, settings: Settings, simulator_token: str) -> TelegraphWebhooks:
        assert isinstance(settings, TelegraphSettings)
        assert settings.telegraph_key is not None
        return TelegraphWebhooks(settings.telegraph_key.get_secret_value())

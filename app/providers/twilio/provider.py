"""Twilio as one of the SMS providers."""

from app.providers.sms import Sms
from app.providers.twilio.webhooks import TwilioWebhooks
from app.settings import Settings


class Twilio:
    """Twilio, if TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are set. It implements `Provider`."""

    def is_configured(self, settings: Settings) -> bool:
        return bool(settings.twilio_account_sid and settings.twilio_auth_token)

    def title(self, settings: Settings) -> str:
        return f"Twilio, account {settings.twilio_account_sid}"

    def sms(self, settings: Settings) -> Sms:
        from app.providers.twilio.sms import TwilioSms  # an installation without Twilio does not need it

        return TwilioSms(
            settings.twilio_account_sid or "",
            _token(settings),
            settings.base_url,
            settings.twilio_api_url,
            settings.nudge_http_timeout_seconds,
            confirms_keywords=settings.twilio_answers_keywords,
        )

    def webhooks(self, settings: Settings, simulator_token: str) -> TwilioWebhooks:
        return TwilioWebhooks(_token(settings), settings.twilio_account_sid)


def _token(settings: Settings) -> str:
    return settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""

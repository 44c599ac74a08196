"""Twilio with the credentials of accounts. It implements `Connector`."""

from typing import TYPE_CHECKING

from app.providers.connections import Credentials
from app.providers.twilio import keywords, rates
from app.settings import Settings

if TYPE_CHECKING:
    from app.providers.twilio.console import TwilioConsole
    from app.providers.twilio.sms import OneShot, TwilioSms


class TwilioConnector:
    """Every account's adapter uses the same connections to Twilio: credentials are in each request."""

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shared: OneShot | None = None

    def sms(self, credentials: Credentials) -> "TwilioSms":
        from app.providers.twilio.sms import TwilioSms  # Twilio's package takes long to import

        settings = self._settings
        return TwilioSms(
            credentials.account,
            credentials.secret,
            settings.base_url,
            settings.twilio_api_url,
            settings.nudge_http_timeout_seconds,
            confirms_keywords=settings.twilio_answers_keywords,
            http=self._http(),
        )

    def console(self, credentials: Credentials) -> "TwilioConsole":
        from twilio.rest import Client

        from app.providers.twilio.console import TwilioConsole

        client = Client(credentials.account, credentials.secret, http_client=self._http())
        return TwilioConsole(client, self._settings.base_url)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return self._settings.twilio_answers_keywords and keywords.confirmed(body, opt_out_type)

    def rate_advice(self, sender: str, per_second: float | None) -> str | None:
        return rates.advice(sender, per_second)

    def _http(self) -> "OneShot":
        from app.providers.twilio.sms import OneShot

        if self._shared is None:
            self._shared = OneShot(self._settings.twilio_api_url, self._settings.nudge_http_timeout_seconds)
        return self._shared

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.end()

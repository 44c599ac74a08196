"""Twilio with the credentials of accounts. It implements `Connector`."""

from typing import TYPE_CHECKING

from app.providers.connections import Credentials
from app.providers.twilio import keywords, rates
from app.settings import Settings

if TYPE_CHECKING:
    from app.providers.twilio.http import Http
    from app.providers.twilio.settings.console import TwilioConsole
    from app.providers.twilio.sms import TwilioSms


class TwilioConnector:
    """Every account's adapter uses the same connections to Twilio: credentials are in each request."""

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shared: Http | None = None

    def sms(self, credentials: Credentials) -> "TwilioSms":
        from app.providers.twilio.sms import TwilioSms  # an installation without Twilio does not need it

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
        from app.providers.twilio.settings.console import (
            TwilioConsole,  # Twilio's package takes long to import, and 18 MB
        )
        from app.providers.twilio.settings.package import client

        return TwilioConsole(client(credentials.account, credentials.secret, self._http()), self._settings.base_url)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return self._settings.twilio_answers_keywords and keywords.confirmed(body, opt_out_type)

    def rate_advice(self, sender: str, per_second: float | None) -> str | None:
        return rates.advice(sender, per_second)

    def _http(self) -> "Http":
        from app.providers.twilio.http import Http

        if self._shared is None:
            self._shared = Http(self._settings.twilio_api_url, self._settings.nudge_http_timeout_seconds)
        return self._shared

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()

"""Which SMS provider a process uses."""

from collections.abc import Sequence

from app.providers.connections import Connector
from app.providers.provider import Provider
from app.providers.simulator.provider import Simulator
from app.providers.twilio.connector import TwilioConnector
from app.providers.twilio.provider import Twilio
from app.settings import Settings

PROVIDERS: tuple[Provider, ...] = (Twilio(),)
"""Each provider but the simulator: another one is a folder beside this file, its settings, and its line here."""

SIMULATOR: Provider = Simulator()


def provider(settings: Settings, providers: Sequence[Provider] = PROVIDERS) -> Provider:
    """The provider whose credentials are set, else the simulator; never the one for the other."""
    return next((one for one in providers if one.is_configured(settings)), SIMULATOR)


def connector(settings: Settings) -> Connector:
    """The provider that accounts connect to with credentials of their own, whichever the server uses."""
    return TwilioConnector(settings)

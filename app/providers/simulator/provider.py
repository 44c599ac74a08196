"""The simulator as one of the SMS providers: what is used where no provider is configured."""

from app.providers.simulator.files import SimulatedFiles
from app.providers.simulator.sms import SimulatedSms
from app.providers.twilio.webhooks import TwilioWebhooks
from app.settings import Settings


class Simulator:
    """No provider: nothing leaves the machine. It implements `Provider`."""

    def is_configured(self, settings: Settings) -> bool:
        return True

    def title(self, settings: Settings) -> str:
        return "built-in simulator, because TWILIO_ACCOUNT_SID is not set"

    def sms(self, settings: Settings) -> SimulatedSms:
        files = SimulatedFiles.below(settings.nudge_data_dir)
        return SimulatedSms(settings.nudge_http_timeout_seconds, files)

    def webhooks(self, settings: Settings, simulator_token: str) -> TwilioWebhooks:
        """`nudge reply` plays the lead with webhooks in Twilio's form, signed by the installation's own token."""
        return TwilioWebhooks(simulator_token, None)

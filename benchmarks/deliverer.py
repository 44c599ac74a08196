"""Our worker, with receivers on this machine allowed: `nudge dev` allows them too, and writes a line for each event."""

from app import build
from app.domain.webhooks.addresses import Reach
from app.providers.receivers.http import HttpReceivers
from app.settings import Settings
from workers.main import entry


def receivers(settings: Settings) -> HttpReceivers:
    return HttpReceivers(Reach(local=True), settings.nudge_webhook_timeout_seconds)


if __name__ == "__main__":
    build.receivers = receivers
    entry()

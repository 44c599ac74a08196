"""Live updates for subscribers. Other topics use the names below only."""

from app.services.subscriptions.live import AWAY, enrollment_updates, import_updates, new_messages

__all__ = ["AWAY", "enrollment_updates", "import_updates", "new_messages"]

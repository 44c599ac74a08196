"""Live updates for subscribers. Other topics use the names below only."""

from app.services.subscriptions.live import enrollment_updates, new_messages

__all__ = ["enrollment_updates", "new_messages"]

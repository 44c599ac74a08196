"""Live updates for subscribers. Other topics use the names below only."""

from app.services.subscriptions.account import at_once, conversation_changes, enrollment_changes, message_changes
from app.services.subscriptions.drafts import DraftChange, draft_changes
from app.services.subscriptions.live import enrollment_updates, import_updates, new_messages
from app.services.subscriptions.reading import AWAY

__all__ = [
    "AWAY",
    "DraftChange",
    "at_once",
    "conversation_changes",
    "draft_changes",
    "enrollment_changes",
    "enrollment_updates",
    "import_updates",
    "message_changes",
    "new_messages",
]

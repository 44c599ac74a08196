"""Partners, their API keys, their accounts, and the demo. Other topics use the names below only."""

from app.services.accounts.accounts import (
    MAX_NAME,
    MAX_PAUSE_HOURS,
    AccountChanges,
    Hours,
    NewAccount,
    create,
    find,
    require,
    search,
    update,
)
from app.services.accounts.demo import DEMO_PARTNER, DEMO_PHONE, Demo, find_demo, seed_demo
from app.services.accounts.partners import authenticate, create_partner, rotate_key
from app.services.accounts.voice import (
    DEFAULT_PERSONA,
    DEFAULT_TONE,
    MAX_BUDGET,
    MAX_RULE,
    MAX_RULES,
    MAX_SEGMENTS,
    MAX_TEXT,
    UNCHANGED,
    VoiceChanges,
)

__all__ = [
    "DEFAULT_PERSONA",
    "DEFAULT_TONE",
    "DEMO_PARTNER",
    "DEMO_PHONE",
    "MAX_BUDGET",
    "MAX_NAME",
    "MAX_PAUSE_HOURS",
    "MAX_RULE",
    "MAX_RULES",
    "MAX_SEGMENTS",
    "MAX_TEXT",
    "UNCHANGED",
    "AccountChanges",
    "Demo",
    "Hours",
    "NewAccount",
    "VoiceChanges",
    "authenticate",
    "create",
    "create_partner",
    "find",
    "find_demo",
    "require",
    "rotate_key",
    "search",
    "seed_demo",
    "update",
]

"""A database that is a restored copy: how it is recognized, and how it goes on. Nothing is sent from it in between."""

from app.services.restores.marks import Standing, keep_marking, mark, mark_restored, standing
from app.services.restores.resume import NotAsked, Resumed, resume_after_restore

__all__ = [
    "NotAsked",
    "Resumed",
    "Standing",
    "keep_marking",
    "mark",
    "mark_restored",
    "resume_after_restore",
    "standing",
]

"""Files that leads send: fetched, stored, deleted at the provider, and read. Other topics use the names below only."""

from app.services.media.erasing import erase_media, remove_media
from app.services.media.fetch import work_on_media
from app.services.media.find import ReadableFile, link_to, media_of_messages, readable
from app.services.media.store import INSERT_MEDIA, rows_of

__all__ = [
    "INSERT_MEDIA",
    "ReadableFile",
    "erase_media",
    "link_to",
    "media_of_messages",
    "readable",
    "remove_media",
    "rows_of",
    "work_on_media",
]

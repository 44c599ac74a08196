"""Links to files: whoever has one may read the file until it expires. The signature is an HMAC-SHA256.

The key is derived from the server's secret, so that a link survives a restart and is good at each API process.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.domain import ids
from app.domain.people.erased import hkdf

LINK_IS_GOOD = timedelta(hours=1)
PATH = "/media"
_INFO = b"nudge: links to media"


def link_keys(secrets: Sequence[str], installation: str) -> tuple[bytes, ...]:
    """The keys that these Fernet keys give, in their order: the first signs, each one verifies. Without Fernet keys it
    is the key of the installation's own token."""
    raw = [urlsafe_b64decode(secret) for secret in secrets] or [sha256(installation.encode()).digest()]
    return tuple(hkdf(secret, _INFO) for secret in raw)


def path_of(keys: Sequence[bytes], medium_id: UUID, now: datetime) -> str:
    """The path and the query of a link to the file, good for an hour."""
    until = int((now + LINK_IS_GOOD).timestamp())
    return f"{PATH}/{ids.encode(ids.MEDIUM, medium_id)}?until={until}&signature={_signature(keys[0], medium_id, until)}"


def is_good(keys: Sequence[bytes], medium_id: UUID, until: str, signature: str, now: datetime) -> bool:
    """Whether a link with this query is ours and has not expired."""
    if not (until.isascii() and until.isdecimal() and len(until) <= 12) or int(until) < now.timestamp():
        return False
    given = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(_signature(key, medium_id, int(until)).encode(), given) for key in keys)


def _signature(key: bytes, medium_id: UUID, until: int) -> str:
    digest = hmac.digest(key, f"{medium_id}:{until}".encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")

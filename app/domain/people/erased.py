"""What stays of an erased person: a keyed hash of the phone, by which the block goes on, and a lead without data.

A plain hash would not do: all phone numbers can be hashed in an hour. The key of the hash is derived from the server's
secret, which the database does not know.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from app.domain.sms import phones
from app.domain.values import value

_INFO = b"nudge: hash of an erased phone"
NOBODY = "+999"
"""A country code that the ITU has assigned to nobody: a number that begins with it reaches no phone."""


@value
class HashKey:
    """A key of the hash. `id` tells keys apart and says nothing about them."""

    id: str
    secret: bytes

    def hash(self, phone: str) -> bytes:
        """The hash of a phone (E.164); all national spellings of one subscriber have the same."""
        return hmac.digest(self.secret, phones.canonical(phone).encode(), "sha256")


@lru_cache(maxsize=8)
def hash_keys(secrets: Sequence[str]) -> tuple[HashKey, ...]:
    """The keys of the hash that these Fernet keys give, in their order: the first writes, all are looked up."""
    derived = [hkdf(urlsafe_b64decode(secret), _INFO) for secret in secrets]
    return tuple(HashKey(sha256(key).hexdigest()[:16], key) for key in derived)


def hkdf(secret: bytes, info: bytes) -> bytes:
    """A key of 32 bytes for one purpose: HKDF-SHA256 of RFC 5869, without salt."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def hashed(keys: Sequence[HashKey], numbers: Iterable[str]) -> tuple[list[str], list[bytes]]:
    """Each number with each of its hashes, as two columns."""
    pairs = [(number, key.hash(number)) for number in numbers for key in keys]
    return [number for number, _ in pairs], [found for _, found in pairs]


def placeholder(lead_id: UUID) -> str:
    """What stands in the place of the phone in an erased lead: E.164 by form, and nobody's number."""
    digits = int.from_bytes(sha256(lead_id.bytes).digest()[:8]) % 10**12
    return f"{NOBODY}{digits:012}"

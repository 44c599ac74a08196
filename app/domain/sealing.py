"""Secrets that are stored encrypted: tokens of other services that Nudge must be able to read again.

The form is Fernet's (github.com/fernet/spec): AES-128 in CBC mode with HMAC-SHA256. The first key of NUDGE_SECRET_KEY
encrypts; every key of the list decrypts, so that a new key can be put before the former ones.

`cryptography` is imported at the first use of a secret: it takes 8 MB, and many processes have none.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Unreadable(Exception):
    """None of the keys decrypts the secret. The message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "none of the keys in NUDGE_SECRET_KEY reads it: put the former key back at the end of the list"
        )


def seal(keys: Sequence[str], secret: str) -> str:
    """The secret, encrypted by the first of these Fernet keys, of which there is at least one."""
    from cryptography.fernet import Fernet

    return Fernet(keys[0]).encrypt(secret.encode()).decode()


def unseal(keys: Sequence[str], sealed: str) -> str:
    """The secret in the clear. Raises `Unreadable`."""
    from cryptography.fernet import InvalidToken

    try:
        return _all(keys).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        raise Unreadable from None


def resealed(keys: Sequence[str], sealed: str) -> str:
    """The same secret, encrypted by the first key now. Raises `Unreadable`."""
    return seal(keys, unseal(keys, sealed))


def _all(keys: Sequence[str]) -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(key) for key in keys])

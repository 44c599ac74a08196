"""Partners and their API keys."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from app.db import rows
from app.errors import Code, refuse
from app.models import Partner, PartnerKey

KEY_PREFIX = "pk_live_"
KEY_CHARS = 32
OLD_KEY_LIVES = timedelta(hours=24)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _new_key() -> str:
    return KEY_PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(KEY_CHARS))


def _hash(key: str) -> str:
    # A key has 190 random bits, so that an unsalted hash cannot be searched.
    return sha256(key.encode()).hexdigest()


async def create_partner(name: str) -> tuple[Partner, str]:
    """Creates a partner. Returns it with its key, which cannot be read again.

    Refuses with INVALID_INPUT or DUPLICATE.
    """
    name = name.strip()
    if not 1 <= len(name) <= 200 or "\x00" in name:
        raise refuse(Code.INVALID_INPUT, "A partner's name has 1 to 200 characters.", "name")
    key = _new_key()
    try:
        async with in_transaction():
            partner = await Partner.create(name=name)
            await PartnerKey.create(partner=partner, hash=_hash(key))
    except IntegrityError as taken:
        raise refuse(
            Code.DUPLICATE, f"A partner named {name!r} exists already: choose another name.", "name"
        ) from taken
    return partner, key


async def rotate_key(name: str, now: datetime) -> str:
    """Creates a new key of the partner. The key that it replaces is valid for 24 more hours; older keys end at once.

    Refuses with NOT_FOUND.
    """
    key = _new_key()
    async with in_transaction():
        partner = await Partner.select_for_update().get_or_none(name=name)
        if partner is None:
            raise refuse(Code.NOT_FOUND, f"There is no partner named {name!r}.", "name")
        await PartnerKey.filter(partner=partner, expires_at__not_isnull=True).delete()
        await PartnerKey.filter(partner=partner).update(expires_at=now + OLD_KEY_LIVES)
        await PartnerKey.create(partner=partner, hash=_hash(key))
    return key


async def authenticate(key: str, now: datetime) -> UUID | None:
    """The id of the partner with this key, or None for a key that is unknown or expired."""
    if not key.startswith(KEY_PREFIX) or len(key) > 100:
        return None
    found = await rows(_PARTNER_OF_KEY, _hash(key), now)
    return found[0]["partner_id"] if found else None


_PARTNER_OF_KEY = "SELECT partner_id FROM partner_key WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)"

"""Partners and their main keys."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from app.errors import Code, refuse
from app.models import Partner, PartnerKey
from app.services.accounts.keys import hashed, new_secret, shown_part

OLD_KEY_LIVES = timedelta(hours=24)
MAX_PARTNER_NAME = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Line breaks, and what a terminal obeys: the name stands in lines of the log and of the command."""


async def create_partner(name: str, hand_out: Callable[[str], object] = lambda _: None) -> tuple[Partner, str]:
    """Creates a partner. Returns it with its key, which cannot be read again. `hand_out` gets the key before
    the partner is stored: if it raises, there is none.

    Refuses with INVALID_INPUT or DUPLICATE.
    """
    name = name.strip()
    if not 1 <= len(name) <= MAX_PARTNER_NAME or _CONTROLS.search(name):
        raise refuse(
            Code.INVALID_INPUT,
            f"A partner's name has 1 to {MAX_PARTNER_NAME} characters in one line, without a tab.",
            "name",
        )
    key = new_secret()
    try:
        async with in_transaction():
            partner = await Partner.create(name=name)
            await PartnerKey.create(partner=partner, hash=hashed(key), prefix=shown_part(key))
            hand_out(key)
    except IntegrityError as taken:
        raise refuse(
            Code.DUPLICATE, f"A partner named {name!r} exists already: choose another name.", "name"
        ) from taken
    return partner, key


async def rotate_key(name: str, now: datetime, hand_out: Callable[[str], object] = lambda _: None) -> str:
    """Creates a new main key of the partner. The main key that it replaces is valid for 24 more hours, an older one
    ends at once. Keys that were made by `createKey` stay. `hand_out` gets the new key before anything is stored: if it
    raises, the old keys stay as they are.

    Refuses with NOT_FOUND.
    """
    key = new_secret()
    async with in_transaction():
        partner = await Partner.select_for_update().get_or_none(name=name)
        if partner is None:
            raise refuse(Code.NOT_FOUND, f"There is no partner named {name!r}.", "name")
        await PartnerKey.filter(partner=partner, is_main=True, expires_at__not_isnull=True).delete()
        await PartnerKey.filter(partner=partner, is_main=True).update(expires_at=now + OLD_KEY_LIVES)
        await PartnerKey.create(partner=partner, hash=hashed(key), prefix=shown_part(key))
        hand_out(key)
    return key

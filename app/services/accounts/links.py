"""The one-time link: whoever opens it first, on the machine of `nudge dev`, gets the demo's key in the browser."""

import secrets
from datetime import datetime, timedelta

from app.db import connection
from app.models import Installation
from app.services.accounts.keys import hashed

LINK_LIFE = timedelta(minutes=15)


async def new_link(now: datetime) -> str:
    """The token of a new link. The link before it ends. Only a hash is stored."""
    token = secrets.token_urlsafe(24)
    await Installation.all().update(link_hash=hashed(token), link_until=now + LINK_LIFE)
    return token


_USE = """
UPDATE installation SET link_hash = NULL, link_until = NULL WHERE link_hash = $1 AND link_until > $2 RETURNING id
"""


async def use_link(token: str, now: datetime) -> bool:
    """Whether this is the token of the last link, not used before and not too old. It cannot be used again."""
    return bool(await connection().execute_query_dict(_USE, [hashed(token), now]))

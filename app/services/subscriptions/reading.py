"""Reading for subscribers: a few at a time, and again while the database is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from asyncpg import InterfaceError, PostgresError
from tortoise.exceptions import BaseORMException

from app.deps import Deps
from app.domain.sms import phones
from app.models import Account
from app.services.checks import Checks

log = logging.getLogger("nudge.live")
T = TypeVar("T")

PAUSE = 1.0
AWAY = (OSError, PostgresError, InterfaceError, BaseORMException)


async def with_patience(deps: Deps, read: Callable[[], Awaitable[T]]) -> T:
    """Reads, for a few subscribers at a time, and tries again while the database is away."""
    while True:
        try:
            async with deps.concurrency.feed_reads:
                return await read()
        except AWAY as error:
            log.warning("a subscriber waits: the database is away (%s)", type(error).__name__)
        await asyncio.sleep(PAUSE)


def number_of(account: Account, phone: str | None) -> str | None:
    """The phone as the account's leads have it. Refuses with INVALID_PHONE."""
    if phone is None:
        return None
    checks = Checks(())
    number = checks.phone(phone, phones.region_of(account.phone_number), "phone")
    checks.done()
    return number

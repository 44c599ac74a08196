"""What subscribers are told: rows as they are, read when an event says to look or may have been missed.

Promised is at least the latest state of an enrolment, and each message once, whatever Redis does. While Redis and
the senders are well that takes milliseconds; otherwise seconds, at worst the minute after which everybody looks again.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from asyncpg import InterfaceError, PostgresError
from tortoise.exceptions import BaseORMException

from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.domain.sms import phones
from app.errors import Code, not_found, refuse
from app.models import Account, Enrollment, Message
from app.services.accounts import accounts
from app.services.subscriptions.feed import Feed

log = logging.getLogger("nudge.live")
T = TypeVar("T")

PAUSE = 1.0
AWAY = (OSError, PostgresError, InterfaceError, BaseORMException)


# ---------------------------------------------------------------- an enrolment

# Changes with every change of the enrolment, its steps or its messages: who wrote a row's version last is in `xmin`,
# and a step is settled together with its enrolment.
_STAMP = """
SELECT concat_ws(' ', e.xmin, (SELECT string_agg(concat_ws('.', m.id, m.xmin), ' ' ORDER BY m.id)
                               FROM message m WHERE m.enrollment_id = e.id AND NOT m.superseded)) AS stamp
FROM enrollment e WHERE e.id = $1
"""


async def enrollment(deps: Deps, partner_id: UUID, enrollment_id: UUID) -> AsyncGenerator[Enrollment, None]:
    """The enrolment as it stands, and again whenever it has changed: the latest state, not every one in between.

    Refuses with NOT_FOUND.
    """
    found = await Enrollment.of(partner_id).get_or_none(id=enrollment_id)
    if found is None:
        raise not_found("enrolment", "enrollmentId")
    told: str | None = None

    async def look() -> tuple[str, Enrollment | None]:
        # The stamp first: a change between the two is told twice, and not missed.
        rows = await connection().execute_query_dict(_STAMP, [enrollment_id])
        stamp = str(rows[0]["stamp"]) if rows else ""
        return stamp, None if stamp == told else await Enrollment.of(partner_id).get_or_none(id=enrollment_id)

    with deps.events.watch(found.lead_id, found.sequence_id) as watch:
        while True:
            stamp, row = await _patiently(deps, look)
            if row is not None:
                told = stamp
                yield row
            await watch.news()


async def _patiently(deps: Deps, look: Callable[[], Awaitable[T]]) -> T:
    """Looks, a few subscribers at a time, and goes on trying while the database is away."""
    while True:
        try:
            async with deps.concurrency.looking:
                return await look()
        except AWAY as error:
            log.warning("a subscriber has to wait: the database is away (%s)", type(error).__name__)
        await asyncio.sleep(PAUSE)


# ---------------------------------------------------------------- messages


async def messages(deps: Deps, partner_id: UUID, account_id: UUID, phone: str | None) -> AsyncGenerator[Message, None]:
    """Each message that is added from here on, once: an inbound one when it is stored, an outbound one when what
    became of its submission is written down. Refuses with NOT_FOUND or INVALID_PHONE.
    """
    began = ids.bound()
    account = await accounts.required(partner_id, account_id)
    feed = Feed(partner_id, account.id, _number(account, phone), began)
    with deps.events.watch(account.id) as watch:
        await _patiently(deps, feed.begin)
        while True:
            while feed.behind:
                for row in await _patiently(deps, feed.page):
                    yield row
            feed.note(await watch.news())


def _number(account: Account, phone: str | None) -> str | None:
    if phone is None:
        return None
    if number := phones.normalise(phone, phones.region_of(account.phone_number)):
        return number
    raise refuse(Code.INVALID_PHONE, "This is no phone number: write it as E.164, like +14155551234.", "phone")

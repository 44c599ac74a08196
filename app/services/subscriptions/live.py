"""Live updates: rows as they are now, read when an event arrives or may have been missed.

A subscriber gets at least the latest state of an enrollment, and each message once, whatever Redis does. With Redis up
that takes milliseconds; without it seconds, at most the minute after which every subscriber reads its rows again.
"""

from collections.abc import AsyncGenerator
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.errors import not_found
from app.models import Enrollment, ImportJob, Message
from app.services import accounts
from app.services.subscriptions.feed import Feed
from app.services.subscriptions.reading import number_of, with_patience

# ---------------------------------------------------------------- an enrollment

# The stamp changes with every change of the enrollment, its steps or its messages: `xmin` is the transaction that wrote
# the row last, and the outcome of a step is written together with its enrollment.
_STAMP = """
SELECT concat_ws(' ', e.xmin, (SELECT string_agg(concat_ws('.', m.id, m.xmin), ' ' ORDER BY m.id)
                               FROM message m WHERE m.enrollment_id = e.id AND NOT m.superseded)) AS stamp
FROM enrollment e WHERE e.id = $1
"""


async def enrollment_updates(deps: Deps, partner_id: UUID, enrollment_id: UUID) -> AsyncGenerator[Enrollment, None]:
    """The enrollment as it is now, and again after each change: the latest state, not every state in between.

    Refuses with NOT_FOUND.
    """
    found = await Enrollment.of(partner_id).get_or_none(id=enrollment_id)
    if found is None:
        raise not_found("enrollment", "enrollmentId")
    delivered: str | None = None

    async def read() -> tuple[str, Enrollment | None]:
        # The stamp first: a change between the two reads is delivered twice, and never missed.
        rows = await connection().execute_query_dict(_STAMP, [enrollment_id])
        stamp = str(rows[0]["stamp"]) if rows else ""
        return stamp, None if stamp == delivered else await Enrollment.of(partner_id).get_or_none(id=enrollment_id)

    with deps.events.watch(found.lead_id, found.sequence_id) as watch:
        while True:
            stamp, row = await with_patience(deps, read)
            if row is not None:
                delivered = stamp
                yield row
            await watch.news()


# ---------------------------------------------------------------- an import


async def import_updates(deps: Deps, partner_id: UUID, job_id: UUID) -> AsyncGenerator[ImportJob, None]:
    """The import as it is now, and again after each change, until it has ended. Refuses with NOT_FOUND."""
    if not await ImportJob.of(partner_id).filter(id=job_id).exists():
        raise not_found("import", "id")
    delivered: tuple[object, ...] | None = None

    async def read() -> ImportJob | None:
        return await ImportJob.of(partner_id).get_or_none(id=job_id)

    with deps.events.watch(job_id) as watch:
        while (row := await with_patience(deps, read)) is not None:
            state = (row.status, row.rows, row.done, row.failure)
            if state != delivered:
                delivered = state
                yield row
            if not row.is_open:
                return
            await watch.news()


# ---------------------------------------------------------------- messages


async def new_messages(
    deps: Deps, partner_id: UUID, account_id: UUID, phone: str | None
) -> AsyncGenerator[Message, None]:
    """Each new message once: an inbound message when it is stored, an outbound message when the outcome of its
    submission is recorded. Refuses with NOT_FOUND or INVALID_PHONE.
    """
    began = ids.bound()
    account = await accounts.require(partner_id, account_id)
    feed = Feed(partner_id, account.id, number_of(account, phone), began)
    with deps.events.watch(account.id) as watch:
        await with_patience(deps, feed.begin)
        while True:
            while feed.behind:
                for row in await with_patience(deps, feed.page):
                    yield row
            feed.announce(await watch.news())

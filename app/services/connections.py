"""By which credentials something is asked of the provider: those of the account's connection, or the server's."""

import logging
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain import sealing
from app.providers.connections import Credentials
from app.providers.sms import Sms
from app.settings import Settings

log = logging.getLogger("nudge.connections")

_COLUMNS = "id, account_id, provider_account, secret"
_BY_ID = f"SELECT {_COLUMNS} FROM connection WHERE id = $1 AND secret IS NOT NULL"
# The provider's account of a former connection, by the newest credentials that the account has for it.
_LIKE = """
SELECT n.id, n.account_id, n.provider_account, n.secret FROM connection c
JOIN connection n ON n.account_id = c.account_id AND n.provider = c.provider
                 AND n.provider_account = c.provider_account AND n.secret IS NOT NULL
WHERE c.id = $1 ORDER BY n.id DESC LIMIT 1
"""
# Those of the account with the number first, so that the limit never leaves them out.
_SECRETS = """
SELECT c.secret FROM connection c
LEFT JOIN sender s ON s.account_id = c.account_id AND s.address = $2 AND s.removed_at IS NULL
WHERE c.provider_account = $1 AND c.secret IS NOT NULL
ORDER BY s.id IS NULL, c.id DESC LIMIT $3
"""
MOST_SECRETS = 8
_CURRENT = "SELECT connection_id FROM account WHERE id = $1"


class Ended(Exception):
    """The connection has ended, and its credentials are no longer stored."""

    def __init__(self) -> None:
        super().__init__("the account's connection has ended")


async def sms_of(deps: Deps, connection_id: UUID | None) -> Sms:
    """The adapter with the credentials of this very connection; None stands for the server's. One statement for a
    connection that this process does not keep. Raises `Ended` and `sealing.Unreadable`."""
    if connection_id is None:
        return deps.sms
    return deps.connections.find(connection_id) or _kept(
        deps, await connection().execute_query_dict(_BY_ID, [connection_id])
    )


async def sms_like(deps: Deps, connection_id: UUID | None) -> Sms:
    """The adapter that asks the same account at the provider as this connection did, by the credentials as they are
    now. Raises `Ended` and `sealing.Unreadable`."""
    if connection_id is None:
        return deps.sms
    return _kept(deps, await connection().execute_query_dict(_LIKE, [connection_id]))


async def sms_of_account(deps: Deps, account_id: UUID) -> Sms:
    """The adapter that the account uses now. Raises `sealing.Unreadable`."""
    return await sms_of(deps, await current_connection(account_id))


async def current_connection(account_id: UUID) -> UUID | None:
    """The id of the account's connection; None if it uses the server's credentials."""
    rows = await connection().execute_query_dict(_CURRENT, [account_id])
    return rows[0]["connection_id"] if rows else None


async def secrets_of(deps: Deps, provider_account: str, number: str) -> list[str]:
    """The secrets that connections have for the provider's account, without repetition. Those that cannot be read are
    left out."""
    found = dict[str, None]()
    for row in await connection().execute_query_dict(_SECRETS, [provider_account, number, MOST_SECRETS]):
        with suppress(sealing.Unreadable):
            found[sealing.unseal(deps.settings.secret_keys, row["secret"])] = None
    return list(found)


async def credentials_of(settings: Settings, connection_id: UUID) -> Credentials:
    """The credentials of a connection. Raises `Ended` and `sealing.Unreadable`."""
    rows = await connection().execute_query_dict(_BY_ID, [connection_id])
    if not rows:
        raise Ended
    return Credentials(rows[0]["provider_account"], sealing.unseal(settings.secret_keys, rows[0]["secret"]))


# A person's pause of a sender stays. The steps of a sender that is ready are woken by the sweep.
_END_HOLDS = """
UPDATE sender SET status = 'READY', status_code = NULL, status_reason = NULL, hold_reason = NULL, refusals = 0,
                  retry_at = NULL, resumed_at = $3
WHERE account_id = $1 AND retry_at IS NOT NULL AND status <> 'PAUSED' AND ($2 OR hold_reason = 'ACCOUNT_BLOCKED')
"""


async def end_provider_holds(account_id: UUID, now: datetime, *, every: bool) -> None:
    """The account has other credentials: the senders that the provider refused because of the former ones can send
    again, or, with `every`, all that it refused. In the caller's transaction, after `change_rules`."""
    await connection().execute_query(_END_HOLDS, [account_id, every, now])


# Only the first refusal in a row is told; the next look at the provider tells whether it is mended.
_REFUSED = "UPDATE connection SET problem = $2, look_at = $3 WHERE id = $1 AND ended_at IS NULL AND problem IS NULL"


async def tell_problem(connection_id: UUID, sentence: str, look_at: datetime) -> None:
    """The provider refused these credentials when a message was submitted."""
    try:
        await connection().execute_query(_REFUSED, [connection_id, sentence, look_at])
    except Exception:
        log.exception("the problem of a connection could not be stored")


def _kept(deps: Deps, rows: list[dict[str, Any]]) -> Sms:
    if not rows:
        raise Ended
    [row] = rows
    if kept := deps.connections.find(row["id"]):
        return kept
    try:
        secret = sealing.unseal(deps.settings.secret_keys, row["secret"])
    except sealing.Unreadable:
        log.error("the credentials of a connection cannot be read", extra={"account": str(row["account_id"])})
        raise
    return deps.connections.keep(row["id"], Credentials(row["provider_account"], secret))

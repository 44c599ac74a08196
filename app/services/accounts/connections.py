"""Accounts' own credentials at Twilio: asked about before they are stored, encrypted, replaced and ended."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain import sealing
from app.errors import Code, refuse
from app.failpoints import Failpoint
from app.models import Account, Connection
from app.providers.connections import Credentials
from app.providers.sms import ListingFailed, Severity
from app.services import connections, sending
from app.services.accounts.accounts import require
from app.services.checks import Checks
from app.services.idempotency import idempotent, writing

log = logging.getLogger("nudge.connections")

LOOK_EVERY = timedelta(hours=1)
LOOKS_AT_ONCE = 10
KEPT_FOR = timedelta(hours=24)
"""How long the token of a connection is kept that another Twilio account has replaced: reports about its messages still
come, and unknown outcomes are looked up there."""
MAX_TOKEN = 200
_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
_TOKEN = re.compile(rf"[\x21-\x7e]{{1,{MAX_TOKEN}}}")

NO_KEY = (
    "This server cannot store a token, because it has no NUDGE_SECRET_KEY. Whoever runs it makes a key with "
    "`openssl rand -base64 32 | tr +/ -_` and sets it for every process."
)
AHEAD = (
    "advanceClock has moved the clock of this installation, so messages would leave at the wrong hours: connect the "
    "account in an installation of its own, for example `nudge dev` with another --data-dir."
)
THE_SERVERS = "This is the server's own Twilio account, which accounts use without a connection."


@idempotent()
async def connect(deps: Deps, partner_id: UUID, account_id: UUID, account_sid: str, token: str) -> Account:
    """The account's messages leave by these credentials from the commit on. Held steps of the account go on, if it was
    its credentials that held them, or if it has another Twilio account now.

    Refuses with NOT_FOUND, INVALID_INPUT, NOT_CONFIGURED, with PROVIDER_REFUSED if Twilio does not take the credentials
    or the account's numbers are not there, or with PROVIDER_BUSY if Twilio cannot be asked.
    """
    account = await require(partner_id, account_id)
    credentials = _checked(deps, account_sid, token)
    await _require_real_time(deps)
    console = deps.connections.connector.console(credentials)
    try:
        problem = await console.problem(await _senders(account_id))
    except ListingFailed as failed:
        raise refuse(Code.PROVIDER_BUSY, f"{failed}. Nothing was changed: try again.", "input") from failed
    if problem:
        raise refuse(Code.PROVIDER_REFUSED, problem, "input")
    now = deps.clock.now()
    async with writing(deps) as made:
        await _require_real_time(deps)
        before = await _end_current(account_id, credentials.account, now)
        row = await Connection.create(
            account_id=account_id,
            provider=deps.connections.connector.name,
            provider_account=credentials.account,
            secret=sealing.seal(deps.settings.secret_keys, credentials.secret),
            verified_at=now,
            look_at=now,
            created_at=now,
        )
        await Account.filter(id=account_id).update(connection_id=row.id)
        await _others_apply(account_id, now, is_new=before != credentials.account)
        made(account)
        failpoints.reach(Failpoint.CONNECTED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.CONNECTED_AFTER_COMMIT)
    return await require(partner_id, account_id)


@idempotent()
async def disconnect(deps: Deps, partner_id: UUID, account_id: UUID) -> Account:
    """The account's messages leave by the server's credentials from the commit on, and its token is erased. Refuses
    with NOT_FOUND; an account without a connection stays as it is."""
    account, now = await require(partner_id, account_id), deps.clock.now()
    async with writing(deps) as made:
        if await _end_current(account_id, None, now) is not None:
            await Account.filter(id=account_id).update(connection_id=None)
            await _others_apply(account_id, now, is_new=True)
        made(account)
        failpoints.reach(Failpoint.CONNECTED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.CONNECTED_AFTER_COMMIT)
    if account.connection_id is not None:
        deps.connections.forget(account.connection_id)
    return await require(partner_id, account_id)


async def doubt_about(deps: Deps, account: Account, address: str) -> str | None:
    """Asks Twilio whether the account has this number or Messaging Service: why that is not known, as a sentence. None
    if it has it, and where messages are simulated.

    Refuses with PROVIDER_REFUSED if Twilio says that it is not there or cannot send.
    """
    try:
        credentials = await _credentials(deps, account)
        lacks = await deps.connections.connector.console(credentials).lacks(address) if credentials else None
    except ListingFailed as failed:
        return f"{failed}, so Nudge does not know whether the account has {address}: `nudge doctor` looks again."
    except (connections.Ended, sealing.Unreadable):
        return f"The account's token cannot be read, so Nudge does not know whether the account has {address}."
    if lacks:
        raise refuse(Code.PROVIDER_REFUSED, lacks, "input")
    return None


async def _credentials(deps: Deps, account: Account) -> Credentials | None:
    """Those of the account's connection, else the server's; None for the simulator."""
    if account.connection_id is not None:
        return await connections.credentials_of(deps.settings, account.connection_id)
    settings = deps.settings
    if not settings.twilio_account_sid or settings.twilio_auth_token is None:
        return None
    return Credentials(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())


def _checked(deps: Deps, account_sid: str, token: str) -> Credentials:
    checks, given, secret = Checks(), account_sid.strip(), token.strip()
    if not _ACCOUNT.fullmatch(given):
        message = "An account SID is AC and 32 digits from 0 to f: copy it from the first page of Twilio's console."
        checks.refuse(Code.INVALID_INPUT, message, "accountSid")
    elif given == deps.settings.twilio_account_sid:
        checks.refuse(Code.INVALID_INPUT, THE_SERVERS, "accountSid")
    if not _TOKEN.fullmatch(secret):
        message = "This is no auth token: copy it from the first page of Twilio's console."
        checks.refuse(Code.INVALID_INPUT, message, "authToken")
    checks.done()
    if not deps.settings.secret_keys:
        raise refuse(Code.NOT_CONFIGURED, NO_KEY)
    return Credentials(given, secret)


_SENDERS = "SELECT address FROM sender WHERE account_id = $1 AND removed_at IS NULL ORDER BY id"


async def _senders(account_id: UUID) -> list[str]:
    return [row["address"] for row in await connection().execute_query_dict(_SENDERS, [account_id])]


# The row is locked as `DatabaseClock.play` locks it: whoever is second sees what the first one did.
_AHEAD = "SELECT clock_ahead > interval '0' AS is_ahead FROM installation FOR UPDATE"


async def _require_real_time(deps: Deps) -> None:
    """Real people are written to by the real time only, never by hours that were played."""
    if deps.settings.plays_time and (await connection().execute_query_dict(_AHEAD))[0]["is_ahead"]:
        raise refuse(Code.NOT_CONFIGURED, AHEAD, "input")


# The account's row is locked first, so that of two calls the later one replaces the connection of the other.
_LOCK = "SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE"
# Tokens of the same Twilio account are replaced by the new one ($2), or, without a new one, erased with all others.
_END = """
UPDATE connection SET ended_at = coalesce(ended_at, $3),
    secret = CASE WHEN $2::text IS NOT NULL AND provider_account <> $2 THEN secret END,
    look_at = CASE WHEN $2::text IS NOT NULL AND provider_account <> $2 AND secret IS NOT NULL THEN $4::timestamptz END
WHERE account_id = $1 AND (ended_at IS NULL OR secret IS NOT NULL AND (provider_account = $2 OR $2::text IS NULL))
RETURNING id, provider_account
"""


async def _end_current(account_id: UUID, new: str | None, now: datetime) -> str | None:
    """Ends the account's connection; the Twilio account that it was to, or None if there was none."""
    await connection().execute_query(_LOCK, [account_id])
    account = await Account.get(id=account_id)
    ended = await connection().execute_query_dict(_END, [account_id, new, now, now + KEPT_FOR])
    return next((row["provider_account"] for row in ended if row["id"] == account.connection_id), None)


async def _others_apply(account_id: UUID, now: datetime, *, is_new: bool) -> None:
    """What was decided with the former credentials is decided again, and what they held goes on."""
    await sending.change_rules([account_id])
    await connections.end_provider_holds(account_id, now, every=is_new)


# ------------------------------------------------------------------ how connections stand


# The next time is set before Twilio is asked, so that two workers do not ask for the same connection.
_RESERVE = """
UPDATE connection SET look_at = $2
WHERE id IN (SELECT id FROM connection WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, account_id, ended_at
"""
_ERASE = "UPDATE connection SET secret = NULL, look_at = NULL WHERE id = $1 AND ended_at IS NOT NULL"
_TELL = """
UPDATE connection SET problem = $2, verified_at = CASE WHEN $3 THEN $4 ELSE verified_at END
WHERE id = $1 AND ended_at IS NULL
"""


async def look_at_connections(deps: Deps) -> int:
    """Asks Twilio how the connections stand whose turn it is, and erases tokens that nothing needs any more; how many
    they were."""
    now = deps.clock.now()
    rows = await connection().execute_query_dict(_RESERVE, [now, now + LOOK_EVERY, LOOKS_AT_ONCE])
    for row in rows:
        if row["ended_at"] is not None:
            await connection().execute_query(_ERASE, [row["id"]])
        else:
            await _look_at(deps, row["id"], row["account_id"], now)
    return len(rows)


async def _look_at(deps: Deps, connection_id: UUID, account_id: UUID, now: datetime) -> None:
    try:
        credentials = await connections.credentials_of(deps.settings, connection_id)
        findings = await deps.connections.connector.console(credentials).findings(await _senders(account_id))
    except (ListingFailed, connections.Ended) as failed:
        log.warning("a connection could not be looked at: %s", failed, extra={"connection": str(connection_id)})
        return
    except sealing.Unreadable as error:
        await connection().execute_query(_TELL, [connection_id, f"The token cannot be read: {error}.", False, now])
        return
    wrong = [one.sentence for one in findings if one.severity is Severity.WRONG]
    await connection().execute_query(_TELL, [connection_id, " ".join(wrong) or None, not wrong, now])


# ------------------------------------------------------------------ new keys


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many secrets the first key encrypts now, and how many none of the keys reads."""

    done: int
    unreadable: int


SEALED = (("connection", "secret"), ("webhook_endpoint", "secret"), ("webhook_endpoint", "former_secret"))
"""Every column with encrypted secrets, of a table with an `id`. A secret that was erased is null or empty."""


async def rotate_secrets(keys: tuple[str, ...]) -> Rotated:
    """Encrypts every stored secret by the first key. It may be ended at any moment, and run again."""
    done = unreadable = 0
    for table, column in SEALED:
        for row in await connection().execute_query_dict(f"SELECT id FROM {table} WHERE {column} <> ''"):
            async with in_transaction() as tx:
                query = f"SELECT {column} AS sealed FROM {table} WHERE id = $1 AND {column} <> '' FOR UPDATE"
                for found in await tx.execute_query_dict(query, [row["id"]]):
                    try:
                        values = [row["id"], sealing.resealed(keys, found["sealed"])]
                    except sealing.Unreadable:
                        unreadable += 1
                        continue
                    await tx.execute_query(f"UPDATE {table} SET {column} = $2 WHERE id = $1", values)
                    failpoints.reach(Failpoint.ROTATED)
                    done += 1
    return Rotated(done, unreadable)

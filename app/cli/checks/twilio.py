"""The part of `nudge doctor` that looks at Twilio itself: each Twilio account with the senders that use it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg

from app import build
from app.domain import sealing
from app.domain.plurals import plural
from app.providers.connections import Connections, Credentials
from app.providers.sms import Finding, ListingFailed, Severity, Unreachable
from app.settings import Settings

MOST_SENDERS = 50
"""How many senders of one Twilio account are looked at; each takes several calls."""

_SENDERS = """
SELECT coalesce(c.provider_account, $1) AS provider_account, max(c.secret) AS secret,
       array_agg(s.address ORDER BY s.created_at) AS senders,
       array_agg(s.segments_per_second ORDER BY s.created_at) AS rates
FROM sender s JOIN account a ON a.id = s.account_id LEFT JOIN connection c ON c.id = a.connection_id
WHERE s.removed_at IS NULL AND coalesce(c.provider_account, $1) IS NOT NULL
GROUP BY 1, c.id IS NULL ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class _Account:
    """A Twilio account with the senders that use it. `sealed` is the token of a connection, None: the server's own."""

    sid: str
    sealed: str | None = field(default=None, repr=False)
    senders: Sequence[str] = ()
    rates: Sequence[float | None] = ()


async def look(settings: Settings, database: asyncpg.Connection | None) -> list[Finding]:
    """How every Twilio account stands whose credentials are set or connected. The credentials of the settings are tried
    without a database too, and before an account sends by them."""
    accounts = await _connected(settings, database) if database else []
    own = settings.twilio_account_sid
    if own and all(one.sealed for one in accounts):
        accounts.insert(0, _Account(own))
    if not accounts:
        return []
    connections = build.connections(settings)
    try:
        return [found for one in accounts for found in await _findings(settings, connections, one)]
    finally:
        await connections.close()


async def _connected(settings: Settings, database: asyncpg.Connection) -> list[_Account]:
    rows = await database.fetch(_SENDERS, settings.twilio_account_sid)
    return [_Account(row["provider_account"], row["secret"], row["senders"], row["rates"]) for row in rows]


async def _findings(settings: Settings, connections: Connections, account: _Account) -> list[Finding]:
    try:
        credentials = Credentials(account.sid, _secret(settings, account.sealed))
    except sealing.Unreadable as error:
        return [_at(account, Finding(Severity.WRONG, f"The token cannot be read: {error}."))]
    senders = account.senders
    try:
        found = await connections.connector.console(credentials).findings(senders[:MOST_SENDERS])
    except Unreachable as failed:
        found = [Finding(Severity.WRONG, f"{failed}: {_reached(settings)}.")]
    except ListingFailed as failed:
        found = [Finding(Severity.NOTE, f"{failed}, so nothing of it was looked at.")]
    for sender, rate in list(zip(senders, account.rates, strict=True))[:MOST_SENDERS]:
        if advice := connections.connector.rate_advice(sender, rate):
            found.append(Finding(Severity.NOTE, advice))
    if len(senders) > MOST_SENDERS:
        more = plural(len(senders) - MOST_SENDERS, "more sender was", "more senders were")
        found.append(Finding(Severity.NOTE, f"{more} not looked at."))
    if not senders and not found:
        found = [Finding(Severity.OK, "Twilio takes the account SID and auth token; no account sends by them yet.")]
    return [_at(account, one) for one in found]


def _reached(settings: Settings) -> str:
    if settings.twilio_api_url:
        return "correct TWILIO_API_URL, or start what it names"
    return "let this machine reach api.twilio.com by https, without a proxy that answers for it"


def _secret(settings: Settings, sealed: str | None) -> str:
    if sealed is not None:
        return sealing.unseal(settings.secret_keys, sealed)
    return settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""


def _at(account: _Account, finding: Finding) -> Finding:
    return Finding(finding.severity, f"Twilio account {account.sid}: {finding.sentence}")

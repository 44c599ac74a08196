"""The part of `nudge doctor` that looks at Twilio itself: each Twilio account with the senders that use it."""

import asyncpg

from app import build
from app.domain import sealing
from app.providers.connections import Connections, Credentials
from app.providers.sms import Finding, ListingFailed, Severity
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


async def look(settings: Settings, database: asyncpg.Connection) -> list[Finding]:
    """How every Twilio account stands whose credentials are set or connected."""
    rows = await database.fetch(_SENDERS, settings.twilio_account_sid)
    connections = build.connections(settings)
    try:
        return [one for row in rows for one in await _findings(settings, connections, row)]
    finally:
        await connections.close()


async def _findings(settings: Settings, connections: Connections, row: asyncpg.Record) -> list[Finding]:
    try:
        credentials = Credentials(row["provider_account"], _secret(settings, row["secret"]))
    except sealing.Unreadable as error:
        return [_at(row, Finding(Severity.WRONG, f"The token cannot be read: {error}."))]
    senders = row["senders"]
    try:
        found = await connections.connector.console(credentials).findings(senders[:MOST_SENDERS])
    except ListingFailed as failed:
        found = [Finding(Severity.NOTE, f"{failed}, so nothing of it was looked at.")]
    for sender, rate in list(zip(senders, row["rates"], strict=True))[:MOST_SENDERS]:
        if advice := connections.connector.rate_advice(sender, rate):
            found.append(Finding(Severity.NOTE, advice))
    if len(senders) > MOST_SENDERS:
        found.append(Finding(Severity.NOTE, f"{len(senders) - MOST_SENDERS} more senders were not looked at."))
    return [_at(row, one) for one in found]


def _secret(settings: Settings, sealed: str | None) -> str:
    if sealed is not None:
        return sealing.unseal(settings.secret_keys, sealed)
    return settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""


def _at(row: asyncpg.Record, finding: Finding) -> Finding:
    return Finding(finding.severity, f"Twilio account {row['provider_account']}: {finding.sentence}")

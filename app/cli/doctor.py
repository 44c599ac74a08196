"""`nudge doctor`: prints a line for each check, and says how to mend what is missing or wrong."""

import pkgutil
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

import asyncpg
from cyclopts import Parameter

from app import build, migrations
from app.cli import database, options
from app.cli.checks import at_port, twilio, work
from app.cli.checks import stores as checked
from app.cli.checks.migration import migration
from app.cli.checks.replica import replica
from app.cli.options import DataDir, Port
from app.domain import ids
from app.domain.engine.effects import Effect
from app.domain.people.erased import hash_keys
from app.domain.plurals import plural
from app.errors import OperatorError
from app.local import dev
from app.local.postgres import find_postgres, identity
from app.local.stores import StoresError, is_owned, stores
from app.local.valkey import find_valkey
from app.providers import postgres
from app.providers.sms import Finding, Severity, Sms
from app.settings import Settings

WORKER_SECONDS = 30
UNSEALED = (
    "NUDGE_SECRET_KEY is not set: no account can have a Twilio account of its own, and nobody can be erased. "
    'This makes a key: python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
)
DAYS = 7


def ok(sentence: str) -> Finding:
    return Finding(Severity.OK, sentence)


def note(sentence: str) -> Finding:
    return Finding(Severity.NOTE, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(Severity.WRONG, sentence)


async def doctor(
    *,
    worker: Annotated[bool, Parameter(negative=(), help="Only checks that a worker has been seen just now.")] = False,
    port: Port = None,
    data_dir: DataDir = None,
) -> int:
    """Says what is missing or wrong, and how to mend it. Exit code 1 if anything is wrong."""
    settings = options.settings(data_dir, port, say=lambda _: None)  # it is among the findings
    findings = await (_worker_alone(settings) if worker else _everything(settings))
    for finding in findings:
        print(f"{finding.severity:<6}{finding.sentence}")
    return 1 if any(finding.severity is Severity.WRONG for finding in findings) else 0


async def _worker_alone(settings: Settings) -> list[Finding]:
    async with stores(settings) as found:
        return await _in_postgres(found.database_url, _worker)


async def _everything(settings: Settings) -> list[Finding]:
    findings = [*_unread(), *machine(settings), *await _adapters(settings)]
    external = settings.database_url is not None and settings.redis_url is not None
    if not external and not is_owned(settings.nudge_data_dir):
        findings += await twilio.look(settings, None)
        findings.append(note("Nothing runs on the data directory: `nudge dev` starts everything."))
        return [*findings, *await at_port.taken(settings.port)]
    return [*findings, *await _running(settings), await at_port.api(settings.port)]


async def _running(settings: Settings) -> list[Finding]:
    try:
        async with stores(settings) as found:
            checks: list[Check] = [checked.writable, _migrations, database.check, _worker, _unclear, _twice, _senders]
            checks += [work.late, _model, _webhooks]
            checks += [_unreachable(build.sms(settings)), partial(_erased, settings)]
            if settings.twilio_account_sid:
                checks.append(_without_hours)
            postgres = await _in_postgres(found.database_url, *checks)
            provider = await _at_the_provider(settings, found.database_url)
            rest = [*await checked.redis(found.redis_url), await checked.files(settings)]
            addresses = [*await migration(settings, found.database_url), *await replica(settings, found.database_url)]
            return [*postgres, *addresses, *provider, *rest]
    except StoresError as error:
        return [wrong(str(error)), *await twilio.look(settings, None)]


# ---------------------------------------------------------------- this machine and its settings


def machine(settings: Settings) -> list[Finding]:
    """What this machine has for Nudge, of that which is going to be used, and the settings that are missing."""
    findings = []
    if settings.database_url is None:
        findings.append(_tried("PostgreSQL can be run here.", lambda: identity(find_postgres())))
        findings.append(checked.room(settings.nudge_data_dir))
    if settings.redis_url is None:
        findings.append(_tried("Valkey can be run here.", find_valkey))
    if settings.database_url is not None and not settings.secret_keys:
        findings.append(note(UNSEALED))
    return [*findings, *checked.few_connections(settings), *work.few_descriptors()]


def _unread() -> list[Finding]:
    """What was set in vain."""
    return [wrong(one.sentence) if one.is_fault else note(one.sentence) for one in options.unread()]


def _tried(sentence: str, check: Callable[[], object]) -> Finding:
    try:
        check()
    except StoresError as error:
        return wrong(str(error))
    return ok(sentence)


async def _adapters(settings: Settings) -> list[Finding]:
    findings = [ok(sentence) for sentence in dev.adapters(settings)]
    provider = build.sms(settings)
    try:
        findings += provider.findings(settings.base_url)
    finally:
        await provider.close()
    return [*findings, *await _writer(settings)]


async def _writer(settings: Settings) -> list[Finding]:
    """Whether the model's provider accepts the key and the model, if there is a key."""
    if not settings.writes_by_claude:
        return []
    writer = build.writer(settings)
    try:
        problem = await writer.look_up_problem()
    finally:
        await writer.close()
    return [wrong(problem)] if problem else []


# ---------------------------------------------------------------- PostgreSQL

Check = Callable[[asyncpg.Connection], Awaitable[Finding]]


async def _in_postgres(url: str, *checks: Check) -> list[Finding]:
    try:
        connection = await postgres.connect(url, seconds=checked.CONNECT_SECONDS)
    except OperatorError as error:
        return [wrong(str(error))]
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [wrong(checked.why_not_postgres(error))]
    try:
        server = await _server(connection, url)
        if any(finding.severity is Severity.WRONG for finding in server):
            return server
        if problem := await postgres.not_allowed(connection):
            return [*server, wrong(problem)]
        return [*server, *[await check(connection) for check in checks]]
    except asyncpg.UndefinedTableError:
        return [ok("PostgreSQL answers."), wrong("The database has no tables: run `nudge migrate`.")]
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # The other findings are told all the same: Redis, Twilio and the API may be the cause of what is seen.
        return [wrong(checked.postgres_fault(error) or f"PostgreSQL answers, and fails: {checked.first_line(error)}.")]
    finally:
        await connection.close()


async def _server(connection: asyncpg.Connection, url: str) -> list[Finding]:
    """The version of PostgreSQL, and a pooler between."""
    try:
        server = await postgres.seen(connection, postgres.told_of_pooler(url))
        # A connection of its own: a pooler that forbids transactions ends it.
        async with postgres.connected(url) as another, another.transaction():
            pass
    except OperatorError as error:
        return [wrong(str(error))]
    except asyncpg.PostgresError as error:
        if not postgres.forbids_transactions(error):
            raise
        return [wrong("The pooler allows no transactions: set its pool_mode to transaction or session.")]
    answers = ok(f"PostgreSQL {server.version} answers.")
    return [answers, note("A pooler stands before it: no prepared statement is kept.")] if server.pooled else [answers]


async def _at_the_provider(settings: Settings, url: str) -> list[Finding]:
    """How the Twilio accounts stand at Twilio. A database that cannot be read has been told already."""
    try:
        async with postgres.connected(url, seconds=checked.CONNECT_SECONDS) as connection:
            return await twilio.look(settings, connection)
    except (OSError, TimeoutError, ValueError, OperatorError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return await twilio.look(settings, None)


async def _migrations(connection: asyncpg.Connection) -> Finding:
    rows = await connection.fetch("SELECT name FROM tortoise_migrations WHERE app = 'nudge'")
    missing = {module.name for module in pkgutil.iter_modules(migrations.__path__)} - {row["name"] for row in rows}
    if missing:
        return wrong(f"The database is behind by {', '.join(sorted(missing))}: run `nudge migrate`.")
    return ok("The database is up to date.")


async def _worker(connection: asyncpg.Connection) -> Finding:
    age = await connection.fetchval("SELECT extract(epoch FROM now() - max(seen_at))::float8 FROM worker")
    if age is None or age > WORKER_SECONDS:
        return wrong(f"No worker has been seen in the last {WORKER_SECONDS} s: start one with `nudge worker`.")
    return ok(f"A worker was seen {max(age, 0):.0f} s ago.")


async def _model(connection: asyncpg.Connection) -> Finding:
    """What keeps the workers from asking the model's provider, as they reported it last."""
    problem = await connection.fetchval(
        "SELECT problem FROM worker WHERE problem IS NOT NULL AND seen_at > now() - $1 * interval '1 second'",
        float(WORKER_SECONDS),
    )
    return wrong(f"AI steps wait. {problem}") if problem else ok("Nothing keeps the workers from writing AI steps.")


async def _senders(connection: asyncpg.Connection) -> Finding:
    """The numbers from which nothing is sent until somebody has mended something."""
    rows = await connection.fetch(
        """SELECT address, status_code, status_reason FROM sender
           WHERE status = 'BLOCKED' AND removed_at IS NULL ORDER BY address LIMIT 20"""
    )
    if not rows:
        return ok("Every sender may send.")
    numbers = [f"{row['address']} (code {row['status_code']}: {row['status_reason']})" for row in rows]
    mend = f"`nudge senders resume {rows[0]['address']}`"
    return wrong(f"Nothing is sent from {', '.join(numbers)}. When the cause is mended: {mend}.")


async def _webhooks(connection: asyncpg.Connection) -> Finding:
    """The endpoints that are told of nothing any more. Of a URL only the host is told: the rest may have a token."""
    rows = await connection.fetch(
        """SELECT id, substring(url FROM '://([^/?]+)') AS host, disabled_reason FROM webhook_endpoint
           WHERE disabled_reason IS NOT NULL AND deleted_at IS NULL ORDER BY id LIMIT 20"""
    )
    if not rows:
        return ok("No webhook endpoint was disabled because it failed.")
    told = [
        f"{ids.encode(ids.WEBHOOK_ENDPOINT, row['id'])} at {row['host']} ({row['disabled_reason']})" for row in rows
    ]
    return note(f"Webhook endpoints were disabled: {' '.join(told)} `updateWebhookEndpoint(status: ENABLED)` goes on.")


async def _without_hours(connection: asyncpg.Connection) -> Finding:
    """The accounts that may text people at night, once real messages leave."""
    rows = await connection.fetch(
        "SELECT name FROM account WHERE hour_rules = 'NONE' AND window_start IS NULL AND week IS NULL "
        "ORDER BY name LIMIT 20"
    )
    if not rows:
        return ok("Every account has sending hours.")
    names = ", ".join(row["name"] for row in rows)
    mend = "`updateAccount(hours: {rules: US_STATES})` keeps the hours of the lead's state"
    return wrong(f"These accounts send at any hour, at night too: {names}. {mend}.")


async def _unclear(connection: asyncpg.Connection) -> Finding:
    """Steps of which nobody can say whether they were sent. They are never sent again blindly."""
    count = await connection.fetchval(
        "SELECT count(*) FROM step_run WHERE id > $1 AND status = 'UNKNOWN'", _some_days_ago()
    )
    if count:
        found = plural(count, "step")
        return note(
            f"The outcome of {found} of the last {DAYS} days is unknown: the timelines say which messages to check for "
            "in the provider's list."
        )
    return ok(f"The outcome of every step of the last {DAYS} days is known.")


async def _erased(settings: Settings, connection: asyncpg.Connection) -> Finding:
    """Whether every phone that was erased can still be recognized."""
    known = [key.id for key in hash_keys(settings.secret_keys)]
    count = await connection.fetchval("SELECT count(*) FROM erased_phone WHERE key_id <> ALL($1::text[])", known)
    if count:
        found = plural(count, "block of an erased phone needs", "blocks of erased phones need")
        return wrong(
            f"{found} a former key that NUDGE_SECRET_KEY does not list: put the key back at the end of the list. Until "
            "then these phones can be enrolled again."
        )
    return ok("Every erased phone would be recognized.")


async def _twice(connection: asyncpg.Connection) -> Finding:
    """Attempts that the provider's list did not show, so that there was another, and that arrived all the same."""
    count = await connection.fetchval(
        "SELECT count(*) FROM message WHERE id > $1 AND superseded AND delivered_at IS NOT NULL", _some_days_ago()
    )
    if count:
        found = plural(count, "message")
        return note(f"{found} of the last {DAYS} days may have arrived twice: the timelines say so.")
    return ok(f"No message of the last {DAYS} days is known to have arrived twice.")


def _unreachable(provider: Sms) -> Check:
    """Counts the messages that these senders may not send to these numbers, by code, with the mend."""

    async def check(connection: asyncpg.Connection) -> Finding:
        rows = await connection.fetch(
            "SELECT error_code, count(*) AS count FROM message WHERE id > $1 AND error_code IS NOT NULL "
            "GROUP BY error_code ORDER BY error_code",
            _some_days_ago(),
        )
        meanings = [(row["count"], row["error_code"], provider.explain(row["error_code"])) for row in rows]
        found = [
            f"{count} (code {code}: {meaning.sentence})"
            for count, code, meaning in meanings
            if meaning.effect is Effect.UNREACHABLE_FROM_HERE
        ]
        if found:
            return note(f"Messages of the last {DAYS} days that could not be sent from here: {'; '.join(found)}.")
        return ok(f"No number was out of reach from here in the last {DAYS} days.")

    return check


def _some_days_ago() -> UUID:
    """Ids are in the order of time: a bound for them is read from the primary key."""
    return ids.earlier(ids.bound(), DAYS * 86_400)

"""The part of `nudge doctor` that looks at the stores: why one of them cannot be used, and how to mend it."""

import os
import re
import shutil
import socket
import ssl
from pathlib import Path

import asyncpg
from redis import exceptions
from redis.asyncio.sentinel import MasterNotFoundError

from app.db.connecting import LEAST_CONNECTIONS
from app.providers import postgres
from app.providers.objects.files import ObjectFiles
from app.providers.redis import connecting
from app.providers.sms import Finding, Severity
from app.settings import Settings

CONNECT_SECONDS = 5.0
FREE_BYTES = 500 * 1024 * 1024
MOST_USED = 0.9
"""The part of PostgreSQL's connections that may be in use: a process that starts needs some."""
_PROBE = "nudge:doctor"
_STATE = """
SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') = 'on' AS read_only,
       current_setting('max_connections')::int AS most,
       (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used
"""


def _wrong(sentence: str) -> Finding:
    return Finding(Severity.WRONG, sentence)


def _ok(sentence: str) -> Finding:
    return Finding(Severity.OK, sentence)


_NO_DATABASE = re.compile('no such database|database ".*" does not exist')
_OTHER_NAME = re.compile("(Hostname|IP address) mismatch")
_EXPIRED = "certificate has expired"
_NO_PEM = re.compile(r"PEM lib|NO_CERTIFICATE_OR_CRL_FOUND|KEY_VALUES_MISMATCH|NO_START_LINE|BAD_BASE64|BAD_END_LINE")
_LOST = re.compile("connection (is|was) closed|terminating connection|connection has been released")
_NO_SENTINEL = re.compile("unknown command.*sentinel", re.IGNORECASE)
_REFUSED_SETTINGS = ("command-line argument", "unrecognized configuration parameter", "invalid value for parameter")


def first_line(error: Exception) -> str:
    """What an error says, without the hints below it."""
    return (str(error).splitlines() or [""])[0].rstrip(".")


def why_not_postgres(error: Exception, setting: str = postgres.SETTING) -> str:
    """Why PostgreSQL could not be reached, and the mend. No part of the address is in it; `setting` has it."""
    told = postgres_fault(error) or (
        f"PostgreSQL does not answer ({type(error).__name__}): start it, or correct DATABASE_URL."
    )
    return told.replace(postgres.SETTING, setting)


def postgres_fault(error: Exception) -> str | None:
    """The fault of a connection to PostgreSQL and its mend, as a sentence; None for an error that tells neither."""
    match error:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return _not_let_in(str(error))
        case asyncpg.ProtocolViolationError() if "authentication failed" in str(error):
            return "The pooler refuses the user or the password of DATABASE_URL: correct them, or add the user there."
        case asyncpg.InvalidCatalogNameError():
            return "PostgreSQL has no database of the name in DATABASE_URL: create it, or correct the name."
        case asyncpg.ObjectNotInPrerequisiteStateError() if "not currently accepting connections" in str(error):
            return (
                "The database of DATABASE_URL lets nobody in: ALTER DATABASE … ALLOW_CONNECTIONS true, or correct the "
                "name."
            )
        case asyncpg.TooManyConnectionsError():
            return _no_connection_left(str(error))
        case asyncpg.CannotConnectNowError():
            return "PostgreSQL is starting or stopping: try again in a minute."
        case ssl.SSLCertVerificationError() if _OTHER_NAME.search(str(error)):
            return (
                "The certificate of PostgreSQL has another name than the host in DATABASE_URL: write there the name "
                "that it has, or sslmode=verify-ca, which compares no names."
            )
        case ssl.SSLCertVerificationError() if _EXPIRED in str(error):
            return "The certificate of PostgreSQL has expired: renew it there."
        case ssl.SSLCertVerificationError():
            return (
                "The certificate of PostgreSQL is not trusted: name the file of its authority by sslrootcert in "
                "DATABASE_URL."
            )
        case ssl.SSLError() if _NO_PEM.search(str(error)):
            return (
                "A file of sslrootcert, sslcert, sslkey or sslcrl in DATABASE_URL is no PEM file of that kind, or the "
                "key is of another certificate: correct it."
            )
        case socket.gaierror():
            return "Nobody knows the host in DATABASE_URL: correct it."
        case ConnectionError() if "rejected SSL upgrade" in str(error):
            return (
                "PostgreSQL has no TLS, which sslmode in DATABASE_URL demands: switch TLS on there, or, where nobody "
                "can listen between, set sslmode=disable."
            )
        case postgres.NoHostFits():
            return (
                "No host of DATABASE_URL is as target_session_attrs demands: wait for the end of a failover, or "
                "correct it."
            )
        case asyncpg.ProtocolViolationError() if "startup parameter" in str(error):
            return (
                "The pooler refuses a setting in DATABASE_URL: leave schema and options out and set them for the role, "
                f"by ALTER ROLE … SET. It says: {first_line(error)}."
            )
        case asyncpg.ProtocolViolationError() if _NO_DATABASE.search(str(error)):
            return "The pooler has no database of the name in DATABASE_URL: add it there, or correct the name."
        case asyncpg.InsufficientPrivilegeError():
            return (
                "The role of DATABASE_URL may not do what Nudge does: "
                f"{first_line(error)}. Grant it, or name another role."
            )
        case asyncpg.QueryCanceledError() if "statement timeout" in str(error):
            return (
                "PostgreSQL ends a statement at once, by statement_timeout: raise it in DATABASE_URL's options, or by "
                "ALTER ROLE … SET statement_timeout = 0."
            )
        case asyncpg.InvalidSchemaNameError():
            return "PostgreSQL has no schema of the name in DATABASE_URL: create it, or correct the name."
        case asyncpg.PostgresError() if any(words in str(error) for words in _REFUSED_SETTINGS):
            return f"PostgreSQL refuses a setting in DATABASE_URL: correct options. It says: {first_line(error)}."
        case asyncpg.ConnectionDoesNotExistError() if "statement pooling" in str(error):
            return "The pooler allows no transactions: set its pool_mode to transaction or session."
        case asyncpg.PostgresConnectionError() if "server login has been failing" in str(error):
            return "The pooler does not reach PostgreSQL: start it, or correct its address in the pooler."
        case asyncpg.PostgresConnectionError() | asyncpg.OperatorInterventionError() | asyncpg.InterfaceError() if (
            _LOST.search(str(error))
        ):
            return "PostgreSQL ended the connection in the middle of the work: see that it runs, and try again."
    return None


def _not_let_in(told: str) -> str:
    """Why PostgreSQL refuses a connection before anything is asked of it."""
    if "pg_hba.conf" in told:
        tls = "set sslmode=require in DATABASE_URL, or " if "no encryption" in told else ""
        how = " without TLS" if tls else ""
        return (
            f"PostgreSQL does not let this role into this database from this machine{how}: {tls}allow them in its "
            "pg_hba.conf, or where the provider lists who may connect."
        )
    if "not permitted to log in" in told:
        return "The role of DATABASE_URL may not log in: ALTER ROLE … LOGIN, or name another role."
    if "client certificate" in told:
        return "PostgreSQL wants a certificate of the client: name its files by sslcert and sslkey in DATABASE_URL."
    return "PostgreSQL refuses the user or the password of DATABASE_URL: correct them."


def _no_connection_left(told: str) -> str:
    each = "Each API process and each worker takes up to 16."
    for kind in ("role", "database"):
        if f"for {kind} " in told:
            return (
                f"The {kind} of DATABASE_URL has no connection left: ALTER {kind.upper()} … CONNECTION LIMIT raises "
                f"its limit. {each}"
            )
    return f"PostgreSQL has no connection left: raise max_connections, or put PgBouncer before it. {each}"


def why_not_redis(error: Exception) -> str:
    """Why Redis could not be reached or used, and the mend."""
    match error:
        case exceptions.AuthenticationError() | exceptions.AuthenticationWrongNumberOfArgsError():
            return "Redis refuses the user or the password of REDIS_URL: correct them."
        case exceptions.NoPermissionError():
            return (
                "The user of REDIS_URL may not do what Nudge does, INFO for example, so the workers go by the rows: "
                "allow it by ACL SETUSER, with +@all ~nudge:* ~arq:* &nudge:*."
            )
        case exceptions.OutOfMemoryError():
            return "Redis is full: raise its maxmemory, or give Nudge a Redis of its own."
        case exceptions.ReadOnlyError():
            return "REDIS_URL leads to a replica, where nothing can be written: name the master, or the sentinels."
        case exceptions.BusyLoadingError():
            return "Redis is loading its data: try again in a minute."
        case exceptions.ConnectionError() if _OTHER_NAME.search(str(error)):
            return (
                "The certificate of Redis has another name than the host in REDIS_URL: write there the name that it "
                "has, or add ssl_check_hostname=false."
            )
        case exceptions.ConnectionError() if _EXPIRED in str(error):
            return "The certificate of Redis has expired: renew it there."
        case exceptions.ConnectionError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return "The certificate of Redis is not trusted: name the file of its authority by REDIS_CA_FILE."
        case exceptions.ConnectionError() if "No such file" in str(error):
            return "A file that REDIS_URL names is not there, the socket or a certificate: correct its path."
        case exceptions.ConnectionError() if _NO_PEM.search(str(error)):
            return (
                "A file of REDIS_CA_FILE, or of a certificate or key in REDIS_URL, is no PEM file of that kind, or the "
                "key is of another certificate: correct it."
            )
        case MasterNotFoundError():
            return (
                "No sentinel of REDIS_URL knows a master of its service: start them, or correct the hosts or the name "
                "of the service."
            )
        case exceptions.ResponseError() if _NO_SENTINEL.search(str(error)):
            return (
                "A host of REDIS_URL is a Redis and no sentinel: name the sentinels and their port, or begin REDIS_URL "
                "with redis://."
            )
        case exceptions.InvalidResponse():
            return "What answers at REDIS_URL is no Redis: correct the host and the port."
        case exceptions.ResponseError() if "DB index" in str(error):
            return "Redis has no database of the number in REDIS_URL: correct it; 0 is always there."
    return f"Redis does not answer ({type(error).__name__}): start it, or correct REDIS_URL."


def few_connections(settings: Settings) -> list[Finding]:
    """A parameter of Prisma's in DATABASE_URL that asks for fewer connections than a process needs."""
    if settings.database_url is None:
        return []
    limit = postgres.read(settings.database_url.get_secret_value()).pool_size
    if limit is None or limit >= LEAST_CONNECTIONS:
        return []
    return [
        Finding(
            Severity.NOTE,
            f"connection_limit={limit} in DATABASE_URL is less than the {LEAST_CONNECTIONS} connections that a process "
            "needs, so it takes as many all the same.",
        )
    ]


async def writable(connection: asyncpg.Connection) -> Finding:
    """Whether rows can be written, and by processes that start now too."""
    state = judged(**dict(await connection.fetchrow(_STATE)))
    if state.severity is not Severity.OK:
        return state
    try:
        async with connection.transaction():
            await connection.execute(postgres.GROWS)
    except asyncpg.DiskFullError:
        return _wrong(f"{postgres.NO_ROOM}.")
    except asyncpg.InsufficientPrivilegeError:
        pass  # the role may make no temporary table, so nobody can tell
    return state


def judged(*, replica: bool, read_only: bool, most: int, used: int) -> Finding:
    """What the state of a server means; `used` of at most `most` connections are in use."""
    if replica:
        return _wrong("DATABASE_URL leads to a replica, where nothing can be written: name the primary server.")
    if read_only:
        return _wrong("The database takes no writes (default_transaction_read_only): switch that off for Nudge's role.")
    if used > MOST_USED * most:
        return _wrong(
            f"{used} of PostgreSQL's {most} connections are in use: raise max_connections, or put PgBouncer before it."
        )
    return _ok("PostgreSQL takes writes.")


async def redis(url: str) -> list[Finding]:
    """Whether Redis can be used: its version, its memory, what its user may do, and a write."""
    client = connecting.client(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS)
    try:
        if problem := await connecting.problem(client):
            return [_wrong(problem)]
        await client.set(_PROBE, b"", px=1000)
        policy = (await client.info("memory")).get("maxmemory_policy", "noeviction")
    except (OSError, TimeoutError, exceptions.RedisError) as error:
        is_away = isinstance(error, OSError | exceptions.ConnectionError | exceptions.TimeoutError)
        told = await connecting.other_tls(url) if is_away else None
        return [_wrong(told or why_not_redis(error))]
    finally:
        await client.aclose()
    if policy != "noeviction":
        return [
            _ok("Redis answers."),
            _wrong(f"Redis may throw away alarms ({policy}): set maxmemory-policy noeviction."),
        ]
    return [_ok("Redis answers.")]


async def files(settings: Settings) -> Finding:
    """Whether files that leads send can be stored, by storing one."""
    store = ObjectFiles(settings)
    if problem := await store.problem():
        mend = "make it reachable and writable, or correct NUDGE_MEDIA_URL"
        return _wrong(f"Files that leads send cannot be stored in {store.place} ({problem}): {mend}.")
    return _ok("Files that leads send can be stored, read and deleted.")


def room(data_dir: Path, needed: int = FREE_BYTES) -> Finding:
    """Whether the data directory can be written, or made, and its disk has room: PostgreSQL without room takes no
    writes."""
    there = next(place for place in (data_dir.absolute(), *data_dir.absolute().parents) if place.exists())
    if not there.is_dir():
        return _wrong(f"The data directory {data_dir} cannot be made, because {there} is a file: set NUDGE_DATA_DIR.")
    if not os.access(there, os.W_OK | os.X_OK):
        return _wrong(f"This user may not write {there}: set NUDGE_DATA_DIR to a directory that can be written.")
    free = shutil.disk_usage(there).free
    if free < needed:
        return _wrong(f"The disk of the data directory {data_dir} is nearly full ({free // 2**20:,} MB): make room.")
    return _ok("The data directory can be written, and its disk has room.")

"""Faults that `nudge doctor` names, with their mend. Those of the senders, the provider and the model have tests beside
their adapters, those of poolers and certificates in tests/stores."""

import errno
import os
import re
import shutil
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from pydantic import SecretStr
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.sentinel import MasterNotFoundError
from tortoise.exceptions import OperationalError, TransactionManagementError

from app import db
from app.cli import database, doctor
from app.cli.checks import stores as checked
from app.cli.faults import explain
from app.domain import ids
from app.errors import OperatorError
from app.providers import postgres
from app.providers.sms import Severity
from app.settings import Settings
from tests.models.test_statements import FULL


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (asyncpg.InvalidPasswordError("hunter2"), "refuses the user or the password of DATABASE_URL"),
        (
            asyncpg.InvalidAuthorizationSpecificationError(
                'no pg_hba.conf entry for host "192.0.2.1", user "hunter2", database "nudge", no encryption'
            ),
            "does not let this role into this database from this machine without TLS: set sslmode=require",
        ),
        (
            asyncpg.InvalidAuthorizationSpecificationError(
                'pg_hba.conf rejects connection for host "192.0.2.1", user "hunter2", database "nudge", SSL encryption'
            ),
            "does not let this role into this database from this machine: allow them in its pg_hba.conf",
        ),
        (
            asyncpg.InvalidAuthorizationSpecificationError('role "hunter2" is not permitted to log in'),
            "may not log in: ALTER ROLE",
        ),
        (
            asyncpg.InvalidAuthorizationSpecificationError("connection requires a valid client certificate"),
            "by sslcert and sslkey in DATABASE_URL",
        ),
        (asyncpg.InvalidAuthorizationSpecificationError("hunter2"), "refuses the user or the password of DATABASE_URL"),
        (asyncpg.ProtocolViolationError("password authentication failed"), "The pooler refuses the user or the"),
        (asyncpg.InvalidCatalogNameError("hunter2"), "no database of the name in DATABASE_URL: create it"),
        (
            asyncpg.ObjectNotInPrerequisiteStateError('database "hunter2" is not currently accepting connections'),
            "lets nobody in: ALTER DATABASE",
        ),
        (asyncpg.TooManyConnectionsError('too many connections for role "hunter2"'), "The role .*: ALTER ROLE"),
        (asyncpg.TooManyConnectionsError('too many connections for database "hunter2"'), "The database .*: ALTER DATA"),
        (asyncpg.TooManyConnectionsError("hunter2"), "no connection left: raise max_connections, or put PgBouncer"),
        (asyncpg.CannotConnectNowError("hunter2"), "is starting or stopping"),
        (ssl.SSLCertVerificationError("hunter2"), "name the file of its authority by sslrootcert"),
        (
            ssl.SSLCertVerificationError("certificate verify failed: Hostname mismatch, certificate is not hunter2's"),
            "has another name than the host in DATABASE_URL: write there the name",
        ),
        (
            ssl.SSLCertVerificationError(
                "certificate verify failed: IP address mismatch, certificate is not hunter2's"
            ),
            "has another name than the host in DATABASE_URL: write there the name",
        ),
        (ssl.SSLCertVerificationError("certificate verify failed: certificate has expired"), "has expired: renew it"),
        (ssl.SSLError(136, "[X509: NO_CERTIFICATE_OR_CRL_FOUND] hunter2"), "of sslrootcert, sslcert, sslkey or sslcrl"),
        (ssl.SSLError(116, "[X509: KEY_VALUES_MISMATCH] hunter2"), "the key is of another certificate"),
        (ssl.SSLError(524297, "[SSL] PEM lib (_ssl.c:3926)"), "of sslrootcert, sslcert, sslkey or sslcrl"),
        (
            asyncpg.ConnectionDoesNotExistError("transaction blocks not allowed in statement pooling mode"),
            "The pooler allows no transactions: set its pool_mode",
        ),
        (
            asyncpg.AdminShutdownError("terminating connection due to administrator command"),
            "see that it runs, and try",
        ),
        (
            asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
            "ended the connection in the middle of the work: see that it runs",
        ),
        (
            asyncpg.InterfaceError("cannot call Transaction.rollback(): the underlying connection is closed"),
            "ended the connection in the middle of the work: see that it runs",
        ),
        (
            asyncpg.ConnectionDoesNotExistError("server login has been failing, try again later (server_login_retry)"),
            "The pooler does not reach PostgreSQL: start it",
        ),
        (socket.gaierror("hunter2"), "Nobody knows the host in DATABASE_URL"),
        (ConnectionError('server at "hunter2" rejected SSL upgrade'), "has no TLS, which sslmode in DATABASE_URL"),
        (postgres.NoHostFits("hunter2"), "No host of DATABASE_URL is as target_session_attrs demands: wait"),
        (
            asyncpg.ProtocolViolationError("unsupported startup parameter in options: search_path"),
            r"pooler refuses a setting.*: leave schema and options out.*options: search_path\.$",
        ),
        (asyncpg.ProtocolViolationError("no such database: hunter2"), "The pooler has no database of the name"),
        (asyncpg.ProtocolViolationError('database "hunter2" does not exist'), "The pooler has no database of the name"),
        (asyncpg.InvalidSchemaNameError("hunter2"), "no schema of the name in DATABASE_URL: create it"),
        (
            asyncpg.PostgresSyntaxError("invalid command-line argument for server process: x\nHINT: hunter2"),
            r"correct options\. It says: invalid command-line argument for server process: x\.$",
        ),
        (ConnectionRefusedError("hunter2"), r"does not answer \(ConnectionRefusedError\): start it"),
        (TimeoutError("hunter2"), r"does not answer \(TimeoutError\): start it"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_why_postgresql_cannot_be_reached(error: Exception, sentence: str) -> None:
    said = checked.why_not_postgres(error)
    assert_said(said, sentence)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (exceptions.AuthenticationError("hunter2"), "refuses the user or the password of REDIS_URL"),
        (exceptions.NoPermissionError("hunter2"), "INFO for example, so the workers go by the rows: allow it"),
        (exceptions.OutOfMemoryError("hunter2"), "is full: raise its maxmemory"),
        (exceptions.ReadOnlyError("hunter2"), "leads to a replica"),
        (exceptions.BusyLoadingError("hunter2"), "is loading its data"),
        (exceptions.ConnectionError("[SSL: CERTIFICATE_VERIFY_FAILED] hunter2"), "authority by REDIS_CA_FILE"),
        (
            exceptions.ConnectionError("[SSL: CERTIFICATE_VERIFY_FAILED] IP address mismatch, certificate of hunter2"),
            "has another name than the host in REDIS_URL: write there the name",
        ),
        (
            exceptions.ConnectionError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired hunter2"),
            "has expired: renew it",
        ),
        (exceptions.ConnectionError("[X509: NO_CERTIFICATE_OR_CRL_FOUND] hunter2"), "A file of REDIS_CA_FILE, or of"),
        (MasterNotFoundError("No master found for 'hunter2'"), "No sentinel of REDIS_URL knows a master"),
        (exceptions.ResponseError("unknown command 'SENTINEL' hunter2"), "is a Redis and no sentinel"),
        (exceptions.InvalidResponse("Protocol error, got hunter2"), "What answers at REDIS_URL is no Redis"),
        (exceptions.ConnectionError("No such file or directory hunter2"), "the socket or a certificate"),
        (exceptions.ResponseError("DB index is out of range hunter2"), "no database of the number in REDIS_URL"),
        (exceptions.ConnectionError("hunter2"), r"does not answer \(ConnectionError\): start it"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_why_redis_cannot_be_used(error: Exception, sentence: str) -> None:
    assert_said(checked.why_not_redis(error), sentence)


def assert_said(said: str, sentence: str) -> None:
    assert re.search(sentence, said)
    assert "hunter2" not in said, "an error's own text may quote the address"


@pytest.mark.parametrize(
    ("replica", "read_only", "used", "wrong"),
    [
        (True, True, 1, "leads to a replica"),
        (False, True, 1, "default_transaction_read_only"),
        (False, False, 91, "91 of PostgreSQL's 100 connections"),
        (False, False, 90, ""),
    ],
)
def test_a_database_that_takes_no_writes_or_nobody_more(replica: bool, read_only: bool, used: int, wrong: str) -> None:
    found = checked.judged(replica=replica, read_only=read_only, most=100, used=used)
    assert (found.severity is Severity.WRONG) == bool(wrong)
    assert wrong in found.sentence


async def test_a_read_only_session_is_seen(database_url: str) -> None:
    for value, severity in (("off", Severity.OK), ("on", Severity.WRONG)):
        connection = await asyncpg.connect(database_url, server_settings={"default_transaction_read_only": value})
        try:
            assert (await checked.writable(connection)).severity is severity
        finally:
            await connection.close()


async def test_a_full_disk_is_seen_though_small_rows_find_a_place(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        assert (await checked.writable(connection)).severity is Severity.OK
        await connection.execute(FULL)  # PostgreSQL's own error, where its disk cannot be filled
        found = await checked.writable(connection)
        assert (found.severity, found.sentence) == (Severity.WRONG, f"{postgres.NO_ROOM}.")
    finally:
        await transaction.rollback()
        await connection.close()


def test_a_full_disk_of_this_machine_is_told_as_that() -> None:
    told = explain(OSError(errno.ENOSPC, "No space left on device"))
    assert told is not None
    assert str(told).startswith("The disk is full: make room")


def test_a_command_on_a_database_that_takes_no_writes_is_one_line() -> None:
    error = TransactionManagementError("cannot execute INSERT in a read-only transaction")
    assert explain(error) is None
    error.__cause__ = asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction")
    told = explain(error)
    assert (str(told), told and told.code) == (f"PostgreSQL {postgres.NO_WRITES}.", 1)


def wrapped(cause: Exception) -> OperationalError:
    """As Tortoise raises what a statement of its own met."""
    error = OperationalError(cause)
    error.__cause__ = cause
    return error


def test_a_command_of_a_role_without_rights_is_one_line_and_a_fault_of_ours_a_trace() -> None:
    told = explain(wrapped(asyncpg.InsufficientPrivilegeError("permission denied for table partner")))
    assert told is not None
    assert told.code == 1
    assert "may not do what Nudge does: permission denied for table partner. Grant it" in str(told)
    assert explain(wrapped(asyncpg.UndefinedColumnError('column "x" does not exist'))) is None


async def test_a_database_on_which_no_process_works_is_not_said_to_be_no_copy(database_url: str) -> None:
    """A backup that was put back is recognized when a process begins, and not before."""
    connection = await asyncpg.connect(database_url)
    try:
        for age, severity in (("10 seconds", Severity.OK), ("2 minutes", Severity.NOTE)):
            await connection.execute(
                "UPDATE installation SET mark_id = gen_random_uuid(), marked_in = 'here', restored_at = NULL,"
                f" restored_because = NULL, marked_at = now() - interval '{age}'"
            )
            found = await database.check(connection)
            assert found.severity is severity
            assert ("when an API or a worker starts" in found.sentence) is (severity is Severity.NOTE)
    finally:
        await connection.execute("UPDATE installation SET mark_id = NULL, marked_in = NULL, marked_at = NULL")
        await connection.close()


async def test_a_redis_that_is_full_or_lets_its_user_do_little(redis_url: str) -> None:
    [answers] = await checked.redis(redis_url)
    assert answers.severity is Severity.OK
    async with Redis.from_url(redis_url) as client:
        await client.execute_command("ACL SETUSER little on >hunter2 ~* +set +auth +hello +client +ping")
        await client.config_set("maxmemory", 1)
        try:
            [full] = await checked.redis(redis_url)
        finally:
            await client.config_set("maxmemory", 0)
        host = redis_url.rpartition("@")[2]
        [little] = await checked.redis(f"redis://little:hunter2@{host}")
        [stranger] = await checked.redis(f"redis://little:wrong@{host}")
        await client.execute_command("ACL DELUSER little")
    assert "Redis is full" in full.sentence
    assert "INFO for example" in little.sentence
    assert "refuses the user" in stranger.sentence


@pytest.mark.parametrize(("limit", "told"), [(1, True), (4, True), (5, False), (20, False)])
def test_fewer_connections_than_a_process_needs_are_told(limit: int, told: bool) -> None:
    url = SecretStr(f"postgresql://u@h/n?connection_limit={limit}")
    found = checked.few_connections(Settings(_env_file=None, database_url=url))
    assert [one.severity for one in found] == [Severity.NOTE] * told
    assert all(one.sentence.startswith(f"connection_limit={limit} in DATABASE_URL is less than the 5") for one in found)


def test_a_disk_that_is_nearly_full_is_wrong(tmp_path: Path) -> None:
    assert checked.room(tmp_path, needed=0).severity is Severity.OK
    full = checked.room(tmp_path / "not" / "made", needed=shutil.disk_usage(tmp_path).total + 1)
    assert full.severity is Severity.WRONG
    assert "nearly full" in full.sentence


def test_a_data_directory_that_nobody_can_make_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    found = checked.room(tmp_path / "file" / "var", needed=0)
    assert (found.severity, "is a file" in found.sentence) == (Severity.WRONG, True)
    monkeypatch.setattr(os, "access", lambda place, _: Path(place) != tmp_path)  # root may write everywhere
    found = checked.room(tmp_path / "not" / "made", needed=0)
    assert (found.severity, f"may not write {tmp_path}" in found.sentence) == (Severity.WRONG, True)


def test_a_role_that_may_not_connect_is_told_of_the_setting_that_names_it() -> None:
    error = asyncpg.InsufficientPrivilegeError("permission denied for database nudge")
    assert checked.why_not_postgres(error, "MIGRATION_DATABASE_URL") == (
        "The role of MIGRATION_DATABASE_URL may not do what Nudge does: permission denied for database nudge. "
        "Grant it, or name another role."
    )


async def test_a_role_without_rights_on_the_tables_is_named_with_what_to_grant(
    new_database: Callable[[], Awaitable[str]], redis_url: str
) -> None:
    """As where another role migrates, by MIGRATION_DATABASE_URL."""
    url = await new_database()
    owner = await asyncpg.connect(url)
    await owner.execute("CREATE ROLE stranger LOGIN PASSWORD 'hunter2'")
    address = urlsplit(url)
    hers = address._replace(netloc=f"stranger:hunter2@{address.netloc.rpartition('@')[2]}").geturl()
    settings = Settings(_env_file=None, database_url=hers, redis_url=redis_url, port=1)
    try:
        for grant, table in (
            ("SELECT ON tortoise_migrations", "enrollment"),
            ("SELECT ON ALL TABLES IN SCHEMA public", "enrollment"),
            ("INSERT, UPDATE ON enrollment", "installation"),
        ):
            await owner.execute(f"GRANT {grant} TO stranger")
            wrong = [one.sentence for one in await doctor._everything(settings) if one.severity is Severity.WRONG]
            assert [s for s in wrong if f"stranger of DATABASE_URL may not read and write the table {table}" in s]
            with pytest.raises(OperatorError, match="GRANT SELECT, INSERT, UPDATE, DELETE"):
                await db.require_tables(hers)
        await owner.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO stranger")
        await db.require_tables(hers)
        # What fails in one check hides no finding of the other stores.
        await owner.execute("ALTER ROLE stranger SET statement_timeout = 100")
        await owner.execute("BEGIN; LOCK TABLE step_run IN ACCESS EXCLUSIVE MODE")
        said = [one.sentence for one in await doctor._everything(settings)]
        await owner.execute("ROLLBACK")
        assert [s for s in said if "by statement_timeout: raise it" in s]
        assert "Redis answers." in said
    finally:
        await owner.execute("DROP OWNED BY stranger; DROP ROLE stranger")
        await owner.close()


def test_a_server_without_a_secret_is_told() -> None:
    stores = {"database_url": "postgresql://u@h/n", "redis_url": "redis://h"}
    said = [finding.sentence for finding in doctor.machine(Settings(_env_file=None, **stores))]  # type: ignore[arg-type]
    assert [sentence for sentence in said if "NUDGE_SECRET_KEY is not set" in sentence]


async def test_unknown_outcomes_of_the_last_days_are_counted_by_the_primary_key(database_url: str) -> None:
    """There is no index for them alone, and the table is as long as the history."""
    connection = await asyncpg.connect(database_url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL session_replication_role = replica; DELETE FROM step_run")
        assert (await doctor._unclear(connection)).severity is Severity.OK
        for days in (0, 6, doctor.DAYS + 1):
            await connection.execute(
                "INSERT INTO step_run (id, enrollment_id, position, status, settled_at)"
                " VALUES ($1, gen_random_uuid(), 0, 'UNKNOWN', now())",
                ids.earlier(ids.new_id(), days * 86_400),
            )
        told = await doctor._unclear(connection)
    finally:
        await transaction.rollback()
        await connection.close()
    assert told.sentence.startswith(f"The outcome of 2 steps of the last {doctor.DAYS} days is unknown")

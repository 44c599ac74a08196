"""The faults of an installation that have been met, each with the words by which `nudge doctor` names it, or why it
cannot. The tests of each check are in `test_doctor.py`, beside the adapters and in `tests/stores`."""

import ast
from functools import cache
from pathlib import Path

import asyncpg
import pytest

from app.cli.checks import work
from app.providers.sms import Severity

APP = Path(__file__).parents[2] / "app"
ROOMS = ("cli", "domain/stores", "local", "providers")
SINGLE = (APP / "settings.py", APP / "domain" / "env_file.py")
NAMED = {
    # settings
    "a line of .env that cannot be read": "of .env cannot be understood",
    "a name that no setting has": "is no setting and is not read",
    "a blank, a line break or quotes around a value": "the value is in quotes, which are taken as part of it",
    "one of two credentials of Twilio": "is set but {missing[0]} is not: set both",
    "an address of PostgreSQL that is not understood": "DATABASE_URL is not understood",
    "an address of Redis that is not understood": "it is not understood; it looks like",
    "a Redis Cluster": "Redis Cluster",
    "no key to seal secrets": "NUDGE_SECRET_KEY is not set",
    "a key that is gone, and erased phones that need it": "blocks of erased phones need",
    # PostgreSQL
    "PostgreSQL away, or a wrong host": "Nobody knows the host in DATABASE_URL",
    "a wrong password": "PostgreSQL refuses the user or the password",
    "a certificate of PostgreSQL that is not trusted": "sslrootcert in",
    "no connection left": "PostgreSQL has no connection left",
    "a server that is too old": "Nudge needs PostgreSQL",
    "no tables": "The database has no tables",
    "an address of migrations that leads elsewhere": "leads to another {{what}} than DATABASE_URL",
    "a role that may not migrate": "may not migrate, because",
    "migrations that are missing": "The database is behind by",
    "a replica in the place of the primary": "DATABASE_URL leads to a replica",
    "a database that takes no writes": "The database takes no writes",
    "a pooler that allows no transactions": "The pooler allows no transactions",
    "a full disk": "is nearly full",
    "a full disk of PostgreSQL": "PostgreSQL's disk is full",
    "a restored copy": "Nothing is sent: ",
    # Redis
    "Redis away": "Redis does not answer",
    "a user that may do too little, so that workers go by the rows": "so the workers go by the rows",
    "a full Redis": "Redis is full",
    "a Redis that throws alarms away": "Redis may throw away alarms",
    "a Redis without the TLS of its address": "Redis has no TLS, which",
    "an address without the TLS of its Redis": "Redis answers by TLS alone",
    "a certificate of Redis that is not trusted": "REDIS_CA_FILE",
    # work
    "no worker": "No worker has been seen",
    "a worker that does not come to its work": "A step has been due for",
    "few descriptors for connections": "files and connections open",
    "outcomes that nobody knows": "The outcome of {found} of the last {DAYS} days is unknown",
    "messages that may have arrived twice": "may have arrived twice",
    "no API": "No API answers on port",
    # Twilio, the model, partners
    "a number or an account that Twilio refuses": "Nothing is sent from",
    "phones that are out of reach from here": "could not be sent from here",
    "accounts that send at night": "These accounts send at any hour",
    "a key or a model that Anthropic refuses": "AI steps wait.",
    "an address that Twilio cannot reach": "PUBLIC_BASE_URL",
    "a webhook endpoint that was disabled": "Webhook endpoints were disabled",
    "a store for files that cannot be written": "Files that leads send cannot be stored",
}
NOT_SEEN = {
    "a header, a body or a reader without an end": "the API refuses them by itself",
    "a proxy that does not say for whom it asks": "the doctor calls from this machine, and not through the proxy",
    "a stale file with a process id": "the stores are started in spite of it",
    "settings that Compose does not pass": "a container sees only what it got; a test holds the file to the settings",
    "both stores copied together": "the copy looks like the installation: `nudge mark-restored` says what it is",
    "a reply or a draft that is read wrongly": "no rule knows that it is wrong; corpora and tests do",
    "another tenant's data that makes a list slow": "it is a fault of a query; a test counts the rows that are read",
    "a worker of a former release": "it writes the same rows; docs/upgrading.md says what it does not know",
}


@cache
def _texts() -> str:
    """Each text in the code of the application, a line each; what is filled in is written as in the code."""
    found = []
    for file in (*SINGLE, *(file for room in ROOMS for file in (APP / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.JoinedStr | ast.Constant) and isinstance(getattr(node, "value", ""), str):
                found.append(ast.unparse(node))
    return "\n".join(found)


@pytest.mark.parametrize("fault", NAMED)
def test_a_fault_that_was_met_has_a_sentence(fault: str) -> None:
    assert NAMED[fault] in _texts(), f"nothing in the application says that there is {fault}"


def test_no_fault_is_both_named_and_unseen() -> None:
    assert not NAMED.keys() & NOT_SEEN.keys()
    assert all(NOT_SEEN.values())


@pytest.mark.parametrize(("minutes", "severity"), [(4, Severity.OK), (6, Severity.WRONG)])
async def test_a_step_that_no_worker_comes_to_is_wrong(database_url: str, minutes: int, severity: Severity) -> None:
    connection = await asyncpg.connect(database_url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL session_replication_role = replica; DELETE FROM enrollment")
        await connection.execute(
            "INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position,"
            " due_at, wake_at) SELECT i, i, i, i, i, 'ACTIVE', t, 0, t, t"
            " FROM gen_random_uuid() i, CAST(now() - make_interval(mins => $1) AS timestamptz) t",
            minutes,
        )
        assert (await work.late(connection)).severity is severity
    finally:
        await transaction.rollback()
        await connection.close()


def test_few_descriptors_are_told() -> None:
    assert work.few_descriptors(4096) == []
    [told] = work.few_descriptors(1024)
    assert "may have 1,024 files and connections open" in told.sentence

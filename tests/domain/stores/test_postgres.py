"""Addresses of PostgreSQL as providers hand them out, and what is said of those that cannot be read."""

from urllib.parse import quote

import pytest
from asyncpg.connect_utils import _parse_connect_dsn_and_args
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.stores import NotUnderstood
from app.domain.stores.postgres import PostgresAddress, read_postgres


def parsed(address: PostgresAddress) -> tuple[list[object], str, str | None, str]:
    """The places, the user, the password and the database that asyncpg takes from the address."""
    nothing = dict.fromkeys(["host", "port", "user", "password", "passfile", "database", "ssl", "service"])
    more = dict.fromkeys(
        ["servicefile", "direct_tls", "server_settings", "target_session_attrs", "krbsrvname", "gsslib"]
    )
    places, parameters = _parse_connect_dsn_and_args(dsn=address.dsn, **nothing, **more)[:2]
    return list(places), parameters.user, parameters.password, parameters.database


@pytest.mark.parametrize(
    ("url", "place", "user", "password", "database"),
    [
        ("postgres://u:p@h/db", ("h", 5432), "u", "p", "db"),
        (
            "postgresql://u:p@ep-a-1.eu.aws.neon.tech/neondb?sslmode=require&channel_binding=require",
            ("ep-a-1.eu.aws.neon.tech", 5432), "u", "p", "neondb",
        ),
        (
            "postgres://postgres.ref:p@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1",
            ("aws-0-eu.pooler.supabase.com", 6543), "postgres.ref", "p", "postgres",
        ),
        ("postgres://u:p@dpg-a.render.com/db?ssl=true", ("dpg-a.render.com", 5432), "u", "p", "db"),
        ("postgres://u:p@ec2-1.amazonaws.com:5432/d1?sslmode=no-verify", ("ec2-1.amazonaws.com", 5432), "u", "p", "d1"),
        ("postgresql://u%40s:p%23%2F@s.azure.com:5432/db?sslmode=require", ("s.azure.com", 5432), "u@s", "p#/", "db"),
        ("postgresql://u:p@[2001:db8::1]:5433/db", ("2001:db8::1", 5433), "u", "p", "db"),
        ("postgresql:///db?host=/var/run/postgresql&user=u", "/var/run/postgresql/.s.PGSQL.5432", "u", None, "db"),
        ("postgresql://u@%2Fvar%2Frun%2Fpostgresql/db", "/var/run/postgresql/.s.PGSQL.5432", "u", None, "db"),
        ("postgres://u:p@h:6543/db?sslmode=require&supa=base-pooler.x", ("h", 6543), "u", "p", "db"),
        ("postgresql://u:p:q@h/db?connect_timeout=10&keepalives=1&gssencmode=disable", ("h", 5432), "u", "p:q", "db"),
    ],
)  # fmt: skip
def test_what_providers_hand_out_is_read(
    url: str, place: object, user: str, password: str | None, database: str
) -> None:
    assert parsed(read_postgres(url)) == ([place], user, password, database)


def test_several_hosts_are_tried_in_their_order() -> None:
    found = read_postgres("postgresql://u:p@a,b:5433/db?target_session_attrs=read-write")
    assert parsed(found)[0] == [("a", 5432), ("b", 5433)]


@pytest.mark.parametrize(
    ("query", "pooled"),
    [
        ("", None),
        ("pgbouncer=true", True),
        ("pgbouncer=false", False),
        ("prepared_statements=false", True),
        ("prepareThreshold=0", True),
        ("statement_cache_size=0", True),
        ("statement_cache_size=100", None),
    ],
)
def test_an_address_may_tell_of_a_pooler(query: str, pooled: bool | None) -> None:
    assert read_postgres(f"postgresql://u:p@h/db?{query}").pooled is pooled


def test_settings_of_the_session_stand_beside_the_address() -> None:
    found = read_postgres("postgresql://u:p@h/db?schema=app&application_name=n&options=-c%20work_mem%3D8MB")
    assert found.server_settings == {"search_path": "app", "application_name": "n", "options": "-c work_mem=8MB"}
    assert found.dsn == "postgresql://u:p@h/db"


@pytest.mark.parametrize(
    ("query", "mode", "by_system"),
    [
        ("sslmode=verify-full", "verify-full", True),
        ("sslmode=verify-full&sslrootcert=system", "verify-full", True),
        ("sslmode=verify-ca&sslrootcert=/ca.pem", "verify-ca", False),
        ("sslmode=require", "require", False),
        ("ssl=false", "disable", False),
        ("", None, False),
    ],
)
def test_the_servers_certificate_is_checked_as_libpq_does(query: str, mode: str | None, by_system: bool) -> None:
    found = read_postgres(f"postgresql://u:p@h/db?{query}")
    assert (found.ssl_mode, found.verifies_by_system) == (mode, by_system)


WITHOUT_TLS = (
    "channel_binding=require needs TLS, which sslmode does not demand: set sslmode=verify-full, or remove "
    "channel_binding"
)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("h:5432/db", "it is not understood; it looks like postgresql://USER:PASSWORD@HOST:5432/NAME"),
        ("postgresql://u:hunter@2@h/db", "the user or the password contains @, which is written %40"),
        ("postgresql://u:hunter/2@h/db", "the user or the password contains / or ?, which are written %2F and %3F"),
        ("postgresql://u:hunter?2@h/db", "the user or the password contains / or ?, which are written %2F and %3F"),
        ("postgresql://u:hunter#2@h/db", "it contains #, which is written %23"),
        ("postgresql://u:hunter 2@h/db", "it contains a space, which is written %20"),
        ("postgresql://u:hunter%2@h/db", "it contains % that begins no escape, which is written %25"),
        ("postgresql://u:hunter@::1/db", "an IPv6 address is written in brackets, such as [2001:db8::1]:5432"),
        ("postgresql://u:hunter@h:0/db", "the port is not between 1 and 65535"),
        ("postgresql://u:hunter@h:70000/db", "the port is not between 1 and 65535"),
        (
            "postgresql://u:hunter@h:port/db",
            "the port is not a number, or the password contains a character that must be escaped",
        ),
        ("postgresql://u:hunter@h/db?hunter=1", "the parameter hunter is not understood: remove it"),
        ("postgresql://u:hunter@h/db?x$hunter2=1", "the parameter after ? is not understood: remove it"),
        (
            "postgresql://u:hunter@h/db?sslmode=on",
            "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full",
        ),
        ("postgresql://u:hunter@h/db?connect_timeout=soon", "connect_timeout is not a whole number"),
        ("postgresql://u:hunter@h/db?pgbouncer=maybe", "pgbouncer is true or false"),
        (
            "postgresql://u:hunter@h/db?target_session_attrs=best",
            "target_session_attrs is one of any, primary, standby, prefer-standby, read-write, read-only",
        ),
        ("postgresql://u:hunter@h/db?sslmode", "the parameter sslmode has no value"),
        (
            "postgresql://u:hunter@h/db?sslmode=verify-full&sslmode=disable",
            "the parameter sslmode is given twice: remove one",
        ),
        ("postgresql://u:hunter@h/db?ssl=true&ssl=false", "the parameter sslmode is given twice: remove one"),
        ("postgresql://u:hunter@h/db?channel_binding=always", "channel_binding is one of prefer, require, disable"),
        ("postgresql://u:hunter@h/db?sslmode=disable&channel_binding=require", WITHOUT_TLS),
        ("postgresql://u:hunter@h/db?channel_binding=require&sslmode=prefer", WITHOUT_TLS),
        ("postgresql://u:hunter@h/db?channel_binding=require", WITHOUT_TLS),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_explained_in_one_line(url: str, sentence: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_postgres(url)
    assert str(refused.value) == sentence


@given(
    user=st.text(min_size=1, max_size=8),
    password=st.text(min_size=1, max_size=12),
    name=st.text(min_size=1, max_size=8),
)
def test_whatever_is_escaped_arrives_as_it_was(user: str, password: str, name: str) -> None:
    event("a character that must be escaped" if quote(password, safe="") != password else "none")
    url = f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@h/{quote(name, safe='')}"
    assert parsed(read_postgres(url)) == ([("h", 5432)], user, password, name)


@pytest.mark.parametrize(
    ("query", "mode"),
    [
        ("ssl=true&sslmode=verify-full", "verify-full"),
        ("sslmode=verify-full&ssl=true", "verify-full"),
        ("sslmode=require&ssl=false", "require"),
        ("sslmode=require&sslmode=require", "require"),
    ],
)
def test_libpqs_word_has_precedence_over_another_programs(query: str, mode: str) -> None:
    assert read_postgres(f"postgresql://u:p@h/db?{query}").ssl_mode == mode

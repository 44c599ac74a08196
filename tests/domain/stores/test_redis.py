"""Addresses of Redis: by a URL, by sentinels, and what is said of those that cannot be used."""

import pytest

from app.domain.stores import NotUnderstood
from app.domain.stores.redis import NO_CLUSTER, Sentinels, read_redis


@pytest.mark.parametrize(
    "url",
    [
        "redis://h:6379/0",
        "redis://h",
        "rediss://default:p%40ss@h.upstash.io:6379",
        "redis://user:p@[2001:db8::1]:6379/2",
        "unix:///run/redis/redis.sock?db=1",
        "rediss://h:6379/0?ssl_cert_reqs=none",
        "redis://h?db=2&socket_timeout=2.5&health_check_interval=30&protocol=3&client_name=n",
    ],
)
def test_what_redis_py_reads_is_left_to_it(url: str) -> None:
    assert read_redis(url) == url


def test_valkeys_own_schemes_are_the_same() -> None:
    assert read_redis("valkeys://default:p@h:1/0") == "rediss://default:p@h:1/0"
    assert read_redis("valkey://h") == "redis://h"


def test_sentinels_are_read_with_their_logins() -> None:
    found = read_redis(
        "rediss+sentinel://u:p%2F@a:26379,b,[::1]:26380/main/3?sentinel_password=s&ssl_check_hostname=false"
    )
    assert found == Sentinels(
        hosts=(("a", 26379), ("b", 26379), ("::1", 26380)),
        service="main",
        database=3,
        tls=True,
        tls_settings={"ssl_check_hostname": False},
        login=("u", "p/"),
        sentinel_login=(None, "s"),
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("h:6379", "it is not understood; it looks like redis://HOST:6379/0"),
        ("redis+cluster://h:6379", NO_CLUSTER),
        ("redis://u:hunter#2@h/0", "it contains # or a space, which are written %23 and %20"),
        ("redis://u:hunter@2@h/0", "the user or the password contains @, which is written %40"),
        ("redis://h:6379/first", "the database is not a number, such as /0"),
        (
            "redis://u:hunter@h:port/0",
            "the port is not a number, or the password contains a character that must be escaped",
        ),
        (
            "redis+sentinel://h:26379",
            "it has no host or no service; it looks like redis+sentinel://HOST:26379,HOST:26379/SERVICE/0",
        ),
        ("redis+sentinel://h:x/main", "a host of a sentinel is not understood; it looks like HOST:26379"),
        ("redis+sentinel://h/main?foo=1", "the parameter foo is not understood: remove it"),
        ("redis://h?foo=1", "the parameter foo is not understood: remove it"),
        ("redis://h?decode_responses=true", "the parameter decode_responses is not understood: remove it"),
        ("redis://h?db=x", "db is not a whole number"),
        ("redis://h?max_connections=-1", "max_connections is not a whole number"),
        ("redis://h?max_connections=9", "max_connections is 10 or more, because a process needs as many"),
        ("redis://h?socket_timeout=soon", "socket_timeout is not a number of seconds"),
        ("redis://h?protocol=9", "protocol is one of 2, 3"),
        ("rediss://h?ssl_cert_reqs=CERT_NONE", "ssl_cert_reqs is one of none, optional, required"),
        ("rediss+sentinel://h/m?ssl_cert_reqs=no", "ssl_cert_reqs is one of none, optional, required"),
        (
            "redis://h?ssl_cert_reqs=none",
            "the parameter ssl_cert_reqs is for TLS: the address begins with rediss:// then",
        ),
        ("unix://", "it has no path; it looks like unix:///run/redis/redis.sock?db=0"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained_in_one_line(url: str, sentence: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_redis(url)
    assert str(refused.value) == sentence

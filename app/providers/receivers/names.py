"""Looks the names of hosts up."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from app.domain.webhooks.addresses import Address

LookUp = Callable[[str], Awaitable[Sequence[Address]]]
"""All addresses of a host, A and AAAA, in the order in which to try them. Raises `OSError`."""

AT_ONCE = 64


class SystemNames:
    """The names as this machine knows them.

    A name whose servers do not answer takes the system many seconds, and a thread. So the threads are our own and many,
    and those who want the same name at the same time wait for one look-up: a slow name delays no other.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="names")
        self._under_way: dict[str, asyncio.Future[list[Address]]] = {}

    async def __call__(self, host: str) -> list[Address]:
        if (found := self._under_way.get(host)) is None:
            found = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
            self._under_way[host] = found
            found.add_done_callback(lambda done: self._end(host, done))
        return await asyncio.shield(found)

    def _end(self, host: str, done: "asyncio.Future[list[Address]]") -> None:
        self._under_way.pop(host, None)
        if not done.cancelled():
            done.exception()  # whoever waited may have given up

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str) -> list[Address]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(where[0]) for *_, where in found))

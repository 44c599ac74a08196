"""Whether a port is free to listen on, and who has it."""

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from app.doors import listening
from app.errors import OperatorError
from app.local.processes import free_port


class CannotListen(OperatorError):
    """The API cannot listen on its port; the message says how to mend it."""


def require_port(host: str, port: int) -> None:
    """Raises `CannotListen` when nobody can listen there."""
    if not host.strip():
        raise CannotListen("--host is empty: give an address to listen on, such as 127.0.0.1, or :: for all.")
    try:
        if host == listening.EVERYWHERE:
            places = listening.everywhere(port)
        else:
            places = [socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)]
        for place in places:
            place.close()
        return
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            # The error's own text has the address too. The resolver's errors have numbers that no system call has.
            why = os.strerror(error.errno) if error.errno and error.errno in errno.errorcode else error.strerror
            raise CannotListen(f"Nothing can listen on {host}:{port} ({why}).") from error
    by = f" by {who}" if (who := listener(port)) else ""
    raise CannotListen(f"Port {port} is taken{by}: choose another one, for example --port {free_port(port + 1)}.")


_LISTENS = "0A"


def listener(port: int) -> str | None:
    """The program that listens on this port of this machine, with its process id. None: nobody does, or this user may
    not see who, or the system does not tell it as Linux does."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    if not sockets:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # of another user, or ended meanwhile
            if any(os.readlink(one) in sockets for one in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()}, process {process.name}"
    return None


def _inodes(port: int) -> list[str]:
    """The inodes of the sockets that listen on a port."""
    found = []
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                columns = line.split()
                if columns[3] == _LISTENS and int(columns[1].rpartition(":")[2], 16) == port:
                    found.append(columns[9])
    return found

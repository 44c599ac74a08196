"""Whether a port is free to listen on."""

import errno
import socket

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
            raise CannotListen(f"Nothing can listen on {host}:{port} ({error.strerror}).") from error
    raise CannotListen(f"Port {port} is taken: choose another one, for example --port {free_port(port + 1)}.")

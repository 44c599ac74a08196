"""The sockets that a server listens with."""

import errno
import socket

EVERYWHERE = "::"
"""As an address to listen on: every address of this machine, of IPv6 and of IPv4."""
ABSENT = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})
"""What binding to all addresses of a family answers where the machine does not have it, as with IPv6 switched off."""
_FAMILIES = ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::"))  # noqa: S104 - only if the operator says so


def everywhere(port: int) -> list[socket.socket]:
    """A socket for IPv4 and one for IPv6, both listening on the port (0: any that is free), without the one of a family
    that this machine does not have. Raises `OSError`.

    Two sockets, because one for both shows a peer at 192.0.2.1 as ::ffff:192.0.2.1: trusted proxies and limits for each
    address are written as the peer's own address.
    """
    found: list[socket.socket] = []
    absent: OSError | None = None
    for family, address in _FAMILIES:
        chosen = found[0].getsockname()[1] if found else port
        try:
            found.append(socket.create_server((address, chosen), family=family))  # of IPv6: IPV6_V6ONLY
        except OSError as error:
            if error.errno not in ABSENT:
                for place in found:
                    place.close()
                raise
            absent = error
    if not found and absent:
        raise absent
    return found

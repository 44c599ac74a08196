"""The API on this machine, by whichever loopback address it listens on. The standard library alone."""

from http.client import HTTPConnection

ADDRESSES = ("127.0.0.1", "::1")
"""In the order in which they are tried: `--host ::1` listens on the second alone."""


def connect(port: int, seconds: float) -> HTTPConnection:
    """A connection to what listens on the port, which the caller closes. Raises what the first address answered, if no
    address takes it."""
    refused: OSError | None = None
    for address in ADDRESSES:
        connection = HTTPConnection(address, port, timeout=seconds)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            refused = refused or error
        else:
            return connection
    assert refused is not None
    raise refused

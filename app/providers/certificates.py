"""The certificates that the machine trusts, or those that SSL_CERT_FILE names."""

import ssl
from functools import cache


@cache
def trusted() -> ssl.SSLContext:
    """One context for every client of the process: to read the certificates takes 30 ms of a processor."""
    return ssl.create_default_context()

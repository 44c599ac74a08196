"""HTTP to Twilio: one request is one request, and what Twilio did not decide on is raised.

Twilio's package has transports that retry a POST on a 5xx (and so send an SMS twice), ignore the timeout they are given
and hide `Retry-After`. This one posts once, within its own timeout.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.providers.http1 import Answer, Unanswered
from app.providers.twilio.transport import Origin

if TYPE_CHECKING:
    from app.providers.twilio.media import FileTransport

TWILIO_API = "https://api.twilio.com"
CONNECT_SECONDS = 5.0
KEEP_ALIVE_SECONDS = 10.0


class Throttled(Exception):
    """A 429: Twilio does not have the message. `after` in seconds, when it said so."""

    def __init__(self, after: float | None) -> None:
        super().__init__("429")
        self.after = after


class Http:
    """The connections to Twilio, which the credentials of many accounts share."""

    def __init__(self, base_url: str | None, timeout: float) -> None:
        """`base_url` is where Twilio's API is, if not at Twilio: then it stands in the place of all of its servers.
        `timeout` in seconds."""
        self.timeout = timeout
        self._base_url = base_url
        self._others: dict[str, Origin] = {}
        self.api = self._origin(base_url or TWILIO_API)

    @cached_property
    def files(self) -> "FileTransport":
        """The connections for files."""
        from app.providers.twilio.media import FileTransport  # only files need its HTTP client, which takes 4 MB

        return FileTransport(self._base_url or TWILIO_API, is_elsewhere=self._base_url is not None)

    def server(self, uri: str) -> tuple[Origin, str]:
        """The server of an address of Twilio's, which has several, and the rest of the address."""
        url = urlsplit(uri)
        server = f"{url.scheme}://{url.netloc}"
        if self._base_url or server == TWILIO_API:
            return self.api, uri.removeprefix(server)
        if server not in self._others:
            self._others[server] = self._origin(server)
        return self._others[server], uri.removeprefix(server)

    def _origin(self, url: str) -> Origin:
        return Origin(url, timeout=self.timeout, connect_timeout=CONNECT_SECONDS, idle_seconds=KEEP_ALIVE_SECONDS)

    async def close(self) -> None:
        """Closes the connections."""
        for origin in (self.api, *self._others.values()):
            origin.close()
        if "files" in self.__dict__:  # they were used
            await self.files.close()


def decided(answer: Answer) -> Answer:
    """The answer, if Twilio decided on the request: no 429, 5xx or redirect. Raises `Throttled` or `Unanswered`."""
    if answer.status == 429:
        raise Throttled(_seconds(answer.headers.get("retry-after")))
    if answer.status >= 500 or 300 <= answer.status < 400:
        raise Unanswered(f"HTTP {answer.status}")
    return answer


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds, given as seconds or as a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    try:
        return float(retry_after)
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=8)
def _basic(auth: tuple[str, str]) -> str:
    return f"Basic {b64encode(':'.join(auth).encode()).decode()}"


def signed(headers: Mapping[str, str], auth: tuple[str, str] | None) -> dict[str, str]:
    """The headers with HTTP Basic credentials (RFC 7617), as UTF-8."""
    return {**headers, "Authorization": _basic(auth)} if auth else dict(headers)


# ---------------------------------------------------------------- forms

_UNSAFE = re.compile(r"[^A-Za-z0-9_.~ -]")
_ESCAPES = {chr(byte): f"%{byte:02X}" for byte in range(256)}


def form_encoded(fields: Mapping[str, object]) -> bytes:
    """`application/x-www-form-urlencoded`, as urllib writes it, in a quarter of the time: this runs for each step."""
    return "&".join(
        f"{quoted(name)}={quoted(str(one))}"
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ).encode("latin-1")


def quoted(text: str) -> str:
    """A name or a value of a form, encoded."""
    return _UNSAFE.sub(lambda found: _ESCAPES[found[0]], text.encode().decode("latin-1")).replace(" ", "+")


quoted_before = lru_cache(maxsize=1024)(quoted)
"""The same, for what stands in many forms."""

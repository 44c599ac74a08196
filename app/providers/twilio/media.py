"""Files that came with messages to Twilio (twilio.com/docs/messaging/api/media-resource).

Twilio's API answers a request for a file with a redirect to its storage. Our credentials go to the API alone, and
nothing is read from a host that is not Twilio's.
"""

import asyncio
import re
from contextlib import suppress
from functools import cached_property
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from app.domain.media.fetching import FETCH_SECONDS, MAX_BYTES
from app.providers.certificates import trusted
from app.providers.sms import MediumUnavailable

MAX_REDIRECTS = 3
_API = re.compile(r"api(\.[a-z0-9-]+)*\.twilio\.com")
_PATH = re.compile(r"/2010-04-01/Accounts/\w+/Messages/\w+/Media/\w+")
# help.twilio.com: "Protect Media Access with HTTP Basic Authentication" names the hosts; the bucket has several forms.
_STORAGE = re.compile(r"([a-z0-9-]+\.)*twiliocdn\.com|media\.twiliocdn\.com\.s3[a-z0-9.-]*\.amazonaws\.com")
_BUCKETS, _BUCKET = re.compile(r"s3[a-z0-9.-]*\.amazonaws\.com"), "/media.twiliocdn.com/"

NOT_TWILIOS = "The address of the file is not Twilio's."
GONE = "Twilio has no such file."
TOO_LARGE = f"The file is larger than {MAX_BYTES:,} bytes."
NO_ANSWER = "Twilio did not send the file."


class FileTransport:
    """The connections to Twilio's API and storage, which the credentials of many accounts share."""

    def __init__(self, api_url: str, *, is_elsewhere: bool, seconds: float = FETCH_SECONDS) -> None:
        """`api_url` is Twilio's API, or, if it `is_elsewhere`, what stands in its place: a proxy or a double."""
        self.api, self.is_elsewhere, self.seconds = urlsplit(api_url), is_elsewhere, seconds
        self._opened = False

    @cached_property
    def http(self) -> httpx2.AsyncClient:
        self._opened = True
        return httpx2.AsyncClient(
            verify=trusted(),
            timeout=self.seconds,
            headers={"Accept-Encoding": "identity"},  # a compressed answer could be small, and its content endless
        )

    async def close(self) -> None:
        if self._opened:
            await self.http.aclose()


class TwilioFiles:
    """Fetches and deletes files with the credentials of a Twilio account."""

    def __init__(self, auth: tuple[str, str], transport: FileTransport) -> None:
        self._auth, self._transport = auth, transport

    async def fetch(self, address: str) -> bytes:
        """The content of the file. Raises `MediumUnavailable`."""
        url = self._at_the_api(address)
        auth: tuple[str, str] | None = self._auth
        try:
            async with asyncio.timeout(self._transport.seconds):
                for _ in range(MAX_REDIRECTS + 1):
                    answer = await self._read(url, auth)
                    if isinstance(answer, bytes):
                        return answer
                    url, auth = answer, None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, TimeoutError) as error:
            raise MediumUnavailable(NO_ANSWER, again=True) from error
        raise MediumUnavailable(NO_ANSWER, again=True)

    async def delete(self, address: str) -> None:
        """Deletes the file. Raises `MediumUnavailable`."""
        url = self._at_the_api(address)
        try:
            async with asyncio.timeout(self._transport.seconds):
                answer = await self._transport.http.delete(url, auth=self._auth)
        except (httpx2.HTTPError, OSError, TimeoutError) as error:
            raise MediumUnavailable(NO_ANSWER, again=True) from error
        if not answer.is_success and answer.status_code not in (404, 410):
            raise MediumUnavailable(f"Twilio answered {answer.status_code}.", again=True)

    async def _read(self, url: str, auth: tuple[str, str] | None) -> bytes | str:
        """The content at an address, or the address that it redirects to."""
        async with self._transport.http.stream("GET", url, auth=auth) as answer:
            if answer.has_redirect_location:
                return self._to_storage(url, answer.headers["location"])
            if answer.status_code in (404, 410):
                raise MediumUnavailable(GONE, again=False)
            if not answer.is_success:
                raise MediumUnavailable(f"Twilio answered {answer.status_code}.", again=True)
            content = bytearray()
            async for part in answer.aiter_raw():
                content += part
                if len(content) > MAX_BYTES:
                    raise MediumUnavailable(TOO_LARGE, again=False)
            return bytes(content)

    def _at_the_api(self, address: str) -> str:
        """The address of a file at the API. Raises `MediumUnavailable` for any other address."""
        with suppress(ValueError):
            parts = urlsplit(address)
            known = _is_host(parts, _API) or self._is_in_its_place(parts)
            if known and _PATH.fullmatch(parts.path) and not (parts.query or parts.fragment):
                return (
                    f"{self._transport.api.geturl().rstrip('/')}{parts.path}"
                    if self._transport.is_elsewhere
                    else address
                )
        raise MediumUnavailable(NOT_TWILIOS, again=False)

    def _is_in_its_place(self, parts: SplitResult) -> bool:
        """Whether this is an address at what stands in the place of Twilio's API."""
        return self._transport.is_elsewhere and (parts.scheme, parts.netloc) == (
            self._transport.api.scheme,
            self._transport.api.netloc,
        )

    def _to_storage(self, origin: str, location: str) -> str:
        """The address that a redirect leads to, if it is in Twilio's storage (or at what stands in Twilio's place)."""
        with suppress(ValueError):
            url = urljoin(origin, location)
            parts = urlsplit(url)
            in_bucket = _is_host(parts, _BUCKETS) and parts.path.startswith(_BUCKET)
            if _is_host(parts, _STORAGE) or in_bucket or self._is_in_its_place(parts):
                return url
        raise MediumUnavailable(NOT_TWILIOS, again=False)


def _is_host(parts: SplitResult, hosts: re.Pattern[str]) -> bool:
    """Whether this is an HTTPS address at one of these hosts, with no port and no credentials of its own."""
    return (
        parts.scheme == "https"
        and parts.netloc.lower() == parts.hostname
        and bool(hosts.fullmatch(parts.netloc.lower()))
    )

"""The consent of a lead: what permits writing to the person, as evidence."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from app.domain.values import value
from app.domain.vocabulary import ConsentOrigin

MAX_TEXT = 4000
MAX_URL = 2000
MAX_IP = 64
CLOCK_SKEW = timedelta(minutes=5)
"""How far the caller's clock may be ahead of ours."""


@value
class Consent:
    """How and when a person agreed to messages: the words that they agreed to, the page and the address."""

    source: ConsentOrigin
    given_at: datetime
    text: str | None = None
    url: str | None = None
    ip: str | None = None

    def as_json(self) -> dict[str, str]:
        """The value of the column: the names of the API, without those that are not known."""
        known = {"source": self.source.value, "text": self.text, "url": self.url, "ip": self.ip}
        return {name: text for name, text in known.items() if text is not None} | {"givenAt": self.given_at.isoformat()}


def stored(column: Mapping[str, Any] | None) -> Consent | None:
    """The consent in a column; None if there is none."""
    if column is None:
        return None
    texts = {name: column.get(name) for name in ("text", "url", "ip")}
    return Consent(ConsentOrigin(column["source"]), datetime.fromisoformat(column["givenAt"]), **texts)


def problems(given: Consent, now: datetime) -> Iterator[tuple[str, str]]:
    """What is wrong with a consent that a caller gives: the field, and a sentence that says what to write."""
    if given.given_at > now + CLOCK_SKEW:
        yield "givenAt", "Nobody has given this consent yet: `givenAt` is later than now."
    if given.url and not _is_page(given.url):
        yield "url", "Write the address of the page, beginning with https:// or http://."
    if given.ip and not _is_address(given.ip):
        yield "ip", "This is no IP address. Write it like 203.0.113.7 or 2001:db8::7."


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

"""The messages of an account as Twilio lists them (twilio.com/docs/messaging/api/message-resource).

Read here and not by Twilio's package: every worker asks for them every few minutes, see `settings/package.py`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from app.providers.http1 import Unanswered
from app.providers.twilio.http import Http, decided, signed

HEADERS = {"User-Agent": "Nudge/1", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Row:
    """A message of the list; None for what the list does not tell. `created_at` is None too for what is no time."""

    sid: Any
    to: Any
    sender: Any
    body: Any
    status: Any
    direction: Any
    service: Any
    media: int
    created_at: datetime | None


class Messages:
    """Reads lists with the credentials of a Twilio account.

    Every method raises `NotConnected`, `Throttled` or `Unanswered`, and other exceptions for what is no list.
    """

    def __init__(self, account_sid: str, auth_token: str, http: Http) -> None:
        self._http = http
        self._path = f"/2010-04-01/Accounts/{account_sid}/Messages"
        self._headers = signed(HEADERS, (account_sid, auth_token))

    async def pages(self, size: int, **query: str) -> AsyncIterator[list[Row]]:
        """The pages of the messages for which the filters of the query hold, the newest first. Each page is asked for
        when it is read."""
        target = f"{self._path}.json?{urlencode({**query, 'PageSize': size})}"
        async for rows in self._pages(target, "messages"):
            yield [_row(one) for one in rows]

    async def media(self, sid: str) -> list[str]:
        """The paths of the files that came with a message."""
        return [
            str(one["uri"]).removesuffix(".json")
            async for rows in self._pages(f"{self._path}/{sid}/Media.json", "media_list")
            for one in rows
        ]

    async def _pages(self, target: str | None, key: str) -> AsyncIterator[list[dict[str, Any]]]:
        while target:
            answer = decided(await self._http.api.request("GET", target, self._headers))
            if answer.status != 200:
                raise Unanswered(f"HTTP {answer.status}")
            page = orjson.loads(answer.body)
            yield page[key]
            target = page.get("next_page_uri")


def _row(fields: dict[str, Any]) -> Row:
    return Row(
        sid=fields.get("sid"),
        to=fields.get("to"),
        sender=fields.get("from"),
        body=fields.get("body"),
        status=fields.get("status"),
        direction=fields.get("direction"),
        service=fields.get("messaging_service_sid"),
        media=_count(fields.get("num_media")),
        created_at=_moment(fields.get("date_created")),
    )


def _moment(text: object) -> datetime | None:
    """A time of a list, in the form of RFC 2822."""
    try:
        moment = parsedate_to_datetime(str(text))
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(text: object) -> int:
    """How many files a list says that a message has; 0 if it does not say it in digits."""
    return int(text) if isinstance(text, str) and text.isdecimal() else 0

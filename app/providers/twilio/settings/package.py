"""Twilio's package, for the settings of an account: its resources, on the transport of `http.py`.

Nothing that runs for each message, or all the time, imports it: the resources take 18 MB of a process.
"""

import logging
from urllib.parse import urlencode

from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from app.providers.twilio.http import Http, decided, form_encoded, signed

log = logging.getLogger("nudge.twilio")


class OneShot(AsyncHttpClient):  # type: ignore[misc]
    """The package's transport: one request is one request, with a timeout of its own and no retries."""

    def __init__(self, http: Http) -> None:
        super().__init__(log, True, http.timeout)
        self._http = http

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (the package's signature)
        allow_redirects: bool = False,
    ) -> Response:
        """Raises `NotConnected`, `Throttled` or `Unanswered`; answers with every other response."""
        origin, target = self._http.server(uri)
        target += f"?{urlencode(params, doseq=True)}" if params else ""
        body = form_encoded(data) if data else b""
        answer = decided(await origin.request(method, target, signed(headers or {}, auth), body))
        return Response(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)


def client(account_sid: str, auth_token: str, http: Http) -> Client:
    """The package's client with these credentials."""
    return Client(account_sid, auth_token, http_client=OneShot(http))

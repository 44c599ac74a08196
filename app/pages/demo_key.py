"""Whom a page is served to with the demo's key: a person on this very machine who opens the one-time link."""

import re

from starlette.requests import Request

from app.deps import Deps
from app.services import accounts

# The names and addresses of this machine for itself.
_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_LOOPBACK = {"127.0.0.1", "::1"}
LINK_PARAMETER = "token"
LINK_IS_OVER = "This link was used before, or is too old: `nudge link` prints a new one. Or give your partner key."
_FORWARDING = ("forwarded", "via", "x-real-ip", "x-forwarded-")


async def demo_key(request: Request, deps: Deps) -> str | None:
    """The key that `nudge dev` gave this process, for a page that a person on this machine opens by the one-time link.
    None for any other page; nor is the link used up by a page that is opened from the network, through a proxy or a
    tunnel, under another host name or inside another page."""
    key, token = deps.settings.nudge_explorer_key, request.query_params.get(LINK_PARAMETER)
    if not key or not token or request.method != "GET" or not _is_local(request):
        return None
    return key.get_secret_value() if await accounts.use_link(token, deps.clock.real()) else None


def note_for(request: Request, key: str | None) -> str | None:
    """Why a page that was opened by a link has no key; None for any other page."""
    return LINK_IS_OVER if LINK_PARAMETER in request.query_params and key is None else None


def _is_local(request: Request) -> bool:
    client, headers = request.client, request.headers
    return (
        client is not None
        and client.host in _LOOPBACK
        and re.sub(r":\d+$", "", headers.get("host", "")) in _NAMES
        and headers.get("sec-fetch-dest", "document") == "document"
        and not any(name.startswith(_FORWARDING) for name in headers)
    )

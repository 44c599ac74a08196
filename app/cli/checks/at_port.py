"""What listens on the port of the API, on this machine."""

from contextlib import suppress

import httpx2

from app.cli.checks.stores import CONNECT_SECONDS
from app.local import loopback
from app.local.ports import listener
from app.providers.sms import Finding, Severity


class _NoHttp(Exception):
    """Something listens, and it does not answer as HTTP does, or not in time."""


async def api(port: int) -> Finding:
    """Whether the API answers and is ready, and who has its port otherwise."""
    try:
        answer = await _asked(port)
    except _NoHttp:
        return _another(port)
    if answer is None:
        return Finding(Severity.NOTE, f"No API answers on port {port} of this machine: `nudge api` starts one.")
    if not _is_ours(answer):
        return _another(port)
    if not answer.is_success:
        told = answer.text.strip()[:300]
        return Finding(Severity.WRONG, f"The API on port {port} is up but not ready; it says: {told}")
    return Finding(Severity.OK, f"The API on port {port} is ready.")


async def taken(port: int) -> list[Finding]:
    """Who has the port, where nothing runs on the data directory; nothing if it is free."""
    with suppress(_NoHttp):
        answer = await _asked(port)
        if answer is None:
            return []
        if _is_ours(answer):
            who = "the API of another data directory"
            return [Finding(Severity.NOTE, f"Port {port} is taken by {who}: start another one with --port.")]
    return [_another(port)]


def _another(port: int) -> Finding:
    who = listener(port) or "another program"
    mend = "end it, or set PORT to another one"
    return Finding(Severity.NOTE, f"No API answers on port {port} of this machine, because {who} has it: {mend}.")


def _is_ours(answer: httpx2.Response) -> bool:
    with suppress(ValueError):
        told = answer.json()
        return isinstance(told, dict) and "ready" in told
    return False


async def _asked(port: int) -> httpx2.Response | None:
    """What is answered on the port; None: nobody listens. Raises `_NoHttp`."""
    listens = False
    async with httpx2.AsyncClient(timeout=CONNECT_SECONDS, trust_env=False) as client:
        for host in loopback.ADDRESSES:
            try:
                return await client.get(httpx2.URL(scheme="http", host=host, port=port, path="/readyz"))
            except httpx2.ConnectError:
                continue
            except httpx2.HTTPError:
                listens = True
    if listens:
        raise _NoHttp
    return None

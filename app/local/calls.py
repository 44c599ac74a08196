"""Calls of the running API by the command, with the key of the demo.

They start soon: they import neither the ORM nor an HTTP client.
"""

import json
from contextlib import closing
from http.client import HTTPException
from typing import Any

from app.errors import OperatorError
from app.local import loopback
from app.settings import Settings

WAIT_SECONDS = 600


class CallFailed(OperatorError):
    """The API did not do it; the text says why."""


def demo_key(settings: Settings) -> str:
    """The key of the demo partner. Raises `CallFailed`."""
    try:
        return (settings.nudge_data_dir / "demo.key").read_text().strip()
    except OSError as missing:
        raise CallFailed(
            f"There is no demo.key in the data directory {settings.nudge_data_dir}: start `nudge dev` there."
        ) from missing


def mutate(port: int, key: str, mutation: str, **variables: Any) -> dict[str, Any]:
    """The payload of a mutation that succeeded. Raises `CallFailed`."""
    answer = _post(port, key, {"query": mutation, "variables": variables})
    if errors := answer.get("errors"):
        raise CallFailed(str(errors[0]["message"]))
    [payload] = answer["data"].values()
    if not payload["success"]:
        raise CallFailed(str(payload["userErrors"][0]["message"]))
    return dict(payload)


def _post(port: int, key: str, body: object) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "X-Partner-Key": key}
    try:
        with closing(loopback.connect(port, WAIT_SECONDS)) as connection:
            connection.request("POST", "/graphql", json.dumps(body), headers)
            return dict(json.loads(connection.getresponse().read()))
    except (OSError, HTTPException, ValueError) as error:
        raise CallFailed(
            f"No API answers on port {port} ({type(error).__name__}): start it with `nudge dev`, or name its port."
        ) from error

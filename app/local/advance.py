"""`nudge advance`: has a running `nudge dev` play some hours, by `advanceClock` with the demo's key."""

import json
from http.client import HTTPConnection, HTTPException
from typing import Any

from app.errors import OperatorError
from app.settings import Settings

WAIT_SECONDS = 600
MUTATION = "mutation ($hours: Float!) { advanceClock(hours: $hours) { success now userErrors { message } } }"


class NotPlayed(OperatorError):
    """No hours were played; the text says why."""


def advance(settings: Settings, hours: float) -> str:
    """The time of the installation after these hours. Raises `NotPlayed`."""
    try:
        key = (settings.nudge_data_dir / "demo.key").read_text().strip()
    except OSError as missing:
        raise NotPlayed(
            f"There is no demo.key in the data directory {settings.nudge_data_dir}: start `nudge dev` there."
        ) from missing
    answer = _post(settings.port, key, {"query": MUTATION, "variables": {"hours": hours}})
    if errors := answer.get("errors"):
        raise NotPlayed(str(errors[0]["message"]))
    done = answer["data"]["advanceClock"]
    if not done["success"]:
        raise NotPlayed(str(done["userErrors"][0]["message"]))
    return f"It is {done['now']} now."


def _post(port: int, key: str, body: object) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "X-Partner-Key": key}
    connection = HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
    try:
        connection.request("POST", "/graphql", json.dumps(body), headers)
        return dict(json.loads(connection.getresponse().read()))
    except (OSError, HTTPException, ValueError) as error:
        raise NotPlayed(
            f"No API answers on port {port} ({type(error).__name__}): start it with `nudge dev`, "
            "or name its port with --port."
        ) from error
    finally:
        connection.close()

"""`python -m app.observability.probe`: a container's health check, for the API and for a worker.

Exit code 0 if the process of this container answers `/healthz`: the API at PORT, a worker at WORKER_METRICS_PORT. It
needs the standard library alone, so it is cheap enough to run every few seconds. It does not look at the stores: a new
process mends none of them.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

API_PORT = "8000"
"""The default of PORT; `app.settings` would import pydantic."""
SECONDS = 4.0


def answers(port: str, host: str = "127.0.0.1") -> bool:
    """Whether a process of this container says that it is well."""
    connection = HTTPConnection(host, int(port), timeout=SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def ports(environment: dict[str, str]) -> list[str]:
    """Where the process of this container may answer. A variable that is set to nothing counts as unset."""
    api, worker = environment.get("PORT", "").strip(), environment.get("WORKER_METRICS_PORT", "").strip()
    return [api or API_PORT, *([worker] if worker else [])]


if __name__ == "__main__":
    # `--host ::1` listens on the second address alone.
    places = [(port, host) for port in ports(dict(os.environ)) for host in ("127.0.0.1", "::1")]
    sys.exit(not any(answers(port, host) for port, host in places))

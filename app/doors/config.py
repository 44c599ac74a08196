"""uvicorn's configuration with the protocols of this room."""

from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from app.doors.connections import Connections
from app.doors.http import HttpProtocol
from app.doors.limits import Limits, Proxies
from app.doors.sockets import WebSocketProtocol


class Config(uvicorn.Config):
    """Serves `app` within `limits`. The other arguments are uvicorn's."""

    def __init__(self, app: ASGIApp, limits: Limits, **named: Any) -> None:
        super().__init__(cast(Any, app), http=HttpProtocol, ws=WebSocketProtocol, **named)
        self.doors = Connections(limits, Proxies(self.forwarded_allow_ips))
        # uvicorn calls it at its ticks of one second.
        self.callback_notify, self.timeout_notify = self.doors.sweep, 0

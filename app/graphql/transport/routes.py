"""The routes of the GraphQL API, over HTTP and over WebSockets."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.graphql.api import schema
from app.graphql.transport.explorer import Explorer
from app.graphql.transport.http import Endpoint
from app.graphql.transport.shared import Shares
from app.graphql.transport.sockets import Sockets
from app.graphql.transport.streaming import OpenStreams
from app.http import cors


def graphql_routes(explorer: Explorer | None = None, origins: Sequence[str] = ()) -> list[BaseRoute]:
    """The routes of the API, for an application whose lifespan yields `deps`.

    Web pages of these `origins` may use the API; `*` means all. No cookie is a key, so credentials are not allowed.
    """
    explorer, streams, shares = explorer or Explorer(), OpenStreams(), Shares(schema)
    return [
        Route("/graphql", Endpoint(schema, explorer, streams, shares), middleware=cors(origins, "GET", "POST")),
        WebSocketRoute("/graphql", Sockets(schema, streams, shares)),
    ]

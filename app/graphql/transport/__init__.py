"""How GraphQL arrives: HTTP, WebSockets, Server-Sent Events, and the explorer."""

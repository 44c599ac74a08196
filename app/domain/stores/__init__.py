"""The addresses of PostgreSQL and Redis, as providers hand them out. Pure: nothing is connected to, no file is read."""


class NotUnderstood(ValueError):
    """The address cannot be read. The message is one line and has no part of the address but names of parameters."""

"""Nudge follows up with people by SMS until they answer."""

from app.deferred import defer

# redis-py imports PyJWT, and that most of `cryptography`, for a sign-in that Nudge does not have.
defer("jwt")
# uvicorn imports it, and the handlers of logging with it, for files that configure logging.
defer("logging.config")

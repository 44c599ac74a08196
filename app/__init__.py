"""Nudge follows up with people by SMS until they answer."""

import os

from app.deferred import defer

# redis-py imports PyJWT, and that most of `cryptography`, for a sign-in that Nudge does not have.
defer("jwt")
# uvicorn imports it, and the handlers of logging with it, for files that configure logging.
defer("logging.config")
# pydantic would read what every installed package says of itself, a tenth of a second at each start, for plugins that
# Nudge does not have. Somebody who has one sets the variable to nothing.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

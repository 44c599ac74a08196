"""What every forked process would do first, done once in the process that they are forked from.

The SDK imports its API when a client first asks for it, in more than a second of CPU. The settings' library asks of
each annotation whether it is one of the base class's hundreds of subclasses, which takes as long, and remembers it.
"""

import gc
import os
from importlib import import_module
from pkgutil import iter_modules

import twilio.rest.api.v2010  # noqa: F401 - imported for its side effect
import uvicorn.lifespan.on
import uvicorn.loops.auto
import uvicorn.protocols.http.httptools_impl
import uvicorn.protocols.websockets.auto  # noqa: F401
import uvloop  # noqa: F401

import app.cli
import app.main
import workers.main  # noqa: F401
from app.settings import Settings

for module in iter_modules(app.cli.__path__, "app.cli."):
    if not module.name.endswith("__main__"):
        import_module(module.name)
own_file, Settings.model_config["env_file"] = Settings.model_config["env_file"], None  # that of whoever runs the tests
kept = {name: os.environ.pop(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
Settings()
Settings.model_config["env_file"] = own_file
os.environ.update({name: value for name, value in kept.items() if value})
gc.collect()
gc.freeze()

"""The arq workers: where due steps are executed."""

import app  # noqa: F401  before arq imports redis-py: see app/__init__.py
from app.observability.heap import load_quickly
from app.observability.interruptions import end_quietly

end_quietly()
load_quickly()

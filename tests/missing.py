"""Programs that a test needs and that a machine may lack: Node, a browser, a proxy, a package registry."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skips the test; fails it where `CI` is `true`, because nothing is left untested there without notice."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have it: {reason}", pytrace=False)
    pytest.skip(reason)

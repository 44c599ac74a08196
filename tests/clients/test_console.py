"""The console in a browser, against the whole program: each story of javascript/console.mjs is a test here."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.webhooks.catalogue import EventType
from tests.clients.browser import ROOT, one_time_link
from tests.clients.conftest import JAVASCRIPT, Node, Running

STORIES = re.findall(r'^  async "([^"]+)"', (JAVASCRIPT / "console.mjs").read_text(), re.MULTILINE)


@pytest.fixture(scope="session")
async def played(built: Path, browser: str, node: Node, program: Running, stranger: Running) -> Any:
    """What was wrong with each story, played once in one browser."""
    link = one_time_link(program.url, program.data).replace("localhost", "127.0.0.1")
    return await node.run("console.mjs", browser, link, environment=stranger.environment)


@pytest.mark.parametrize("story", STORIES)
async def test_in_a_browser(played: Any, story: str) -> None:
    assert played[story] is None, played[story]


def test_its_first_load_is_small(built: Path) -> None:
    ended = subprocess.run([sys.executable, ROOT / "console/size.py"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert re.match(r"First load of the console: \d+ kB", ended.stdout)


def test_it_offers_the_events_of_the_api() -> None:
    offered = re.findall(
        r'^  "([a-z_.]+)",$', (ROOT / "console/src/screens/settings/events.ts").read_text(), re.MULTILINE
    )
    assert offered == [one.value for one in EventType if one is not EventType.WEBHOOK_TEST]

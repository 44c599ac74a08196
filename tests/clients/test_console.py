"""The console in a browser, against the whole program: the stories of javascript/console.mjs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.webhooks.catalogue import EventType
from tests.clients.browser import ROOT, one_time_link
from tests.clients.conftest import INSTALL_SECONDS, JAVASCRIPT, Node, Running

STORIES = re.findall(r'^  async "([^"]+)"', (JAVASCRIPT / "console.mjs").read_text(), re.MULTILINE)
LONGEST = 600.0
"""Seconds for all stories, on the busiest machine: about a minute on a quiet one."""


@pytest.mark.timeout(INSTALL_SECONDS + 2 * LONGEST)
async def test_in_a_browser(built: Path, browser: str, node: Node, program: Running, stranger: Running) -> None:
    """All stories in one test: they are played in one browser, one after the other, and are not to be played twice."""
    link = one_time_link(program.url, program.data).replace("localhost", "127.0.0.1")
    played = await node.run("console.mjs", browser, link, seconds=LONGEST, environment=stranger.environment)
    assert list(played) == STORIES
    assert {story: wrong for story, wrong in played.items() if wrong is not None} == {}


def test_its_first_load_is_small(built: Path) -> None:
    ended = subprocess.run([sys.executable, ROOT / "console/size.py"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert re.match(r"First load of the console: \d+ kB", ended.stdout)


def test_it_offers_the_events_of_the_api() -> None:
    offered = re.findall(
        r'^  "([a-z_.]+)",$', (ROOT / "console/src/screens/settings/events.ts").read_text(), re.MULTILINE
    )
    assert offered == [one.value for one in EventType if one is not EventType.WEBHOOK_TEST]

"""The examples, as a reader runs them: each against the whole program."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import HERE, PATIENCE, Running
from tests.missing import missing

EXAMPLES = HERE.parents[1] / "examples"
STORY = ("Hi there, this is Demo Lending. Can I help?", "Just checking in. Any questions?")


async def run(program: Running, *command: str) -> str:
    """What an example says. It must end well, and keep the key to itself."""
    if shutil.which(command[0]) is None or (command[0] == "sh" and shutil.which("curl") is None):
        missing(f"{command[0]} is not on PATH, or what it calls is not: this example is not tried")
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=EXAMPLES,
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            output, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, complaints.decode()
    said = output.decode() + complaints.decode()
    assert program.key not in said
    return said


@pytest.mark.parametrize(
    ("command", "phone"),
    [
        (("sh", "enroll.sh"), "+14155550171"),
        (("node", "enroll.mjs"), "+14155550172"),
        ((sys.executable, "enroll.py"), "+14155550173"),
    ],
    ids=["curl", "node", "python"],
)
async def test_a_lead_is_enrolled_watched_and_read(program: Running, command: tuple[str, ...], phone: str) -> None:
    said = await run(program, *command, phone)
    assert "ENROLLED" in said
    assert "COMPLETED" in said
    assert all(text in said for text in STORY)


async def test_the_rest_door_is_walked_through(program: Running) -> None:
    said = await run(program, "sh", "rest.sh", "+14155550174")
    assert '"action":"enrolled","message_sent":true' in said
    assert '"enrolled_count":1' in said
    assert '"is_active":false' in said
    assert said.endswith('{"success":true,"cancelled_enrollments":1}\n')


async def test_a_person_takes_a_conversation_over_and_hands_it_back(program: Running) -> None:
    said = await run(program, sys.executable, "conversation.py", "+14155550175")
    heard, taken, wrote, back, numbers = said.splitlines()
    assert re.fullmatch(r"UNANSWERED \d+ unread: What is the rate\?", heard)
    assert taken == "TAKEN_OVER by Sam"
    assert wrote == "Sam wrote: Six percent. Shall I call you?"
    assert back == "handed back, automation is on"
    assert "'replied': 0" not in numbers


def test_the_readme_names_every_example() -> None:
    named = set(re.findall(r"examples/(\S+\.\w+)", (EXAMPLES / "README.md").read_text()))
    assert named == {path.name for path in EXAMPLES.iterdir() if path.suffix != ".md" and path.is_file()}


def test_none_names_a_real_key_or_phone() -> None:
    for path in (path for path in EXAMPLES.iterdir() if path.is_file()):
        assert not re.search(r"pk_live_\w", Path(path).read_text())

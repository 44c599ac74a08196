"""Schemathesis on the schema: no case gets a 500 or finds a fault of ours. `make fuzz` tries 10,000 cases."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.clients.conftest import HERE, Running, programs
from tests.clients.test_python import SCHEMA, run

CASES = int(os.environ.get("NUDGE_FUZZ_CASES", "110"))
SECONDS_A_CASE = 0.3


@pytest.fixture(scope="session")
def fuzzer() -> Path:
    return programs("fuzz")


@pytest.mark.timeout(300 + 2 * CASES * SECONDS_A_CASE)
async def test_no_case_finds_a_fault(fuzzer: Path, program: Running, stranger: Running) -> None:
    patience = 60 + CASES * SECONDS_A_CASE
    words = (str(SCHEMA), str(CASES), str(patience))
    command = (fuzzer / "python", HERE / "fuzz.py", *words)
    told = json.loads(await run(*command, cwd=HERE, seconds=patience + 60, environment=stranger.environment))
    print(json.dumps(told["answered"]))
    assert told["failures"] == {}, causes(program, str(told["failures"]))
    assert told["tried"] >= CASES, f"only {told['tried']} of {CASES} cases in {patience:.0f} s"


def causes(program: Running, text: str) -> str:
    """What the log says of the request ids in a text."""
    log = (program.data / "said.log").read_text()
    return "\n".join(
        log[at : at + 3000] for one in re.findall(r"requestId\W+(\w+)", text) if (at := log.find(one)) >= 0
    )

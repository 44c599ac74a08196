"""The GraphQL clients of Python programs, in an environment of their own, against the whole program."""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import HERE, NOTHING, PATIENCE, TALKED, Running, programs

SCHEMA = HERE.parents[1] / "schema.graphql"
HEARD = [["SENT", "One"], ["SENT", "Two"]]
SETTINGS = """[tool.ariadne-codegen]
schema_path = "schema.graphql"
queries_path = "operations.graphql"
target_package_name = "nudge_client"
[tool.ariadne-codegen.scalars.DateTime]
type = "datetime.datetime"
"""


@pytest.fixture(scope="session")
def tools() -> Path:
    return programs("clients")


async def run(
    *command: str | Path, cwd: Path, seconds: float = PATIENCE, environment: Mapping[str, str] = NOTHING
) -> str:
    """The output of the command, which must end well within `seconds`."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            output, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, complaints.decode()
    return output.decode()


async def told(tools: Path, program: Running, script: str, phone: str, *, at: Path = HERE) -> Any:
    """What a script was told by the server."""
    where = {"PYTHONPATH": str(at), **program.environment}
    return json.loads(await run(tools / "python", HERE / script, phone, cwd=at, environment=where))


async def test_gql_checks_documents_by_the_schema_writes_and_listens(tools: Path, program: Running) -> None:
    told_by = await told(tools, program, "gql_story.py", "+14155550141")
    assert told_by["account"] == "Demo Lending"
    assert told_by["action"] == "ENROLLED"
    assert told_by["read"]["name"] == "By gql"
    assert [step["message"] for step in told_by["read"]["steps"]] == ["One", "Two"]
    assert told_by["heard"] == HEARD
    assert told_by["talked"] == TALKED
    assert told_by["refused"] == ["BAD_USER_INPUT"]


async def test_ariadne_codegen_makes_a_client_that_writes_and_listens(
    tools: Path, program: Running, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    shutil.copy(SCHEMA, tmp_path)
    shutil.copy(HERE / "operations.graphql", tmp_path)
    await run(tools / "ariadne-codegen", cwd=tmp_path)
    told_by = await told(tools, program, "ariadne_story.py", "+14155550142", at=tmp_path)
    assert told_by == {
        "account": "Demo Lending",
        "action": "ENROLLED",
        "read": {"name": "By ariadne-codegen", "steps": ["One", "Two"]},
        "heard": HEARD,
        "talked": TALKED,
        "refused": ["INVALID_PHONE"],
    }

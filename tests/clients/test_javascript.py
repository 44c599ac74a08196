"""The GraphQL clients of JavaScript programs, and the tools that make code of a schema, against the whole program."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import HERE, JAVASCRIPT, PATIENCE, TALKED, Node, Running

SCHEMA = HERE.parents[1] / "schema.graphql"
MODULES = JAVASCRIPT / "node_modules"
HEARD = [["SENT", "One"], ["SENT", "Two"]]
REFUSED = ["BAD_USER_INPUT"]
STRICT = ("--strict", "--exactOptionalPropertyTypes", "--noUnusedLocals", "--noEmit")
MODERN = ("--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022")
PAGES = "query ($id: ID!) { sequencesConnection(accountId: $id) { nodes { id name } } }"


async def told(node: Node, program: Running, script: str, *arguments: str) -> Any:
    return await node.run(script, *arguments, environment=program.environment)


async def sequences(program: Running) -> list[dict[str, str]]:
    account = (await program.ask("{ accounts { items { id } } }"))["accounts"]["items"][0]["id"]
    return list((await program.ask(PAGES, id=account))["sequencesConnection"]["nodes"])


async def test_apollo_client_writes_listens_and_pages(node: Node, program: Running) -> None:
    told_by = await told(node, program, "apollo.mjs", "+14155550131")
    assert told_by["account"] == "Demo Lending"
    assert told_by["action"] == "ENROLLED"
    assert told_by["cached"]["name"] == "By Apollo, renamed", "a change of what has an id shows wherever it is cached"
    assert told_by["heard"] == HEARD
    assert told_by["talked"] == TALKED
    assert told_by["refused"] == {"name": "CombinedGraphQLErrors", "codes": REFUSED}
    names = told_by["listed"]["names"]
    assert len(names) == told_by["listed"]["total"] > 1, "its pages of one make up the whole list"
    assert names[0] == "Application Recovery"


async def test_urql_reads_by_get_writes_by_post_and_listens_to_events(node: Node, program: Running) -> None:
    told_by = await told(node, program, "urql.mjs", "+14155550132")
    assert told_by["account"] == "Demo Lending"
    assert told_by["action"] == "ENROLLED"
    assert told_by["read"]["name"] == "By urql, renamed"
    assert told_by["heard"] == HEARD
    assert told_by["talked"] == TALKED
    assert told_by["methods"] == ["GET", "POST"]
    assert told_by["refused"] == {"network": False, "codes": REFUSED}


@pytest.fixture
def workshop(node: Node, tmp_path: Path) -> Path:
    """A directory in which a tool makes code, with what npm installed within its reach."""
    (tmp_path / "node_modules").symlink_to(MODULES)
    return tmp_path


async def tool(node: Node, *command: str, cwd: Path) -> str:
    """What a tool from npm says, who must end well."""
    process = await asyncio.create_subprocess_exec(
        *(node.program, *command),
        cwd=cwd,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE):
        said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said
    return said


async def test_relay_compiles_a_connection_and_its_runtime_pages_through_it(
    node: Node, program: Running, workshop: Path
) -> None:
    config: dict[str, Any] = {
        "src": ".",
        "schema": "schema.graphql",
        "language": "javascript",
        "artifactDirectory": "made",
    }
    config["eagerEsModules"] = False  # made for `require`, which Node can load as it is
    (workshop / "relay.config.json").write_text(json.dumps(config))
    (workshop / "made").mkdir()
    shutil.copy(SCHEMA, workshop)
    shutil.copy(JAVASCRIPT / "relay/pages.js", workshop)
    assert "Compilation completed" in await tool(
        node, str(MODULES / "relay-compiler/cli.js"), "relay.config.json", cwd=workshop
    )

    account = (await program.ask("{ accounts { items { id } } }"))["accounts"]["items"][0]["id"]
    await program.ask(
        """mutation ($id: ID!, $phone: PhoneNumber!) {
            simulateReply(accountId: $id, phone: $phone, body: "Yes?") { success } }""",
        id=account,
        phone="+14155550133",
    )
    await program.ask(
        """mutation ($id: ID!, $input: CreateSequenceInput!) {
            createSequence(accountId: $id, input: $input) { success } }""",
        id=account,
        input={"name": "For Relay", "steps": [{"type": "FIXED", "message": "One"}]},
    )
    told_by = await told(node, program, "relay.mjs", str(workshop / "made"), "+14155550133")
    listed = await sequences(program)
    assert told_by["pages"] == list(range(1, len(listed) + 1)), "each page adds one to the list"
    assert told_by["node"] == {"__typename": "Sequence", "id": listed[-1]["id"], "name": "For Relay"}
    assert told_by["names"] == [one["name"] for one in listed], "and the list shows what a mutation renamed"
    assert told_by["names"][-1] == "By Relay"
    assert told_by["taken"] == [None, {"reason": "TAKEN_OVER", "by": "Sam"}]


async def test_graphql_codegen_makes_types_that_strict_typescript_takes(node: Node, workshop: Path) -> None:
    await tool(node, str(JAVASCRIPT / "codegen.mjs"), str(SCHEMA), "generated.ts", cwd=workshop)
    shutil.copy(JAVASCRIPT / "typed.ts", workshop)
    await tool(node, str(MODULES / "typescript/bin/tsc"), *STRICT, *MODERN, "typed.ts", cwd=workshop)

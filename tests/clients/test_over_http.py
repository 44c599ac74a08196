"""GraphQL over HTTP as graphql-http, the reference implementation, checks it."""

from tests.clients.conftest import Node, Running

AUDITS = 61


async def test_the_whole_audit_passes_without_a_warning(node: Node, program: Running) -> None:
    found = await node.run("audit.mjs", environment=program.environment)
    assert len(found) == AUDITS
    assert [one for one in found if one["status"] != "ok"] == []

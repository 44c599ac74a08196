"""The writer, and Anthropic's double as an HTTP server."""

from collections.abc import AsyncIterator

import pytest

from app.providers.anthropic.writer import ClaudeWriter
from tests.fakes import ClaudeDouble, claude_double


@pytest.fixture
async def double() -> AsyncIterator[ClaudeDouble]:
    async with claude_double() as double:
        yield double


@pytest.fixture
async def writer(double: ClaudeDouble) -> AsyncIterator[ClaudeWriter]:
    writer = ClaudeWriter("key", "claude-small", double.url, timeout_seconds=5.0)
    yield writer
    await writer.close()

"""Files in a bucket of an S3-compatible service: moto's server, in an environment of its own."""

import asyncio
import subprocess
from collections.abc import AsyncIterator

import httpx2
import pytest
from pydantic import SecretStr

from app.local.processes import free_port
from app.providers.files import FilesFailed
from app.providers.objects.files import ObjectFiles
from app.settings import Settings
from tests.clients.conftest import programs
from tests.providers.objects.test_files import a_store_of_files_works
from tests.waiting import until

PATIENCE = 60.0


@pytest.fixture
async def service() -> AsyncIterator[str]:
    """The address of the service. It has one bucket, `nudge`."""
    port = free_port()
    program = await asyncio.to_thread(lambda: programs("s3") / "moto_server")
    server = await asyncio.create_subprocess_exec(
        str(program), "-H", "127.0.0.1", "-p", str(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx2.AsyncClient(trust_env=False) as http:

            async def made() -> bool:
                try:
                    return (await http.put(f"{url}/nudge")).is_success
                except httpx2.TransportError:
                    return False

            await until(made, seconds=PATIENCE)
        yield url
    finally:
        server.kill()
        await server.wait()


def files_in(url: str, service: str) -> ObjectFiles:
    return ObjectFiles(
        Settings(
            _env_file=None,
            nudge_media_url=url,
            aws_endpoint_url=service,
            aws_region="us-east-1",
            aws_access_key_id="id",
            aws_secret_access_key=SecretStr("secret"),
        )
    )


async def test_files_in_a_bucket(service: str) -> None:
    await a_store_of_files_works(files_in("s3://nudge/media", service))
    await a_store_of_files_works(files_in("s3://nudge", service))


async def test_a_bucket_that_is_not_there_is_a_failure_of_the_store(service: str) -> None:
    with pytest.raises(FilesFailed):
        await files_in("s3://elsewhere/media", service).put("ab/c", b"x")
    assert await files_in("s3://elsewhere/media", service).problem() == "FileNotFoundError"

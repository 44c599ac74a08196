"""The rules of the image that the linter (hadolint, in `make check`) does not have."""

import ast
import re

from app.main import GRACEFUL_SECONDS
from app.settings import DEFAULT_PORT
from tests.deploy.dockerfile import ROOT, context, stages

STAGES = stages((ROOT / "Dockerfile").read_text())
FINAL = STAGES[-1]
SENT = context((ROOT / ".dockerignore").read_text().split())


def test_the_bases_name_their_release_of_debian() -> None:
    bases = {stage.base for stage in STAGES}
    assert all(re.fullmatch(r"(python:3\.\d+-slim-|node:\d+-)\w+(-slim)?", base) for base in bases), bases


def test_it_runs_as_a_user_that_kubernetes_sees_is_not_root() -> None:
    [user] = FINAL.of("USER")
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", user)


def test_it_exposes_the_ports_of_its_processes_and_has_a_health_check() -> None:
    [ports] = FINAL.of("EXPOSE")
    [metrics] = re.findall(r"WORKER_METRICS_PORT=(\d+)", FINAL.of("ENV")[0])
    assert ports.split() == [str(DEFAULT_PORT), metrics]
    assert "app.observability.probe" in FINAL.of("HEALTHCHECK")[0]
    assert GRACEFUL_SECONDS < 30


def test_the_final_stage_gets_the_environment_and_nothing_else() -> None:
    assert FINAL.of("COPY") == ["--from=build /venv /venv"]
    assert not any("install" in run and "install -d" not in run for run in FINAL.of("RUN"))


def test_what_the_stages_copy_is_sent_and_nothing_of_a_developer_is() -> None:
    copied = [words.split()[:-1] for stage in STAGES for words in stage.of("COPY") if "--from" not in words]
    for name in (name for names in copied for name in names):
        assert any(one == name or one.startswith(f"{name}/") for one in SENT), f"COPY {name}: nothing of it is sent"
    assert not [name for name in SENT if name.startswith(("tests", ".env", ".git", "docs", "benchmarks"))]


def test_the_sources_of_the_console_are_all_sent() -> None:
    """console/build.py names what the console is made of."""
    tree = ast.parse((ROOT / "console/build.py").read_text())
    [named] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SOURCES"
    ]
    for name in named:
        assert any(one == f"console/{name}" or one.startswith(f"console/{name}/") for one in SENT), name

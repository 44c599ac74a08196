"""The dashboard and the alerts ask for metrics that exist, and each alert has an entry in the runbook."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from graphql import (
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    KnownTypeNamesRule,
    ProvidedRequiredArgumentsRule,
    ValuesOfCorrectTypeRule,
    parse,
    validate,
)
from prometheus_client import REGISTRY

from app import main
from app.graphql.api import schema
from app.observability import metrics
from workers import main as worker

ROOT = Path(__file__).parents[2]
BOARD: dict[str, Any] = json.loads((ROOT / "ops/grafana/nudge.json").read_text())
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "ops/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
RUNBOOK = (ROOT / "docs/runbook.md").read_text()
LOADED = (main, worker, metrics)
"""Both programs, so that every metric is registered."""

NAME = re.compile(r"\b(?:nudge|process)_\w+")
SUFFIX = re.compile(r"_(total|bucket|count|sum|created)$")
KINDS = {family.name: family.type for family in REGISTRY.collect()}
LABELS = {
    collector._name: set(collector._labelnames)
    for collector in vars(metrics).values()
    if hasattr(collector, "_labelnames")
}


def exists(name: str) -> bool:
    """Whether Prometheus has a series of this name, by the kind of the metric."""
    family = SUFFIX.sub("", name)
    match KINDS.get(family) or KINDS.get(name):
        case "counter":
            return name == f"{family}_total"
        case "histogram":
            return name in {f"{family}_bucket", f"{family}_count", f"{family}_sum"}
        case "gauge":
            return name in KINDS
    return False


def asked() -> list[tuple[str, str]]:
    board = [(panel["title"], target["expr"]) for panel in BOARD["panels"] for target in panel["targets"]]
    return board + [(rule["alert"], rule["expr"]) for rule in RULES]


@pytest.mark.parametrize(("place", "expression"), asked())
def test_what_is_asked_for_exists(place: str, expression: str) -> None:
    names = NAME.findall(expression)
    assert names
    assert [name for name in names if not exists(name)] == [], place
    grouped = {label for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(", ")}
    matched = set(re.findall(r"(\w+)=~?\"", expression))
    known = set().union({"le", "job"}, *(LABELS.get(SUFFIX.sub("", name), set()) for name in names))
    assert (grouped | matched) - known == set(), place


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    shown = {SUFFIX.sub("", name) for _, expression in asked() for name in NAME.findall(expression)}
    ours = {name for name in KINDS if name.startswith("nudge_")}
    assert ours - shown == set()


def test_an_api_process_does_not_hide_that_no_worker_reports() -> None:
    """Prometheus reads both programs: what the API had too would never be absent."""
    [rule] = [rule for rule in RULES if rule["alert"] == "NudgeHasNoWorker"]
    [name] = re.fullmatch(r"absent\((\w+)\)", rule["expr"]).groups()  # type: ignore[union-attr]
    program = "import app.cli.program.serving, prometheus_client as p; print(p.generate_latest().decode())"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert "nudge_steps_due" in shown
    assert name not in shown
    assert exists(name), "a worker has it"


def test_no_query_asks_for_the_name_of_a_job() -> None:
    """Docker Compose has jobs of ours; in Kubernetes, Prometheus finds the pods by annotations and names the job."""
    assert [place for place, expression in asked() if re.search(r"\bjob\s*[=!]", expression)] == []


def test_an_alert_counts_what_happens_in_all_processes() -> None:
    """A rare event happens in one of many, and `increase` looks at each by itself."""
    bare = [rule["alert"] for rule in RULES if re.match(r"(increase|rate)\(", rule["expr"])]
    assert bare == []


RULES_OF_READING = [
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    KnownTypeNamesRule,
    ProvidedRequiredArgumentsRule,
    ValuesOfCorrectTypeRule,
]


@pytest.mark.parametrize(("kind", "selection"), re.findall(r"`(\w+)\.(\w+(?:\([^)]*\))? \{[^`]+\})`", RUNBOOK))
def test_the_runbook_reads_fields_that_exist(kind: str, selection: str) -> None:
    document = parse(f"fragment F on {kind} {{ {selection} }}")
    assert validate(schema._schema, document, RULES_OF_READING) == []


def test_each_alert_has_an_entry_in_the_runbook_and_each_entry_an_alert() -> None:
    names = [rule["alert"] for rule in RULES]
    assert re.findall(r"^## (\w+)$", RUNBOOK, re.MULTILINE) == names
    for rule in RULES:
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in {"page", "ticket"}

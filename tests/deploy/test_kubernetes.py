"""ops/kubernetes: valid for the releases that are in use, and in step with the program and its image."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.build import FINISH_SECONDS
from app.main import GRACEFUL_SECONDS
from app.observability import metrics
from app.settings import Settings
from tests.clients import tooling
from tests.deploy.dockerfile import ROOT, stages
from tests.missing import missing
from workers.main import FINISH_SECONDS as WORKER_FINISH_SECONDS

HOME = ROOT / "ops/kubernetes"
RELEASES = ("1.25", "1.29", "1.37")
FINAL = stages((ROOT / "Dockerfile").read_text())[-1]
PAUSE_SECONDS = 5
NOT_OURS = {"FORWARDED_ALLOW_IPS"}
"""A variable of uvicorn."""

Manifest = dict[str, Any]


def files() -> list[Path]:
    """The files that the two kustomizations name."""
    return [
        folder / name
        for folder in (HOME, HOME / "migrate")
        for name in yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    ]


def manifests() -> Iterator[Manifest]:
    for path in files():
        yield from yaml.safe_load_all(path.read_text())


def of(kind: str) -> list[Manifest]:
    return [one for one in manifests() if one["kind"] == kind]


PODS = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for kind in ("Deployment", "Job") for one in of(kind)}
LABELS = {
    one["spec"]["template"]["metadata"]["labels"]["app"]: one for kind in ("Deployment", "Job") for one in of(kind)
}


def container(name: str) -> Manifest:
    [only] = PODS[name]["containers"]
    assert isinstance(only, dict)
    return only


def test_every_file_is_part_of_it() -> None:
    there = {path for path in HOME.rglob("*.yaml") if path.name != "kustomization.yaml"}
    assert there == set(files())
    assert {container(name)["image"] for name in PODS} == {"nudge"}, "the name that the kustomizations replace"


def test_kubernetes_takes_it() -> None:
    """By the schemas of its releases, in which a field that they do not have is refused."""
    try:
        program = tooling.environment("kubernetes") / "kubernetes-validate"
    except tooling.UnavailableError as reason:
        missing(str(reason))
    releases = [word for release in RELEASES for word in ("-k", release)]
    told = subprocess.run(
        [str(program), "--strict", *releases, *map(str, files())], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout
    passed = [line for line in told.stdout.splitlines() if " passed for resource " in line]
    assert len(passed) == len(RELEASES) * len(list(manifests())), "a kind without a schema is only warned of"


@pytest.mark.parametrize("name", PODS)
def test_a_pod_has_no_rights_and_writes_only_where_the_image_does(name: str) -> None:
    pod, ours = PODS[name], container(name)
    assert pod["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert pod["automountServiceAccountToken"] is False
    assert ours["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert f"NUDGE_DATA_DIR={ours['volumeMounts'][1]['mountPath']} " in FINAL.of("ENV")[0] + " "
    assert [mount["name"] for mount in ours["volumeMounts"]] == [volume["name"] for volume in pod["volumes"]]
    assert ours["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", PODS)
def test_secrets_are_references_and_settings_are_known(name: str) -> None:
    ours = container(name)
    assert ours["envFrom"] == [{"secretRef": {"name": "nudge"}}]
    given = {variable["name"] for variable in ours.get("env", [])}
    assert {one.lower() for one in given - NOT_OURS} <= set(Settings.model_fields)
    assert not [one for one in given if "TOKEN" in one or "KEY" in one or "URL" in one]


@pytest.mark.parametrize(("name", "setting"), [("nudge-api", "PORT"), ("nudge-worker", "WORKER_METRICS_PORT")])
def test_probes_ask_the_port_that_the_process_has(name: str, setting: str) -> None:
    ours = container(name)
    [port] = ours["ports"]
    assert {"name": setting, "value": str(port["containerPort"])} in ours["env"]
    assert str(port["containerPort"]) in FINAL.of("EXPOSE")[0].split()
    probes = [ours[probe]["httpGet"] for probe in ("startupProbe", "readinessProbe", "livenessProbe") if probe in ours]
    assert all(one == {"path": "/healthz", "port": port["name"]} for one in probes)
    policies = {one["metadata"]["name"]: one["spec"] for one in of("NetworkPolicy")}
    [let_in] = policies[name]["ingress"]
    assert let_in["ports"] == [{"port": port["containerPort"], "protocol": "TCP"}]


def test_a_pod_has_the_time_to_finish() -> None:
    assert str(PAUSE_SECONDS) in container("nudge-api")["lifecycle"]["preStop"]["exec"]["command"][-1]
    assert PODS["nudge-api"]["terminationGracePeriodSeconds"] > PAUSE_SECONDS + GRACEFUL_SECONDS + FINISH_SECONDS
    assert PODS["nudge-worker"]["terminationGracePeriodSeconds"] > WORKER_FINISH_SECONDS + FINISH_SECONDS


def test_what_refers_to_pods_finds_them() -> None:
    selectors = [one["spec"]["selector"] for one in of("Service")]
    selectors += [one["spec"]["selector"]["matchLabels"] for one in of("PodDisruptionBudget")]
    assert {chosen["app"] for chosen in selectors} <= set(LABELS)
    for scaler in of("HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        deployment = next(one for one in of("Deployment") if one["metadata"]["name"] == target["name"])
        least, most = scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]
        assert least == deployment["spec"]["replicas"] >= 2
        assert most > least
    [outwards] = [one["spec"] for one in of("NetworkPolicy") if one["spec"]["policyTypes"] == ["Egress"]]
    [expression] = outwards["podSelector"]["matchExpressions"]
    assert set(expression["values"]) == set(LABELS)


def test_workers_scale_by_a_metric_that_they_have() -> None:
    [worker] = [one for one in of("HorizontalPodAutoscaler") if one["metadata"]["name"] == "nudge-worker"]
    [metric] = worker["spec"]["metrics"]
    [sample] = metrics.OLDEST_DUE.collect()
    assert metric["external"]["metric"] == {"name": sample.name}
    assert f"max({sample.name})" in (ROOT / "docs/scaling.md").read_text()
